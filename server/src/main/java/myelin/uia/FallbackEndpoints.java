package myelin.uia;

import java.util.List;
import java.util.Map;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Response;
import myelin.http.Route;

/// The pages for clients which do not know a stage and leave it to the browser.
///
/// [Fallback](https://spec.matrix.org/v1.19/client-server-api/#fallback)
final class FallbackEndpoints {

    private static final String PATH = "/_matrix/client/v3/auth/{authType}/fallback/web";

    private final Uia uia;
    private final Uia.Settings settings;

    FallbackEndpoints(Uia uia, Uia.Settings settings) {
        this.uia = uia;
        this.settings = settings;
    }

    /// Pages for people have no operation in the specification's OpenAPI files.
    List<Route> routes() {
        return List.of(
                Route.get(PATH).r0().synapse().to(this::ask),
                Route.post(PATH).r0().synapse().to(this::answer));
    }

    private Response ask(Request request) {
        String session = required(request.query("session").orElse(""));
        return Response.html(200, page(question(request.path("authType")), session, ""));
    }

    private Response answer(Request request) {
        Map<String, String> fields = Form.fields(request);
        String session =
                required(fields.getOrDefault("session", request.query("session").orElse("")));
        String stage = request.path("authType");
        String question = question(stage);
        try {
            uia.completeOutside(
                    session, stage, JsonObject.of("token", fields.getOrDefault("token", "")));
            return Response.html(200, DONE);
        } catch (MatrixError refused) {
            return Response.html(200, page(question, session, refused.error()));
        }
    }

    private static String required(String session) {
        if (session.isEmpty()) {
            throw MatrixError.missingParam("No session supplied");
        }
        return session;
    }

    private String question(String stage) {
        return switch (stage) {
            case Stage.TERMS ->
                    """
                    <p>Please read and accept
                    <a href="%s" target="_blank" rel="noopener">the terms of this server</a>.</p>
                    <button>I agree</button>\
                    """
                            .formatted(Form.escaped(Challenge.termsAddress(settings)));
            case Stage.REGISTRATION_TOKEN ->
                    """
                    <p><label>Registration token
                    <input name="token" maxlength="64" autofocus></label></p>
                    <button>Continue</button>\
                    """;
            default -> throw MatrixError.notFound("Unknown authentication stage");
        };
    }

    private static String page(String question, String session, String problem) {
        return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Authentication</title>
        </head>
        <body>
        %s
        <form method="post"><input type="hidden" name="session" value="%s">
        %s
        </form>
        </body>
        </html>
        """
                .formatted(
                        problem.isEmpty()
                                ? ""
                                : "<p role=\"alert\">" + Form.escaped(problem) + "</p>",
                        Form.escaped(session),
                        question);
    }

    /// The script is the specification's, word for word.
    private static final String DONE =
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>Success!</title>
            <script>
            if (window.onAuthDone) {
                window.onAuthDone();
            } else if (window.opener && window.opener.postMessage) {
                window.opener.postMessage("authDone", "*");
            }
            </script>
            </head>
            <body><p>Thank you. You may now close this window and return to the application.</p></body>
            </html>
            """;
}
