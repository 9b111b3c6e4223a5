package myelin.relations;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import myelin.core.event.Relation;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.events.StoredEvent;
import myelin.sql.Batch;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The threads of all rooms.
final class ThreadsTable {

    private static final Sql ADD =
            Sql.of(
                    """
                    INSERT INTO threads (room_id, root_id, events, latest)
                    VALUES (:room, :root, 1, :position)
                    ON CONFLICT (room_id, root_id) DO UPDATE SET events = threads.events + 1,
                        latest = CASE WHEN excluded.latest > threads.latest
                            THEN excluded.latest ELSE threads.latest END\
                    """);

    /// A thread with nothing left in it is none.
    private static final Sql DELETE_EMPTY =
            Sql.of(
                    """
                    DELETE FROM threads WHERE room_id = :room AND root_id = :root AND NOT EXISTS (
                        SELECT 1 FROM event_relations r WHERE r.parent_id = :root
                            AND r.rel_type = 'm.thread' AND r.room_id = :room)\
                    """);

    private static final Sql REMOVE =
            Sql.of(
                    """
                    UPDATE threads SET events = events - 1, latest = (
                        SELECT max(position) FROM event_relations r WHERE r.parent_id = :root
                            AND r.rel_type = 'm.thread' AND r.room_id = :room)
                    WHERE room_id = :room AND root_id = :root\
                    """);

    private static final Sql FIND =
            Sql.of(
                    """
                    SELECT t.root_id, t.events, t.latest FROM events p
                    JOIN threads t ON t.room_id = p.room_id AND t.root_id = p.event_id
                    WHERE p.event_id {in :roots}\
                    """);

    /// Counted again, without what a reader shall not see.
    private static final Sql COUNT =
            Sql.of(
                    """
                    SELECT parent_id AS root_id, count(*) AS events, max(position) AS latest
                    FROM event_relations
                    WHERE parent_id {in :roots} AND rel_type = 'm.thread' AND room_id = :room
                        AND position <= :upTo AND NOT (sender {in :ignored})
                    GROUP BY parent_id\
                    """);

    /// Those that would be counted.
    private static final Sql NEWEST =
            Sql.of(
                    """
                    SELECT position FROM event_relations
                    WHERE parent_id {in :roots} AND rel_type = 'm.thread' AND room_id = :room
                        AND position <= :upTo AND NOT (sender {in :ignored})
                    ORDER BY position DESC LIMIT :limit\
                    """);

    private static final Sql PARTICIPATED =
            Sql.of(
                    """
                    SELECT DISTINCT parent_id FROM event_relations
                    WHERE room_id = :room AND parent_id {in :roots} AND sender = :user
                        AND rel_type = 'm.thread'\
                    """);

    private static final Sql PAGE =
            Sql.of(
                    """
                    SELECT e.position AS root, t.latest FROM threads t
                    JOIN events e ON e.event_id = t.root_id AND e.room_id = t.room_id
                    WHERE t.room_id = :room AND t.latest <= :upTo
                    ORDER BY t.latest DESC LIMIT :limit\
                    """);

    private static final Sql PAGE_PARTICIPATED =
            Sql.of(
                    """
                    SELECT e.position AS root, t.latest FROM threads t
                    JOIN events e ON e.event_id = t.root_id AND e.room_id = t.room_id
                    WHERE t.room_id = :room AND t.latest <= :upTo AND (e.sender = :user OR EXISTS (
                        SELECT 1 FROM event_relations r
                        WHERE r.room_id = :room AND r.parent_id = t.root_id
                            AND r.sender = :user AND r.rel_type = 'm.thread'))
                    ORDER BY t.latest DESC LIMIT :limit\
                    """);

    /// A thread.
    ///
    /// @param events how many are in it, without the root
    /// @param latest position of the newest of them
    record Summary(EventId root, long events, long latest) {

        /// With those that others have counted in the same thread.
        Summary plus(Summary others) {
            return new Summary(root, events + others.events, Math.max(latest, others.latest));
        }
    }

    /// A thread among those of a room.
    ///
    /// @param root position of the event with which it begins
    /// @param latest position of the newest event in it
    record Listed(long root, long latest) {}

    void add(Tx tx, Collection<StoredEvent> events) {
        Batch batch = tx.batch(ADD);
        for (StoredEvent event : events) {
            batch.bind("room", event.pdu().roomId())
                    .bind("root", Relation.of(event.pdu()).orElseThrow().parent())
                    .bind("position", event.position())
                    .add();
        }
        batch.run();
    }

    /// Takes one event out of a thread; it is gone from the relations already.
    void remove(Tx tx, RoomId room, EventId root) {
        int gone = tx.update(DELETE_EMPTY).bind("room", room).bind("root", root).run();
        if (gone == 0) {
            tx.update(REMOVE).bind("room", room).bind("root", root).run();
        }
    }

    /// Those that begin with one of the events, of whichever rooms.
    Map<EventId, Summary> find(Tx tx, Collection<EventId> roots) {
        return byRoot(tx.query(FIND).bindStrings("roots", roots).list(ThreadsTable::thread));
    }

    /// The threads as somebody sees them who sees nothing after a position, and ignores some users.
    Map<EventId, Summary> count(
            Tx tx, RoomId room, Collection<EventId> roots, long upTo, Set<UserId> ignored) {
        return byRoot(
                tx.query(COUNT)
                        .bind("room", room)
                        .bindStrings("roots", roots)
                        .bind("upTo", upTo)
                        .bindStrings("ignored", ignored)
                        .list(ThreadsTable::thread));
    }

    /// The newest events of threads as the same reader sees them.
    List<Long> newest(
            Tx tx,
            RoomId room,
            Collection<EventId> roots,
            long upTo,
            Set<UserId> ignored,
            int limit) {
        return tx.query(NEWEST)
                .bind("room", room)
                .bindStrings("roots", roots)
                .bind("upTo", upTo)
                .bindStrings("ignored", ignored)
                .bind("limit", limit)
                .list(row -> row.number("position"));
    }

    /// Those of the threads in which the user has sent something that is not the root.
    Set<EventId> participated(Tx tx, RoomId room, Collection<EventId> roots, UserId user) {
        return new HashSet<>(
                tx.query(PARTICIPATED)
                        .bind("room", room)
                        .bindStrings("roots", roots)
                        .bind("user", user)
                        .list(row -> row.id("parent_id", EventId::parse)));
    }

    /// Threads of a room, those first where something was said last.
    ///
    /// @param upTo nothing was said in them after this position
    List<Listed> page(Tx tx, RoomId room, long upTo, int limit) {
        return tx.query(PAGE)
                .bind("room", room)
                .bind("upTo", upTo)
                .bind("limit", limit)
                .list(ThreadsTable::listed);
    }

    /// The same, of those threads in which the user has sent something, be it the root.
    List<Listed> pageParticipated(Tx tx, RoomId room, UserId user, long upTo, int limit) {
        return tx.query(PAGE_PARTICIPATED)
                .bind("room", room)
                .bind("user", user)
                .bind("upTo", upTo)
                .bind("limit", limit)
                .list(ThreadsTable::listed);
    }

    private static Map<EventId, Summary> byRoot(List<Summary> threads) {
        Map<EventId, Summary> byRoot = new HashMap<>();
        threads.forEach(thread -> byRoot.put(thread.root(), thread));
        return byRoot;
    }

    private static Listed listed(Row row) {
        return new Listed(row.number("root"), row.number("latest"));
    }

    private static Summary thread(Row row) {
        return new Summary(
                row.id("root_id", EventId::parse), row.number("events"), row.number("latest"));
    }
}
