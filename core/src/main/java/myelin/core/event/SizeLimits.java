package myelin.core.event;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import myelin.core.json.JsonObject;
import myelin.core.room.Rule;
import myelin.core.room.Rules;

/// The [size limits](https://spec.matrix.org/v1.19/client-server-api/#size-limits) of events.
public final class SizeLimits {
    /// Bytes of the whole event as canonical JSON, with its signatures and without what servers add outside of them.
    public static final int EVENT_BYTES = 65_536;

    /// Bytes of sender, room id, event id, type and state key, each.
    public static final int FIELD_BYTES = 255;

    /// Entries of `prev_events`.
    public static final int PREV_EVENTS = 20;

    /// Entries of `auth_events`.
    public static final int AUTH_EVENTS = 10;

    private static final String[] FIELDS = {"sender", "room_id", "event_id", "type", "state_key"};

    private SizeLimits() {}

    /// Which limit the fields of `event` exceed, in words for the sender; empty when they are small enough.
    public static Optional<String> excess(JsonObject event, Rules rules) {
        for (String field : FIELDS) {
            Optional<String> text = event.string(field);
            if (text.isPresent() && length(text.get(), rules) > FIELD_BYTES) {
                return Optional.of("'" + field + "' is longer than " + FIELD_BYTES + " bytes");
            }
        }
        return Optional.empty();
    }

    /// Older rooms hold events whose fields have at most 255 characters but more bytes; Synapse lets them live.
    private static int length(String text, Rules rules) {
        if (text.length() * 3 <= FIELD_BYTES) {
            return text.length();
        }
        return rules.has(Rule.STRICT_BYTE_LIMITS)
                ? text.getBytes(StandardCharsets.UTF_8).length
                : text.codePointCount(0, text.length());
    }
}
