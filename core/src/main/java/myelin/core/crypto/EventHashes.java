package myelin.core.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import myelin.core.event.InvalidPdu;
import myelin.core.event.Redaction;
import myelin.core.id.EventId;
import myelin.core.json.CanonicalJson;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.room.Rules;

/// The two hashes of an event. Pure; may be called by all threads.
///
/// They hash canonical JSON, or what comes nearest to it: whether an event may hold fractions, as in the oldest room
/// versions, is for the checks of its form to say.
public final class EventHashes {

    private EventHashes() {}

    /// The [hash of all that the sender said](https://spec.matrix.org/v1.19/server-server-api/#calculating-the-content-hash-for-an-event),
    /// 32 bytes, which stands in `hashes.sha256`.
    public static byte[] contentHash(JsonObject event) {
        return sha256(
                CanonicalJson.lenientBytes(event.without("unsigned", "signatures", "hashes")));
    }

    /// The [hash of what redaction leaves](https://spec.matrix.org/v1.19/server-server-api/#calculating-the-reference-hash-for-an-event),
    /// 32 bytes, by which others refer to the event.
    public static byte[] referenceHash(JsonObject event, Rules rules) {
        return sha256(essentials(event, rules));
    }

    /// The id of the event: its reference hash, or in the oldest versions what it says itself.
    ///
    /// @throws InvalidPdu if the event of such a version says none
    /// @throws myelin.core.id.InvalidId if it says something else
    public static EventId eventId(JsonObject event, RoomVersion version) {
        if (version.rules().has(Rule.EVENT_ID_IN_EVENT)) {
            return event.string("event_id")
                    .map(EventId::parse)
                    .orElseThrow(() -> new InvalidPdu("the event has no usable 'event_id'"));
        }
        return eventId(referenceHash(event, version.rules()), version);
    }

    /// The id which a `referenceHash` gives in room versions since 3.
    public static EventId eventId(byte[] referenceHash, RoomVersion version) {
        return EventId.parse(
                "$"
                        + (version.rules().has(Rule.URL_SAFE_EVENT_ID)
                                ? UnpaddedBase64.encodeUrl(referenceHash)
                                : UnpaddedBase64.encode(referenceHash)));
    }

    /// What both the reference hash and the signatures cover: the redacted event without signatures, as bytes.
    public static byte[] essentials(JsonObject event, Rules rules) {
        return CanonicalJson.lenientBytes(
                Redaction.redact(event.without("signatures", "unsigned"), rules));
    }

    /// SHA-256 of `bytes`.
    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException("every Java has SHA-256", absent);
        }
    }
}
