package myelin.rooms;

import static myelin.rooms.RoomFixture.ALICE;
import static myelin.rooms.RoomFixture.BOB;
import static myelin.rooms.RoomFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.RemoteRoom;
import myelin.core.crypto.EventSignatures;
import myelin.core.crypto.SigningKey;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.event.PolicyServer;
import myelin.core.id.DeviceId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.events.Standing;
import myelin.events.StoredEvent;
import myelin.events.TransactionKey;
import myelin.http.MatrixError;
import myelin.sql.Database;

/// Rooms that have a policy server, which signs what does not sell anything.
class PoliciesTest {

    private static final List<RoomVersion> VERSIONS =
            List.of(RoomVersion.V1, RoomVersion.V10, RoomVersion.V12);
    private static final UserId GUARD = UserId.parse("@guard:policy.example");
    private static final UserId MALLORY = UserId.parse("@mallory:one.example");
    private static final SigningKey KEY = SigningKey.generate("policy_server", new SecureRandom());

    private final List<Pdu> asked = new ArrayList<>();

    private JsonObject sign(PolicyServer server, Pdu event) {
        asked.add(event);
        if (event.content().toString().contains("for sale")) {
            throw MatrixError.of(400, "M_FORBIDDEN", "This looks like an advertisement");
        }
        JsonObject signed =
                EventSignatures.sign(
                        event.json().without("signatures"),
                        event.version().rules(),
                        server.via(),
                        KEY);
        return signed.object("signatures").orElseThrow();
    }

    @BothDatabases
    void whatIsSentHereIsSignedByThePolicyServer(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database, this::sign);
            RemoteRoom there = guarded(here, version);

            Pdu sent = here.rooms.sender().send(there.id(), message(ALICE, "hello")).pdu();

