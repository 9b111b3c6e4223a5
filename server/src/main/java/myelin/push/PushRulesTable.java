package myelin.push;

import java.util.Optional;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// What users have made of the push rules that everybody has.
final class PushRulesTable {

    private static final Sql FIND =
            Sql.of("SELECT rules, position FROM push_rule_changes WHERE user_id = :user");

    private static final Sql LOCK =
            Sql.of("SELECT rules, position FROM push_rule_changes WHERE user_id = :user {lock}");

    private static final Sql SET =
            Sql.of(
                    """
                    INSERT INTO push_rule_changes (user_id, rules, position)
                    VALUES (:user, :rules, :position)
                    ON CONFLICT (user_id) DO UPDATE
                        SET rules = excluded.rules, position = excluded.position\
                    """);

    /// A user's changes, and when they came.
    record Changes(JsonObject rules, long position) {}

    Optional<Changes> find(Tx tx, UserId user) {
        return tx.query(FIND).bind("user", user).first(PushRulesTable::changes);
    }

    Optional<Changes> lock(Tx tx, UserId user) {
        return tx.query(LOCK).bind("user", user).first(PushRulesTable::changes);
    }

    void set(Tx tx, UserId user, JsonObject rules, long position) {
        tx.update(SET).bind("user", user).bind("rules", rules).bind("position", position).run();
    }

    private static Changes changes(Row row) {
        return new Changes(row.json("rules"), row.number("position"));
    }
}
