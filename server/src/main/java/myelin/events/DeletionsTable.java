package myelin.events;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Looks through the events of rooms for what may be deleted, and deletes.
final class DeletionsTable {

    private static final Sql OLDEST =
            Sql.of(
                    """
                    SELECT position, number, event_id, origin_server_ts, received_ts, state_key,
                        state_before, state_after, room_state_before, room_state
                    FROM events
                    WHERE room_id = :room AND origin_server_ts >= :ts
                        AND (origin_server_ts > :ts OR position > :position)
                        AND origin_server_ts <= :upTo
                    ORDER BY origin_server_ts, position LIMIT :limit\
                    """);

    private static final Sql DELETE = Sql.of("DELETE FROM events WHERE position {in :positions}");

    private static final Sql HOLD =
            Sql.of(
                    """
                    SELECT position FROM events WHERE position {in :positions}
                    ORDER BY position {lock}\
                    """);

    private static final Sql FORGET_REDACTIONS =
            Sql.of("DELETE FROM waiting_redactions WHERE redaction {in :events}");

    /// The events of a room in the order of the times that they claim.
    ///
    /// @param after where the page before ended
    /// @param upTo the last time, in milliseconds since 1970
    List<OldEvent> oldest(Tx tx, RoomId room, OldEvent.Place after, long upTo, int limit) {
        return tx.query(OLDEST)
                .bind("room", room)
                .bind("ts", after.originServerTs())
                .bind("position", after.position())
                .bind("upTo", upTo)
                .bind("limit", limit)
                .list(DeletionsTable::read);
    }

    Set<Long> hold(Tx tx, Collection<Long> positions) {
        return new HashSet<>(
                tx.query(HOLD)
                        .bindLongs("positions", positions)
                        .list(row -> row.number("position")));
    }

    void delete(Tx tx, Collection<OldEvent> events) {
        tx.update(DELETE)
                .bindLongs(
                        "positions",
                        events.stream().map(event -> event.place().position()).toList())
                .run();
        tx.update(FORGET_REDACTIONS)
                .bindStrings("events", events.stream().map(OldEvent::event).toList())
                .run();
    }

    /// The states of a row are compared as texts: they are not looked into.
    private static OldEvent read(Row row) {
        long position = row.number("position");
        String before = row.string("state_before");
        String roomState = row.string("room_state");
        Optional<String> after = row.optionalString("state_after");
        Optional<String> roomBefore = row.optionalString("room_state_before");
        return new OldEvent(
                new OldEvent.Place(row.number("origin_server_ts"), position),
                row.id("event_id", EventId::parse),
                row.optionalNumber("number").orElse(position),
                row.number("received_ts"),
                row.optionalString("state_key").isPresent(),
                position > 0 && !roomBefore.orElse(before).equals(roomState),
                !before.equals(roomState) || !after.orElse(roomState).equals(roomState));
    }
}
