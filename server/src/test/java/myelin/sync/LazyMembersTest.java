package myelin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Which members `/sync` tells a client that loads them lazily.
final class LazyMembersTest {

    static JsonObject lazy(boolean redundant) {
        return JsonObject.of(
                "room",
                JsonObject.of(
                        "timeline",
                        JsonObject.of("limit", 1),
                        "state",
                        JsonObject.of(
                                "lazy_load_members",
                                true,
                                "include_redundant_members",
                                redundant)));
    }

    /// A room that has a name, and so no heroes, and whose newest event tells of no member.
    private static TestRoom hall(TestUser creator, TestUser... others) {
        TestRoom room = creator.creates(JsonObject.of("preset", "public_chat", "name", "Hall"));
        for (TestUser other : others) {
            other.join(room).ok();
        }
        creator.says(room, "welcome");
        return room;
    }

    private static List<String> memberKeys(TestSync sync, TestRoom room) {
        return memberKeys(sync.state(room));
    }

    private static List<String> memberKeys(List<JsonObject> state) {
        return TestSync.keys(state).stream()
                .filter(key -> key.startsWith("m.room.member"))
                .toList();
    }

    @BothDatabases
    void membersAreToldWhenTheySpeak(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = hall(alice, bob, carol);
        bob.says(room, "hello");

        assertThat(memberKeys(alice.sync(lazy(false)), room))
                .containsExactlyInAnyOrder("m.room.member @alice:test", "m.room.member @bob:test");
    }

    @BothDatabases
    void aMemberWhoWasToldIsNotToldAgain(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = hall(alice, bob);
        TestSync first = alice.sync(lazy(false));
        bob.says(room, "one");
        TestSync second = alice.sync(first, lazy(false));
        bob.says(room, "two");
        TestSync third = alice.sync(second, lazy(false));

        assertThat(memberKeys(third, room)).isEmpty();
        assertThat(third.messages(room)).containsExactly("two");
    }

    @BothDatabases
    void whoWasSeenToJoinIsNotToldAgainWhenHeSpeaks(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = hall(alice);
        TestSync first = alice.sync(lazy(false));
        bob.join(room).ok();
        TestSync second = alice.sync(first, lazy(false));
        bob.says(room, "hello");

        TestSync third = alice.sync(second, lazy(false));

        assertThat(TestSync.keys(second.timeline(room))).containsExactly("m.room.member @bob:test");
        assertThat(memberKeys(third, room)).isEmpty();
    }

    @BothDatabases
    void redundantMembersAreToldOnDemand(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = hall(alice, bob);
        TestSync first = alice.sync(lazy(true));
        bob.says(room, "one");
        TestSync second = alice.sync(first, lazy(true));
        bob.says(room, "two");
        TestSync third = alice.sync(second, lazy(true));

        assertThat(memberKeys(third, room)).containsExactly("m.room.member @bob:test");
    }

    /// Members counted as sent as soon as an answer was made. When it got lost, the client asked again with the same
    /// token and was never told who had spoken.
    @BothDatabases
    void theMembersOfALostAnswerComeAgain(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = hall(alice, bob);
        TestSync before = alice.sync(lazy(false));
        bob.says(room, "hello");

        TestSync lost = alice.sync(before, lazy(false));
        TestSync again = alice.sync(before, lazy(false));

        assertThat(memberKeys(again, room)).containsExactly("m.room.member @bob:test");
        assertThat(again).isEqualTo(lost);
    }

    @BothDatabases
    void aLostAnswerDoesNotCountAlsoWhenALaterOneArrives(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = hall(alice, bob, carol);
        TestSync before = alice.sync(lazy(false));
        bob.says(room, "lost");
        alice.sync(before, lazy(false));
        carol.says(room, "hello");

        TestSync arrived = alice.sync(before, lazy(false));
        bob.says(room, "again");
        TestSync after = alice.sync(arrived, lazy(false));

        assertThat(memberKeys(arrived, room)).containsExactly("m.room.member @carol:test");
        assertThat(memberKeys(after, room)).containsExactly("m.room.member @bob:test");
    }

    /// One device may sync for several purposes, with a filter for each.
    @BothDatabases
    void whatWasToldUnderOneFilterIsToldUnderAnother(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = hall(alice, bob);
        JsonObject other = lazy(false).with("event_fields", List.of("type", "state_key"));
        TestSync before = alice.sync(lazy(false));
        bob.says(room, "hello");
        TestSync told = alice.sync(before, lazy(false));
        bob.says(room, "again");

        assertThat(memberKeys(alice.sync(told, other), room))
                .containsExactly("m.room.member @bob:test");
        assertThat(memberKeys(alice.sync(told, lazy(false)), room)).isEmpty();
    }

    /// "The member list for the room is then maintained by the state in subsequent incremental `/sync` responses": who
    /// has loaded all members would otherwise never learn of those in a gap.
    @BothDatabases
    void changesOfMembersInAGapAreTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = hall(alice, bob);
        TestSync first = alice.sync(lazy(false));
        bob.leave(room).ok();
        carol.join(room).ok();
        alice.says(room, "one");
        alice.says(room, "two");

        TestSync second = alice.sync(first, lazy(false));

        assertThat(second.isLimited(room)).isTrue();
        assertThat(memberKeys(second, room))
                .containsExactlyInAnyOrder("m.room.member @bob:test", "m.room.member @carol:test");
    }

    /// Who is told the state after the timeline takes none from the timeline itself.
    @BothDatabases
    void changesOfMembersAreInTheStateAfterTheTimeline(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = hall(alice, bob, carol);
        TestSync first = alice.sync(lazy(false));
        alice.kick(room, bob).ok();

        TestSync second =
                alice.sync(
                        "use_state_after=true&filter="
                                + TestUser.encoded(lazy(false))
                                + "&since="
                                + first.next());

        assertThat(
                        memberKeys(
                                second.list(
                                        "rooms", "join", room.toString(), "state_after", "events")))
                .containsExactly("m.room.member @bob:test");
    }

    @BothDatabases
    void whoeverSpeaksIsInTheStateAfterTheTimeline(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = hall(alice);
        bob.join(room).ok();

        TestSync sync = alice.sync("use_state_after=true&filter=" + TestUser.encoded(lazy(false)));

        assertThat(TestSync.keys(sync.timeline(room))).containsExactly("m.room.member @bob:test");
        assertThat(memberKeys(sync.list("rooms", "join", room.toString(), "state_after", "events")))
                .containsExactlyInAnyOrder("m.room.member @alice:test", "m.room.member @bob:test");
    }

    /// Rooms without a name showed the ids of their members instead of their names.
    @BothDatabases
    void membersAfterWhomARoomIsCalledAreTold(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob, carol);
        alice.says(room, "hello");

        assertThat(memberKeys(alice.sync(lazy(false)), room))
                .containsExactlyInAnyOrder(
                        "m.room.member @alice:test",
                        "m.room.member @bob:test",
                        "m.room.member @carol:test");
    }

    @BothDatabases
    void membersAfterWhomARoomIsCalledAreToldOnce(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob);
        alice.says(room, "welcome");
        TestSync first = alice.sync(lazy(false));
        carol.join(room).ok();

        TestSync second = alice.sync(first, lazy(false));

        assertThat(memberKeys(first, room)).contains("m.room.member @bob:test");
        assertThat(memberKeys(second, room)).isEmpty();
        assertThat(TestSync.keys(second.timeline(room)))
                .containsExactly("m.room.member @carol:test");
    }
}
