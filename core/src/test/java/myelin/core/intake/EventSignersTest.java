package myelin.core.intake;

import static myelin.core.TestRoom.ALICE;
import static myelin.core.TestRoom.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import myelin.core.crypto.EventSignatures;
import myelin.core.crypto.SigningKey;
import myelin.core.event.Draft;
import myelin.core.event.EventBuilder;
import myelin.core.event.EventBuilder.Build;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.intake.Outcome.Accepted;
import myelin.core.intake.Outcome.Dropped;
import myelin.core.intake.Outcome.Redacted;
import myelin.core.intake.Outcome.Rejected;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The second and third check on receipt: signatures and hashes.
class EventSignersTest {
    private static final ServerName ONE = ServerName.parse("one.example");
    private static final ServerName TWO = ServerName.parse("two.example");
    private static final SigningKey KEY_ONE = SigningKey.generate("1", new Random(1));
    private static final SigningKey KEY_TWO = SigningKey.generate("2", new Random(2));
    private static final long TS = 1_700_000_000_000L;
    private static final Draft MESSAGE =
            Draft.message(ALICE, "m.room.message", JsonObject.of("body", "hello"));

    private final Map<ServerName, KnownKey> known =
            new HashMap<>(Map.of(ONE, known(KEY_ONE, TS), TWO, known(KEY_TWO, TS)));

    private static KnownKey known(SigningKey key, long validUntilTs) {
        return new KnownKey(key.verifyKey(), validUntilTs);
    }

    private Outcome.OfSignatures verify(Pdu event) {
        return PduIntake.verify(
                event,
                (server, id) ->
                        Optional.ofNullable(known.get(server))
                                .filter(key -> key.key().keyId().equals(id)));
    }

    private static Pdu event(RoomVersion version, Draft draft) {
        return EventBuilder.build(
                new Build(
                        version,
                        Optional.of(RoomId.parse("!room:one.example")),
                        draft,
                        List.of(),
                        List.of(),
                        1,
                        TS,
                        ONE,
                        KEY_ONE));
    }

    private static Pdu changed(Pdu event, String field, Object value) {
        return Pdu.of(event.json().with(field, value), event.version());
    }

