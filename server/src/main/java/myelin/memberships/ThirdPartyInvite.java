package myelin.memberships;

import java.util.List;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;

/// An invitation by e-mail address or phone number
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#third-party-invites)).
public final class ThirdPartyInvite {

    private static final List<String> NEEDED =
            List.of("id_server", "id_access_token", "medium", "address");

    private ThirdPartyInvite() {}

    /// Refuses one, for this server asks no identity server who has an address.
    ///
    /// @throws MatrixError always: M_MISSING_PARAM when something is missing, else M_FORBIDDEN
    public static void refuse(JsonObject wanted) {
        for (String field : NEEDED) {
            if (wanted.string(field).isEmpty()) {
                throw MatrixError.missingParam("'" + field + "' must be there, and text");
            }
        }
        throw MatrixError.forbidden(
                "This server does not look up e-mail addresses or phone numbers");
    }
}
