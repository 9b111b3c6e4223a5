package myelin.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import myelin.core.Vectors;
import myelin.core.id.ServerName;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventHashesTest {
    private static final ServerName DOMAIN = ServerName.parse("domain");
    private static final SigningKey KEY =
            SigningKey.parseLine("ed25519 1 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1");

    private static JsonObject vector(String name) {
        return Vectors.read(name + ".json");
    }

    /// The [examples](https://spec.matrix.org/v1.19/appendices/#event-signing) of the spec.
    @ParameterizedTest
    @ValueSource(strings = {"minimal", "message"})
    void eventsAreHashedAndSignedAsInTheSpec(String name) {
        JsonObject event = vector("1/" + name);
        String hash = UnpaddedBase64.encode(EventHashes.contentHash(event));
        JsonObject signed =
                EventSignatures.sign(
                        event.with("hashes", JsonObject.of("sha256", hash)),
                        RoomVersion.V1.rules(),
                        DOMAIN,
                        KEY);
        assertThat(signed).isEqualTo(vector("1/" + name + "-signed"));
    }

    @Test
    void aSignatureIsVerifiedAlsoWhenTheEventIsRedacted() {
        JsonObject signed = vector("1/message-signed");
        VerifyKey key = KEY.verifyKey();
        assertThat(EventSignatures.verify(signed, RoomVersion.V1.rules(), DOMAIN, key)).isTrue();
        JsonObject redacted = signed.with("content", JsonObject.EMPTY).without("unsigned");
        assertThat(EventSignatures.verify(redacted, RoomVersion.V1.rules(), DOMAIN, key)).isTrue();
    }

    @Test
    void aSignatureOfAnotherEventIsNotVerified() {
        JsonObject forged = vector("1/message-signed").with("sender", "@eve:domain");
        assertThat(EventSignatures.verify(forged, RoomVersion.V1.rules(), DOMAIN, KEY.verifyKey()))
                .isFalse();
    }

    @Test
    void aMissingOrBrokenSignatureIsNotVerified() {
        JsonObject signed = vector("1/message-signed");
        VerifyKey key = KEY.verifyKey();
        assertThat(
                        EventSignatures.verify(
                                signed, RoomVersion.V1.rules(), ServerName.parse("other"), key))
                .isFalse();
        JsonObject broken =
                signed.with(
                        "signatures",
                        JsonObject.of("domain", JsonObject.of("ed25519:1", "not base64!")));
        assertThat(EventSignatures.verify(broken, RoomVersion.V1.rules(), DOMAIN, key)).isFalse();
    }

    @Test
    void anEventIdIsTheFieldInTheOldestVersionsAndAHashLater() {
        JsonObject event = vector("1/message-signed");
        assertThat(EventHashes.eventId(event, RoomVersion.V1)).hasToString("$0:domain");
        assertThat(EventHashes.eventId(event, RoomVersion.V3).value()).hasSize(44).contains("+");
        assertThat(EventHashes.eventId(event, RoomVersion.V4).value())
                .isEqualTo(
                        EventHashes.eventId(event, RoomVersion.V3)
                                .value()
                                .replace('+', '-')
                                .replace('/', '_'));
    }
}
