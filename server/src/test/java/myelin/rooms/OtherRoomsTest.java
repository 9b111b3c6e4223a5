package myelin.rooms;

import static myelin.rooms.ForksTest.accept;
import static myelin.rooms.ForksTest.currentState;
import static myelin.rooms.ForksTest.extremities;
import static myelin.rooms.ForksTest.joined;
import static myelin.rooms.RoomFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.BothDatabases;
import myelin.RemoteRoom;
import myelin.core.auth.AuthEvents;
import myelin.core.crypto.SigningKey;
import myelin.core.event.Draft;
import myelin.core.event.EventBuilder;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.state.StateKey;
import myelin.events.Standing;
import myelin.events.StoredEvent;
import myelin.sql.Database;

/// Events that refer to a room which is not theirs. Mallory is in both rooms, and the other one is her own.
class OtherRoomsTest {

    private static final List<RoomVersion> VERSIONS =
            List.of(
                    RoomVersion.V1,
                    RoomVersion.V2,
                    RoomVersion.V6,
                    RoomVersion.V11,
                    RoomVersion.V12);

    private static final UserId MALLORY = UserId.parse("@mallory:one.example");
    private static final UserId CAROL = UserId.parse("@carol:two.example");
    private static final SigningKey KEY = SigningKey.generate("a_1", new SecureRandom());

    /// The event had the state of mallory's room before it, or what resolution made of the states of both rooms. Whoever
    /// was in a room could break it.
    @BothDatabases
    void anEventThatFollowsOneOfAnotherRoomIsRejected(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Pdu start = there.newest();
            Pdu elsewhere = roomOfMallory(here, version).newest();
            Map<StateKey, EventId> state = currentState(here, there);
            Draft draft = message(MALLORY, "hello");
            List<EventId> auth = auth(there, draft);

            for (List<Pdu> prev : List.of(List.of(elsewhere), List.of(start, elsewhere))) {
                Pdu event = event(there, prev, auth, draft);
                assertThat(here.rooms.receiver().receive(event))
                        .isInstanceOf(Receipt.Rejected.class);
                assertThat(here.rooms.events().known(event.eventId()).map(StoredEvent::standing))
                        .contains(Standing.REJECTED_BY_AUTH_EVENTS);
            }

            assertThat(extremities(here, there)).containsExactly(start.eventId());
            assertThat(currentState(here, there)).isEqualTo(state);
        }
    }

    /// Who follows such an event has the state of the own room before it, or is not judged at all.
    @BothDatabases
    void whatFollowsSuchAnEventSeesNothingOfTheOtherRoom(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Pdu start = there.newest();
            Pdu elsewhere = roomOfMallory(here, version).newest();
            Map<StateKey, EventId> state = currentState(here, there);
            Draft draft = message(MALLORY, "hello");
            Pdu astray = event(there, List.of(elsewhere), auth(there, draft), draft);
            Pdu both = event(there, List.of(start, elsewhere), auth(there, draft), draft);
            here.rooms.receiver().receive(List.of(astray, both));
            Draft answer = message(CAROL, "hello?");

            Pdu upon = event(there, List.of(astray), auth(there, answer), answer);
            assertThat(here.rooms.receiver().receive(upon))
                    .isEqualTo(new Receipt.Missing(Set.of(astray.eventId()), Set.of()));
            Pdu beside = event(there, List.of(both), auth(there, answer), answer);
            accept(here, beside);

            assertThat(ForksTest.stateBefore(here, beside.eventId())).isEqualTo(state);
            assertThat(extremities(here, there)).containsExactly(beside.eventId());
        }
    }

    @BothDatabases
    void anEventThatCitesOneOfAnotherRoomIsRejected(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            RemoteRoom other = roomOfMallory(here, version);
            StateKey levels = StateKey.of(EventType.M_ROOM_POWER_LEVELS);
            EventId own = currentState(here, there).get(levels);
            EventId foreign = other.before(other.newest().eventId()).event(levels).orElseThrow();
            Draft draft = RoomFixture.topic(MALLORY, "mine");
            List<EventId> auth = new ArrayList<>(auth(there, draft));
            auth.replaceAll(id -> id.equals(own) ? foreign : id);
            Pdu event = event(there, List.of(there.newest()), auth, draft);

            here.rooms.receiver().keepOutliers(List.of(event));

            assertThat(here.rooms.events().known(event.eventId()).map(StoredEvent::standing))
                    .contains(Standing.REJECTED_BY_AUTH_EVENTS);
            Pdu again =
                    event(there, List.of(there.newest()), auth, RoomFixture.topic(MALLORY, "own"));
            assertThat(here.rooms.receiver().receive(again)).isInstanceOf(Receipt.Rejected.class);
            assertThat(currentState(here, there))
                    .doesNotContainKey(StateKey.of(EventType.M_ROOM_TOPIC));
        }
    }

    /// It waited for its target, and then nobody asked which room it was of.
    @BothDatabases
    void aRedactionInAnotherRoomDoesNotCountIfItComesFirstEither(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            RemoteRoom other = roomOfMallory(here, version);
            Pdu said = there.make(List.of(there.newest()), message(CAROL, "not yours"));
            Draft draft = Draft.redaction(MALLORY, said.eventId(), JsonObject.EMPTY);
            accept(here, other.make(List.of(other.newest()), draft));

            accept(here, said);

            assertThat(here.rooms.events().find(said.eventId()).orElseThrow().redactedBy())
                    .isEmpty();
        }
    }

    private static RemoteRoom roomOfMallory(RoomFixture here, RoomVersion version) {
        RemoteRoom other = RemoteRoom.createdBy(version, MALLORY, "other" + version);
        other.events().forEach(event -> accept(here, event));
        return other;
    }

    private static List<EventId> auth(RemoteRoom room, Draft draft) {
        return AuthEvents.keysFor(
                        room.version().rules(),
                        draft.sender(),
                        draft.type(),
                        draft.stateKey(),
                        draft.content())
                .stream()
                .flatMap(key -> room.resolve(List.of(room.newest().eventId())).event(key).stream())
                .toList();
    }

    private static Pdu event(RemoteRoom in, List<Pdu> prev, List<EventId> auth, Draft draft) {
        return EventBuilder.build(
                new EventBuilder.Build(
                        in.version(),
                        Optional.of(in.id()),
                        draft,
                        prev.stream().map(Pdu::eventId).toList(),
                        auth,
                        100,
                        1_700_000_000_000L,
                        draft.sender().server(),
                        KEY));
    }
}
