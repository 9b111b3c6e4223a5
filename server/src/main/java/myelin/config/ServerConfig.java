package myelin.config;

import java.nio.file.Path;
import java.util.Optional;
import myelin.core.id.ServerName;
import myelin.core.json.JsonObject;
import myelin.options.Section;
import org.jspecify.annotations.Nullable;

/// Who this server is and how the world finds it.
///
/// @param serverName the domain of all local ids (`server_name`)
/// @param publicBaseUrl where clients reach us, ending in `/` (`public_baseurl`)
/// @param wellKnown what the `/.well-known/matrix` documents say
/// @param webClientLocation where `GET /` leads, or null for our own page (`web_client_location`)
/// @param adminContact a `mailto:` address shown to users who are blocked by a limit (`admin_contact`)
/// @param pidFile where the process id is written while the server runs (`pid_file`)
/// @param logConfig the Python logging file to follow (`log_config`)
public record ServerConfig(
        ServerName serverName,
        String publicBaseUrl,
        WellKnown wellKnown,
        @Nullable String webClientLocation,
        @Nullable String adminContact,
        @Nullable Path pidFile,
        @Nullable Path logConfig) {

    /// The discovery documents.
    ///
    /// @param serveClient whether `/.well-known/matrix/client` is answered and `/login` repeats it; true
    ///     once `public_baseurl` is set, for a guessed address would mislead clients
    /// @param serveServer whether `/.well-known/matrix/server` names port 443 (`serve_server_wellknown`)
    /// @param identityServer the identity server that clients are pointed to (`default_identity_server`)
    /// @param extraClientContent more keys for the client document (`extra_well_known_client_content`)
    public record WellKnown(
            boolean serveClient,
            boolean serveServer,
            @Nullable String identityServer,
            JsonObject extraClientContent) {}

    /// What `/.well-known/matrix/client` says, and an answer to a login repeats; empty when it is not served.
    public Optional<JsonObject> wellKnownClient() {
        if (!wellKnown.serveClient()) {
            return Optional.empty();
        }
        JsonObject.Builder found =
                JsonObject.builder().put("m.homeserver", JsonObject.of("base_url", publicBaseUrl));
        if (wellKnown.identityServer() != null) {
            found.put("m.identity_server", JsonObject.of("base_url", wellKnown.identityServer()));
        }
        return Optional.of(wellKnown.extraClientContent().merge(found.build()));
    }

    /// The one kind of process of Synapse that is a whole server.
    private static final String WHOLE_SERVER = "synapse.app.homeserver";

    static ServerConfig read(Section config) {
        String kind = config.optionalText("worker_app");
        if (kind != null && !kind.equals(WHOLE_SERVER)) {
            config.problem(
                    "worker_app",
                    "is for a worker, and there are none: start the main configuration only");
        }
        ServerName name =
                config.parse(
                                "server_name",
                                config.text("server_name"),
                                ServerName::parse,
                                "a server name")
                        .orElse(NO_NAME);
        return new ServerConfig(
                name,
                publicBaseUrl(config, name),
                new WellKnown(
                        config.has("public_baseurl"),
                        config.flag("serve_server_wellknown"),
                        config.optionalText("default_identity_server"),
                        extraClientContent(config)),
                webClientLocation(config),
                config.optionalText("admin_contact"),
                config.optionalPath("pid_file"),
                config.optionalPath("log_config"));
    }

    private static final ServerName NO_NAME = ServerName.parse("localhost");

    private static String publicBaseUrl(Section config, ServerName name) {
        String written = config.optionalText("public_baseurl");
        if (written == null) {
            return "https://" + name + "/";
        }
        if (!isWebAddress(written) || written.contains("?") || written.contains("#")) {
            config.problem(
                    "public_baseurl", "must be an http or https address without query or fragment");
        }
        return written.endsWith("/") ? written : written + "/";
    }

    private static JsonObject extraClientContent(Section config) {
        JsonObject content = config.object("extra_well_known_client_content");
        if (content.has("m.homeserver")) {
            config.problem(
                    "extra_well_known_client_content",
                    "cannot have m.homeserver: set public_baseurl instead");
        }
        if (content.has("m.identity_server")) {
            config.problem(
                    "extra_well_known_client_content",
                    "cannot have m.identity_server: set default_identity_server instead");
        }
        return content;
    }

    private static @Nullable String webClientLocation(Section config) {
        String location = config.optionalText("web_client_location");
        if (location != null && !isWebAddress(location)) {
            config.problem("web_client_location", "must be an http or https address");
        }
        return location;
    }

    private static boolean isWebAddress(String text) {
        return text.startsWith("https://") || text.startsWith("http://");
    }
}
