package myelin.cluster;

import java.util.List;
import java.util.Optional;
import myelin.core.json.JsonObject;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The jobs which are not complete, and whether they are to run.
final class BackgroundUpdatesTable {
    private static final Sql ALL =
            Sql.of(
                    """
                    SELECT update_name, progress_json, depends_on, items_done, duration_ms
                    FROM background_updates ORDER BY ordering, update_name\
                    """);

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO background_updates (update_name, progress_json, depends_on, ordering)
                    VALUES (:name, '{}', :depends_on, :ordering)
                    ON CONFLICT (update_name) DO NOTHING\
                    """);

    /// Two nodes may run the same batch when one has slept: the second finds another duration.
    private static final Sql MOVE =
            Sql.of(
                    """
                    UPDATE background_updates SET
                        progress_json = :progress,
                        items_done = items_done + :items,
                        duration_ms = duration_ms + :duration,
                        started_at = COALESCE(started_at, {now})
                    WHERE update_name = :name AND duration_ms = :old_duration\
                    """);

    private static final Sql DELETE =
            Sql.of(
                    """
                    DELETE FROM background_updates
                    WHERE update_name = :name AND duration_ms = :old_duration\
                    """);

    private static final Sql ENABLED = Sql.of("SELECT enabled FROM background_updates_switch");

    private static final Sql SWITCH =
            Sql.of("UPDATE background_updates_switch SET enabled = :enabled");

    /// Those that wait or are under way, in the order in which they are to run.
    List<BackgroundUpdate> all(Tx tx) {
        return tx.query(ALL).list(BackgroundUpdatesTable::read);
    }

    private static BackgroundUpdate read(Row row) {
        return new BackgroundUpdate(
                row.string("update_name"),
                row.json("progress_json"),
                row.optionalString("depends_on"),
                row.number("items_done"),
                row.number("duration_ms"));
    }

    /// False when the job waits already.
    boolean insert(Tx tx, String name, Optional<String> dependsOn, long ordering) {
        return tx.update(INSERT)
                        .bind("name", name)
                        .bind("depends_on", dependsOn)
                        .bind("ordering", ordering)
                        .run()
                == 1;
    }

    /// False when somebody else has moved it meanwhile.
    boolean move(Tx tx, BackgroundUpdate old, JsonObject progress, long items, long durationMs) {
        return tx.update(MOVE)
                        .bind("progress", progress)
                        .bind("items", items)
                        .bind("duration", durationMs)
                        .bind("name", old.name())
                        .bind("old_duration", old.durationMs())
                        .run()
                == 1;
    }

    /// False when somebody else has moved it meanwhile.
    boolean delete(Tx tx, BackgroundUpdate old) {
        return tx.update(DELETE)
                        .bind("name", old.name())
                        .bind("old_duration", old.durationMs())
                        .run()
                == 1;
    }

    boolean enabled(Tx tx) {
        return tx.query(ENABLED).one(row -> row.bool("enabled"));
    }

    void enable(Tx tx, boolean enabled) {
        tx.update(SWITCH).bind("enabled", enabled).run();
    }
}
