package myelin.admin;

import static myelin.http.Caller.ADMIN;

import java.util.List;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.Request;
import myelin.http.Route;
import myelin.memberships.BlockedRooms;

/// Rooms that nobody of this server may enter.
final class RoomBlockEndpoints {

    private static final String PATH = "/_synapse/admin/v1/rooms/{roomId}/block";

    private final BlockedRooms blocked;

    RoomBlockEndpoints(BlockedRooms blocked) {
        this.blocked = blocked;
    }

    List<Route> routes() {
        return List.of(
                Route.get(PATH).caller(ADMIN).synapse().to(this::show),
                Route.put(PATH).caller(ADMIN).synapse().to(this::block));
    }

    private JsonObject show(Request request) {
        Optional<UserId> by = blocked.blockedBy(request.path("roomId", RoomId::parse));
        return JsonObject.builder()
                .put("block", by.isPresent())
                .putIfPresent("user_id", by)
                .build();
    }

    record Block(boolean block) {}

    private JsonObject block(Request request) {
        RoomId room = request.path("roomId", RoomId::parse);
        Block wanted = request.body(Block.class);
        if (wanted.block()) {
            blocked.block(room, request.requester().user());
        } else {
            blocked.unblock(room);
        }
        return JsonObject.of("block", wanted.block());
    }
}
