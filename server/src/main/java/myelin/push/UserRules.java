package myelin.push;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import myelin.cluster.Bus;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.push.CompiledPushRules;
import myelin.core.push.PushFeatures;
import myelin.core.push.PushRuleChange;
import myelin.core.push.PushRules;
import myelin.http.MatrixError;
import myelin.sql.Database;
import myelin.stream.Hint;
import myelin.stream.Remembered;
import myelin.stream.Stream;
import myelin.stream.Streams;
import org.jspecify.annotations.Nullable;

/// The push rules of each user, ready to be asked. Any thread.
final class UserRules {

    /// Users whose rules are in memory, at most.
    private static final int CACHED = 5_000;

    /// Characters in all that a user has changed, at most: clients are told the whole when anything of it is new.
    private static final int MOST_CHARACTERS = 1 << 20;

    private final Database database;
    private final Streams streams;
    private final Bus bus;
    private final PushFeatures features;
    private final PushRulesTable table = new PushRulesTable();

    private final Remembered<UserId, Known> remembered;

    private record Known(PushRules rules, CompiledPushRules compiled) {}

    UserRules(Database database, Streams streams, Bus bus, PushFeatures features) {
        this.database = database;
        this.streams = streams;
        this.bus = bus;
        this.features = features;
        this.remembered = new Remembered<>(streams, Stream.PUSH_RULES, CACHED);
    }

    /// Which rules there are beside those of the spec.
    PushFeatures features() {
        return features;
    }

    PushRules rules(UserId user) {
        return known(user).rules();
    }

    CompiledPushRules compiled(UserId user) {
        return known(user).compiled();
    }

    /// The whole ruleset, if it has changed between two positions of the PUSH_RULES stream.
    Optional<JsonObject> changed(UserId user, long after, long upTo) {
        return after < 0 || (remembered.mayHaveMoved(user, after, upTo) && moved(user, after, upTo))
                ? Optional.of(JsonObject.of("global", rules(user).toJson()))
                : Optional.empty();
    }

    private boolean moved(UserId user, long after, long upTo) {
        return database.read(tx -> table.find(tx, user))
                .map(PushRulesTable.Changes::position)
                .filter(at -> at > after && at <= upTo)
                .isPresent();
    }

    /// Changes a user's rules.
    ///
    /// @throws MatrixError M_NOT_FOUND when there is no such rule, M_TOO_LARGE when they would be too long, or what
    ///     the rules refuse
    void change(UserId user, Function<PushRules, PushRuleChange> change) {
        store(user, rules -> requireShort(rules, changed(change.apply(rules))));
    }

    private void store(UserId user, UnaryOperator<PushRules> change) {
        long position =
                database.transact(tx -> {
                    JsonObject stored =
                            table.lock(tx, user)
                                    .map(PushRulesTable.Changes::rules)
                                    .orElse(JsonObject.EMPTY);
                    PushRules after = change.apply(PushRules.of(user, features, stored));
                    long at = streams.reserve(tx, Stream.PUSH_RULES, 1);
                    table.set(tx, user, after.changes(), at);
                    return at;
                });
        remembered.moved(user, position);
        bus.publish(new Hint(Stream.PUSH_RULES, position, Set.of(), Set.of(user)));
    }

    /// Who has too many already may still make them fewer.
    private static PushRules requireShort(PushRules before, PushRules after) {
        int length = length(after);
        if (length > MOST_CHARACTERS && length > length(before)) {
            throw MatrixError.of(413, "M_TOO_LARGE", "Your push rules would be too long");
        }
        return after;
    }

    private static int length(PushRules rules) {
        return rules.changes().toString().length();
    }

    /// Has the rules about one room hold for another as well.
    void copyRoom(UserId user, RoomId from, RoomId to) {
        PushRules before = rules(user);
        if (!before.copyRoom(from, to).equals(before)) {
            store(user, rules -> rules.copyRoom(from, to));
        }
    }

    private static PushRules changed(PushRuleChange change) {
        return switch (change) {
            case PushRuleChange.Changed(PushRules rules) -> rules;
            case PushRuleChange.NoSuchRule(String ruleId) ->
                    throw MatrixError.notFound("There is no push rule " + ruleId);
            case PushRuleChange.Refused(String errcode, String reason) ->
                    throw MatrixError.of(400, errcode, reason);
        };
    }

    private Known known(UserId user) {
        return remembered.of(user, before -> load(user, before));
    }

    /// Compiles anew only where the rules did change.
    private Known load(UserId user, @Nullable Known before) {
        JsonObject changes =
                database.read(tx -> table.find(tx, user))
                        .map(PushRulesTable.Changes::rules)
                        .orElse(JsonObject.EMPTY);
        PushRules rules = PushRules.of(user, features, changes);
        if (before != null && before.rules().equals(rules)) {
            return before;
        }
        return new Known(rules, rules.compile());
    }
}
