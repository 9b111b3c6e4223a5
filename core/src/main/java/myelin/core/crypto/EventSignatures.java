package myelin.core.crypto;

import myelin.core.id.ServerName;
import myelin.core.json.JsonObject;
import myelin.core.room.Rules;

/// Signatures of events, which cover [what redaction leaves](https://spec.matrix.org/v1.19/server-server-api/#signing-events).
/// Pure; may be called by all threads.
public final class EventSignatures {

    private EventSignatures() {}

    /// The `event` with one more signature, of `server`. Its hashes must be there already; others' signatures stay.
    public static JsonObject sign(
            JsonObject event, Rules rules, ServerName server, SigningKey key) {
        byte[] signature = key.sign(EventHashes.essentials(event, rules));
        JsonObject all = event.object("signatures").orElse(JsonObject.EMPTY);
        JsonObject ours = all.object(server.value()).orElse(JsonObject.EMPTY);
        return event.with(
                "signatures",
                all.with(
                        server.value(),
                        ours.with(key.keyId().value(), UnpaddedBase64.encode(signature))));
    }

    /// Whether `server` has signed the `event` with `key`. False when there is no such signature.
    public static boolean verify(JsonObject event, Rules rules, ServerName server, VerifyKey key) {
        return event.object("signatures")
                .flatMap(all -> all.object(server.value()))
                .flatMap(theirs -> theirs.string(key.keyId().value()))
                .flatMap(UnpaddedBase64::tryDecode)
                .map(signature -> key.verify(EventHashes.essentials(event, rules), signature))
                .orElse(false);
    }
}
