package myelin.rooms;

import static myelin.rooms.RoomFixture.ALICE;
import static myelin.rooms.RoomFixture.BOB;
import static myelin.rooms.RoomFixture.join;
import static myelin.rooms.RoomFixture.leave;
import static myelin.rooms.RoomFixture.message;
import static myelin.rooms.RoomFixture.topic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import myelin.BothDatabases;
import myelin.concurrent.Tasks;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.DeviceId;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.core.room.RoomVersion;
import myelin.core.state.StateKey;
import myelin.events.EventRange;
import myelin.events.StoredEvent;
import myelin.events.TransactionKey;
import myelin.http.MatrixError;
import myelin.sql.Database;
import myelin.state.StateStore;

class EventSenderTest {

    private static final StateKey TOPIC = new StateKey(EventType.M_ROOM_TOPIC, "");

    private static Optional<TransactionKey> transaction(String id) {
        return Optional.of(new TransactionKey(DeviceId.parse("PHONE"), id));
    }

    @BothDatabases
    void aRoomOfEachVersionTakesAMessage(Database database) {
        RoomFixture fixture = new RoomFixture(database);
        for (RoomVersion version : RoomVersion.values()) {
            RoomId room = fixture.room(version);
            StoredEvent sent = fixture.rooms.sender().send(room, message(ALICE, "hello"));
            assertThat(fixture.rooms.events().find(sent.pdu().eventId())).contains(sent);
        }
    }

    @BothDatabases
    void eachEventFollowsTheOneBefore(Database database) {
        RoomFixture fixture = new RoomFixture(database);
        RoomId room = fixture.room();
        StoredEvent first = fixture.rooms.sender().send(room, message(ALICE, "1"));
        StoredEvent second = fixture.rooms.sender().send(room, message(ALICE, "2"));

        assertThat(second.pdu().prevEvents()).containsExactly(first.pdu().eventId());
        assertThat(second.pdu().depth()).isEqualTo(first.pdu().depth() + 1);
        assertThat(second.position()).isEqualTo(first.position() + 1);
    }

