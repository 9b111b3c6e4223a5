package myelin.relations;

import static myelin.http.Caller.USER;

import java.util.List;
import java.util.Optional;
import myelin.core.event.Relation;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.events.EventRange;
import myelin.events.StoredEvent;
import myelin.history.ClientEvents;
import myelin.history.History;
import myelin.history.PageRange;
import myelin.history.TimelineToken;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.rooms.Rooms;
import myelin.sql.Database;

/// Paging through what relates to an event, and through the threads of a room.
final class RelationsEndpoints {

    private static final String RELATIONS = "/_matrix/client/v1/rooms/{roomId}/relations/{eventId}";

    private static final PageRange PAGE = new PageRange("b", 5);

    /// Threads in one page, at most.
    private static final int MAX_THREADS = 100;

    private final Database database;
    private final Rooms rooms;
    private final History history;
    private final Relations relations;
    private final RelationsTable table;
    private final ThreadsTable threads;

    RelationsEndpoints(
            Database database,
            Rooms rooms,
            History history,
            Relations relations,
            RelationsTable table,
            ThreadsTable threads) {
        this.database = database;
        this.rooms = rooms;
        this.history = history;
        this.relations = relations;
        this.table = table;
        this.threads = threads;
    }

    List<Route> routes() {
        return List.of(
                Route.get(RELATIONS)
                        .operation("getRelatingEvents")
                        .caller(USER)
                        .guests()
                        .to(this::relations),
                Route.get(RELATIONS + "/{relType}")
                        .operation("getRelatingEventsWithRelType")
                        .caller(USER)
                        .guests()
                        .to(this::relations),
                Route.get(RELATIONS + "/{relType}/{eventType}")
                        .operation("getRelatingEventsWithRelTypeAndEventType")
                        .caller(USER)
                        .guests()
                        .to(this::relations),
                Route.get("/_matrix/client/v1/rooms/{roomId}/threads")
                        .operation("getThreadRoots")
                        .caller(USER)
                        .to(this::threads));
    }

    private JsonObject relations(Request request) {
        RoomId room = request.path("roomId", RoomId::parse);
        UserId user = request.requester().user();
        long last = history.lastReadable(room, user);
        StoredEvent parent =
                rooms.events()
                        .find(request.path("eventId", EventId::parse))
                        .filter(event -> event.pdu().roomId().equals(room))
                        .filter(event -> history.visibility().isVisible(user, event))
                        .orElseThrow(() -> MatrixError.notFound("There is no such event"));
        EventRange range = PAGE.of(request, last);
        boolean recurse =
                request.queryFlag("recurse")
                        .or(() -> request.queryFlag("org.matrix.msc3981.recurse"))
                        .orElse(false);
        RelationsQuery query =
                new RelationsQuery(
                        room,
                        parent.pdu().eventId(),
                        request.optionalPath("relType"),
                        request.optionalPath("eventType"),
                        recurse,
                        range.limit(range.limit() + 1));
        List<Long> positions = database.read(tx -> table.page(tx, query));
        boolean more = positions.size() > range.limit();
        List<Long> page = more ? positions.subList(0, range.limit()) : positions;
        JsonObject.Builder answer = JsonObject.builder().put("chunk", chunk(request, parent, page));
        if (more) {
            long end = page.getLast() - (range.backward() ? 1 : 0);
            answer.put("next_batch", new TimelineToken(end).toString());
        }
        answer.putIfPresent("prev_batch", request.query("from"));
        if (recurse) {
            answer.put("recursion_depth", RelationsQuery.DEPTH);
        }
        return answer.build();
    }

    /// The edits of what was redacted would tell what it said.
    private JsonArray chunk(Request request, StoredEvent parent, List<Long> positions) {
        List<StoredEvent> events =
                relations.visible(request.requester().user(), rooms.events().at(positions)).stream()
                        .filter(event -> parent.redactedBy().isEmpty() || !isEdit(event))
                        .toList();
        return JsonArray.from(relations.format(events, reader(request)));
    }

    private static boolean isEdit(StoredEvent event) {
        return Relation.of(event.pdu()).filter(it -> it.is(Relation.REPLACE)).isPresent();
    }

    private JsonObject threads(Request request) {
        RoomId room = request.path("roomId", RoomId::parse);
        UserId user = request.requester().user();
        history.lastReadable(room, user);
        String include = request.query("include").orElse("all");
        long upTo = PageRange.position(request, "from").orElse(Long.MAX_VALUE);
        int limit = Math.min(PAGE.limit(request), MAX_THREADS);
        List<ThreadsTable.Listed> found =
                database.read(tx ->
                        switch (include) {
                            case "all" -> threads.page(tx, room, upTo, limit + 1);
                            case "participated" ->
                                    threads.pageParticipated(tx, room, user, upTo, limit + 1);
                            default ->
                                    throw MatrixError.invalidParam(
                                            "'include' is all or participated");
                        });
        boolean more = found.size() > limit;
        List<ThreadsTable.Listed> page = more ? found.subList(0, limit) : found;
        JsonObject.Builder answer = JsonObject.builder().put("chunk", roots(request, page));
        if (more) {
            answer.put("next_batch", new TimelineToken(page.getLast().latest() - 1).toString());
        }
        return answer.build();
    }

    /// Without those of which the user may not see anything but the root.
    private JsonArray roots(Request request, List<ThreadsTable.Listed> page) {
        List<StoredEvent> roots =
                rooms.events().at(page.stream().map(ThreadsTable.Listed::root).toList());
        List<StoredEvent> visible = relations.visible(request.requester().user(), roots);
        return JsonArray.from(
                relations.format(visible, reader(request)).stream()
                        .filter(RelationsEndpoints::hasThread)
                        .toList());
    }

    private static boolean hasThread(JsonObject event) {
        Optional<JsonObject> bundle =
                event.object("unsigned").flatMap(unsigned -> unsigned.object("m.relations"));
        return bundle.filter(it -> it.has("m.thread")).isPresent();
    }

    private static ClientEvents.Reader reader(Request request) {
        return ClientEvents.Reader.of(request.requester().user(), request.requester().device());
    }
}
