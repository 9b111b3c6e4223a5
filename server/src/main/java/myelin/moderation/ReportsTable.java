package myelin.moderation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Statement;
import myelin.sql.Tx;

/// Reports of all kinds.
final class ReportsTable {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO reports (kind, received_ts, user_id, room_id, event_id,
                        target_user_id, reason, score)
                    VALUES (:kind, :now, :user, :room, :event,
                        :target, :reason, :score)\
                    """);

    private static final String WANTED =
            """
             FROM reports WHERE kind = :kind AND user_id LIKE :by ESCAPE '!'
                AND COALESCE(room_id, '') LIKE :room ESCAPE '!'
                AND COALESCE(target_user_id, '') LIKE :about ESCAPE '!'\
            """;

    private static final Sql COUNT = Sql.of("SELECT COUNT(*) AS total" + WANTED);

    private static final Sql NEWEST =
            Sql.of(
                    "SELECT *"
                            + WANTED
                            + " ORDER BY received_ts DESC, number DESC"
                            + " LIMIT :limit OFFSET :from");

    private static final Sql OLDEST =
            Sql.of("SELECT *" + WANTED + " ORDER BY received_ts, number LIMIT :limit OFFSET :from");

    private static final Sql FIND =
            Sql.of("SELECT * FROM reports WHERE number = :number AND kind = :kind");

    private static final Sql DELETE =
            Sql.of("DELETE FROM reports WHERE number = :number AND kind = :kind");

    void insert(
            Tx tx,
            long now,
            UserId by,
            Report.Subject subject,
            Optional<String> reason,
            Optional<Long> score) {
        Statement insert =
                tx.update(INSERT)
                        .bind("kind", text(Report.Kind.of(subject)))
                        .bind("now", now)
                        .bind("user", by)
                        .bind("reason", reason)
                        .bind("score", score);
        switch (subject) {
            case Report.Subject.OfEvent(RoomId room, EventId event, UserId sender) ->
                    insert.bind("room", room).bind("event", event).bind("target", sender);
            case Report.Subject.OfRoom(RoomId room) ->
                    insert.bind("room", room).bind("event", null).bind("target", null);
            case Report.Subject.OfUser(UserId user) ->
                    insert.bind("room", null).bind("event", null).bind("target", user);
        }
        insert.run();
    }

    List<Report> page(Tx tx, Reports.Query query) {
        return wanted(tx.query(query.newestFirst() ? NEWEST : OLDEST), query)
                .bind("limit", query.limit())
                .bind("from", query.from())
                .list(ReportsTable::report);
    }

    long count(Tx tx, Reports.Query query) {
        return wanted(tx.query(COUNT), query).one(row -> row.number("total"));
    }

    private static Statement wanted(Statement statement, Reports.Query query) {
        return statement
                .bind("kind", text(query.kind()))
                .bind("by", containing(query.by()))
                .bind("room", containing(query.room()))
                .bind("about", containing(query.about()));
    }

    Optional<Report> find(Tx tx, Report.Kind kind, long number) {
        return tx.query(FIND)
                .bind("kind", text(kind))
                .bind("number", number)
                .first(ReportsTable::report);
    }

    boolean delete(Tx tx, Report.Kind kind, long number) {
        return tx.update(DELETE).bind("kind", text(kind)).bind("number", number).run() > 0;
    }

    private static String text(Report.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String containing(String text) {
        return "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }

    private static Report report(Row row) {
        Report.Subject subject =
                switch (Report.Kind.valueOf(row.string("kind").toUpperCase(Locale.ROOT))) {
                    case EVENT ->
                            new Report.Subject.OfEvent(
                                    row.id("room_id", RoomId::parse),
                                    row.id("event_id", EventId::parse),
                                    row.id("target_user_id", UserId::parse));
                    case ROOM -> new Report.Subject.OfRoom(row.id("room_id", RoomId::parse));
                    case USER -> new Report.Subject.OfUser(row.id("target_user_id", UserId::parse));
                };
        return new Report(
                row.number("number"),
                row.number("received_ts"),
                row.id("user_id", UserId::parse),
                subject,
                row.optionalString("reason"),
                row.optionalNumber("score"));
    }
}