    @BothDatabases
    void manySendersMakeOneLine(Database database) throws Exception {
        RoomFixture fixture = new RoomFixture(database);
        RoomId room = fixture.room();
        List<Tasks.Task<StoredEvent>> tasks = new ArrayList<>();
        IntStream.range(0, 100)
                .forEach(i ->
                        tasks.add(
                                () -> fixture.rooms.sender().send(room, message(ALICE, "m" + i))));
        Tasks.all(32, Duration.ofMinutes(1), tasks);

        List<StoredEvent> line =
                fixture.rooms.events().inRoom(room, EventRange.forwardFrom(4, 1_000, 1_000));
        assertThat(line).hasSize(100);
        for (int i = 1; i < line.size(); i++) {
            EventId before = line.get(i - 1).pdu().eventId();
            assertThat(line.get(i).pdu().prevEvents()).containsExactly(before);
        }
        assertThat(fixture.told.stream().mapToLong(StoredEvent::position))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 104).boxed().toList());
    }

    @BothDatabases
    void whoIsNotInTheRoomMayNotSend(Database database) {
        RoomFixture fixture = new RoomFixture(database);
        RoomId room = fixture.room();
        assertThatThrownBy(() -> fixture.rooms.sender().send(room, message(BOB, "let me in")))
                .isInstanceOfSatisfying(
                        MatrixError.class,
                        error -> assertThat(error.errcode()).isEqualTo("M_FORBIDDEN"));
    }

    @BothDatabases
    void nothingOfASubmissionIsStoredWhenOnePartIsForbidden(Database database) {
        RoomFixture fixture = new RoomFixture(database);
        RoomId room = fixture.room();
        long before = fixture.rooms.feed().seen();
        Submission half = Submission.to(room, topic(ALICE, "new"), message(BOB, "no"));

        assertThatThrownBy(() -> fixture.rooms.sender().send(half)).isInstanceOf(MatrixError.class);

        assertThat(fixture.rooms.feed().seen()).isEqualTo(before);
        assertThat(fixture.rooms.find(room).orElseThrow().stored(TOPIC)).isEmpty();
    }

    @BothDatabases
    void aTransactionIsDoneOnce(Database database) {
        RoomFixture fixture = new RoomFixture(database);
        RoomId room = fixture.room();
        Submission submission = Submission.to(room, message(ALICE, "once")).in(transaction("1"));
        StoredEvent first = fixture.rooms.sender().send(submission).getFirst();
        StoredEvent again = fixture.rooms.sender().send(submission).getFirst();
        assertThat(again).isEqualTo(first);
    }

    @BothDatabases
    void aTransactionIsDoneOnceAcrossARestart(Database database) {
        RoomFixture fixture = new RoomFixture(database);
        RoomId room = fixture.room();
        Submission submission = Submission.to(room, message(ALICE, "once")).in(transaction("1"));
        StoredEvent first = fixture.rooms.sender().send(submission).getFirst();

        RoomFixture restarted = new RoomFixture(database);
        StoredEvent again = restarted.rooms.sender().send(submission).getFirst();

        assertThat(again.pdu().eventId()).isEqualTo(first.pdu().eventId());
    }

    @BothDatabases
    void stateThatSaysTheSameIsNotSaidAgain(Database database) {
        RoomFixture fixture = new RoomFixture(database);
        RoomId room = fixture.room();
        StoredEvent first = fixture.rooms.sender().send(room, topic(ALICE, "tea"));
        StoredEvent again = fixture.rooms.sender().send(room, topic(ALICE, "tea"));
        assertThat(again).isEqualTo(first);
    }

    @BothDatabases
    void eachEventKnowsTheStateBeforeIt(Database database) {
        RoomFixture fixture = new RoomFixture(database);
        RoomId room = fixture.room();
        StoredEvent tea = fixture.rooms.sender().send(room, topic(ALICE, "tea"));
        StoredEvent between = fixture.rooms.sender().send(room, message(ALICE, "?"));
        StoredEvent coffee = fixture.rooms.sender().send(room, topic(ALICE, "coffee"));

        StateStore states = fixture.rooms.states();
        assertThat(states.event(tea.stateBefore(), TOPIC)).isEmpty();
        assertThat(states.event(between.stateBefore(), TOPIC)).contains(tea.position());
        assertThat(states.event(coffee.roomState(), TOPIC)).contains(coffee.position());
        assertThat(coffee.replacesState()).contains(tea.pdu().eventId());
    }

    @BothDatabases
    void theRoomIsTheSameAfterARestart(Database database) {
        RoomFixture fixture = new RoomFixture(database);
        RoomId room = fixture.room();
        fixture.rooms.sender().send(room, join(BOB));
        fixture.rooms.sender().send(room, topic(ALICE, "tea"));
        RoomHead before = fixture.rooms.find(room).orElseThrow().head();

        RoomHead after = new RoomFixture(database).rooms.find(room).orElseThrow().head();

        assertThat(after).isEqualTo(before);
        assertThat(after.joinedMembers()).isEqualTo(2);
    }

    @BothDatabases
    void membersAreKnownAtOnce(Database database) {
        RoomFixture fixture = new RoomFixture(database);
        RoomId room = fixture.room();
        assertThat(fixture.rooms.members().joined(room)).containsExactly(ALICE);
        fixture.rooms.sender().send(room, join(BOB));
        assertThat(fixture.rooms.members().joined(room)).containsExactlyInAnyOrder(ALICE, BOB);
        fixture.rooms.sender().send(room, leave(BOB));
        assertThat(fixture.rooms.members().joined(room)).containsExactly(ALICE);
        assertThat(fixture.rooms.members().member(BOB, room).orElseThrow().membership())
                .isEqualTo(Membership.LEAVE);
    }

    @BothDatabases
    void aRedactedEventIsReadRedacted(Database database) {
        RoomFixture fixture = new RoomFixture(database);
        RoomId room = fixture.room();
        StoredEvent message = fixture.rooms.sender().send(room, message(ALICE, "oops"));
        StoredEvent redaction =
                fixture.rooms
                        .sender()
                        .send(
                                room,
                                Draft.redaction(ALICE, message.pdu().eventId(), JsonObject.EMPTY));

        StoredEvent read = fixture.rooms.events().at(message.position());

        assertThat(read.redactedBy()).contains(redaction.pdu().eventId());
    }

    @BothDatabases
    void aMemberWithoutPowerRedactsOnlyOwnEvents(Database database) {
        RoomFixture fixture = new RoomFixture(database);
        RoomId room = fixture.room();
        fixture.rooms.sender().send(room, join(BOB));
        Pdu alices = fixture.rooms.sender().send(room, message(ALICE, "mine")).pdu();
        Pdu bobs = fixture.rooms.sender().send(room, message(BOB, "mine")).pdu();

        fixture.rooms.sender().send(room, Draft.redaction(BOB, bobs.eventId(), JsonObject.EMPTY));
        assertThatThrownBy(() ->
                        fixture.rooms
                                .sender()
                                .send(
                                        room,
                                        Draft.redaction(BOB, alices.eventId(), JsonObject.EMPTY)))
                .isInstanceOf(MatrixError.class);
    }

    @BothDatabases
    void anEventThatIsTooLargeIsRefused(Database database) {
        RoomFixture fixture = new RoomFixture(database);
        RoomId room = fixture.room();
        assertThatThrownBy(
                        () -> fixture.rooms.sender().send(room, message(ALICE, "x".repeat(70_000))))
                .isInstanceOfSatisfying(
                        MatrixError.class,
                        error -> assertThat(error.errcode()).isEqualTo("M_TOO_LARGE"));
    }

    /// One node has let Bob in; the other has not heard of it, and would refuse him.
    @BothDatabases
    void aNodeDoesNotRefuseForAnOldPictureOfTheRoom(Database database) {
        RoomFixture one = new RoomFixture(database);
        RoomId room = one.room();
        RoomFixture other = new RoomFixture(database);
        other.rooms.sender().send(room, message(ALICE, "so the room is in memory"));
        one.rooms.sender().send(room, join(BOB));

        StoredEvent sent = other.rooms.sender().send(room, message(BOB, "hello"));

        assertThat(other.rooms.events().find(sent.pdu().eventId())).contains(sent);
    }

    @BothDatabases
    void twoNodesMakeOneLine(Database database) throws Exception {
        RoomFixture one = new RoomFixture(database);
        RoomId room = one.room();
        RoomFixture other = new RoomFixture(database);
        List<Tasks.Task<StoredEvent>> tasks = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            RoomFixture node = i % 2 == 0 ? one : other;
            String body = "m" + i;
            tasks.add(() -> node.rooms.sender().send(room, message(ALICE, body)));
        }
        Tasks.all(16, Duration.ofMinutes(1), tasks);

        List<StoredEvent> line =
                new RoomFixture(database)
                        .rooms
                        .events()
                        .inRoom(room, EventRange.forwardFrom(4, 1_000, 1_000));
        assertThat(line).hasSize(60);
        for (int i = 1; i < line.size(); i++) {
            EventId before = line.get(i - 1).pdu().eventId();
            assertThat(line.get(i).pdu().prevEvents()).containsExactly(before);
        }
    }

    /// Whenever the node had decided on an event, another one had added something to the room; after twenty tries
    /// it gave up.
    @BothDatabases
    void aNodeThatAlwaysComesFirstKeepsNobodyOutOfTheRoom(Database database) {
        RoomFixture quick = new RoomFixture(database);
        RoomId room = quick.room();
        InstantSource whileOthersDecide =
                () -> {
                    Thread sending =
                            Thread.startVirtualThread(
                                    () -> quick.rooms.sender().send(room, message(ALICE, "quick")));
                    waitAWhile(sending);
                    return RoomFixture.now();
                };
        RoomFixture slow = new RoomFixture(database, whileOthersDecide);

        StoredEvent sent = slow.rooms.sender().send(room, message(ALICE, "slow"));

        assertThat(quick.rooms.events().find(sent.pdu().eventId())).contains(sent);
    }

    /// Who holds the room waits in vain for the other.
    private static void waitAWhile(Thread sending) {
        try {
            assertThat(sending.join(Duration.ofMillis(200))).isIn(true, false);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }
}
