package myelin.core.event;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.core.room.Rule;
import myelin.core.room.Rules;

/// The [size limits](https://spec.matrix.org/v1.19/client-server-api/#size-limits) of events.
public final class SizeLimits {
    /// Bytes of the whole event as canonical JSON, with its signatures and without what servers add outside of them.
    public static final int EVENT_BYTES = 65_536;

    /// Bytes of sender, room id, event id, type and state key, each.
    public static final int FIELD_BYTES = 255;

    /// How deep objects and arrays stand in each other, the event itself being the first: deeper ones are refused by
    /// Synapse, so that a room would split over them.
    public static final int DEPTH = 127;

    /// Entries of `prev_events`.
    public static final int PREV_EVENTS = 20;

    /// Entries of `auth_events`.
    public static final int AUTH_EVENTS = 10;

    private static final String[] FIELDS = {"sender", "room_id", "event_id", "type", "state_key"};

    private SizeLimits() {}

    /// Which limit the fields of `event` exceed, in words for the sender; empty when they are small enough. The size of
    /// the whole is known when it is written.
    public static Optional<String> excess(JsonObject event) {
        return longField(event, SizeLimits::bytes)
                .map(SizeLimits::tooLong)
                .or(() -> excess(event, DEPTH));
    }

    /// As [#excess(JsonObject)], of what another server sends, and what is dropped for it. Before
    /// [Rule#STRICT_BYTE_LIMITS] fields may come with 255 characters, and are rejected later for their bytes:
    /// [#longField].
    public static Optional<String> excessOnReceipt(JsonObject event, Rules rules) {
        return longField(
                        event,
                        rules.has(Rule.STRICT_BYTE_LIMITS)
                                ? SizeLimits::bytes
                                : text -> text.codePointCount(0, text.length()))
                .map(SizeLimits::tooLong)
                .or(() -> excess(event, DEPTH));
    }

    /// The name of a field with more than [#FIELD_BYTES].
    public static Optional<String> longField(JsonObject event) {
        return longField(event, SizeLimits::bytes);
    }

    private static Optional<String> longField(JsonObject event, ToIntFunction<String> length) {
        for (String field : FIELDS) {
            Optional<String> text = event.string(field);
            // No character has more bytes than three for each of Java's.
            if (text.isPresent()
                    && text.get().length() * 3 > FIELD_BYTES
                    && length.applyAsInt(text.get()) > FIELD_BYTES) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    private static String tooLong(String field) {
        return "'" + field + "' is longer than " + FIELD_BYTES + " bytes";
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static Optional<String> excess(Json json, int levels) {
        return switch (json) {
            case JsonObject object -> levels == 0 ? tooDeep() : excess(object.values(), levels - 1);
            case JsonArray array -> levels == 0 ? tooDeep() : excess(array.list(), levels - 1);
            // Only the oldest versions let such a number come so far. No server could read it back.
            case JsonDecimal number ->
                    !number.isInteger() && Double.isInfinite(Double.parseDouble(number.text()))
                            ? Optional.of("a number is greater than any that a computer can hold")
                            : Optional.empty();
            case JsonString _, JsonInteger _, JsonBoolean _, JsonNull _ -> Optional.empty();
        };
    }

    private static Optional<String> excess(List<Json> values, int levels) {
        for (Json value : values) {
            Optional<String> excess = excess(value, levels);
            if (excess.isPresent()) {
                return excess;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> tooDeep() {
        return Optional.of("the event is nested deeper than " + DEPTH);
    }
}
