package myelin.receipts;

import static myelin.http.Caller.USER;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.events.StoredEvent;
import myelin.history.Threads;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.rooms.Rooms;

/// Receipts and read markers.
final class ReceiptEndpoints {

    private static final String BACK = "com.beeper.allow_backward";

    private final Receipts receipts;
    private final Rooms rooms;
    private final InstantSource clock;
    private final boolean readsBack;

    /// @param readsBack whether clients may ask for a marker behind the present one (MSC4446)
    ReceiptEndpoints(Receipts receipts, Rooms rooms, InstantSource clock, boolean readsBack) {
        this.receipts = receipts;
        this.rooms = rooms;
        this.clock = clock;
        this.readsBack = readsBack;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/_matrix/client/v3/rooms/{roomId}/receipt/{receiptType}/{eventId}")
                        .operation("postReceipt")
                        .caller(USER)
                        .proactive()
                        .r0()
                        .to(this::receipt),
                Route.post("/_matrix/client/v3/rooms/{roomId}/read_markers")
                        .operation("setReadMarker")
                        .caller(USER)
                        .proactive()
                        .r0()
                        .to(this::readMarkers));
    }

    private JsonObject receipt(Request request) {
        RoomId room = request.path("roomId", RoomId::parse);
        UserId user = request.requester().user();
        EventId event = request.path("eventId", EventId::parse);
        String type = request.path("receiptType");
        JsonObject body = request.bodyOrEmpty();
        Optional<String> thread = thread(body);
        boolean back = mayGoBack(body);
        rooms.joined(room, user);
        if (type.equals(Receipts.FULLY_READ)) {
            if (thread.isPresent()) {
                throw MatrixError.invalidParam("m.fully_read has no 'thread_id'");
            }
            fullyRead(user, room, event, back);
            return JsonObject.EMPTY;
        }
        if (back) {
            throw MatrixError.invalidParam("'" + BACK + "' is for m.fully_read");
        }
        Receipt.Type known =
                Receipt.Type.of(type)
                        .orElseThrow(() ->
                                MatrixError.invalidParam("'" + type + "' is no type of receipt"));
        thread.ifPresent(it -> requireIn(it, event, room));
        set(user, room, known, thread, event);
        return JsonObject.EMPTY;
    }

    private JsonObject readMarkers(Request request) {
        RoomId room = request.path("roomId", RoomId::parse);
        UserId user = request.requester().user();
        JsonObject body = request.body();
        rooms.joined(room, user);
        for (Receipt.Type type : Receipt.Type.values()) {
            event(body, type.text())
                    .ifPresent(event -> set(user, room, type, Optional.empty(), event));
        }
        boolean back = mayGoBack(body);
        event(body, Receipts.FULLY_READ).ifPresent(event -> fullyRead(user, room, event, back));
        return JsonObject.EMPTY;
    }

    private void fullyRead(UserId user, RoomId room, EventId event, boolean back) {
        if (back) {
            receipts.fullyReadAnywhere(user, room, event);
        } else {
            receipts.fullyRead(user, room, event);
        }
    }

    /// What MSC4446 adds to the body of both operations.
    private boolean mayGoBack(JsonObject body) {
        if (!readsBack || !body.has(BACK)) {
            return false;
        }
        return body.bool(BACK)
                .orElseThrow(() -> MatrixError.invalidParam("'" + BACK + "' must be a boolean"));
    }

    private void set(
            UserId user, RoomId room, Receipt.Type type, Optional<String> thread, EventId event) {
        long position = receipts.position(room, event);
        receipts.set(new Receipt(room, user, type, thread, event, position, clock.millis()));
    }

    private static Optional<EventId> event(JsonObject body, String key) {
        if (!body.has(key)) {
            return Optional.empty();
        }
        return Optional.of(
                body.string(key)
                        .flatMap(EventId::tryParse)
                        .orElseThrow(
                                () -> MatrixError.invalidParam("'" + key + "' must be an event")));
    }

    private static Optional<String> thread(JsonObject body) {
        if (!body.has("thread_id")) {
            return Optional.empty();
        }
        String thread =
                body.string("thread_id")
                        .filter(text -> !text.isEmpty() && text.indexOf('\0') < 0)
                        .orElseThrow(() ->
                                MatrixError.invalidParam(
                                        "'thread_id' must be a text that is not empty"));
        return Optional.of(thread);
    }

    /// A receipt of a thread must be for an event in it or for one that belongs to its root, such as
    /// a reaction; that of the main timeline for one outside of all threads. What this server does
    /// not have is taken as it is.
    private void requireIn(String thread, EventId event, RoomId room) {
        Optional<StoredEvent> stored =
                rooms.events().find(event).filter(it -> it.pdu().roomId().equals(room));
        if (stored.isEmpty()) {
            return;
        }
        String actual =
                Threads.rootOf(stored.get(), rooms.events())
                        .map(EventId::value)
                        .orElse(Receipt.MAIN);
        boolean ofRoot =
                EventId.tryParse(thread)
                        .filter(root -> Threads.belongsTo(stored.get(), root, rooms.events()))
                        .isPresent();
        if (!actual.equals(thread) && !ofRoot) {
            throw MatrixError.invalidParam("The event is not in the thread " + thread);
        }
    }
}
