package myelin.http;

import java.util.Optional;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;

/// The user who calls, as the access token proved.
///
/// @param user who it is
/// @param device the device the token belongs to; absent for tokens of application services and of administrators
/// @param tokenNumber our number of the token; 0 when it has none
/// @param guest a guest account
/// @param admin an administrator of this server
/// @param shadowBanned what this user does is accepted and then forgotten
/// @param suspended the user may read, and little else
/// @param appservice the id of the application service that calls in the user's name
public record Requester(
        UserId user,
        Optional<DeviceId> device,
        long tokenNumber,
        boolean guest,
        boolean admin,
        boolean shadowBanned,
        boolean suspended,
        Optional<String> appservice) {

    /// A user in whose name the server itself acts, without having been asked.
    public static Requester unasked(UserId user, boolean guest) {
        return new Requester(
                user, Optional.empty(), 0, guest, false, false, false, Optional.empty());
    }

    /// Requires that the caller is not suspended. For what a suspended user may not do: join, knock, invite, send
    /// (but redact what is his own, and leave), create rooms, moderate, and change profiles.
    ///
    /// [Account suspension](https://spec.matrix.org/v1.19/client-server-api/#account-suspension)
    ///
    /// @throws MatrixError 403 `M_USER_SUSPENDED`
    public void requireNotSuspended() {
        if (suspended) {
            throw MatrixError.of(
                    403, "M_USER_SUSPENDED", "You cannot perform this action while suspended");
        }
    }
}
