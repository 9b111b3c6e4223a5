package myelin.http;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Writes `docs/endpoints.md`: what is served where, by which method, for whom.
public final class EndpointDocument {

    private static final String SPEC = "https://spec.matrix.org/v1.19/";

    private static final String HEAD =
            """
            # Endpoints

            Every path that Myelin answers, and the method which does it. This file is generated from the routes of the
            program (see `EndpointDocumentTest`); a test fails when it is stale.

            *Who*: who may call. `user` and `admin` need an access token, `server` a signature, `anyone` nothing; `user?`
            looks at a token that is sent along; `+ guests` lets guest accounts in, too. *Limit*: what is counted before
            the method is called, see `rc_…` in [configuration.md](configuration.md). Each GET answers HEAD, too, and
            each path OPTIONS.
            """;

    private EndpointDocument() {}

    /// The document.
    ///
    /// @param routes what is served
    public static String markdown(List<Route> routes) {
        EndpointSources sources = EndpointSources.scan();
        StringBuilder text = new StringBuilder(HEAD);
        section(
                text,
                "Client-server API",
                routes,
                sources,
                route -> isClient(route) && isSpec(route));
        section(
                text,
                "Server-server API",
                routes,
                sources,
                route -> !isClient(route) && isSpec(route));
        section(
                text,
                "Before the specification",
                routes,
                sources,
                route -> route.unstable() != null);
        section(
                text,
                "Synapse's own",
                routes,
                sources,
                route -> !isSpec(route) && route.unstable() == null);
        return text.toString();
    }

    private static void section(
            StringBuilder text,
            String title,
            List<Route> routes,
            EndpointSources sources,
            Predicate<Route> belongs) {
        List<Route> chosen =
                routes.stream()
                        .filter(belongs)
                        .sorted(Comparator.comparing(Route::path).thenComparing(Route::method))
                        .toList();
        if (chosen.isEmpty()) {
            return;
        }
        text.append("\n## ").append(title).append("\n\n");
        text.append("| endpoint | operation | who | limit | code |\n|---|---|---|---|---|\n");
        for (Route route : chosen) {
            text.append(
                    "| %s | %s | %s | %s | %s |\n"
                            .formatted(
                                    place(route),
                                    operation(route),
                                    who(route),
                                    limit(route),
                                    code(sources, route)));
        }
    }

    private static boolean isSpec(Route route) {
        return route.operation() != null && route.unstable() == null;
    }

    private static boolean isClient(Route route) {
        return !route.path().startsWith("/_matrix/federation/")
                && !route.path().startsWith("/_matrix/key/")
                && !route.path().equals("/.well-known/matrix/server");
    }

    private static String place(Route route) {
        StringBuilder cell = new StringBuilder("`" + route.method() + " " + route.path() + "`");
        route.paths().stream()
                .skip(1)
                .forEach(path -> cell.append("<br>`").append(path).append('`'));
        return cell.toString();
    }

    private static String operation(Route route) {
        @Nullable String operation = route.operation();
        if (operation == null) {
            return route.unstable() == null ? "" : route.unstable();
        }
        String page = isClient(route) ? "client-server-api/" : "server-server-api/";
        String link = "[%s](%s%s#%s)".formatted(operation, SPEC, page, anchor(route));
        return route.deprecated() ? link + ", deprecated" : link;
    }

    /// The specification names the place of an operation by its method and path, without most punctuation.
    static String anchor(Route route) {
        String text = route.method() + route.path();
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "");
    }

    private static String who(Route route) {
        String who =
                switch (route.caller()) {
                    case ANYONE -> "anyone";
                    case OPTIONAL_USER -> "user?";
                    case USER -> "user";
                    case ADMIN -> "admin";
                    case SERVER -> "server";
                };
        return route.guests() && route.caller() == Caller.USER ? who + " + guests" : who;
    }

    private static String limit(Route route) {
        return route.limit() == null ? "" : "`" + route.limit().option() + "`";
    }

    private static String code(EndpointSources sources, Route route) {
        return sources.handler(route).map(name -> "`" + name + "`").orElse("");
    }
}
