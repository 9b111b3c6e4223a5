package myelin.accounts;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import myelin.access.ConsentLinks;
import myelin.config.people.ConsentConfig;
import myelin.core.id.UserId;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Response;
import myelin.http.Route;
import myelin.sql.Database;
import myelin.uia.Form;
import myelin.users.UserRecord;
import myelin.users.Users;

/// The privacy policy for people, and the button by which they accept it. Links to it that name a user are signed, so
/// that nobody accepts it for others; the addresses are Synapse's.
final class ConsentEndpoints {

    private static final String PATH = "/_matrix/consent";
    private static final Pattern VERSION = Pattern.compile("[\\w-]+(\\.[\\w-]+)*");

    private final ConsentConfig config;
    private final ConsentLinks links;
    private final Database database;
    private final Users users;

    ConsentEndpoints(ConsentConfig config, Database database, Users users) {
        this.config = config;
        this.links = new ConsentLinks(config);
        this.database = database;
        this.users = users;
    }

    List<Route> routes() {
        return List.of(
                Route.get(PATH).synapse().to(this::read),
                Route.post(PATH).synapse().to(this::accept));
    }

    private Response read(Request request) {
        String version = request.query("v").orElse(config.version());
        Map<String, String> values = new HashMap<>(Map.of("version", version));
        Optional<String> name = request.query("u").filter(it -> !it.isEmpty());
        if (name.isPresent()) {
            String signature = request.query("h").orElse("");
            UserRecord user = signed(name.get(), signature);
            values.put("user", name.get());
            values.put("userhmac", signature);
            if (user.consentVersion().equals(Optional.of(version))) {
                values.put("has_consented", "true");
            }
        } else {
            values.put("public_version", "true");
        }
        return Response.html(200, PolicyPage.of(template(version), values));
    }

    private Response accept(Request request) {
        Map<String, String> fields = Form.fields(request);
        String version = required(fields, "v");
        UserRecord user = signed(required(fields, "u"), required(fields, "h"));
        template(version);
        database.write(tx -> users.consent(tx, user.user(), version));
        return Response.html(200, PolicyPage.of(template("success"), Map.of()));
    }

    private static String required(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw MatrixError.missingParam("Missing string query parameter '" + name + "'");
        }
        return value;
    }

    /// The user whom a link names.
    ///
    /// @throws MatrixError 403 when the signature is wrong; 404 when there is no such user
    private UserRecord signed(String name, String signature) {
        if (!links.isSigned(name, signature)) {
            throw MatrixError.forbidden("HMAC incorrect");
        }
        return UserId.tryParse(name.startsWith("@") ? name : "@" + name + ":" + users.server())
                .flatMap(users::find)
                .orElseThrow(() -> MatrixError.notFound("Unknown user"));
    }

    private String template(String name) {
        if (!VERSION.matcher(name).matches()) {
            throw MatrixError.notFound("Unknown policy version");
        }
        try {
            return Files.readString(config.templateDir().resolve("en").resolve(name + ".html"));
        } catch (IOException absent) {
            throw MatrixError.notFound("Unknown policy version");
        }
    }
}
