package myelin.push;

import java.util.Collection;
import java.util.List;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Reads which events may have notified somebody.
final class NotificationsTable {

    private static final Sql CANDIDATES =
            Sql.of(
                    """
                    SELECT position FROM events
                    WHERE position > :after AND position < :before AND room_id {in :rooms}
                        AND sender <> :user AND redacted_by IS NULL
                    ORDER BY position DESC LIMIT :limit\
                    """);

    /// Events of others in these rooms, newest first.
    List<Long> candidates(
            Tx tx, Collection<RoomId> rooms, UserId user, long after, long before, int limit) {
        return tx.query(CANDIDATES)
                .bindStrings("rooms", rooms)
                .bind("user", user)
                .bind("after", after)
                .bind("before", before)
                .bind("limit", limit)
                .list(row -> row.number("position"));
    }
}
