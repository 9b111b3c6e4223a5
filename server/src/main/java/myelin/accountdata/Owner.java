package myelin.accountdata;

import myelin.core.id.UserId;
import myelin.http.MatrixError;
import myelin.http.Request;

/// Whose data a path under `/user/{userId}` is about: always the caller's own.
final class Owner {

    private Owner() {}

    /// The user in the path.
    ///
    /// @throws MatrixError 403 `M_FORBIDDEN` when it is not the caller
    static UserId of(Request request) {
        UserId user = request.path("userId", UserId::parse);
        if (!user.equals(request.requester().user())) {
            throw MatrixError.forbidden("This belongs to another user");
        }
        return user;
    }
}
