package myelin.search;

import java.util.Collection;
import java.util.List;
import myelin.core.id.RoomId;
import myelin.sql.Batch;
import myelin.sql.Sql;
import myelin.sql.Tx;
import myelin.sql.WordQuery;

/// Which words are where.
final class MessageIndexTable {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO message_index (rowid, room_id, words)
                    VALUES (:position, :room, :words)\
                    """);

    private static final Sql DELETE =
            Sql.of("DELETE FROM message_index WHERE rowid {in :positions}");

    private static final Sql NEWEST =
            Sql.of(
                    """
                    SELECT rowid FROM message_index
                    WHERE {message_index matches :query} AND room_id {in :rooms} AND rowid < :before
                    ORDER BY rowid DESC LIMIT :limit\
                    """);

    /// Adds messages that are not there yet.
    void insert(Tx tx, Collection<IndexedMessage> messages) {
        Batch batch = tx.batch(INSERT);
        for (IndexedMessage message : messages) {
            batch.bind("position", message.position())
                    .bind("room", message.room())
                    .bindWords("words", message.words())
                    .add();
        }
        batch.run();
    }

    /// Takes out what is at these positions, if anything is.
    void delete(Tx tx, Collection<Long> positions) {
        tx.update(DELETE).bindLongs("positions", positions).run();
    }

    /// The positions of what has the words, the newest of those below `before`, newest first.
    List<Long> newest(Tx tx, WordQuery query, Collection<RoomId> rooms, long before, int limit) {
        return tx.query(NEWEST)
                .bindQuery("query", query)
                .bindStrings("rooms", rooms)
                .bind("before", before)
                .bind("limit", limit)
                .list(row -> row.number("rowid"));
    }
}
