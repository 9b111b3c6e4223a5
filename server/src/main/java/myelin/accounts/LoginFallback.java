package myelin.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import myelin.http.Request;
import myelin.http.Response;
import myelin.http.Route;

/// The page by which apps let people log in that do not know how: it does so, and hands the answer over.
///
/// [Login fallback](https://spec.matrix.org/v1.19/client-server-api/#login-fallback)
final class LoginFallback {

    private static final String PATH = "/_matrix/static/client/login";

    /// What comes in the address of the page goes into the login, but for what proves who somebody is. Apps put their
    /// own function in the place of `onLogin` once the page is loaded.
    private static final String SCRIPT =
            """
            const form = document.querySelector("form");
            const note = document.querySelector("[role=alert]");
            const button = form.querySelector("button");

            window.matrixLogin = {
                onLogin: () => { note.textContent = "You are logged in. You may close this window."; },
            };

            function wishes() {
                const sent = new URLSearchParams(location.search);
                const found = {};
                for (const name of ["device_id", "initial_device_display_name"]) {
                    if (sent.has(name)) found[name] = sent.get(name);
                }
                if (sent.get("refresh_token") === "true") found.refresh_token = true;
                return found;
            }

            async function login() {
                const response = await fetch("/_matrix/client/v3/login", {
                    method: "POST",
                    headers: { "Content-Type": "application/json" },
                    body: JSON.stringify({
                        ...wishes(),
                        type: "m.login.password",
                        identifier: { type: "m.id.user", user: form.elements.user.value },
                        password: form.elements.password.value,
                    }),
                });
                const answer = await response.json();
                if (!response.ok) throw new Error(answer.error || answer.errcode);
                return answer;
            }

            form.addEventListener("submit", async event => {
                event.preventDefault();
                note.textContent = "";
                button.disabled = true;
                try {
                    const answer = await login();
                    form.hidden = true;
                    window.matrixLogin.onLogin(answer);
                } catch (problem) {
                    note.textContent = problem.message;
                    button.disabled = false;
                }
            });
            """;

    /// Nothing but the script runs. Apps are told by a frame whose address begins with `js:`.
    private static final String POLICY =
            "default-src 'none'; script-src 'sha256-{hash}'; connect-src 'self'; frame-src js:;"
                    + " style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private static final String FORM =
            """
            <form>
            <p><label>User name<br><input name="user" autocomplete="username" autocapitalize="off" required
            autofocus></label></p>
            <p><label>Password<br><input name="password" type="password" autocomplete="current-password"
            required></label></p>
            <p><button>Log in</button></p>
            </form>
            <p role="alert"></p>
            <script>{script}</script>\
            """;

    private static final String PAGE =
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Log in</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 20rem; margin: 12vh auto 0; padding: 0 1.5rem; }
            input, button { font: inherit; width: 100%; box-sizing: border-box; padding: .4rem; }
            </style>
            </head>
            <body>
            <h1>Log in</h1>
            {content}
            </body>
            </html>
            """;

    private final Response page;

    /// @param takesPasswords whether somebody can log in by password at all
    LoginFallback(boolean takesPasswords) {
        String content =
                takesPasswords
                        ? FORM.replace("{script}", SCRIPT)
                        : "<p role=\"alert\">Nobody can log in here by password.</p>";
        this.page =
                Response.html(200, PAGE.replace("{content}", content))
                        .withHeader(
                                "Content-Security-Policy", POLICY.replace("{hash}", hash(SCRIPT)));
    }

    List<Route> routes() {
        return List.of(Route.get(PATH + "/").also(PATH).synapse().to(this::page));
    }

    private Response page(Request request) {
        return page;
    }

    private static String hash(String script) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return Base64.getEncoder().encodeToString(digest.digest(script.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("each JDK has SHA-256", impossible);
        }
    }
}
