package myelin.admin;

import static myelin.http.Caller.ADMIN;

import java.util.List;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.sql.Database;
import myelin.users.Mark;
import myelin.users.UserRecord;
import myelin.users.Users;

/// Suspending and locking accounts, as the specification has it
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#server-administration)).
final class AccountModerationEndpoints {

    private final Database database;
    private final Users users;

    AccountModerationEndpoints(Database database, Users users) {
        this.database = database;
        this.users = users;
    }

    List<Route> routes() {
        String suspend = "/_matrix/client/v1/admin/suspend/{userId}";
        String lock = "/_matrix/client/v1/admin/lock/{userId}";
        return List.of(
                Route.get(suspend)
                        .operation("getAdminSuspendUser")
                        .caller(ADMIN)
                        .to(request -> show(request, Mark.SUSPENDED, "suspended")),
                Route.put(suspend)
                        .operation("setAdminSuspendUser")
                        .caller(ADMIN)
                        .to(request -> set(request, Mark.SUSPENDED, "suspended")),
                Route.get(lock)
                        .operation("getAdminLockUser")
                        .caller(ADMIN)
                        .to(request -> show(request, Mark.LOCKED, "locked")),
                Route.put(lock)
                        .operation("setAdminLockUser")
                        .caller(ADMIN)
                        .to(request -> set(request, Mark.LOCKED, "locked")));
    }

    private JsonObject show(Request request, Mark mark, String field) {
        return JsonObject.of(field, target(request).marks().contains(mark));
    }

    private JsonObject set(Request request, Mark mark, String field) {
        JsonObject body = request.body();
        UserId user = target(request).user();
        if (!body.has(field)) {
            throw MatrixError.missingParam("'" + field + "' is missing");
        }
        boolean given =
                body.bool(field)
                        .orElseThrow(
                                () -> MatrixError.badJson("'" + field + "' must be true or false"));
        database.write(tx -> users.mark(tx, user, mark, given));
        return JsonObject.of(field, given);
    }

    /// "The user ID is not found, or is deactivated"; administrators are not moderated here.
    private UserRecord target(Request request) {
        UserId user = request.path("userId", UserId::parse);
        if (!users.isLocal(user)) {
            throw MatrixError.invalidParam("The user is not of this server");
        }
        UserRecord record =
                users.find(user)
                        .filter(found -> !found.marks().contains(Mark.DEACTIVATED))
                        .orElseThrow(() -> MatrixError.notFound("There is no such user"));
        if (record.marks().contains(Mark.ADMIN)) {
            throw MatrixError.forbidden("Administrators can't be suspended or locked");
        }
        return record;
    }
}
