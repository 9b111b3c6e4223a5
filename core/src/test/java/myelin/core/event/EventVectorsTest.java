package myelin.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.core.Vectors;
import myelin.core.crypto.EventHashes;
import myelin.core.crypto.EventSignatures;
import myelin.core.crypto.SigningKey;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.id.ServerName;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Events of every stable room version, in `vectors/<version>/events.json`, as Synapse 1.163 makes and redacts them: with the
/// spec's test key and all that a version protects or not, and whatever is hard to write canonically.
class EventVectorsTest {
    private static final ServerName DOMAIN = ServerName.parse("domain");
    private static final SigningKey KEY =
            SigningKey.parseLine("ed25519 1 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1");

    private record Case(RoomVersion version, JsonObject event, String id, JsonObject redacted) {}

    private static List<Case> cases(RoomVersion version) {
        return Vectors.cases(version.id() + "/events.json").stream()
                .map(json ->
                        new Case(
                                version,
                                json.object("event").orElseThrow(),
                                json.string("event_id").orElseThrow(),
                                json.object("redacted").orElseThrow()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("myelin.core.room.RoomVersion#stable")
    void theIdIsTheSame(RoomVersion version) {
        assertThat(cases(version))
                .allSatisfy(vector ->
                        assertThat(Pdu.of(vector.event, version).eventId()).hasToString(vector.id));
    }

    @ParameterizedTest
    @MethodSource("myelin.core.room.RoomVersion#stable")
    void theContentHashIsTheSame(RoomVersion version) {
        assertThat(cases(version))
                .allSatisfy(vector ->
                        assertThat(vector.event.object("hashes"))
                                .hasValue(
                                        JsonObject.of(
                                                "sha256",
                                                UnpaddedBase64.encode(
                                                        EventHashes.contentHash(vector.event)))));
    }

    @ParameterizedTest
    @MethodSource("myelin.core.room.RoomVersion#stable")
    void whatRedactionLeavesIsTheSame(RoomVersion version) {
        assertThat(cases(version))
                .allSatisfy(vector ->
                        assertThat(Redaction.redact(vector.event, version.rules()))
                                .isEqualTo(vector.redacted));
    }

    @ParameterizedTest
    @MethodSource("myelin.core.room.RoomVersion#stable")
    void theSignatureIsRight(RoomVersion version) {
        assertThat(cases(version))
                .allMatch(vector ->
                        EventSignatures.verify(
                                vector.event, version.rules(), DOMAIN, KEY.verifyKey()));
    }

    /// In versions 1 and 2 every server invents its own ids.
    @ParameterizedTest
    @EnumSource(
            value = RoomVersion.class,
            names = {"V1", "V2", "OWNED_STATE_10", "OWNED_STATE_11"},
            mode = EnumSource.Mode.EXCLUDE)
    void weMakeTheSameEvent(RoomVersion version) {
        assertThat(cases(version))
                .allSatisfy(vector ->
                        assertThat(EventBuilder.seal(vector.event, version, DOMAIN, KEY).json())
                                .isEqualTo(vector.event));
    }
}
