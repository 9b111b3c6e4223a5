package myelin.timeline;

import static myelin.http.Caller.USER;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.event.EventType;
import myelin.core.filter.EventFilter;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.BadJson;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.json.NotJson;
import myelin.core.state.StateKey;
import myelin.events.EventRange;
import myelin.events.StoredEvent;
import myelin.history.ClientEvents;
import myelin.history.History;
import myelin.history.TimelineToken;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;

/// Paging through a room's history.
final class MessagesEndpoints {

    private static final int DEFAULT_LIMIT = 10;
    private static final int MAX_LIMIT = 1_000;

    private final Timeline timeline;
    private final Rooms rooms;
    private final History history;

    MessagesEndpoints(Timeline timeline, Rooms rooms, History history) {
        this.timeline = timeline;
        this.rooms = rooms;
        this.history = history;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/_matrix/client/v3/rooms/{roomId}/messages")
                        .operation("getRoomEvents")
                        .caller(USER)
                        .guests()
                        .r0()
                        .to(this::messages));
    }

    private JsonObject messages(Request request) {
        UserId user = request.requester().user();
        RoomId room = request.path("roomId", RoomId::parse);
        RoomSnapshot snapshot =
                rooms.find(room)
                        .orElseThrow(() -> MatrixError.forbidden("You are not in this room"));
        long last = history.lastReadable(snapshot, user);
        EventFilter filter = filter(request);
        EventRange range = range(request, Math.min(last, snapshot.head().position()));
        Timeline.Page page = timeline.page(user, room, range, filter);
        return answer(request, range, page, filter);
    }

    private JsonObject answer(
            Request request, EventRange range, Timeline.Page page, EventFilter filter) {
        ClientEvents.Reader reader =
                ClientEvents.Reader.of(request.requester().user(), request.requester().device());
        long start = range.backward() ? range.upTo() : range.after();
        JsonObject.Builder answer =
                JsonObject.builder()
                        .put("start", new TimelineToken(start).toString())
                        .put("chunk", format(page.events(), reader));
        if (!page.exhausted()) {
            answer.put("end", new TimelineToken(page.end()).toString());
        }
        if (filter.lazyLoadMembers() && !page.events().isEmpty()) {
            answer.put("state", format(senders(page.events()), reader));
        }
        return answer.build();
    }

    private JsonArray format(List<StoredEvent> events, ClientEvents.Reader reader) {
        return JsonArray.from(
                events.stream()
                        .map(event -> history.clientEvents().format(event, reader))
                        .toList());
    }

    /// The member events of those who sent the events, as they were at the first of them.
    private List<StoredEvent> senders(List<StoredEvent> events) {
        StateRoot state = events.getFirst().stateBefore();
        Map<UserId, Long> members = new LinkedHashMap<>();
        for (StoredEvent event : events) {
            UserId sender = event.pdu().sender();
            if (!members.containsKey(sender)) {
                rooms.states()
                        .event(state, new StateKey(EventType.M_ROOM_MEMBER, sender.value()))
                        .ifPresent(position -> members.put(sender, position));
            }
        }
        return rooms.events().at(members.values());
    }

    /// The stretch that the request names, no further than `last`.
    private static EventRange range(Request request, long last) {
        String dir = request.query("dir").orElse("f");
        int limit = limit(request);
        Optional<Long> from = position(request, "from");
        Optional<Long> to = position(request, "to");
        return switch (dir) {
            case "b" ->
                    new EventRange(to.orElse(0L), Math.min(from.orElse(last), last), true, limit);
            case "f" ->
                    new EventRange(from.orElse(0L), Math.min(to.orElse(last), last), false, limit);
            default -> throw MatrixError.invalidParam("'dir' is b or f");
        };
    }

    private static int limit(Request request) {
        long limit = request.queryNumber("limit").orElse((long) DEFAULT_LIMIT);
        if (limit < 0) {
            throw MatrixError.invalidParam("'limit' must not be negative");
        }
        return Math.clamp(limit, 1, MAX_LIMIT);
    }

    private static Optional<Long> position(Request request, String name) {
        return request.query(name)
                .map(text ->
                        TimelineToken.parse(text)
                                .orElseThrow(() ->
                                        MatrixError.invalidParam("'" + name + "' is no token"))
                                .position());
    }

    private static EventFilter filter(Request request) {
        Optional<String> text = request.query("filter");
        if (text.isEmpty()) {
            return EventFilter.ALL;
        }
        try {
            return EventFilter.parse(JsonParser.object(text.get()));
        } catch (NotJson notJson) {
            throw MatrixError.notJson("'filter' must be a JSON object");
        } catch (BadJson bad) {
            throw MatrixError.from(bad);
        }
    }
}
