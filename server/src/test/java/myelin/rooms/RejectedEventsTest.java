package myelin.rooms;

import static myelin.rooms.ForksTest.currentState;
import static myelin.rooms.ForksTest.joined;
import static myelin.rooms.ForksTest.stateBefore;
import static myelin.rooms.RoomFixture.ALICE;
import static myelin.rooms.RoomFixture.message;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.RemoteRoom;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.UserId;
import myelin.core.intake.Outcome;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.state.StateKey;
import myelin.core.state.StateMap;
import myelin.events.Standing;
import myelin.events.StoredEvent;
import myelin.resolution.AuthChains;
import myelin.resolution.StateResolver;
import myelin.sql.Database;
import myelin.state.StateChanges;
import myelin.state.StateRoot;

/// Events that no state may permit, and those that only the state before them does not permit. In no timeline and no
/// state are either; but another server may give us a state that holds one.
class RejectedEventsTest {

    private static final List<RoomVersion> VERSIONS =
            List.of(
                    RoomVersion.V1,
                    RoomVersion.V2,
                    RoomVersion.V8,
                    RoomVersion.V11,
                    RoomVersion.V12);

    private static final UserId MALLORY = UserId.parse("@mallory:one.example");
    private static final UserId CAROL = UserId.parse("@carol:two.example");

    private static Draft renamed(UserId user, String name) {
        return Draft.state(
                user,
                EventType.M_ROOM_MEMBER,
                user.value(),
                JsonObject.of("membership", "join", "displayname", name));
    }

    private static StateKey member(UserId user) {
        return new StateKey(EventType.M_ROOM_MEMBER, user.value());
    }

    private static Outcome.Rejected unsigned(Pdu event) {
        return new Outcome.Rejected(event, "5.2.1", "nobody vouches for it");
    }

    private static Standing standing(RoomFixture here, Pdu event) {
        return here.rooms.events().known(event.eventId()).orElseThrow().standing();
    }

    @BothDatabases
    void whatIsNotSignedAsItMustBeIsKeptAndHasNoPartInTheRoom(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Map<StateKey, EventId> state = currentState(here, there);
            Pdu start = there.newest();
            Pdu unsigned = there.make(List.of(start), renamed(MALLORY, "x"));
            Pdu citing =
                    there.make(
                            List.of(start),
                            renamed(MALLORY, "y"),
                            there.before(
                                    there.make(List.of(unsigned), message(CAROL, "-")).eventId()));
            Pdu upon =
                    there.make(
                            List.of(unsigned),
                            message(CAROL, "well"),
                            there.before(unsigned.eventId()));

            Map<EventId, Receipt> receipts =
                    here.rooms
                            .receiver()
                            .receive(List.of(citing, upon), List.of(unsigned(unsigned)));

            assertThat(receipts.get(unsigned.eventId()))
                    .isEqualTo(new Receipt.Rejected("5.2.1", "nobody vouches for it"));
            assertThat(receipts.get(citing.eventId())).isInstanceOf(Receipt.Rejected.class);
            assertThat(receipts.get(upon.eventId())).isInstanceOf(Receipt.Accepted.class);
            assertThat(standing(here, unsigned)).isEqualTo(Standing.REJECTED_BY_AUTH_EVENTS);
            assertThat(standing(here, citing)).isEqualTo(Standing.REJECTED_BY_AUTH_EVENTS);
            assertThat(currentState(here, there)).isEqualTo(state);
            assertThat(stateBefore(here, upon.eventId())).isEqualTo(state);
        }
    }

    @BothDatabases
    void noOutlierMayCiteIt(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Pdu unsigned = there.make(List.of(there.newest()), renamed(MALLORY, "x"));
            Pdu citing = there.make(List.of(unsigned), renamed(MALLORY, "y"));

            assertThat(
                            here.rooms
                                    .receiver()
                                    .keepOutliers(List.of(citing), List.of(unsigned(unsigned))))
                    .isEmpty();

            assertThat(standing(here, unsigned)).isEqualTo(Standing.REJECTED_BY_AUTH_EVENTS);
            assertThat(standing(here, citing)).isEqualTo(Standing.REJECTED_BY_AUTH_EVENTS);
        }
    }

    /// "no events rejected due to failure to auth against their auth chain should appear in the process".
    @BothDatabases
    void whatNoStateMayPermitWinsNothing(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            EventId good = currentState(here, there).get(member(MALLORY));
            StateRoot ours = here.rooms.find(there.id()).orElseThrow().head().state();
            Pdu unsigned = there.make(List.of(there.newest()), renamed(MALLORY, "x"));
            here.rooms.receiver().receive(List.of(), List.of(unsigned(unsigned)));

            assertThat(winner(database, here, ours, unsigned)).contains(good);
        }
    }

    /// "Events that have been rejected due to failing auth based on the state at the event (rather than based on their
    /// auth chain) are handled as usual by the algorithm".
    @BothDatabases
    void whatOnlyTheStateBeforeItDoesNotPermitMayWin(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            StateRoot ours = here.rooms.find(there.id()).orElseThrow().head().state();
            StateMap before = there.resolve(List.of(there.newest().eventId()));
            Pdu ban = there.make(List.of(there.newest()), RemoteRoom.member(ALICE, MALLORY, "ban"));
            Pdu again = there.make(List.of(ban), renamed(MALLORY, "again"), before);
            here.rooms.receiver().receive(List.of(ban, again));
            assertThat(standing(here, again)).isEqualTo(Standing.REJECTED);

            assertThat(winner(database, here, ours, again)).contains(again.eventId());
        }
    }

    /// Who has the event's place when our state is resolved with another server's, where the event has it.
    private static Optional<EventId> winner(
            Database database, RoomFixture here, StateRoot ours, Pdu event) {
        StoredEvent stored = here.rooms.events().known(event.eventId()).orElseThrow();
        StateKey key = event.key().orElseThrow();
        StateRoot theirs =
                database.transact(tx -> {
                    StateChanges changes = here.rooms.states().changes(tx);
                    StateRoot root = changes.with(event.roomId(), ours, key, stored.number());
                    changes.hold(root);
                    changes.store();
                    return root;
                });
        AuthChains chains = new AuthChains(database, here.rooms.events(), here.rooms.states());
        StateResolver resolver =
                new StateResolver(database, here.rooms.events(), here.rooms.states(), chains);
        StateRoot resolved = resolver.resolve(event.version(), List.of(ours, theirs));
        return here.rooms
                .states()
                .event(resolved, key)
                .map(number -> here.rooms.events().at(number).pdu().eventId());
    }
}
