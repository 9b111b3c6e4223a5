package myelin.admin;

import static myelin.http.Caller.ADMIN;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import myelin.core.id.RoomId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.state.StateKey;
import myelin.events.StateTimeline;
import myelin.events.StoredEvent;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.rooms.Rooms;

/// How a room's state came to be what it is. Synapse has nothing like it.
final class StateHistoryEndpoints {

    private static final int USUAL_LIMIT = 100;
    private static final int MOST = 1_000;

    private final Rooms rooms;

    StateHistoryEndpoints(Rooms rooms) {
        this.rooms = rooms;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/_synapse/admin/v1/rooms/{roomId}/state_history")
                        .caller(ADMIN)
                        .synapse()
                        .to(this::stateHistory));
    }

    private JsonObject stateHistory(Request request) {
        RoomId room = request.path("roomId", RoomId::parse);
        if (rooms.find(room).isEmpty()) {
            throw MatrixError.notFound("Room not found");
        }
        long limit = request.queryNumber("limit").orElse((long) USUAL_LIMIT);
        if (limit < 1) {
            throw MatrixError.invalidParam("'limit' must be positive");
        }
        StateTimeline.Page page =
                rooms.stateTimeline()
                        .upTo(
                                room,
                                request.queryNumber("from").orElse(Long.MAX_VALUE),
                                wanted(request),
                                (int) Math.min(limit, MOST));
        JsonObject.Builder answer =
                JsonObject.builder()
                        .put(
                                "changes",
                                JsonArray.from(
                                        page.entries().stream()
                                                .map(StateHistoryEndpoints::json)
                                                .toList()));
        page.next().ifPresent(next -> answer.put("next_token", next));
        return answer.build();
    }

    private static Predicate<StateKey> wanted(Request request) {
        Optional<String> type = request.query("type");
        Optional<String> key = request.query("state_key");
        return place ->
                type.filter(it -> !it.equals(place.type())).isEmpty()
                        && key.filter(it -> !it.equals(place.key())).isEmpty();
    }

    private static JsonObject json(StateTimeline.Entry entry) {
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("type", entry.change().key().type())
                        .put("state_key", entry.change().key().key())
                        .put("by", entry.byResolution() ? "resolution" : "event")
                        .put("reverted", entry.byResolution() && entry.change().isReversion())
                        .put("cause", entry.cause().pdu().eventId())
                        .put("received_ts", entry.cause().receivedTs());
        entry.change().after().ifPresent(event -> addEvent(json, event));
        entry.change()
                .before()
                .ifPresent(event -> json.put("replaces_event_id", event.pdu().eventId()));
        return json.build();
    }

    private static void addEvent(JsonObject.Builder json, StoredEvent event) {
        json.put("event_id", event.pdu().eventId())
                .put("sender", event.pdu().sender())
                .put("origin_server_ts", event.pdu().originServerTs())
                .put("content", event.shown().content());
    }
}
