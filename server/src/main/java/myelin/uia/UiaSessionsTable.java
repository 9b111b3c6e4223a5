package myelin.uia;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The sessions, and the stages completed in each.
final class UiaSessionsTable {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO uia_sessions (session_id, created_ts, method, path, user_id, body, notes)
                    VALUES (:session, :now, :method, :path, :user, :parameters, '{}')\
                    """);

    private static final Sql FIND =
            Sql.of(
                    """
                    SELECT session_id, method, path, user_id, body, notes
                    FROM uia_sessions WHERE session_id = :session AND created_ts >= :since\
                    """);

    private static final Sql LOCK =
            Sql.of("SELECT notes FROM uia_sessions WHERE session_id = :session {lock}");

    private static final Sql SET_PARAMETERS =
            Sql.of("UPDATE uia_sessions SET body = :parameters WHERE session_id = :session");

    private static final Sql SET_NOTES =
            Sql.of("UPDATE uia_sessions SET notes = :notes WHERE session_id = :session");

    private static final Sql COMPLETE =
            Sql.of(
                    """
                    INSERT INTO uia_stages (session_id, stage, result) VALUES (:session, :stage, :result)
                    ON CONFLICT (session_id, stage) DO UPDATE SET result = excluded.result\
                    """);

    private static final Sql COMPLETED =
            Sql.of("SELECT stage, result FROM uia_stages WHERE session_id = :session");

    private static final Sql EXPIRED_STAGES =
            Sql.of(
                    """
                    DELETE FROM uia_stages WHERE session_id IN (
                        SELECT session_id FROM uia_sessions WHERE created_ts < :before)
                    RETURNING stage, result\
                    """);

    private static final Sql EXPIRED =
            Sql.of("DELETE FROM uia_sessions WHERE created_ts < :before");

    /// @param user who must confirm; absent when anybody may
    /// @param parameters what the operation needs of the request's body
    /// @param notes what the operation itself remembers
    record Session(
            String id,
            String method,
            String path,
            Optional<UserId> user,
            JsonObject parameters,
            JsonObject notes) {}

    void insert(Tx tx, Session session, long now) {
        tx.update(INSERT)
                .bind("session", session.id())
                .bind("now", now)
                .bind("method", session.method())
                .bind("path", session.path())
                .bind("user", session.user())
                .bind("parameters", session.parameters())
                .run();
    }

    Optional<Session> find(Tx tx, String session, long createdSince) {
        return tx.query(FIND)
                .bind("session", session)
                .bind("since", createdSince)
                .first(row ->
                        new Session(
                                row.string("session_id"),
                                row.string("method"),
                                row.string("path"),
                                row.optionalId("user_id", UserId::parse),
                                row.json("body"),
                                row.json("notes")));
    }

    void setParameters(Tx tx, String session, JsonObject parameters) {
        tx.update(SET_PARAMETERS).bind("session", session).bind("parameters", parameters).run();
    }

    void note(Tx tx, String session, String key, String value) {
        JsonObject notes =
                tx.query(LOCK)
                        .bind("session", session)
                        .first(row -> row.json("notes"))
                        .orElse(JsonObject.EMPTY);
        tx.update(SET_NOTES).bind("session", session).bind("notes", notes.with(key, value)).run();
    }

    void complete(Tx tx, String session, String stage, String result) {
        tx.update(COMPLETE)
                .bind("session", session)
                .bind("stage", stage)
                .bind("result", result)
                .run();
    }

    /// The completed stages of a session, and what each proved.
    Map<String, String> completed(Tx tx, String session) {
        Map<String, String> completed = new TreeMap<>();
        tx.query(COMPLETED)
                .bind("session", session)
                .forEach(row -> completed.put(row.string("stage"), row.string("result")));
        return completed;
    }

    /// Deletes sessions made before a time, and hands their stages over: type and result.
    void expire(Tx tx, long before, StageReader reader) {
        tx.update(EXPIRED_STAGES)
                .bind("before", before)
                .list(row -> Map.entry(row.string("stage"), row.string("result")))
                .forEach(stage -> reader.read(stage.getKey(), stage.getValue()));
        tx.update(EXPIRED).bind("before", before).run();
    }

    interface StageReader {
        void read(String stage, String result);
    }
}
