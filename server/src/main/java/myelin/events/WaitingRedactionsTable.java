package myelin.events;

import java.util.List;
import myelin.core.id.EventId;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// Redactions of events that have not come yet.
final class WaitingRedactionsTable {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO waiting_redactions (event_id, redaction, powerful)
                    VALUES (:event, :redaction, :powerful)
                    ON CONFLICT (event_id, redaction) DO NOTHING\
                    """);

    private static final Sql OF_EVENT =
            Sql.of("SELECT * FROM waiting_redactions WHERE event_id = :event ORDER BY redaction");

    private static final Sql DELETE =
            Sql.of("DELETE FROM waiting_redactions WHERE event_id = :event");

    void insert(Tx tx, EventId event, WaitingRedaction waiting) {
        tx.update(INSERT)
                .bind("event", event)
                .bind("redaction", waiting.redaction())
                .bind("powerful", waiting.powerful())
                .run();
    }

    /// The redactions that waited for an event, which is there now.
    List<WaitingRedaction> take(Tx tx, EventId event) {
        List<WaitingRedaction> waiting =
                tx.query(OF_EVENT)
                        .bind("event", event)
                        .list(row ->
                                new WaitingRedaction(
                                        row.id("redaction", EventId::parse), row.bool("powerful")));
        if (!waiting.isEmpty()) {
            tx.update(DELETE).bind("event", event).run();
        }
        return waiting;
    }
}
