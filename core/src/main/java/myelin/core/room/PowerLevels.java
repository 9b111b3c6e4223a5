package myelin.core.room;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import myelin.core.event.CreateContent;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;

/// Who may do what in a room: [`m.room.power_levels`](https://spec.matrix.org/v1.19/client-server-api/#mroompower_levels)
/// with all its defaults. Immutable.
///
/// It is lenient: a level which is none counts as absent. Whether the event itself is good is for
/// `myelin.core.auth` to say.
public final class PowerLevels {
    /// The level of a creator in rooms since version 12: above every level that can be given.
    public static final long INFINITE = Long.MAX_VALUE;

    /// The properties of the event that are one level each.
    public static final List<String> PROPERTIES =
            List.of(
                    "users_default",
                    "events_default",
                    "state_default",
                    "ban",
                    "redact",
                    "kick",
                    "invite");

    private static final long CREATOR_WITHOUT_EVENT = 100;
    private static final long MODERATOR = 50;

    /// So many digits are beyond a long, whatever they are.
    private static final int LONGEST = 30;

    private final Rules rules;
    private final boolean exists;
    private final JsonObject content;
    private final JsonObject users;
    private final JsonObject events;
    private final Set<String> creators;

    private PowerLevels(Rules rules, Optional<Pdu> powerLevels, Set<String> creators) {
        this.rules = rules;
        this.exists = powerLevels.isPresent();
        this.content = powerLevels.map(Pdu::content).orElse(JsonObject.EMPTY);
        this.users = content.object("users").orElse(JsonObject.EMPTY);
        this.events = content.object("events").orElse(JsonObject.EMPTY);
        this.creators = creators;
    }

    /// The levels in a room with these `rules`, given its power levels event and its create event.
    public static PowerLevels of(Rules rules, Optional<Pdu> powerLevels, Optional<Pdu> create) {
        Set<String> creators =
                create.map(event -> new CreateContent(event).creators()).orElse(Set.of());
        return new PowerLevels(rules, powerLevels, creators);
    }

    /// The level of `user`; [#INFINITE] for a creator in rooms since version 12.
    public long of(UserId user) {
        if (creators.contains(user.value())) {
            if (rules.has(Rule.PRIVILEGED_CREATORS)) {
                return INFINITE;
            }
            if (!exists) {
                return CREATOR_WITHOUT_EVENT;
            }
        }
        OptionalLong own = level(users, user.value());
        return own.isPresent() ? own.getAsLong() : usersDefault();
    }

    /// The level of users who are not named.
    public long usersDefault() {
        return level("users_default", 0);
    }

    /// The level needed to send an event of this `type`, which is a state event or not.
    public long needed(String type, boolean state) {
        OptionalLong own = level(events, type);
        if (own.isPresent()) {
            return own.getAsLong();
        }
        return state ? level("state_default", MODERATOR) : level("events_default", 0);
    }

    /// The level needed to ban.
    public long ban() {
        return level("ban", MODERATOR);
    }

    /// The level needed to remove somebody.
    public long kick() {
        return level("kick", MODERATOR);
    }

    /// The level needed to invite.
    public long invite() {
        return level("invite", 0);
    }

    /// The level needed to redact what others sent.
    public long redact() {
        return level("redact", MODERATOR);
    }

    /// The level needed to notify by `key`, such as `room` for `@room`.
    public long notification(String key) {
        return level(content.object("notifications").orElse(JsonObject.EMPTY), key)
                .orElse(MODERATOR);
    }

    private long level(String key, long otherwise) {
        return level(content, key).orElse(otherwise);
    }

    private OptionalLong level(JsonObject object, String key) {
        Optional<Json> value = object.value(key);
        return value.isPresent() ? level(rules, value.get()) : OptionalLong.empty();
    }

    /// Reads one level, as the version permits; empty when it is none.
    public static OptionalLong level(Rules rules, Json value) {
        return switch (value) {
            case JsonInteger(long level) -> OptionalLong.of(level);
            case JsonString(String text) ->
                    rules.has(Rule.INTEGER_POWER_LEVELS)
                            ? OptionalLong.empty()
                            : fromText(text.strip());
            case JsonDecimal number ->
                    rules.has(Rule.STRICT_CANONICAL_JSON)
                            ? OptionalLong.empty()
                            : fromDecimal(number);
            case JsonObject _, JsonArray _, JsonBoolean _, JsonNull _ -> OptionalLong.empty();
        };
    }

    /// "a single base 10 integer …, optionally with any number of leading zeroes; optionally prefixed with a single
    /// `-` or `+` character"
    private static OptionalLong fromText(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        if (text.length() == start) {
            return OptionalLong.empty();
        }
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.of(text.length() > LONGEST ? fromLong(text, start) : clamp(text));
    }

    /// "any number of leading zeroes" do not count.
    private static long fromLong(String text, int start) {
        int first = start;
        while (first < text.length() && text.charAt(first) == '0') {
            first++;
        }
        String sign = text.startsWith("-") ? "-" : "";
        return clamp(sign + "0" + text.substring(first, Math.min(text.length(), first + LONGEST)));
    }

    /// "the value is truncated at the decimal point"; "Values outside the range represented by … a 'double' cause the
    /// powerlevel event to be rejected"
    private static OptionalLong fromDecimal(JsonDecimal decimal) {
        if (decimal.isInteger()) {
            return OptionalLong.of(clamp(decimal.text()));
        }
        double number = Double.parseDouble(decimal.text());
        return Double.isInfinite(number)
                ? OptionalLong.empty()
                : OptionalLong.of(Math.clamp((long) number, -INFINITE + 1, INFINITE - 1));
    }

    /// Exact as far as a long goes; greater ones are equal to each other, but below [#INFINITE].
    private static long clamp(String integer) {
        BigInteger least = BigInteger.valueOf(-INFINITE + 1);
        return new BigInteger(integer).max(least).min(least.negate()).longValue();
    }
}
