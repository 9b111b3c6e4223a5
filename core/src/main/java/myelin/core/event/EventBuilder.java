package myelin.core.event;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.crypto.EventHashes;
import myelin.core.crypto.SigningKey;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.json.CanonicalJson;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonWriter;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.room.Rules;

/// Makes an event of a draft: gives it its place in the room, its hash and our signature.
/// See <https://spec.matrix.org/v1.19/server-server-api/#signing-events>. Pure; may be called by all threads.
public final class EventBuilder {
    /// Depths beyond this are no canonical JSON: "If the room's depth is already at the limit, the depth must be
    /// set to the limit."
    private static final long MAX_DEPTH = (1L << 53) - 1;

    private EventBuilder() {}

    /// What an event is made of.
    ///
    /// @param room absent for the create event of a room since version 12, whose id follows from it
    /// @param prev the room's forward extremities, at most [SizeLimits#PREV_EVENTS]
    /// @param auth the events which permit this one, see `myelin.core.auth.AuthEvents`, at most
    ///     [SizeLimits#AUTH_EVENTS]
    /// @param depth one more than the greatest depth of `prev`; what exceeds the limit becomes the limit
    /// @param originServerTs now, in milliseconds since 1970
    /// @param origin our name, which owns the `key`
    public record Build(
            RoomVersion version,
            Optional<RoomId> room,
            Draft draft,
            List<EventId> prev,
            List<EventId> auth,
            long depth,
            long originServerTs,
            ServerName origin,
            SigningKey key) {}

    /// The finished event.
    ///
    /// @throws EventTooLarge if it exceeds the spec's size limits
    /// @throws myelin.core.json.NotCanonical if the room's version demands canonical JSON, and the content is not
    public static Pdu build(Build input) {
        return build(input, Map.of());
    }

    /// As [#build(Build)], for rooms of version 1 and 2, where events are named with their reference hashes in
    /// base64. Where one is unknown its place stays empty; nobody checks them.
    public static Pdu build(Build input, Map<EventId, String> referenceHashes) {
        requireAtMost("prev", SizeLimits.PREV_EVENTS, input.prev());
        requireAtMost("auth", SizeLimits.AUTH_EVENTS, input.auth());
        Draft draft = input.draft();
        JsonObject.Builder event =
                JsonObject.builder()
                        .put("auth_events", references(input.auth(), input, referenceHashes))
                        .put("content", content(draft, input.version()))
                        .put("depth", Math.min(input.depth(), MAX_DEPTH))
                        .put("origin_server_ts", input.originServerTs())
                        .put("prev_events", references(input.prev(), input, referenceHashes))
                        .put("sender", draft.sender().value())
                        .put("type", draft.type());
        input.room().ifPresent(room -> event.put("room_id", room.value()));
        draft.stateKey().ifPresent(key -> event.put("state_key", key));
        if (!input.version().rules().has(Rule.REDACTS_IN_CONTENT)) {
            draft.redacts().ifPresent(redacts -> event.put("redacts", redacts.value()));
        }
        return seal(event.build(), input.version(), input.origin(), input.key());
    }

    /// Hashes and signs an event which lacks nothing else, such as what another server's `make_join` gave us.
    /// Hashes and signatures which it may have, and `unsigned`, are dropped.
    ///
    /// @throws EventTooLarge if it exceeds the spec's size limits
    /// @throws InvalidPdu if it has not the fields which every event has
    /// @throws myelin.core.json.NotCanonical if the room's version demands canonical JSON, and it is not
    public static Pdu seal(
            JsonObject event, RoomVersion version, ServerName origin, SigningKey key) {
        Rules rules = version.rules();
        JsonObject bare = event.without("hashes", "signatures", "unsigned");
        if (rules.has(Rule.EVENT_ID_IN_EVENT)) {
            bare = bare.with("event_id", localEventId(bare, origin));
        }
        byte[] bytes = bytes(bare, rules);
        JsonObject hashes =
                JsonObject.of("sha256", UnpaddedBase64.encode(EventHashes.sha256(bytes)));
        JsonObject hashed = bare.with("hashes", hashes);
        byte[] essentials = EventHashes.essentials(hashed, rules);
        String signature = UnpaddedBase64.encode(key.sign(essentials));
        JsonObject signatures =
                JsonObject.of(origin.value(), JsonObject.of(key.keyId().value(), signature));
        if (bytes.length + memberBytes("hashes", hashes) + memberBytes("signatures", signatures)
                > SizeLimits.EVENT_BYTES) {
            throw new EventTooLarge("the event is larger than 64 KiB");
        }
        JsonObject signed = hashed.with("signatures", signatures);
        if (rules.has(Rule.EVENT_ID_IN_EVENT)) {
            return Pdu.of(signed, version);
        }
        // Signature and reference hash cover the same bytes, so they are written once.
        EventId eventId = EventHashes.eventId(EventHashes.sha256(essentials), version);
        return Pdu.of(signed, version, eventId);
    }

    private static byte[] bytes(JsonObject event, Rules rules) {
        Optional<String> excess = SizeLimits.excess(event);
        if (excess.isPresent()) {
            throw new EventTooLarge(excess.get());
        }
        return rules.has(Rule.STRICT_CANONICAL_JSON)
                ? CanonicalJson.bytes(event)
                : CanonicalJson.lenientBytes(event);
    }

    /// How many bytes a member adds to an object which is not empty: braces fall away, a comma is added.
    private static int memberBytes(String name, JsonObject value) {
        return JsonWriter.bytes(JsonObject.of(name, value)).length - 1;
    }

    private static JsonObject content(Draft draft, RoomVersion version) {
        return draft.redacts().isPresent() && version.rules().has(Rule.REDACTS_IN_CONTENT)
                ? draft.content().with("redacts", draft.redacts().get().value())
                : draft.content();
    }

    private static JsonArray references(
            List<EventId> ids, Build input, Map<EventId, String> hashes) {
        if (!input.version().rules().has(Rule.EVENT_ID_IN_EVENT)) {
            return JsonArray.from(ids);
        }
        return JsonArray.from(
                ids.stream()
                        .map(id ->
                                JsonArray.of(
                                        id.value(),
                                        JsonObject.of("sha256", hashes.getOrDefault(id, ""))))
                        .toList());
    }

    /// An id for an event of version 1 or 2: "`opaque_id` is a locally-unique string". The hash of what is being said
    /// is unique enough, and needs neither chance nor a counter.
    private static String localEventId(JsonObject event, ServerName origin) {
        byte[] hash = EventHashes.contentHash(event.without("event_id"));
        return "$" + UnpaddedBase64.encodeUrl(hash) + ":" + origin.value();
    }

    private static void requireAtMost(String what, int limit, List<EventId> ids) {
        if (ids.size() > limit) {
            throw new IllegalArgumentException(
                    ids.size() + " " + what + " events, the limit is " + limit);
        }
    }
}
