package myelin.rooms;

import static myelin.rooms.ForksTest.accept;
import static myelin.rooms.ForksTest.currentState;
import static myelin.rooms.ForksTest.extremities;
import static myelin.rooms.ForksTest.joined;
import static myelin.rooms.ForksTest.stateBefore;
import static myelin.rooms.ForksTest.timeline;
import static myelin.rooms.RoomFixture.ALICE;
import static myelin.rooms.RoomFixture.BOB;
import static myelin.rooms.RoomFixture.message;
import static myelin.rooms.RoomFixture.topic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.RemoteRoom;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.DeviceId;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.state.StateKey;
import myelin.events.StoredEvent;
import myelin.events.TransactionKey;
import myelin.http.MatrixError;
import myelin.sql.Database;

/// Rooms with more forward extremities than an event may name, because other servers have forked them.
class CrowdedRoomsTest {

    private static final List<RoomVersion> VERSIONS =
            List.of(RoomVersion.V1, RoomVersion.V6, RoomVersion.V11, RoomVersion.V12);

    private static final UserId CAROL = UserId.parse("@carol:two.example");

    @BothDatabases
    void messagesJoinTheForksTwentyAtATime(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            List<EventId> forks = fork(here, there, 25);

            Pdu first = here.rooms.sender().send(there.id(), message(ALICE, "first")).pdu();

            assertThat(first.prevEvents())
                    .containsExactlyInAnyOrderElementsOf(forks.subList(5, 25));
            assertThat(extremities(here, there)).hasSize(6).contains(first.eventId());
            Pdu second = here.rooms.sender().send(there.id(), message(ALICE, "second")).pdu();
            assertThat(extremities(here, there)).containsExactly(second.eventId());
            assertThat(timeline(here, there)).contains(first.eventId(), second.eventId());
        }
    }

    @BothDatabases
    void aStateEventStandsOnWhatItFollowsAndTheRoomOnAll(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            fork(here, there, 25);

            Pdu sent = here.rooms.sender().send(there.id(), topic(ALICE, "one room")).pdu();
            there.catchUp(here.rooms);

            assertThat(stateBefore(here, sent.eventId()))
                    .isEqualTo(there.before(sent.eventId()).events());
            assertThat(there.isRejected(sent)).isFalse();
            assertThat(currentState(here, there))
                    .isEqualTo(there.resolve(extremities(here, there)).events())
                    .containsEntry(new StateKey(EventType.M_ROOM_TOPIC, ""), sent.eventId());
            Pdu next = here.rooms.sender().send(there.id(), message(ALICE, "so")).pdu();
            there.catchUp(here.rooms);
            assertThat(currentState(here, there)).isEqualTo(there.before(next.eventId()).events());
            assertThat(currentState(new RoomFixture(database), there))
                    .isEqualTo(currentState(here, there));
        }
    }

    /// Twenty newer forks do not know that bob is in the room. Were they what his event follows, he could
    /// say nothing until others had joined the forks.
    @BothDatabases
    void whoHasJoinedOnTheOldestForkCanSend(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Pdu start = there.newest();
            EventId join =
                    here.rooms.sender().send(there.id(), RoomFixture.join(BOB)).pdu().eventId();
            for (int i = 0; i < 24; i++) {
                accept(here, there.make(List.of(start), state(i)));
            }

            Pdu sent = here.rooms.sender().send(there.id(), message(BOB, "hello?")).pdu();

            assertThat(sent.prevEvents()).hasSize(20).contains(join);
        }
    }

    @BothDatabases
    void whatIsForbiddenStaysForbidden(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            List<EventId> forks = fork(here, there, 25);

            assertThatThrownBy(() -> here.rooms.sender().send(there.id(), message(BOB, "me too")))
                    .isInstanceOf(MatrixError.class);

            assertThat(extremities(here, there)).containsExactlyInAnyOrderElementsOf(forks);
        }
    }

    @BothDatabases
    void aTransactionIsSentOnce(Database database) {
        RoomFixture here = new RoomFixture(database);
        RemoteRoom there = joined(here, RoomVersion.V11);
        fork(here, there, 50);
        RoomId room = there.id();
        Submission submission =
                Submission.to(room, message(ALICE, "once"))
                        .in(Optional.of(new TransactionKey(DeviceId.parse("DEVICE"), "1")));

        StoredEvent first = here.rooms.sender().send(submission).getFirst();

        assertThat(here.rooms.sender().send(submission)).containsExactly(first);
        assertThat(new RoomFixture(database).rooms.sender().send(submission))
                .extracting(event -> event.pdu().eventId())
                .containsExactly(first.pdu().eventId());
    }

    @BothDatabases
    void severalEventsGoInAndWhatBelongsToThemComesWithTheLast(Database database) {
        RoomFixture here = new RoomFixture(database);
        RemoteRoom there = joined(here, RoomVersion.V12);
        fork(here, there, 60);
        List<StoredEvent> told = new ArrayList<>();

        List<StoredEvent> sent =
                here.rooms
                        .sender()
                        .send(
                                Submission.to(
                                                there.id(),
                                                topic(ALICE, "a"),
                                                message(ALICE, "b"),
                                                topic(ALICE, "c"),
                                                message(ALICE, "d"))
                                        .and((tx, events) -> told.addAll(events)));

        assertThat(sent).hasSize(4);
        assertThat(told).containsExactly(sent.getLast());
        assertThat(extremities(here, there)).containsExactly(sent.getLast().pdu().eventId());
    }

    /// @return the forks, the oldest first
    private static List<EventId> fork(RoomFixture here, RemoteRoom there, int forks) {
        Pdu start = there.newest();
        List<EventId> ends = new ArrayList<>();
        for (int i = 0; i < forks; i++) {
            Draft draft = i % 2 == 0 ? state(i) : message(CAROL, "fork " + i);
            Pdu end = there.make(List.of(start), draft);
            accept(here, end);
            ends.add(end.eventId());
        }
        return ends;
    }

    /// A member event that differs from others of the same user, and so changes the state.
    private static Draft state(int i) {
        return Draft.state(
                CAROL,
                EventType.M_ROOM_MEMBER,
                CAROL.value(),
                JsonObject.of("membership", "join", "displayname", "Carol " + i));
    }
}
