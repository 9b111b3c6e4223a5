package myelin.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import myelin.core.Gen;
import myelin.core.crypto.EventHashes;
import myelin.core.crypto.EventSignatures;
import myelin.core.crypto.SigningKey;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.id.ServerName;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rules;
import org.junit.jupiter.api.Test;

/// What holds for the redaction of every event, however strange.
class RedactionPropertiesTest {
    private static final ServerName DOMAIN = ServerName.parse("domain");
    private static final SigningKey KEY = SigningKey.generate("1", new Random(1));
    private static final List<String> TYPES =
            List.of(
                    "m.room.member",
                    "m.room.create",
                    "m.room.join_rules",
                    "m.room.power_levels",
                    "m.room.aliases",
                    "m.room.history_visibility",
                    "m.room.redaction",
                    "m.room.message");

    /// Names which redaction treats in a special way at some level of some type.
    private static final List<String> KEYS =
            List.of(
                    "membership",
                    "origin",
                    "third_party_invite",
                    "signed",
                    "creator",
                    "invite",
                    "users",
                    "allow",
                    "redacts",
                    "aliases",
                    "content",
                    "hashes",
                    "unsigned",
                    "signatures",
                    "state_key",
                    "room_id",
                    "other");

    private static JsonObject event(Gen gen) {
        JsonObject content = gen.object();
        for (String key : gen.list(6, () -> gen.pick(KEYS))) {
            content = content.with(key, gen.oneIn(2) ? gen.object().with("signed", 1) : gen.json());
        }
        JsonObject event = gen.object().with("content", content).with("type", gen.pick(TYPES));
        for (String key : gen.list(6, () -> gen.pick(KEYS))) {
            event = key.equals("content") ? event : event.with(key, gen.json());
        }
        return event;
    }

    @Test
    void redactingTwiceIsRedactingOnce() {
        Gen.forAll(
                2_000,
                gen -> {
                    RoomVersion version = gen.pick(RoomVersion.stable());
                    JsonObject once = Redaction.redact(event(gen), version.rules());
                    assertThat(Redaction.redact(once, version.rules())).isEqualTo(once);
                });
    }

    @Test
    void redactionKeepsTheReferenceHash() {
        Gen.forAll(
                2_000,
                gen -> {
                    RoomVersion version = gen.pick(RoomVersion.stable());
                    JsonObject event = event(gen);
                    JsonObject redacted = Redaction.redact(event, version.rules());
                    assertThat(EventHashes.referenceHash(redacted, version.rules()))
                            .isEqualTo(EventHashes.referenceHash(event, version.rules()));
                });
    }

    @Test
    void redactionKeepsTheEventId() {
        Gen.forAll(
                2_000,
                gen -> {
                    RoomVersion version = gen.pick(RoomVersion.stable());
                    Pdu event = Pdu.of(wellFormed(event(gen), gen), version);
                    Pdu redacted = event.redacted();
                    assertThat(redacted.eventId()).isEqualTo(event.eventId());
                    assertThat(EventHashes.eventId(redacted.json(), version))
                            .isEqualTo(event.eventId());
                    assertThat(redacted.roomId()).isEqualTo(event.roomId());
                });
    }

    private static JsonObject wellFormed(JsonObject event, Gen gen) {
        return event.with("sender", gen.userId())
                .with("room_id", gen.roomId())
                .with("event_id", gen.eventId());
    }

    @Test
    void redactionKeepsTheContentHashThatTheEventNames() {
        Gen.forAll(
                1_000,
                gen -> {
                    JsonObject event = event(gen);
                    String hash = UnpaddedBase64.encode(EventHashes.contentHash(event));
                    JsonObject hashed = event.with("hashes", JsonObject.of("sha256", hash));
                    JsonObject redacted =
                            Redaction.redact(hashed, gen.pick(RoomVersion.stable()).rules());
                    assertThat(redacted.object("hashes")).isEqualTo(hashed.object("hashes"));
                });
    }

    @Test
    void theContentHashIsNotOfWhatServersAdd() {
        Gen.forAll(
                1_000,
                gen -> {
                    JsonObject event = event(gen);
                    JsonObject added = event;
                    for (String key : List.of("unsigned", "signatures", "hashes")) {
                        added = gen.oneIn(2) ? added.with(key, gen.object()) : added.without(key);
                    }
                    assertThat(EventHashes.contentHash(added))
                            .isEqualTo(EventHashes.contentHash(event));
                });
    }

    @Test
    void redactionLeavesSignaturesValid() {
        Gen.forAll(
                200,
                gen -> {
                    Rules rules = gen.pick(RoomVersion.stable()).rules();
                    JsonObject event = event(gen).without("signatures");
                    JsonObject redacted =
                            Redaction.redact(
                                    EventSignatures.sign(event, rules, DOMAIN, KEY), rules);
                    assertThat(EventSignatures.verify(redacted, rules, DOMAIN, KEY.verifyKey()))
                            .isTrue();
                });
    }

    @Test
    void redactionAddsNothing() {
        Gen.forAll(
                1_000,
                gen -> {
                    JsonObject event = event(gen);
                    JsonObject redacted =
                            Redaction.redact(event, gen.pick(RoomVersion.stable()).rules());
                    assertThat(event.keys()).containsAll(redacted.keys());
                    assertThat(event.object("content").orElseThrow().keys())
                            .containsAll(redacted.object("content").orElseThrow().keys());
                });
    }
}
