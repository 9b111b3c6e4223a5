package myelin.memberships;

import static myelin.http.Caller.USER;

import java.nio.charset.StandardCharsets;
import java.util.List;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.members.RoomMember;
import myelin.rooms.Rooms;

/// The rooms that two users are both in
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv1mutual_rooms)).
final class MutualRooms {

    private static final int AT_ONCE = 100;

    private final Rooms rooms;

    MutualRooms(Rooms rooms) {
        this.rooms = rooms;
    }

    Route route() {
        return Route.get("/_matrix/client/v1/mutual_rooms")
                .operation("getMutualRooms")
                .caller(USER)
                .also("/_matrix/client/unstable/uk.half-shot.msc2666/user/mutual_rooms")
                .to(this::mutualRooms);
    }

    /// Pages go by the order of the ids, which needs nothing to be remembered.
    private JsonObject mutualRooms(Request request) {
        UserId user = request.requester().user();
        UserId other =
                request.query("user_id", UserId::parse)
                        .orElseThrow(() -> MatrixError.invalidParam("'user_id' is missing"));
        if (other.equals(user)) {
            throw MatrixError.invalidParam("'user_id' must be somebody else");
        }
        String after = request.query("from").map(MutualRooms::room).orElse("");
        List<String> mutual =
                rooms.members().roomsOf(user).values().stream()
                        .filter(member -> member.membership() == Membership.JOIN)
                        .map(RoomMember::room)
                        .filter(room -> isJoined(other, room))
                        .map(RoomId::value)
                        .sorted()
                        .toList();
        List<String> page =
                mutual.stream().filter(room -> room.compareTo(after) > 0).limit(AT_ONCE).toList();
        JsonObject answer = JsonObject.of("joined", JsonArray.from(page), "count", mutual.size());
        boolean last = page.isEmpty() || page.getLast().equals(mutual.getLast());
        return last ? answer : answer.with("next_batch", token(page.getLast()));
    }

    private boolean isJoined(UserId user, RoomId room) {
        return rooms.find(room).filter(known -> known.isJoined(user)).isPresent();
    }

    private static String token(String room) {
        return UnpaddedBase64.encodeUrl(room.getBytes(StandardCharsets.UTF_8));
    }

    private static String room(String token) {
        try {
            return new String(UnpaddedBase64.decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException none) {
            throw MatrixError.invalidParam("'from' is no token of this list");
        }
    }
}
