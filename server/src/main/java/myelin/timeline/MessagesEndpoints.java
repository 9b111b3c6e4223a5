package myelin.timeline;

import static myelin.http.Caller.USER;

import java.util.List;
import java.util.Optional;
import myelin.core.filter.EventFilter;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.BadJson;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.json.NotJson;
import myelin.events.EventRange;
import myelin.history.ClientEvents;
import myelin.history.History;
import myelin.history.PageRange;
import myelin.history.TimelineToken;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;

/// Paging through a room's history.
final class MessagesEndpoints {

    private static final PageRange PAGE = new PageRange("f", 10);

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
        EventRange range = PAGE.of(request, Math.min(last, snapshot.head().position()));
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
                        .put("chunk", JsonArray.from(timeline.format(page.events(), reader)));
        if (!page.exhausted()) {
            answer.put("end", new TimelineToken(page.end()).toString());
        }
        if (filter.lazyLoadMembers() && !page.events().isEmpty()) {
            StateRoot state = page.events().getFirst().stateBefore();
            answer.put(
                    "state",
                    timeline.senders(page.events(), state).stream()
                            .map(member -> history.clientEvents().format(member, reader))
                            .toList());
        }
        return answer.build();
    }

    /// The filter in the query.
    ///
    /// @throws MatrixError when it is none
    static EventFilter filter(Request request) {
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
