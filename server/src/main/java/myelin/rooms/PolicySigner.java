package myelin.rooms;

import myelin.core.event.Pdu;
import myelin.core.event.PolicyServer;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;

/// Asks a room's policy server for its signature
/// ([`/_matrix/policy/v1/sign`](https://spec.matrix.org/v1.19/server-server-api/#post_matrixpolicyv1sign)). Lives here
/// because events enter rooms here; who can speak to other servers stands below in the line of packages. Blocks; any
/// thread, outside of transactions.
@FunctionalInterface
public interface PolicySigner {

    /// @return signatures of the event by server and key, as the policy server has answered; nobody has
    ///     verified them
    /// @throws MatrixError as the client shall see it, if the policy server refuses to sign, or can't be
    ///     reached in time
    JsonObject sign(PolicyServer server, Pdu event);

    /// Of a server that can't reach others: no policy server answers it.
    PolicySigner UNREACHABLE =
            (server, event) -> {
                throw MatrixError.forbidden(
                        "The policy server of this room can't be reached: " + server.via());
            };
}
