package myelin.core.event;

import static myelin.core.TestRoom.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.crypto.EventHashes;
import myelin.core.crypto.EventSignatures;
import myelin.core.crypto.SigningKey;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.event.EventBuilder.Build;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.CanonicalJson;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.json.NotCanonical;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventBuilderTest {
    private static final ServerName ORIGIN = ServerName.parse("one.example");
    private static final SigningKey KEY =
            SigningKey.parseLine("ed25519 1 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1");
    private static final EventId PREV = EventId.parse("$prev:one.example");
    private static final EventId AUTH = EventId.parse("$auth:one.example");
    private static final Draft MESSAGE =
            Draft.message(ALICE, "m.room.message", JsonObject.of("body", "hello"));

    private static Build input(RoomVersion version, Draft draft) {
        return new Build(
                version,
                Optional.of(RoomId.parse("!room:one.example")),
                draft,
                List.of(PREV),
                List.of(AUTH),
                7,
                1_700_000_000_000L,
                ORIGIN,
                KEY);
    }

    private static Pdu build(RoomVersion version, Draft draft) {
        return EventBuilder.build(input(version, draft));
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void anEventSaysWhatItWasMadeOf(RoomVersion version) {
        Pdu event =
                build(version, Draft.state(ALICE, "m.room.name", "", JsonObject.of("name", "n")));
        assertThat(event.type()).isEqualTo("m.room.name");
        assertThat(event.sender()).isEqualTo(ALICE);
        assertThat(event.is("m.room.name", "")).isTrue();
        assertThat(event.roomId()).isEqualTo(RoomId.parse("!room:one.example"));
        assertThat(event.content()).isEqualTo(JsonObject.of("name", "n"));
        assertThat(event.prevEvents()).containsExactly(PREV);
        assertThat(event.authEvents()).containsExactly(AUTH);
        assertThat(event.depth()).isEqualTo(7);
        assertThat(event.originServerTs()).isEqualTo(1_700_000_000_000L);
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void anEventIsHashedAndSigned(RoomVersion version) {
        Pdu event = build(version, MESSAGE);
        assertThat(event.json().object("hashes").flatMap(hashes -> hashes.string("sha256")))
                .hasValue(UnpaddedBase64.encode(EventHashes.contentHash(event.json())));
        assertThat(EventSignatures.verify(event.json(), version.rules(), ORIGIN, KEY.verifyKey()))
                .isTrue();
        assertThat(event.eventId()).isEqualTo(EventHashes.eventId(event.json(), version));
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void redactionKeepsIdAndSignature(RoomVersion version) {
        Pdu event = build(version, MESSAGE);
        JsonObject redacted = event.redacted().json();
        assertThat(redacted.object("content")).hasValue(JsonObject.EMPTY);
        assertThat(EventHashes.eventId(redacted, version)).isEqualTo(event.eventId());
        assertThat(EventSignatures.verify(redacted, version.rules(), ORIGIN, KEY.verifyKey()))
                .isTrue();
    }

    @Test
    void theOldestVersionsNameEventsWithTheirHashes() {
        Pdu event = EventBuilder.build(input(RoomVersion.V1, MESSAGE), Map.of(PREV, "hash"));
        assertThat(event.json().array("prev_events"))
                .hasValue(JsonArray.of(JsonArray.of(PREV, JsonObject.of("sha256", "hash"))));
        assertThat(event.eventId().value()).startsWith("$").endsWith(":one.example");
    }

    @Test
    void whatIsRedactedMovedIntoTheContentInVersion11() {
        Draft redaction = Draft.redaction(ALICE, PREV, JsonObject.of("reason", "spam"));
        Pdu older = build(RoomVersion.V10, redaction);
        assertThat(older.json().string("redacts")).hasValue(PREV.value());
        assertThat(older.content().has("redacts")).isFalse();
        assertThat(older.redacts()).hasValue(PREV);
        Pdu newer = build(RoomVersion.V11, redaction);
        assertThat(newer.json().has("redacts")).isFalse();
        assertThat(newer.content().string("redacts")).hasValue(PREV.value());
        assertThat(newer.redacts()).hasValue(PREV);
    }

    @Test
    void theCreateEventGivesTheRoomItsIdInVersion12() {
        Draft create = Draft.state(ALICE, "m.room.create", "", JsonObject.EMPTY);
        Pdu event =
                EventBuilder.build(
                        new Build(
                                RoomVersion.V12,
                                Optional.empty(),
                                create,
                                List.of(),
                                List.of(),
                                1,
                                1,
                                ORIGIN,
                                KEY));
        assertThat(event.json().has("room_id")).isFalse();
        assertThat(event.roomId().value()).isEqualTo("!" + event.eventId().value().substring(1));
    }

    @Test
    void theDepthHasALimit() {
        Build input = input(RoomVersion.V12, MESSAGE);
        Build deep =
                new Build(
                        input.version(),
                        input.room(),
                        input.draft(),
                        input.prev(),
                        input.auth(),
                        Long.MAX_VALUE,
                        1,
                        ORIGIN,
                        KEY);
        assertThat(EventBuilder.build(deep).depth()).isEqualTo(9_007_199_254_740_991L);
    }

    @Test
    void anEventOfExactly64KibibytesIsMade() {
        int rest = 65_536 - size(build(RoomVersion.V12, message(0)));
        assertThat(size(build(RoomVersion.V12, message(rest)))).isEqualTo(65_536);
        assertThatThrownBy(() -> build(RoomVersion.V12, message(rest + 1)))
                .isInstanceOf(EventTooLarge.class);
    }

    private static Draft message(int length) {
        return Draft.message(ALICE, "m.room.message", JsonObject.of("body", "x".repeat(length)));
    }

    private static int size(Pdu event) {
        return CanonicalJson.bytes(event.json()).length;
    }

    /// Other servers reject longer ones in rooms of all versions, also in those where they keep them.
    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void fieldsHaveAtMost255Bytes(RoomVersion version) {
        assertThat(build(version, state("ö".repeat(127) + "x")).isState()).isTrue();
        assertThatThrownBy(() -> build(version, state("ö".repeat(128))))
                .isInstanceOf(EventTooLarge.class)
                .hasMessageContaining("'state_key'");
        Draft type = Draft.message(ALICE, "t".repeat(256), JsonObject.EMPTY);
        assertThatThrownBy(() -> build(version, type))
                .isInstanceOf(EventTooLarge.class)
                .hasMessageContaining("'type'");
    }

    private static Draft state(String stateKey) {
        return Draft.state(ALICE, "org.example", stateKey, JsonObject.EMPTY);
    }

    @Test
    void tooManyPreviousEventsAreAMistakeOfTheCaller() {
        Build input = input(RoomVersion.V12, MESSAGE);
        Build many =
                new Build(
                        input.version(),
                        input.room(),
                        MESSAGE,
                        Collections.nCopies(21, PREV),
                        List.of(),
                        1,
                        1,
                        ORIGIN,
                        KEY);
        assertThatThrownBy(() -> EventBuilder.build(many))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void fractionsAreRefusedSinceVersion6() {
        Draft fraction = Draft.message(ALICE, "x", JsonParser.object("{\"half\":0.5}"));
        assertThat(build(RoomVersion.V5, fraction).content()).isEqualTo(fraction.content());
        assertThatThrownBy(() -> build(RoomVersion.V6, fraction)).isInstanceOf(NotCanonical.class);
    }

    @Test
    void aTemplateOfAnotherServerIsSealed() {
        UserId bob = UserId.parse("@bob:one.example");
        JsonObject template =
                build(
                                RoomVersion.V10,
                                Draft.state(
                                        bob,
                                        "m.room.member",
                                        bob.value(),
                                        JsonObject.of("membership", "join")))
                        .json()
                        .with("unsigned", JsonObject.of("x", 1))
                        .with("origin_server_ts", 5);
        Pdu sealed = EventBuilder.seal(template, RoomVersion.V10, ORIGIN, KEY);
        assertThat(sealed.json().has("unsigned")).isFalse();
        assertThat(sealed.json().object("hashes").flatMap(hashes -> hashes.string("sha256")))
                .hasValue(UnpaddedBase64.encode(EventHashes.contentHash(sealed.json())));
        assertThat(
                        EventSignatures.verify(
                                sealed.json(), RoomVersion.V10.rules(), ORIGIN, KEY.verifyKey()))
                .isTrue();
    }
}
