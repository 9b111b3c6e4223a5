package myelin.rooms;

import static myelin.rooms.RoomFixture.ALICE;
import static myelin.rooms.RoomFixture.message;
import static myelin.rooms.RoomFixture.topic;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.BothDatabases;
import myelin.RemoteRoom;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;
import myelin.core.room.RoomVersion;
import myelin.core.state.StateKey;
import myelin.events.EventRange;
import myelin.events.Standing;
import myelin.events.StoredEvent;
import myelin.sql.Database;
import myelin.state.StateRoot;

/// Rooms whose history forks, because other servers have sent events before they knew of ours.
class ForksTest {

    private static final List<RoomVersion> VERSIONS =
            List.of(
                    RoomVersion.V1,
                    RoomVersion.V2,
                    RoomVersion.V3,
                    RoomVersion.V5,
                    RoomVersion.V6,
                    RoomVersion.V10,
                    RoomVersion.V11,
                    RoomVersion.V12);

    private static final UserId MALLORY = UserId.parse("@mallory:one.example");
    private static final UserId CAROL = UserId.parse("@carol:two.example");

    @BothDatabases
    void aSendJoinsTheForks(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Pdu start = there.newest();
            Pdu left = there.make(List.of(start), message(MALLORY, "left"));
            Pdu right = there.make(List.of(start), message(CAROL, "right"));
            accept(here, left);
            accept(here, right);
            assertThat(extremities(here, there))
                    .containsExactlyInAnyOrder(left.eventId(), right.eventId());

            Pdu sent = here.rooms.sender().send(there.id(), message(ALICE, "both")).pdu();

            assertThat(sent.prevEvents())
                    .containsExactlyInAnyOrder(left.eventId(), right.eventId());
            assertThat(sent.depth()).isEqualTo(right.depth() + 1);
            assertThat(extremities(here, there)).containsExactly(sent.eventId());
        }
    }

    /// In rooms of the first two versions events are named with their hashes, which other servers may
    /// check.
    @BothDatabases
    void eventsOfOldRoomsNameOthersWithTheirHashes(Database database) {
        for (RoomVersion version : List.of(RoomVersion.V1, RoomVersion.V2)) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);

            Pdu sent = here.rooms.sender().send(there.id(), topic(ALICE, "hashes")).pdu();
            there.catchUp(here.rooms);

            Pdu same =
                    there.make(
                            sent.prevEvents().stream()
                                    .map(id -> here.rooms.events().find(id).orElseThrow().pdu())
                                    .toList(),
                            topic(ALICE, "hashes"));
            assertThat(sent.json().array("prev_events"))
                    .isEqualTo(same.json().array("prev_events"));
            assertThat(Set.copyOf(sent.json().array("auth_events").orElseThrow().stream().toList()))
                    .isEqualTo(
                            Set.copyOf(
                                    same.json().array("auth_events").orElseThrow().stream()
                                            .toList()));
            assertThat(sent.json().array("auth_events").orElseThrow().toString())
                    .doesNotContain("\"sha256\":\"\"");
        }
    }

    @BothDatabases
    void whatABannedUserSaysBesideTheBanIsNotShown(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Pdu start = there.newest();
            StoredEvent ban =
                    here.rooms.sender().send(there.id(), RemoteRoom.member(ALICE, MALLORY, "ban"));
            Pdu late = there.make(List.of(start), message(MALLORY, "too late"));

            assertThat(here.rooms.receiver().receive(late)).isInstanceOf(Receipt.SoftFailed.class);

            assertThat(here.rooms.events().find(late.eventId())).isEmpty();
            assertThat(here.rooms.events().known(late.eventId()).map(StoredEvent::standing))
                    .contains(Standing.SOFT_FAILED);
            assertThat(timeline(here, there)).doesNotContain(late.eventId());
            assertThat(extremities(here, there)).containsExactly(ban.pdu().eventId());
            assertThat(here.rooms.receiver().receive(late)).isInstanceOf(Receipt.Known.class);
        }
    }

    /// An event that follows one which has soft failed is as good as what it says itself.
    @BothDatabases
    void anEventUponASoftFailedOneIsAccepted(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Pdu start = there.newest();
            Pdu ban =
                    here.rooms
                            .sender()
                            .send(there.id(), RemoteRoom.member(ALICE, MALLORY, "ban"))
                            .pdu();
            Pdu late = there.make(List.of(start), message(MALLORY, "too late"));
            Pdu upon = there.make(List.of(late), message(CAROL, "I heard that"));
            here.rooms.receiver().receive(List.of(upon, late));

            assertThat(extremities(here, there))
                    .containsExactlyInAnyOrder(ban.eventId(), upon.eventId());
            assertThat(timeline(here, there)).contains(upon.eventId());
        }
    }

    @BothDatabases
    void aRejectedEventChangesNothingAndCanBeFollowed(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Pdu start = there.newest();
            Pdu forbidden = there.make(List.of(start), topic(MALLORY, "mine"));
            assertThat(here.rooms.receiver().receive(forbidden))
                    .isInstanceOf(Receipt.Rejected.class);
            assertThat(extremities(here, there)).containsExactly(start.eventId());

            Pdu upon = there.make(List.of(forbidden), message(CAROL, "well"));
            accept(here, upon);

            assertThat(extremities(here, there)).containsExactly(upon.eventId());
            assertThat(currentState(here, there))
                    .isEqualTo(there.before(upon.eventId()).events())
                    .doesNotContainKey(new StateKey(EventType.M_ROOM_TOPIC, ""));
        }
    }

    @BothDatabases
    void anEventWhoseNeighboursAreUnknownIsNotKept(Database database) {
        RoomFixture here = new RoomFixture(database);
        RemoteRoom there = joined(here, RoomVersion.V11);
        Pdu first = there.make(List.of(there.newest()), message(CAROL, "1"));
        Pdu second = there.make(List.of(first), message(CAROL, "2"));

        Receipt receipt = here.rooms.receiver().receive(second);

        assertThat(receipt).isEqualTo(new Receipt.Missing(Set.of(first.eventId()), Set.of()));
        assertThat(here.rooms.events().known(second.eventId())).isEmpty();
    }

    /// What others cite is kept without a place, and gets one when it comes in its turn. In the states
    /// it stays the same event.
    @BothDatabases
    void anOutlierComesIntoTheTimelineLater(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            UserId dan = UserId.parse("@dan:two.example");
            Pdu join = there.make(List.of(there.newest()), RemoteRoom.member(dan, dan, "join"));
            assertThat(here.rooms.receiver().keepOutliers(List.of(join))).isEmpty();
            assertThat(here.rooms.events().find(join.eventId())).isEmpty();
            long number = here.rooms.events().known(join.eventId()).orElseThrow().number();

            accept(here, join);

            StoredEvent placed = here.rooms.events().find(join.eventId()).orElseThrow();
            assertThat(placed.number()).isEqualTo(number).isNegative();
            assertThat(placed.position()).isPositive();
            assertThat(timeline(here, there)).contains(join.eventId());
            assertThat(here.rooms.find(there.id()).orElseThrow().isJoined(dan)).isTrue();
            assertThat(new RoomFixture(database).rooms.events().find(join.eventId()))
                    .contains(placed);
        }
    }

    @BothDatabases
    void ofTwoTopicsAllServersChooseTheSame(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Pdu promoted = promote(here, there, MALLORY, CAROL);
            Pdu one = there.make(List.of(promoted), topic(MALLORY, "one"));
            Pdu two = there.make(List.of(promoted), topic(CAROL, "two"));
            accept(here, two);
            accept(here, one);

            Map<StateKey, EventId> resolved =
                    there.resolve(List.of(one.eventId(), two.eventId())).events();
            assertThat(currentState(here, there)).isEqualTo(resolved);
            Pdu sent = here.rooms.sender().send(there.id(), message(ALICE, "so")).pdu();
            assertThat(stateBefore(here, sent.eventId())).isEqualTo(resolved);
        }
    }

    @BothDatabases
    void aDeposedModeratorDoesNotWinBackPower(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Pdu promoted = promote(here, there, MALLORY);
            Pdu deposed = here.rooms.sender().send(there.id(), levels(ALICE, version)).pdu();
            there.catchUp(here.rooms);
            Pdu coup = there.make(List.of(promoted), levels(MALLORY, version, MALLORY, CAROL));
            here.rooms.receiver().receive(coup);
            Pdu message = there.make(List.of(coup, deposed), message(CAROL, "who rules?"));
            accept(here, message);

            assertThat(currentState(here, there))
                    .isEqualTo(there.before(message.eventId()).events());
            assertThat(stateBefore(here, message.eventId()))
                    .isEqualTo(there.before(message.eventId()).events());
            if (version != RoomVersion.V1) {
                assertThat(currentState(here, there))
                        .containsEntry(
                                new StateKey(EventType.M_ROOM_POWER_LEVELS, ""), deposed.eventId());
            }
        }
    }

    /// Members that come and go by resolution are counted, listed and remembered like others.
    @BothDatabases
    void membershipsFollowTheResolvedState(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Pdu promoted = promote(here, there, MALLORY);
            UserId bob = RoomFixture.BOB;
            Pdu join = here.rooms.sender().send(there.id(), RoomFixture.join(bob)).pdu();
            here.rooms.members().roomsOf(bob);
            here.rooms.members().joined(there.id());
            there.catchUp(here.rooms);
            Pdu ban = there.make(List.of(promoted), RemoteRoom.member(MALLORY, bob, "ban"));
            here.rooms.receiver().receive(ban);
            Pdu merge = there.make(List.of(join, ban), message(CAROL, "is he in?"));
            here.rooms.receiver().receive(merge);

            assertMembersAsInState(here, there);
            assertMembersAsInState(new RoomFixture(database), there);
        }
    }

    @BothDatabases
    void aRedactionThatComesFirstStillCounts(Database database) {
        for (RoomVersion version : VERSIONS) {
            RoomFixture here = new RoomFixture(database);
            RemoteRoom there = joined(here, version);
            Pdu start = there.newest();
            Pdu said = there.make(List.of(start), message(CAROL, "oops"));
            Pdu redaction =
                    there.make(
                            List.of(start),
                            Draft.redaction(CAROL, said.eventId(), JsonObject.EMPTY));
            accept(here, redaction);
            accept(here, said);

            assertThat(here.rooms.events().find(said.eventId()).orElseThrow().redactedBy())
                    .contains(redaction.eventId());
        }
    }

    /// Since version 3 any redaction gets into the graph; whether it counts is another matter.
    @BothDatabases
    void aRedactionByTheWrongServerDoesNotCount(Database database) {
        RoomFixture here = new RoomFixture(database);
        RemoteRoom there = joined(here, RoomVersion.V11);
        Pdu said = there.make(List.of(there.newest()), message(CAROL, "mine"));
        Pdu redaction =
                there.make(
                        List.of(said), Draft.redaction(MALLORY, said.eventId(), JsonObject.EMPTY));
        accept(here, said);
        accept(here, redaction);

        assertThat(here.rooms.events().find(said.eventId()).orElseThrow().redactedBy()).isEmpty();
    }

    @BothDatabases
    void aRoomIsCreatedOnce(Database database) {
        RoomFixture here = new RoomFixture(database);
        RemoteRoom there = RemoteRoom.createdBy(RoomVersion.V6, MALLORY, "r");
        here.rooms.receiver().receive(there.events());
        RemoteRoom again =
                RemoteRoom.createdBy(RoomVersion.V6, UserId.parse("@b:one.example"), "r");

        assertThat(here.rooms.receiver().receive(again.events().getFirst()))
                .isInstanceOf(Receipt.Rejected.class);
    }

    static RemoteRoom joined(RoomFixture here, RoomVersion version) {
        RoomId room = here.room(version);
        RemoteRoom there = RemoteRoom.of(here.rooms, room);
        for (UserId user : List.of(MALLORY, CAROL)) {
            accept(
                    here,
                    there.make(List.of(there.newest()), RemoteRoom.member(user, user, "join")));
        }
        return there;
    }

    static Receipt.Accepted accept(RoomFixture here, Pdu pdu) {
        Receipt receipt = here.rooms.receiver().receive(pdu);
        assertThat(receipt).isInstanceOf(Receipt.Accepted.class);
        return (Receipt.Accepted) receipt;
    }

    private static Pdu promote(RoomFixture here, RemoteRoom there, UserId... users) {
        Pdu promoted =
                here.rooms.sender().send(there.id(), levels(ALICE, there.version(), users)).pdu();
        there.catchUp(here.rooms);
        return promoted;
    }

    private static Draft levels(UserId sender, RoomVersion version, UserId... promoted) {
        Map<String, Integer> users = new HashMap<>();
        if (version != RoomVersion.V12) {
            users.put(ALICE.value(), 100);
        }
        for (UserId user : promoted) {
            users.put(user.value(), 50);
        }
        return Draft.state(
                sender,
                EventType.M_ROOM_POWER_LEVELS,
                "",
                JsonObject.of("users", JsonObject.from(users)));
    }

    static List<EventId> extremities(RoomFixture here, RemoteRoom there) {
        return here.rooms.find(there.id()).orElseThrow().head().extremities();
    }

    static List<EventId> timeline(RoomFixture here, RemoteRoom there) {
        return here
                .rooms
                .events()
                .inRoom(there.id(), EventRange.backwardFrom(Long.MAX_VALUE, 1_000))
                .stream()
                .map(event -> event.pdu().eventId())
                .toList();
    }

    static Map<StateKey, EventId> currentState(RoomFixture here, RemoteRoom there) {
        return state(here, here.rooms.find(there.id()).orElseThrow().head().state());
    }

    static Map<StateKey, EventId> stateBefore(RoomFixture here, EventId event) {
        return state(here, here.rooms.events().known(event).orElseThrow().stateBefore());
    }

    private static Map<StateKey, EventId> state(RoomFixture here, StateRoot root) {
        Map<StateKey, EventId> state = new HashMap<>();
        here.rooms
                .states()
                .entries(root)
                .forEach((key, number) ->
                        state.put(key, here.rooms.events().at(number).pdu().eventId()));
        return state;
    }

    static void assertMembersAsInState(RoomFixture here, RemoteRoom there) {
        RoomSnapshot room = here.rooms.find(there.id()).orElseThrow();
        Map<Membership, Set<String>> members = new HashMap<>();
        for (StoredEvent event : room.state()) {
            if (event.pdu().type().equals(EventType.M_ROOM_MEMBER)) {
                Membership membership =
                        Membership.of(event.pdu().content().string("membership").orElseThrow())
                                .orElseThrow();
                members.computeIfAbsent(membership, _ -> new HashSet<>())
                        .add(event.pdu().stateKey().orElseThrow());
            }
        }
        for (Membership membership : Membership.values()) {
            Set<String> expected = members.getOrDefault(membership, Set.of());
            assertThat(here.rooms.members(there.id(), membership))
                    .extracting(member -> member.user().value())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(room.head().joinedMembers())
                .isEqualTo(members.getOrDefault(Membership.JOIN, Set.of()).size());
        Optional<Membership> bob =
                here.rooms.members().member(RoomFixture.BOB, there.id()).map(it -> it.membership());
        assertThat(bob).isEqualTo(room.membership(RoomFixture.BOB));
        assertThat(here.rooms.members().joined(there.id()).contains(RoomFixture.BOB))
                .isEqualTo(room.isJoined(RoomFixture.BOB));
    }
}
