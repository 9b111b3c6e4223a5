package myelin.relations;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import myelin.core.event.Pdu;
import myelin.core.event.Relation;
import myelin.core.filter.EventFilter;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.events.EventIndex;
import myelin.events.StoredEvent;
import myelin.history.ClientEvents;
import myelin.history.History;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.rooms.Rooms;
import myelin.sending.EventScreen;
import myelin.sql.Database;

/// What events say about others: who asks, is told of edits, reactions, references and threads.
public final class Relations implements Capability {

    /// Events that are looked for when what relates to an event is to be redacted with it, at most.
    private static final int MAX_CHILDREN = 1_000;

    private final Database database;
    private final History history;
    private final Function<UserId, Set<UserId>> ignored;
    private final RelationsTable table = new RelationsTable();
    private final ThreadsTable threads = new ThreadsTable();
    private final Aggregations aggregations;
    private final Bundles bundles;
    private final EventScreen screen;
    private final List<Route> routes;

    /// @param ignored whom a user does not want to read
    /// @param local whether a user is of this server
    public Relations(
            Database database,
            Rooms rooms,
            History history,
            Function<UserId, Set<UserId>> ignored,
            Predicate<UserId> local) {
        this.database = database;
        this.history = history;
        this.ignored = ignored;
        this.aggregations = new Aggregations(database, rooms.events(), local, table, threads);
        this.bundles = new Bundles(database, rooms, history, ignored, aggregations, threads);
        this.screen = new RelationScreen(database, rooms, table);
        this.routes =
                new RelationsEndpoints(database, rooms, history, this, table, threads).routes();
        rooms.feed().subscribe(aggregations);
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    /// Who notes relations as their events are stored.
    public EventIndex index() {
        return new RelationIndex(table, threads);
    }

    /// Drops what is in memory of rooms of which events were deleted.
    public void forget(Predicate<RoomId> rooms) {
        aggregations.forget(rooms);
    }

    /// Who looks at relations that clients send.
    public EventScreen screen() {
        return screen;
    }

    /// Events of timelines, which the reader may see, with what relates to them. No query where nothing
    /// relates to them, and for what is in memory.
    public List<JsonObject> format(List<StoredEvent> events, ClientEvents.Reader reader) {
        return bundles.format(events, reader);
    }

    /// Reads together what relates to events of several rooms, for [#format].
    public void lookAhead(Map<RoomId, List<StoredEvent>> events) {
        bundles.lookAhead(events);
    }

    /// Those of the events of one room that the user may see and wants to: of people whom he ignores nobody
    /// wants to see messages.
    public List<StoredEvent> visible(UserId user, List<StoredEvent> events) {
        Set<UserId> unwanted = ignored.apply(user);
        return history.visibility().visible(user, events).stream()
                .filter(event -> event.pdu().isState() || !unwanted.contains(event.pdu().sender()))
                .toList();
    }

    /// Those of the events of one room, which the user may see, in whose place he does not see an edit: of a
    /// message and its edits the one that counts.
    public List<StoredEvent> latest(UserId user, List<StoredEvent> events) {
        if (events.isEmpty()) {
            return events;
        }
        Set<EventId> originals = new LinkedHashSet<>();
        events.forEach(event -> originals.add(original(event.pdu())));
        Map<EventId, StoredEvent> edits =
                bundles.edits(user, events.getFirst().pdu().roomId(), originals);
        return events.stream()
                .filter(event -> {
                    StoredEvent edit = edits.get(original(event.pdu()));
                    return edit == null || edit.position() == event.position();
                })
                .toList();
    }

    private static EventId original(Pdu event) {
        return Relation.of(event)
                .filter(relation -> relation.is(Relation.REPLACE))
                .map(Relation::parent)
                .orElse(event.eventId());
    }

    /// Those of the events of one room that a filter lets pass, in their order. What it says of events that
    /// relate to them costs a query.
    public List<StoredEvent> wanted(List<StoredEvent> events, EventFilter filter) {
        List<StoredEvent> passing = new ArrayList<>(events.size());
        for (StoredEvent event : events) {
            if (filter.test(event.pdu())) {
                passing.add(event);
            }
        }
        boolean anyhow =
                filter.relatedBySenders().isEmpty() && filter.relatedByRelTypes().isEmpty();
        if (anyhow || passing.isEmpty()) {
            return passing;
        }
        RoomId room = passing.getFirst().pdu().roomId();
        if (!aggregations.hasRelations(room)) {
            return List.of();
        }
        List<EventId> ids = passing.stream().map(event -> event.pdu().eventId()).toList();
        Set<EventId> related =
                database.read(tx ->
                        table.related(
                                tx,
                                room,
                                ids,
                                texts(filter.relatedBySenders()),
                                texts(filter.relatedByRelTypes())));
        return passing.stream().filter(event -> related.contains(event.pdu().eventId())).toList();
    }

    /// The events that relate to one, oldest first.
    ///
    /// @param relTypes how they relate; with `*` in any way
    public List<EventId> children(RoomId room, EventId parent, List<String> relTypes) {
        List<String> only = relTypes.contains("*") ? List.of() : texts(relTypes);
        return database.read(tx -> table.children(tx, room, parent, only, MAX_CHILDREN));
    }

    /// What no database takes is replaced by what nothing is equal to.
    private static List<String> texts(List<String> wanted) {
        return wanted.stream().map(text -> text.indexOf('\0') < 0 ? text : "").toList();
    }
}
