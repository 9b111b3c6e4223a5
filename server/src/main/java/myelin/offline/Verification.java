package myelin.offline;

import java.util.Arrays;
import java.util.Optional;
import myelin.core.crypto.EventHashes;
import myelin.core.crypto.EventSignatures;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.event.Pdu;
import myelin.core.id.KeyId;
import myelin.core.id.ServerName;
import myelin.core.intake.KnownKey;
import myelin.core.intake.Outcome;
import myelin.core.intake.Outcome.Accepted;
import myelin.core.intake.Outcome.Dropped;
import myelin.core.intake.Outcome.Redacted;
import myelin.core.intake.Outcome.Rejected;
import myelin.core.intake.PduIntake;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rules;

/// What a server finds on receipt of an event before it asks the authorization rules: its form, its signatures, its hash.
public final class Verification {

    private Verification() {}

    /// The verdict on `event`, given the `keys` of servers in a form that [GivenKeys] reads.
    public static JsonObject of(RoomVersion version, JsonObject input) {
        JsonObject event =
                input.object("event")
                        .orElseThrow(() -> new BadInput("there is no 'event' to verify"));
        KnownKey.Ring keys = GivenKeys.of(input.value("keys").orElse(JsonObject.EMPTY));
        JsonObject.Builder answer =
                JsonObject.builder()
                        .put("signatures", signatures(event, version.rules(), keys))
                        .put("content_hash", contentHash(event));
        return switch (PduIntake.checkForm(event, version)) {
            case Dropped(String reason) ->
                    answer.put("verdict", "dropped").put("reason", reason).build();
            case Accepted(Pdu pdu) -> verified(pdu, keys, answer);
        };
    }

    private static JsonObject verified(Pdu event, KnownKey.Ring keys, JsonObject.Builder answer) {
        answer.put("event_id", event.eventId());
        answer.put("signers", JsonArray.from(PduIntake.signers(event)));
        Outcome.OfSignatures outcome = PduIntake.verify(event, keys);
        return switch (outcome) {
            case Accepted _ -> answer.put("verdict", "accepted").build();
            case Redacted(Pdu redacted) ->
                    answer.put("verdict", "redacted")
                            .put("reason", "The content does not have this hash")
                            .put("event", redacted.json())
                            .build();
            case Rejected(Pdu _, String rule, String reason) ->
                    answer.put("verdict", "rejected")
                            .put("rule", rule)
                            .put("reason", reason)
                            .build();
            case Dropped(String reason) ->
                    answer.put("verdict", "dropped").put("reason", reason).build();
        };
    }

    /// Of each signature whether it is `valid`, `invalid`, or by a key that was not given (`unknown_key`).
    private static JsonObject signatures(JsonObject event, Rules rules, KnownKey.Ring keys) {
        JsonObject.Builder servers = JsonObject.builder();
        event.object("signatures")
                .orElse(JsonObject.EMPTY)
                .forEach((server, signatures) -> {
                    JsonObject.Builder found = JsonObject.builder();
                    if (signatures instanceof JsonObject byKey) {
                        byKey.forEach((id, _) ->
                                found.put(id, signature(event, rules, server, id, keys)));
                    }
                    servers.put(server, found.build());
                });
        return servers.build();
    }

    private static String signature(
            JsonObject event, Rules rules, String server, String id, KnownKey.Ring keys) {
        Optional<ServerName> name = ServerName.tryParse(server);
        Optional<KnownKey> key =
                name.flatMap(who -> KeyId.tryParse(id).flatMap(keyId -> keys.key(who, keyId)));
        if (name.isEmpty() || key.isEmpty()) {
            return "unknown_key";
        }
        return EventSignatures.verify(event, rules, name.get(), key.get().key())
                ? "valid"
                : "invalid";
    }

    /// Whether `hashes.sha256` is the hash of the content: `matches`, `differs` or `absent`.
    private static String contentHash(JsonObject event) {
        Optional<String> said = event.object("hashes").flatMap(hashes -> hashes.string("sha256"));
        if (said.isEmpty()) {
            return "absent";
        }
        return UnpaddedBase64.tryDecode(said.get())
                        .filter(hash -> Arrays.equals(hash, EventHashes.contentHash(event)))
                        .isPresent()
                ? "matches"
                : "differs";
    }
}
