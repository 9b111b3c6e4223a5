package myelin.serverinfo;

import java.util.List;
import myelin.config.ServerConfig;
import myelin.http.Response;
import myelin.http.Route;

/// What somebody sees who opens this server in a browser.
final class PageEndpoints {

    private static final String PAGE =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Myelin is running</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem; }
            h1 { font-size: 1.7rem; font-weight: 600; }
            code { font-size: 1em; }
            </style>
            </head>
            <body>
            <h1>Myelin is running.</h1>
            <p>This is the <a href="https://matrix.org">Matrix</a> homeserver of <code>{server}</code>.</p>
            <p>There is nothing to see here. To talk with people, open a
            <a href="https://matrix.org/ecosystem/clients/">Matrix client</a> and enter {address}
            as your homeserver.</p>
            </body>
            </html>
            """;

    private final Response front;
    private final Response page;

    PageEndpoints(ServerConfig config) {
        this.page =
                Response.html(200, page(config))
                        .withHeader(
                                "Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'")
                        .withHeader("X-Content-Type-Options", "nosniff");
        String client = config.webClientLocation();
        this.front = client == null ? page : Response.redirect(client);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/").synapse().to(request -> front),
                Route.get("/_matrix/static/").synapse().also("/_matrix/static").to(request -> page),
                Route.get("/robots.txt")
                        .synapse()
                        .to(request -> Response.text(200, "User-agent: *\nDisallow: /\n")));
    }

    /// The server's name alone leads clients here only where somebody has set that up.
    private static String page(ServerConfig config) {
        String address =
                config.wellKnown().serveClient()
                        ? "<code>" + escaped(config.publicBaseUrl()) + "</code>"
                        : "the address of this page";
        return PAGE.replace("{server}", escaped(config.serverName().value()))
                .replace("{address}", address);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