    private static Pdu alsoSigned(Pdu event, ServerName server, SigningKey key) {
        return Pdu.of(
                EventSignatures.sign(event.json(), event.version().rules(), server, key),
                event.version());
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void anEventWhichItsServerSignedIsAccepted(RoomVersion version) {
        Pdu event = event(version, MESSAGE);
        assertThat(verify(event)).isEqualTo(new Accepted(event));
        assertThat(PduIntake.signers(event)).containsExactly(ONE);
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void anEventWhoseContentWasChangedIsRedacted(RoomVersion version) {
        Pdu event = event(version, MESSAGE);
        Pdu forged = changed(event, "content", JsonObject.of("body", "bye"));
        assertThat(verify(forged))
                .isInstanceOfSatisfying(
                        Redacted.class,
                        redacted -> {
                            assertThat(redacted.event()).isEqualTo(event);
                            assertThat(redacted.event().content()).isEqualTo(JsonObject.EMPTY);
                        });
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void anEventWhoseEssentialsWereChangedIsDropped(RoomVersion version) {
        assertThat(verify(changed(event(version, MESSAGE), "depth", 9)))
                .isInstanceOf(Dropped.class);
    }

    @Test
    void anEventWhichOnlyOthersSignedIsDropped() {
        Pdu event = event(RoomVersion.V12, Draft.message(BOB, "x", JsonObject.EMPTY));
        assertThat(verify(event)).isInstanceOf(Dropped.class);
        assertThat(verify(alsoSigned(event, TWO, KEY_TWO))).isInstanceOf(Accepted.class);
    }

    @Test
    void anUnknownKeyDoesNotCount() {
        Pdu event = event(RoomVersion.V12, MESSAGE);
        SigningKey unknown = SigningKey.generate("unknown", new Random(3));
        assertThat(verify(alsoSigned(event, ONE, unknown))).isInstanceOf(Accepted.class);
        known.clear();
        assertThat(verify(event)).isInstanceOf(Dropped.class);
    }

    @Test
    void oneWrongSignatureIsTooMany() {
        known.put(ONE, known(SigningKey.generate("1", new Random(4)), TS));
        assertThat(verify(event(RoomVersion.V12, MESSAGE))).isInstanceOf(Dropped.class);
    }

    @Test
    void aKeyCountsUntilItsEndSinceVersion5() {
        known.put(ONE, known(KEY_ONE, TS - 1));
        assertThat(verify(event(RoomVersion.V5, MESSAGE))).isInstanceOf(Dropped.class);
        assertThat(verify(event(RoomVersion.V4, MESSAGE))).isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = RoomVersion.class,
            names = {"V1", "V2"})
    void theServerOfTheEventIdSignsInTheOldestVersions(RoomVersion version) {
        Pdu event = event(version, MESSAGE);
        Pdu elsewhere = changed(event, "event_id", "$x:two.example");
        Pdu signed =
                alsoSigned(Pdu.of(elsewhere.json().without("signatures"), version), ONE, KEY_ONE);
        assertThat(PduIntake.signers(signed)).containsExactly(ONE, TWO);
        assertThat(verify(signed)).isInstanceOf(Dropped.class);
        Pdu both = alsoSigned(signed, TWO, KEY_TWO);
        assertThat(verify(both)).isInstanceOf(Redacted.class); // the hash is still the old one's
        assertThat(verify(changed(event, "event_id", "$x"))).isInstanceOf(Dropped.class);
    }

    @Test
    void anInviteOfAnAddressNeedsNoSignatureOfTheSender() {
        JsonObject content =
                JsonObject.of("membership", "invite", "third_party_invite", JsonObject.EMPTY);
        UserId inviter = UserId.parse("@inviter:elsewhere.example");
        Pdu invite =
                event(RoomVersion.V12, Draft.state(inviter, "m.room.member", BOB.value(), content));
        assertThat(verify(invite)).isInstanceOf(Accepted.class);
        Pdu usual =
                event(
                        RoomVersion.V12,
                        Draft.state(
                                inviter,
                                "m.room.member",
                                BOB.value(),
                                content.without("third_party_invite")));
        assertThat(verify(usual)).isInstanceOf(Dropped.class);
    }

    @Test
    void whoPermitsARestrictedJoinSignsItSinceVersion8() {
        Pdu join = join(RoomVersion.V8, "@mod:two.example");
        assertThat(PduIntake.signers(join)).containsExactly(ONE, TWO);
        assertThat(verify(join))
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.rule()).isEqualTo("4.2.1"));
        assertThat(verify(alsoSigned(join, TWO, KEY_TWO))).isInstanceOf(Accepted.class);
        assertThat(verify(join(RoomVersion.V7, "@mod:two.example"))).isInstanceOf(Accepted.class);
        assertThat(verify(join(RoomVersion.V12, "nobody"))).isInstanceOf(Rejected.class);
    }

    /// "If `content` has a `join_authorised_via_users_server` key": one that names nobody was taken for none.
    @Test
    void whoPermitsARestrictedJoinMustBeSomebody() {
        for (Object nobody : List.of(1, true, JsonObject.EMPTY, JsonNull.INSTANCE)) {
            assertThat(verify(join(RoomVersion.V12, nobody))).isInstanceOf(Rejected.class);
            assertThat(verify(join(RoomVersion.V7, nobody))).isInstanceOf(Accepted.class);
        }
    }

    /// It was kept as it came, though nobody had looked at its hash.
    @Test
    void aRejectedJoinWhoseContentWasChangedIsRedacted() {
        Pdu join = join(RoomVersion.V9, "@mod:two.example");
        Pdu forged = changed(join, "content", join.content().with("displayname", "x"));
        assertThat(verify(forged))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected ->
                                assertThat(rejected.event().content()).isEqualTo(join.content()));
    }

    /// In version 8 redaction takes away who permits the join, and so there is nobody who must have signed.
    @Test
    void whatIsLeftOfAnEventIsWhatIsJudged() {
        Pdu join = join(RoomVersion.V8, "@mod:two.example");
        Pdu forged = changed(join, "content", join.content().with("displayname", "x"));
        assertThat(verify(forged))
                .isInstanceOfSatisfying(
                        Redacted.class,
                        redacted ->
                                assertThat(redacted.event().content())
                                        .isEqualTo(JsonObject.of("membership", "join")));
    }

    private static Pdu join(RoomVersion version, Object authoriser) {
        JsonObject content =
                JsonObject.of("membership", "join", "join_authorised_via_users_server", authoriser);
        return event(version, Draft.state(ALICE, "m.room.member", ALICE.value(), content));
    }

    @Test
    void aHashWhichIsNoneIsNotThatOfTheContent() {
        Pdu event = event(RoomVersion.V1, MESSAGE);
        JsonObject json =
                event.json().with("hashes", JsonObject.of("sha256", "?")).without("signatures");
        Pdu signed = alsoSigned(Pdu.of(json, RoomVersion.V1), ONE, KEY_ONE);
        assertThat(verify(signed)).isInstanceOf(Redacted.class);
    }
}
