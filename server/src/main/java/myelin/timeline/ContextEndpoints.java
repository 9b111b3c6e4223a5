package myelin.timeline;

import static myelin.http.Caller.USER;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import myelin.core.event.EventType;
import myelin.core.filter.EventFilter;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.state.StateKey;
import myelin.events.StoredEvent;
import myelin.history.ClientEvents;
import myelin.history.History;
import myelin.history.TimelineToken;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;

/// Single events of a room: by their id, with what is around them, and by their time.
final class ContextEndpoints {

    private static final int DEFAULT_LIMIT = 10;
    private static final int MAX_LIMIT = 1_000;

    /// Events at a time that are looked at for one which the user may see.
    private static final int CANDIDATES = 100;

    /// All of them, at most.
    private static final int MAX_CANDIDATES = 2_000;

    private final Timeline timeline;
    private final Rooms rooms;
    private final History history;
    private final boolean showsRedacted;

    ContextEndpoints(Timeline timeline, Rooms rooms, History history, boolean showsRedacted) {
        this.timeline = timeline;
        this.rooms = rooms;
        this.history = history;
        this.showsRedacted = showsRedacted;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/_matrix/client/v3/rooms/{roomId}/event/{eventId}")
                        .operation("getOneRoomEvent")
                        .caller(USER)
                        .guests()
                        .r0()
                        .to(this::event),
                Route.get("/_matrix/client/v3/rooms/{roomId}/context/{eventId}")
                        .operation("getEventContext")
                        .caller(USER)
                        .guests()
                        .r0()
                        .to(this::context),
                Route.get("/_matrix/client/v1/rooms/{roomId}/timestamp_to_event")
                        .operation("getEventByTimestamp")
                        .caller(USER)
                        .to(this::atTime));
    }

    private JsonObject event(Request request) {
        boolean whole =
                showsRedacted
                        && request.queryFlag("fi.mau.msc2815.include_unredacted_content")
                                .orElse(false);
        if (whole) {
            requireModerator(request);
        }
        StoredEvent event = visible(request);
        return whole
                ? history.clientEvents().unredacted(event, reader(request))
                : timeline.format(List.of(event), reader(request)).getFirst();
    }

    /// Who may redact may see what was redacted.
    private void requireModerator(Request request) {
        Requester requester = request.requester();
        boolean permitted =
                requester.admin()
                        || rooms.find(request.path("roomId", RoomId::parse))
                                .filter(room -> room.isJoined(requester.user()))
                                .map(RoomSnapshot::powerLevels)
                                .filter(power -> power.of(requester.user()) >= power.redact())
                                .isPresent();
        if (!permitted) {
            throw MatrixError.forbidden("You may not see redacted events in this room");
        }
    }

    private StoredEvent visible(Request request) {
        RoomId room = request.path("roomId", RoomId::parse);
        UserId user = request.requester().user();
        return rooms.events()
                .find(request.path("eventId", EventId::parse))
                .filter(found -> found.pdu().roomId().equals(room))
                .filter(found -> history.visibility().isVisible(user, found))
                .orElseThrow(() -> MatrixError.notFound("There is no such event"));
    }

    private JsonObject context(Request request) {
        StoredEvent event = visible(request);
        EventFilter filter = MessagesEndpoints.filter(request);
        int limit = limit(request);
        Timeline.Reach reach = Timeline.Reach.of(limit / 2, limit - limit / 2);
        Timeline.Around around = timeline.around(request.requester().user(), event, reach, filter);
        List<StoredEvent> all = new ArrayList<>(around.before().events());
        all.add(event);
        all.addAll(around.after().events());
        List<JsonObject> formatted = timeline.format(all, reader(request));
        int middle = around.before().events().size();
        List<StoredEvent> state = state(all.getLast().roomState(), all, filter);
        return JsonObject.builder()
                .put("start", new TimelineToken(around.before().end()).toString())
                .put("events_before", JsonArray.from(formatted.subList(0, middle)))
                .put("event", formatted.get(middle))
                .put("events_after", JsonArray.from(formatted.subList(middle + 1, all.size())))
                .put("state", format(state, reader(request)))
                .put("end", new TimelineToken(around.after().end()).toString())
                .build();
    }

    private JsonArray format(List<StoredEvent> state, ClientEvents.Reader reader) {
        return JsonArray.from(
                state.stream().map(it -> history.clientEvents().format(it, reader)).toList());
    }

    private static int limit(Request request) {
        long limit = request.queryNumber("limit").orElse((long) DEFAULT_LIMIT);
        if (limit < 0) {
            throw MatrixError.invalidParam("'limit' must not be negative");
        }
        return Math.clamp(limit, 0, MAX_LIMIT);
    }

    private List<StoredEvent> state(StateRoot root, List<StoredEvent> events, EventFilter filter) {
        Set<Long> positions = new LinkedHashSet<>();
        rooms.states()
                .entries(root)
                .forEach((key, position) -> {
                    if (!filter.lazyLoadMembers() || !isMember(key)) {
                        positions.add(position);
                    }
                });
        if (filter.lazyLoadMembers()) {
            timeline.senders(events, root).forEach(member -> positions.add(member.position()));
        }
        return rooms.events().at(positions).stream()
                .filter(event -> filter.test(event.pdu()))
                .toList();
    }

    private static boolean isMember(StateKey key) {
        return key.type().equals(EventType.M_ROOM_MEMBER);
    }

    private JsonObject atTime(Request request) {
        RoomId room = request.path("roomId", RoomId::parse);
        UserId user = request.requester().user();
        long last = history.lastReadable(room, user);
        long ts =
                request.queryNumber("ts")
                        .orElseThrow(() -> MatrixError.missingParam("'ts' is missing"));
        boolean backward =
                switch (request.query("dir").orElse("f")) {
                    case "b" -> true;
                    case "f" -> false;
                    default -> throw MatrixError.invalidParam("'dir' is b or f");
                };
        for (int skipped = 0; skipped < MAX_CANDIDATES; skipped += CANDIDATES) {
            List<StoredEvent> nearest =
                    rooms.events().nearest(room, ts, backward, skipped, CANDIDATES);
            for (StoredEvent event : history.visibility().visible(user, nearest)) {
                if (event.position() <= last) {
                    return JsonObject.of(
                            "event_id",
                            event.pdu().eventId(),
                            "origin_server_ts",
                            event.pdu().originServerTs());
                }
            }
            if (nearest.size() < CANDIDATES) {
                break;
            }
        }
        throw MatrixError.notFound("There is no event at this time in this direction");
    }

    private static ClientEvents.Reader reader(Request request) {
        return ClientEvents.Reader.of(request.requester().user(), request.requester().device());
    }
}
