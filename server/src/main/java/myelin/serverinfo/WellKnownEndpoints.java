package myelin.serverinfo;

import java.util.List;
import myelin.config.ServerConfig;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;

/// Where clients and servers find this server, and its users help.
///
/// [Server discovery](https://spec.matrix.org/v1.19/client-server-api/#server-discovery)
final class WellKnownEndpoints {

    private static final int HTTPS = 443;

    private final ServerConfig config;

    WellKnownEndpoints(ServerConfig config) {
        this.config = config;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/.well-known/matrix/client").operation("getWellknown").to(this::client),
                Route.get("/.well-known/matrix/server").operation("getWellKnown").to(this::server),
                Route.get("/.well-known/matrix/support")
                        .operation("getWellknownSupport")
                        .to(this::support));
    }

    private JsonObject client(Request request) {
        return config.wellKnownClient()
                .orElseThrow(() -> MatrixError.notFound(".well-known not available"));
    }

    /// Who asks here has reached us at port 443, so that is where we are.
    private JsonObject server(Request request) {
        if (!config.wellKnown().serveServer()) {
            throw MatrixError.notFound(".well-known not available");
        }
        int port = config.serverName().port().orElse(HTTPS);
        return JsonObject.of("m.server", config.serverName().host() + ":" + port);
    }

    private JsonObject support(Request request) {
        String contact = config.adminContact();
        if (contact == null) {
            throw MatrixError.notFound("The administrator has not said how to be reached");
        }
        if (contact.startsWith("mailto:")) {
            Json administrator =
                    JsonObject.of(
                            "role",
                            "m.role.admin",
                            "email_address",
                            contact.substring("mailto:".length()));
            return JsonObject.of("contacts", JsonArray.of(administrator));
        }
        return JsonObject.of("support_page", contact);
    }
}
