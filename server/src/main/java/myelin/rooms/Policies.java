package myelin.rooms;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.event.PolicyServer;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.http.MatrixError;
import myelin.members.Members;
import myelin.state.StateRoot;

/// What the policy servers of rooms say of events
/// ([spec](https://spec.matrix.org/v1.19/server-server-api/#policy-servers)). Any thread, outside of transactions.
final class Policies {

    /// Rooms of which it is remembered who their policy server is, at most.
    private static final int REMEMBERED = 10_000;

    private final Members members;
    private final ServerName ours;
    private final PolicySigner signer;
    private final Cache<RoomId, Known> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /// Who it is as long as the room has this state.
    private record Known(StateRoot state, Optional<PolicyServer> server) {}

    Policies(Members members, ServerName ours, PolicySigner signer) {
        this.members = members;
        this.ours = ours;
        this.signer = signer;
    }

    /// Whether the room, as it is now, has a policy server that has to be asked.
    boolean watch(RoomSnapshot room) {
        return server(room).isPresent();
    }

    /// The event with the signature of the room's policy server, which is asked if it has not signed yet. As
    /// it is, where there is no policy server, or where it is not to be asked about the event.
    ///
    /// @throws MatrixError if the policy server does not recommend it
    Pdu recommended(Pdu event, RoomSnapshot room) {
        Optional<PolicyServer> server =
                PolicyServer.isAskedAbout(event) ? server(room) : Optional.empty();
        if (server.isEmpty() || server.get().hasSigned(event)) {
            return event;
        }
        Pdu signed = server.get().signed(event, signer.sign(server.get(), event));
        if (!server.get().hasSigned(signed)) {
            throw MatrixError.forbidden("The policy server of this room has not signed the event");
        }
        return signed;
    }

    private Optional<PolicyServer> server(RoomSnapshot room) {
        StateRoot state = room.head().state();
        Known before = known.getIfPresent(room.room());
        if (before != null && before.state().equals(state)) {
            return before.server();
        }
        // "the server name denoted by [...] `via` has at least one joined user in the room"
        Optional<PolicyServer> server =
                room.event(EventType.M_ROOM_POLICY, "")
                        .flatMap(event -> PolicyServer.of(event.content()))
                        .filter(named -> !named.via().equals(ours))
                        .filter(named -> members.isServerIn(named.via(), room.room()));
        known.put(room.room(), new Known(state, server));
        return server;
    }
}
