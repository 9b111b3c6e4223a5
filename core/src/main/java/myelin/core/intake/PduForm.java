package myelin.core.intake;

import java.util.Optional;
import myelin.core.event.InvalidPdu;
import myelin.core.event.Pdu;
import myelin.core.event.SizeLimits;
import myelin.core.id.EventId;
import myelin.core.id.InvalidId;
import myelin.core.intake.Outcome.Accepted;
import myelin.core.intake.Outcome.Dropped;
import myelin.core.json.CanonicalJson;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.core.json.NotCanonical;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.room.Rules;

/// The form of an event: "it must comply with the event format of that room version".
final class PduForm {

    private PduForm() {}

    static Outcome.OfForm check(JsonObject json, RoomVersion version) {
        Rules rules = version.rules();
        Optional<String> problem = problem(json, rules);
        if (problem.isPresent()) {
            return new Dropped(problem.get());
        }
        try {
            byte[] bytes =
                    rules.has(Rule.STRICT_CANONICAL_JSON)
                            ? CanonicalJson.bytes(json)
                            : CanonicalJson.lenientBytes(json);
            return bytes.length > SizeLimits.EVENT_BYTES
                    ? new Dropped("the event is larger than 64 KiB")
                    : new Accepted(Pdu.of(json, version));
        } catch (InvalidPdu | InvalidId | NotCanonical invalid) {
            return new Dropped(String.valueOf(invalid.getMessage()));
        }
    }

    /// What is wrong and would not be found by reading the event as a [Pdu].
    private static Optional<String> problem(JsonObject json, Rules rules) {
        if (json.has("state_key") && json.string("state_key").isEmpty()) {
            return Optional.of("'state_key' is no string");
        }
        if (!json.value("origin_server_ts").map(PduForm::isInteger).orElse(false)) {
            return Optional.of("'origin_server_ts' is no integer");
        }
        if (!json.value("depth")
                .map(depth -> isInteger(depth) && !isNegative(depth))
                .orElse(false)) {
            return Optional.of("'depth' is no integer from 0 to the limit");
        }
        if (json.object("hashes").flatMap(hashes -> hashes.string("sha256")).isEmpty()) {
            return Optional.of("'hashes' has no 'sha256'");
        }
        if (json.object("signatures").isEmpty()) {
            return Optional.of("'signatures' is no object");
        }
        if (!areReferences(json, "prev_events", SizeLimits.PREV_EVENTS, rules)) {
            return Optional.of(
                    "'prev_events' are not at most " + SizeLimits.PREV_EVENTS + " events");
        }
        if (!areReferences(json, "auth_events", SizeLimits.AUTH_EVENTS, rules)) {
            return Optional.of(
                    "'auth_events' are not at most " + SizeLimits.AUTH_EVENTS + " events");
        }
        return SizeLimits.excessOnReceipt(json, rules);
    }

    /// Of 64 bits. Since version 6 the check for canonical JSON finds those beyond 2^53 - 1.
    private static boolean isInteger(Json number) {
        return switch (number) {
            case JsonInteger _ -> true;
            case JsonDecimal wide ->
                    wide.integer().filter(value -> value.bitLength() < Long.SIZE).isPresent();
            case JsonArray _, JsonBoolean _, JsonNull _, JsonObject _, JsonString _ -> false;
        };
    }

    private static boolean isNegative(Json number) {
        return number.toString().startsWith("-");
    }

    private static boolean areReferences(JsonObject json, String field, int limit, Rules rules) {
        Optional<JsonArray> references = json.array(field);
        return references.isPresent()
                && references.get().size() <= limit
                && references.get().stream().allMatch(entry -> isReference(entry, rules));
    }

    private static boolean isReference(Json entry, Rules rules) {
        if (rules.has(Rule.EVENT_ID_IN_EVENT)) {
            return entry instanceof JsonArray pair
                    && pair.size() == 2
                    && isEventId(pair.at(0))
                    && pair.at(1) instanceof JsonObject;
        }
        return isEventId(entry);
    }

    private static boolean isEventId(Json id) {
        return id instanceof JsonString(String text) && EventId.tryParse(text).isPresent();
    }
}
