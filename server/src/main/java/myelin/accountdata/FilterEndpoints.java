package myelin.accountdata;

import static myelin.http.Caller.USER;

import java.util.List;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;

/// Storing filters.
final class FilterEndpoints {

    private final Filters filters;

    FilterEndpoints(Filters filters) {
        this.filters = filters;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/_matrix/client/v3/user/{userId}/filter")
                        .r0()
                        .operation("defineFilter")
                        .caller(USER)
                        .guests()
                        .to(this::define),
                Route.get("/_matrix/client/v3/user/{userId}/filter/{filterId}")
                        .r0()
                        .operation("getFilter")
                        .caller(USER)
                        .guests()
                        .to(this::get));
    }

    private JsonObject define(Request request) {
        UserId user = Owner.of(request);
        long number = filters.put(user, request.body());
        return JsonObject.of("filter_id", Long.toString(number));
    }

    private JsonObject get(Request request) {
        UserId user = Owner.of(request);
        long number = request.path("filterId", FilterEndpoints::number);
        return filters.find(user, number).orElseThrow(() -> MatrixError.notFound("No such filter"));
    }

    private static Long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notOurs) {
            throw new IllegalArgumentException("not a filter's number", notOurs);
        }
    }
}
