package myelin.core.event;

import java.util.Optional;
import myelin.core.crypto.EventSignatures;
import myelin.core.crypto.VerifyKey;
import myelin.core.id.KeyId;
import myelin.core.id.ServerName;
import myelin.core.json.JsonObject;

/// The server that a room has asked to look at its events before they are shown, by its
/// [`m.room.policy`](https://spec.matrix.org/v1.19/server-server-api/#policy-servers). It says yes by signing them.
/// Pure; any thread.
///
/// @param via the server's name
/// @param key with which it signs what it recommends; not the key with which it sends events
public record PolicyServer(ServerName via, VerifyKey key) {

    /// "The Key ID for the `ed25519` key in `m.room.policy` is *always* `ed25519:policy_server`."
    private static final KeyId KEY_ID = KeyId.parse("ed25519:policy_server");

    /// What an `m.room.policy` event names; empty if it lacks what it has to say, as one does by which a
    /// room takes leave of its policy server.
    ///
    /// @param content of the event
    public static Optional<PolicyServer> of(JsonObject content) {
        Optional<VerifyKey> key =
                content.object("public_keys")
                        .flatMap(keys -> keys.string("ed25519"))
                        .flatMap(base64 -> VerifyKey.parse(KEY_ID, base64));
        return content.string("via")
                .flatMap(ServerName::tryParse)
                .flatMap(via -> key.map(known -> new PolicyServer(via, known)));
    }

    /// Whether a policy server is asked about such an event: about all but those that name it.
    public static boolean isAskedAbout(Pdu event) {
        return !event.is(EventType.M_ROOM_POLICY, "");
    }

    /// Whether it recommends the event, by its signature.
    public boolean hasSigned(Pdu event) {
        return EventSignatures.verify(event.json(), event.version().rules(), via, key);
    }

    /// The event with the signatures that this server has answered. What others have signed stays, also
    /// where this server has sent the event itself.
    ///
    /// @param answered signatures by server and key
    public Pdu signed(Pdu event, JsonObject answered) {
        JsonObject all = event.json().object("signatures").orElse(JsonObject.EMPTY);
        JsonObject theirs =
                all.object(via.value())
                        .orElse(JsonObject.EMPTY)
                        .merge(answered.object(via.value()).orElse(JsonObject.EMPTY));
        JsonObject json = event.json().with("signatures", all.with(via.value(), theirs));
        return Pdu.of(json, event.version(), event.eventId());
    }
}
