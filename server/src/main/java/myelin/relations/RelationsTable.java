package myelin.relations;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.event.Relation;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.events.StoredEvent;
import myelin.sql.Batch;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Statement;
import myelin.sql.Tx;

/// Which event relates to which, but for those that were redacted.
final class RelationsTable {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO event_relations (event_id, position, room_id, parent_id, rel_type,
                        type, sender, key, replaces)
                    VALUES (:event, :position, :room, :parent, :relType,
                        :type, :sender, :key, :replaces)\
                    """);

    private static final Sql ROOMS_OF =
            Sql.of("SELECT event_id, room_id FROM events WHERE event_id {in :events}");

    private static final Sql DELETE =
            Sql.of(
                    """
                    DELETE FROM event_relations WHERE event_id {in :events}
                    RETURNING room_id, parent_id, rel_type\
                    """);

    private static final Sql HAS_ANY =
            Sql.of("SELECT 1 FROM event_relations WHERE room_id = :room LIMIT 1");

    private static final Sql HAVE_ANY =
            Sql.of(
                    """
                    SELECT room.value AS room_id FROM {each :rooms} room
                    WHERE EXISTS (SELECT 1 FROM event_relations r WHERE r.room_id = room.value)\
                    """);

    private static final Sql IS_PARENT =
            Sql.of(
                    """
                    SELECT 1 FROM event_relations
                    WHERE parent_id = :parent AND room_id = :room LIMIT 1\
                    """);

    private static final Sql OF_SENDER =
            Sql.of(
                    """
                    SELECT 1 FROM event_relations
                    WHERE room_id = :room AND parent_id = :parent AND sender = :sender
                        AND rel_type = :relType AND type = :type AND key = :key LIMIT 1\
                    """);

    private static final Sql OF_TYPES =
            Sql.of(
                    """
                    SELECT event_id FROM event_relations
                    WHERE parent_id = :parent AND room_id = :room
                        AND (:any OR rel_type {in :relTypes})
                    ORDER BY position LIMIT :limit\
                    """);

    private static final Sql EDITS_AND_REFERENCES =
            Sql.of(
                    """
                    SELECT parent_id, rel_type, position, event_id, sender, place FROM (
                        SELECT r.parent_id, r.rel_type, r.position, r.event_id, r.sender,
                            row_number() OVER (PARTITION BY r.parent_id
                                ORDER BY e.origin_server_ts DESC, r.event_id DESC) AS place
                        FROM event_relations r
                        JOIN events e ON e.position = r.position
                        JOIN events p ON p.event_id = r.parent_id
                        WHERE r.parent_id {in :parents} AND r.rel_type = 'm.replace'
                            AND r.replaces AND r.position <= :upTo AND p.state_key IS NULL
                            AND p.room_id = r.room_id AND p.sender = r.sender AND p.type = r.type
                    ) edits WHERE place <= :edits
                    UNION ALL
                    SELECT parent_id, rel_type, position, event_id, sender, place FROM (
                        SELECT r.parent_id, r.rel_type, r.position, r.event_id, r.sender,
                            row_number() OVER (
                                PARTITION BY r.parent_id ORDER BY r.position) AS place
                        FROM event_relations r
                        JOIN events p ON p.event_id = r.parent_id
                        WHERE r.parent_id {in :parents} AND r.rel_type = 'm.reference'
                            AND r.position <= :upTo AND p.room_id = r.room_id
                    ) refs WHERE place <= :references
                    ORDER BY place\
                    """);

    private static final Sql RELATED =
            Sql.of(
                    """
                    SELECT DISTINCT parent_id FROM event_relations
                    WHERE parent_id {in :parents} AND room_id = :room
                        AND (:anySender OR sender {in :senders})
                        AND (:anyRelType OR rel_type {in :relTypes})\
                    """);

    private static final String DIRECT = "SELECT position FROM event_relations WHERE ";

    /// The relation's own relations are followed; a circle ends at the greatest depth.
    private static final String RECURSIVE =
            """
            WITH RECURSIVE related (event_id, depth) AS (
                SELECT event_id, 0 FROM event_relations
                WHERE parent_id = :parent AND room_id = :room
                UNION
                SELECT r.event_id, related.depth + 1
                FROM event_relations r JOIN related ON r.parent_id = related.event_id
                WHERE related.depth < :depth AND r.room_id = :room)
            SELECT position FROM event_relations
            WHERE event_id IN (SELECT event_id FROM related)
                AND (:anyRelType OR rel_type = :relType) AND\
            """;

    private static final String IN_RANGE =
            " room_id = :room AND (:anyType OR type = :type)"
                    + " AND position > :after AND position <= :upTo";

    private static final String FORWARD = " ORDER BY position LIMIT :limit";
    private static final String BACKWARD = " ORDER BY position DESC LIMIT :limit";
    private static final String ANY = "parent_id = :parent AND ";
    private static final String OF_TYPE = "parent_id = :parent AND rel_type = :relType AND ";

    private static final Sql ANY_FORWARD = Sql.of(DIRECT + ANY + IN_RANGE + FORWARD);
    private static final Sql ANY_BACKWARD = Sql.of(DIRECT + ANY + IN_RANGE + BACKWARD);
    private static final Sql OF_TYPE_FORWARD = Sql.of(DIRECT + OF_TYPE + IN_RANGE + FORWARD);
    private static final Sql OF_TYPE_BACKWARD = Sql.of(DIRECT + OF_TYPE + IN_RANGE + BACKWARD);
    private static final Sql RECURSIVE_FORWARD = Sql.of(RECURSIVE + IN_RANGE + FORWARD);
    private static final Sql RECURSIVE_BACKWARD = Sql.of(RECURSIVE + IN_RANGE + BACKWARD);

    /// An event that has been taken out.
    record Removed(RoomId room, EventId parent, String relType) {}

    /// An event that stands in for another one, or refers to it.
    record Related(EventId parent, String relType, long position, EventId event, UserId sender) {}

    void insert(Tx tx, Collection<StoredEvent> events) {
        Batch batch = tx.batch(INSERT);
        for (StoredEvent event : events) {
            Pdu pdu = event.pdu();
            Relation relation = Relation.of(pdu).orElseThrow();
            batch.bind("event", pdu.eventId())
                    .bind("position", event.position())
                    .bind("room", pdu.roomId())
                    .bind("parent", relation.parent())
                    .bind("relType", relation.type())
                    .bind("type", pdu.type())
                    .bind("sender", pdu.sender())
                    .bind("key", relation.key())
                    .bind("replaces", replaces(pdu, relation))
                    .add();
        }
        batch.run();
    }

    /// Of a replacement the spec wants `m.new_content`, unless it is encrypted, and no state key.
    private static boolean replaces(Pdu pdu, Relation relation) {
        return relation.is(Relation.REPLACE)
                && !pdu.isState()
                && (pdu.type().equals(EventType.M_ROOM_ENCRYPTED)
                        || pdu.content().object("m.new_content").isPresent());
    }

    /// The rooms of those of the events that this server has.
    Map<EventId, RoomId> roomsOf(Tx tx, Collection<EventId> events) {
        Map<EventId, RoomId> rooms = new HashMap<>();
        tx.query(ROOMS_OF)
                .bindStrings("events", events)
                .forEach(row ->
                        rooms.put(
                                row.id("event_id", EventId::parse),
                                row.id("room_id", RoomId::parse)));
        return rooms;
    }

    /// Takes events out.
    List<Removed> delete(Tx tx, List<EventId> events) {
        return tx.update(DELETE)
                .bindStrings("events", events)
                .list(row ->
                        new Removed(
                                row.id("room_id", RoomId::parse),
                                row.id("parent_id", EventId::parse),
                                row.string("rel_type")));
    }

    boolean hasAny(Tx tx, RoomId room) {
        return tx.query(HAS_ANY).bind("room", room).exists();
    }

    /// Those of the rooms that have any.
    Set<RoomId> haveAny(Tx tx, Collection<RoomId> rooms) {
        return new HashSet<>(
                tx.query(HAVE_ANY)
                        .bindStrings("rooms", rooms)
                        .list(row -> row.id("room_id", RoomId::parse)));
    }

    /// Whether an event of the room relates to this one.
    boolean isParent(Tx tx, RoomId room, EventId event) {
        return tx.query(IS_PARENT).bind("room", room).bind("parent", event).exists();
    }

    /// Whether the sender has said the same of the event by an event of this type.
    boolean hasAnnotated(Tx tx, RoomId room, UserId sender, String type, Relation relation) {
        return tx.query(OF_SENDER)
                .bind("room", room)
                .bind("parent", relation.parent())
                .bind("sender", sender)
                .bind("relType", relation.type())
                .bind("type", type)
                .bind("key", relation.key())
                .exists();
    }

    /// The events that relate to one, oldest first.
    ///
    /// @param relTypes how they relate; empty: in any way
    List<EventId> children(
            Tx tx, RoomId room, EventId parent, Collection<String> relTypes, int limit) {
        return tx.query(OF_TYPES)
                .bind("room", room)
                .bind("parent", parent)
                .bind("any", relTypes.isEmpty())
                .bindStrings("relTypes", relTypes)
                .bind("limit", limit)
                .list(row -> row.id("event_id", EventId::parse));
    }

    /// Positions of the events that a client asks for, in its direction.
    List<Long> page(Tx tx, RelationsQuery query) {
        Statement select =
                tx.query(sql(query))
                        .bind("room", query.room())
                        .bind("parent", query.parent())
                        .bind("anyType", query.type().isEmpty())
                        .bind("type", query.type().orElse(""))
                        .bind("after", query.range().after())
                        .bind("upTo", query.range().upTo())
                        .bind("limit", query.range().limit());
        if (query.recurse()) {
            select.bind("anyRelType", query.relType().isEmpty())
                    .bind("relType", query.relType().orElse(""))
                    .bind("depth", RelationsQuery.DEPTH);
        } else if (query.relType().isPresent()) {
            select.bind("relType", query.relType().get());
        }
        return select.list(row -> row.number("position"));
    }

    private static Sql sql(RelationsQuery query) {
        boolean backward = query.range().backward();
        if (query.recurse()) {
            return backward ? RECURSIVE_BACKWARD : RECURSIVE_FORWARD;
        }
        if (query.relType().isPresent()) {
            return backward ? OF_TYPE_BACKWARD : OF_TYPE_FORWARD;
        }
        return backward ? ANY_BACKWARD : ANY_FORWARD;
    }

    /// For each event, of whichever room, the newest edits of those that count, newest first, and the references to
    /// it, oldest first.
    ///
    /// @param edits of one event, at most
    /// @param references to one event, at most
    Map<EventId, List<Related>> editsAndReferences(
            Tx tx, Collection<EventId> parents, long upTo, int edits, int references) {
        Map<EventId, List<Related>> byParent = new HashMap<>();
        tx.query(EDITS_AND_REFERENCES)
                .bindStrings("parents", parents)
                .bind("upTo", upTo)
                .bind("edits", edits)
                .bind("references", references)
                .list(RelationsTable::related)
                .forEach(related ->
                        byParent.computeIfAbsent(related.parent(), none -> new ArrayList<>())
                                .add(related));
        return byParent;
    }

    /// Those of the events to which one of the senders relates one in one of these ways.
    ///
    /// @param senders empty: anybody
    /// @param relTypes empty: in any way
    Set<EventId> related(
            Tx tx,
            RoomId room,
            Collection<EventId> parents,
            Collection<String> senders,
            Collection<String> relTypes) {
        return new HashSet<>(
                tx.query(RELATED)
                        .bind("room", room)
                        .bindStrings("parents", parents)
                        .bind("anySender", senders.isEmpty())
                        .bindStrings("senders", senders)
                        .bind("anyRelType", relTypes.isEmpty())
                        .bindStrings("relTypes", relTypes)
                        .list(row -> row.id("parent_id", EventId::parse)));
    }

    private static Related related(Row row) {
        return new Related(
                row.id("parent_id", EventId::parse),
                row.string("rel_type"),
                row.number("position"),
                row.id("event_id", EventId::parse),
                row.id("sender", UserId::parse));
    }
}