            assertThat(policy().hasSigned(sent)).isTrue();
            assertThat(sent.json().object("signatures").orElseThrow().keys())
                    .contains("example.org", "policy.example");
            assertThat(there.isRejected(sent)).isFalse();
            assertThat(here.rooms.find(there.id()).orElseThrow().head().extremities())
                    .containsExactly(sent.eventId());
        }
    }

    @BothDatabases
    void whatThePolicyServerRefusesIsNotSent(Database database) {
        RoomFixture here = new RoomFixture(database, this::sign);
        RemoteRoom there = guarded(here, RoomVersion.V12);
        var before = here.rooms.find(there.id()).orElseThrow().head();

        assertThatThrownBy(
                        () -> here.rooms.sender().send(there.id(), message(ALICE, "car for sale")))
                .isInstanceOf(MatrixError.class)
                .hasMessageContaining("This looks like an advertisement");

        assertThat(here.rooms.events().known(asked.getLast().eventId())).isEmpty();
        assertThat(here.rooms.find(there.id()).orElseThrow().head().position())
                .isEqualTo(before.position());
    }

    /// Memberships and power levels are looked at like everything else.
    @BothDatabases
    void aJoinIsLookedAtToo(Database database) {
        RoomFixture here = new RoomFixture(database, this::sign);
        RemoteRoom there = guarded(here, RoomVersion.V12);
        JsonObject content = JsonObject.of("membership", "join", "displayname", "House for sale");

        assertThatThrownBy(() ->
                        here.rooms
                                .sender()
                                .send(
                                        there.id(),
                                        Draft.state(
                                                BOB,
                                                EventType.M_ROOM_MEMBER,
                                                BOB.value(),
                                                content)))
                .isInstanceOf(MatrixError.class);

        assertThat(here.rooms.find(there.id()).orElseThrow().membership(BOB)).isEmpty();
    }

    /// Else a room could not get rid of a policy server that does not answer.
    @BothDatabases
    void aRoomTakesLeaveOfItsPolicyServerWithoutAsking(Database database) {
        RoomFixture here = new RoomFixture(database, PolicySigner.UNREACHABLE);
        RemoteRoom there = guarded(here, RoomVersion.V12);
        assertThatThrownBy(() -> here.rooms.sender().send(there.id(), message(ALICE, "hello")))
                .isInstanceOf(MatrixError.class)
                .hasMessageContaining("policy.example");

        here.rooms.sender().send(there.id(), policy(ALICE, JsonObject.EMPTY));

        Pdu sent = here.rooms.sender().send(there.id(), message(ALICE, "hello")).pdu();
        assertThat(policy().hasSigned(sent)).isFalse();
    }

    @BothDatabases
    void aPolicyServerThatHasLeftIsNotAsked(Database database) {
        RoomFixture here = new RoomFixture(database, this::sign);
        RemoteRoom there = guarded(here, RoomVersion.V12);
        here.rooms
                .receiver()
                .receive(
                        signed(
                                there.make(
                                        List.of(there.newest()),
                                        RemoteRoom.member(GUARD, GUARD, "leave"))));
        asked.clear();

        here.rooms.sender().send(there.id(), message(ALICE, "car for sale"));

        assertThat(asked).isEmpty();
    }

    @BothDatabases
    void whatOthersHaveHadSignedComesInWithoutAsking(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database, this::sign);
            RemoteRoom there = guarded(here, version);
            asked.clear();

            Receipt receipt =
                    here.rooms
                            .receiver()
                            .receive(
                                    signed(
                                            there.make(
                                                    List.of(there.newest()),
                                                    message(MALLORY, "hi"))));

            assertThat(receipt).isInstanceOf(Receipt.Accepted.class);
            assertThat(asked).isEmpty();
        }
    }

    /// "If the Policy Server's signature is invalid or missing, the homeserver SHOULD ask for a new
    /// signature", for its key may have changed meanwhile.
    @BothDatabases
    void whatOthersHaveNotHadSignedIsAskedAbout(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database, this::sign);
            RemoteRoom there = guarded(here, version);
            Pdu fine = there.make(List.of(there.newest()), message(MALLORY, "hi"));
            Pdu spam = there.make(List.of(there.newest()), message(MALLORY, "soap for sale"));

            Receipt first = here.rooms.receiver().receive(fine);
            Receipt second = here.rooms.receiver().receive(spam);

            assertThat(first).isInstanceOf(Receipt.Accepted.class);
            assertThat(policy().hasSigned(find(here, fine))).isTrue();
            assertThat(second).isInstanceOf(Receipt.SoftFailed.class);
            assertThat(here.rooms.events().known(spam.eventId()).map(StoredEvent::standing))
                    .contains(Standing.SOFT_FAILED);
        }
    }

    @BothDatabases
    void aTransactionThatIsRepeatedIsNotAskedAboutAgain(Database database) {
        RoomFixture here = new RoomFixture(database, this::sign);
        RemoteRoom there = guarded(here, RoomVersion.V12);
        Submission submission =
                Submission.to(there.id(), message(ALICE, "once"))
                        .in(Optional.of(new TransactionKey(DeviceId.parse("PHONE"), "1")));
        StoredEvent sent = here.rooms.sender().send(submission).getFirst();
        asked.clear();

        StoredEvent again = here.rooms.sender().send(submission).getFirst();

        assertThat(again.pdu()).isEqualTo(sent.pdu());
        assertThat(asked).isEmpty();
    }

    /// A room in which alice of this server has the say, and where others and the policy server are.
    private RemoteRoom guarded(RoomFixture here, RoomVersion version) {
        RoomId id = here.room(version);
        RemoteRoom there = RemoteRoom.of(here.rooms, id);
        for (UserId user : List.of(MALLORY, GUARD)) {
            here.rooms
                    .receiver()
                    .receive(there.make(List.of(there.newest()), RoomFixture.join(user)));
        }
        here.rooms
                .sender()
                .send(
                        id,
                        policy(
                                ALICE,
                                JsonObject.of(
                                        "via",
                                        "policy.example",
                                        "public_keys",
                                        JsonObject.of("ed25519", KEY.verifyKey().base64()))));
        there.catchUp(here.rooms);
        return there;
    }

    private static Pdu signed(Pdu event) {
        return Pdu.of(
                EventSignatures.sign(event.json(), event.version().rules(), policy().via(), KEY),
                event.version(),
                event.eventId());
    }

    private static Draft policy(UserId sender, JsonObject content) {
        return Draft.state(sender, EventType.M_ROOM_POLICY, "", content);
    }

    private static PolicyServer policy() {
        return new PolicyServer(GUARD.server(), KEY.verifyKey());
    }

    private static Pdu find(RoomFixture here, Pdu event) {
        return here.rooms.events().find(event.eventId()).orElseThrow().pdu();
    }
}
