package myelin.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Who is there, and who may know.
final class PresenceTest {

    private static final String BUSY = "org.matrix.msc3026.busy";

    private static Optional<JsonObject> presence(TestSync sync, TestUser of) {
        return sync.list("presence", "events").stream()
                .filter(event -> event.string("sender").equals(Optional.of(of.toString())))
                .flatMap(event -> event.object("content").stream())
                .findFirst();
    }

    private static JsonObject asked(TestUser viewer, TestUser of) {
        return viewer.get("/presence/" + of + "/status").ok();
    }

    private static Optional<String> status(TestUser viewer, TestUser of) {
        return asked(viewer, of).string("presence");
    }

    private static void says(TestUser user, String presence) {
        user.put("/presence/" + user + "/status", JsonObject.of("presence", presence)).ok();
    }

    /// What is told of a user, as `online true` when he is active.
    private static Optional<String> told(TestSync sync, TestUser of) {
        return presence(sync, of)
                .map(content ->
                        content.string("presence").orElseThrow()
                                + content.bool("currently_active")
                                        .map(active -> " " + active)
                                        .orElse(""));
    }

    @BothDatabases
    void whoSyncsIsOnline(TestServer server) {
        TestUser alice = server.user("alice");

        alice.sync();

        assertThat(status(alice, alice)).contains("online");
    }

    @BothDatabases
    void whoSyncsOfflineIsNot(TestServer server) {
        TestUser alice = server.user("alice");

        alice.sync("set_presence=offline");

        assertThat(status(alice, alice)).contains("offline");
    }

    @BothDatabases
    void thoseWhoShareARoomSeeAStatus(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        alice.createsRoomWith(bob);
        TestSync before = alice.sync();

        bob.put(
                        "/presence/" + bob + "/status",
                        JsonObject.of("presence", "unavailable", "status_msg", "at lunch"))
                .ok();

        assertThat(presence(alice.sync(before), bob).flatMap(it -> it.string("status_msg")))
                .contains("at lunch");
    }

    @BothDatabases
    void whoComesAgainIsOnlineAgain(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        alice.createsRoomWith(bob);
        bob.sync("set_presence=unavailable");
        TestSync before = alice.sync();
        server.clock().advance(Duration.ofSeconds(1));

        bob.sync();

        assertThat(presence(alice.sync(before), bob).flatMap(it -> it.string("presence")))
                .contains("online");
    }

    @BothDatabases
    void strangersSeeNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestSync before = alice.sync();

        bob.sync();

        assertThat(presence(alice.sync(before), bob)).isEmpty();
        alice.get("/presence/" + bob + "/status").isForbidden();
    }

    @BothDatabases
    void nobodySpeaksForOthers(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        alice.put("/presence/" + bob + "/status", JsonObject.of("presence", "online"))
                .isForbidden();
    }

    @BothDatabases
    void aPresenceIsOneOfTheSpec(TestServer server) {
        TestUser alice = server.user("alice");
        String path = "/presence/" + alice + "/status";

        alice.put(path, JsonObject.of("presence", "asleep")).isError(400, "M_INVALID_PARAM");
        alice.put(path, JsonObject.EMPTY).isError(400, "M_MISSING_PARAM");
    }

    @BothDatabases
    @Configured("presence: {enabled: false}")
    void nothingIsToldWhereItIsSwitchedOff(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        alice.createsRoomWith(bob);
        bob.sync();

        assertThat(alice.sync().list("presence", "events")).isEmpty();
    }

    @BothDatabases
    void presenceCanBeUnwanted(TestServer server) {
        TestUser alice = server.user("alice");

        TestSync sync =
                alice.sync(
                        JsonObject.of(
                                "presence", JsonObject.of("not_types", List.of("m.presence"))));

        assertThat(sync.find("presence")).isEmpty();
    }

    /// Each of both found the other's word, wrote its own and told all who share a room, the user's other device
    /// included, whose sync came back at once and did the same: without end.
    @BothDatabases
    void devicesThatSayDifferentThingsDoNotDisturbEachOther(TestServer server) {
        TestUser laptop = server.user("alice");
        TestUser phone = laptop.onNewDevice();
        laptop.sync("set_presence=online");
        TestSync before = phone.sync("set_presence=unavailable");

        TestUser.Pending one = laptop.waits(before, "&set_presence=online");
        TestUser.Pending other = phone.waits(before, "&set_presence=unavailable");
        TestSync third = laptop.onNewDevice().sync(before);

        assertThat(one.task().isDone()).isFalse();
        assertThat(other.task().isDone()).isFalse();
        assertThat(third.isEmpty()).isTrue();
        assertThat(status(laptop, laptop)).contains("online");
        laptop.createsPublicRoom();
        one.answer();
        other.answer();
    }

    @BothDatabases
    void theHighestOfAllDevicesCounts(TestServer server) {
        TestUser laptop = server.user("alice");
        TestUser phone = laptop.onNewDevice();
        laptop.sync("set_presence=online");
        phone.sync("set_presence=unavailable");
        assertThat(status(phone, phone)).contains("online");

        laptop.sync("set_presence=unavailable");

        assertThat(status(phone, phone)).contains("unavailable");
    }

    /// A sync that comes with another word each time was a write and a wake-up of everybody in the common rooms.
    @BothDatabases
    @Configured("rc_presence: {per_user: {per_second: 0.1, burst_count: 1}}")
    void whoSyncsMayNotSayNewThingsAllTheTime(TestServer server) {
        TestUser alice = server.user("alice");
        alice.sync("set_presence=unavailable");

        TestSync sync = alice.sync("set_presence=online");

        assertThat(sync.next()).isNotEmpty();
        assertThat(status(alice, alice)).contains("unavailable");
        server.pass(Duration.ofSeconds(11));
        alice.sync("set_presence=online");
        assertThat(status(alice, alice)).contains("online");
    }

    /// Only the first poll says something new, so the others leave room for what the user says.
    @BothDatabases
    @Configured("rc_presence: {per_user: {per_second: 0.1, burst_count: 1}}")
    void pollingDoesNotUseUpWhatAUserMaySay(TestServer server) {
        TestUser alice = server.user("alice");
        alice.sync();
        server.pass(Duration.ofSeconds(11));
        alice.sync();

        says(alice, "unavailable");

        assertThat(status(alice, alice)).contains("unavailable");
    }

    @BothDatabases
    void whoStopsToSyncGoesOfflineAfterAWhile(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        alice.createsRoomWith(bob);
        bob.sync();
        TestSync before = alice.sync();
        server.pass(Duration.ofSeconds(29));
        TestSync still = alice.sync(before);
        assertThat(told(still, bob)).isEmpty();

        server.pass(Duration.ofSeconds(2));

        assertThat(told(alice.sync(still), bob)).contains("offline");
    }

    @BothDatabases
    void whoWaitsForNewsIsThere(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        alice.createsRoomWith(bob);
        TestUser.Pending waiting = bob.waits(settled(bob, bob.sync()));

        server.pass(Duration.ofMinutes(1));

        assertThat(told(waiting.answer(), bob)).contains("online false");
    }

    /// Who had said so without a sync was online for ever.
    @BothDatabases
    void whoSaysToBeThereAndDoesNotSyncGoesOffline(TestServer server) {
        TestUser alice = server.user("alice");
        says(alice, "online");
        assertThat(status(alice, alice)).contains("online");

        server.pass(Duration.ofSeconds(31));

        assertThat(status(alice, alice)).contains("offline");
    }

    /// What a server had noted as online when it ended stayed so for ever, as nobody looked at the table.
    @BothDatabases
    void whoDoesNotComeBackAfterARestartGoesOffline(TestDatabase database) {
        TestUser alice;
        TestUser bob;
        try (TestServer before = TestServer.on(database)) {
            alice = before.user("alice");
            bob = before.user("bob");
            alice.createsRoomWith(bob);
            alice.sync();
            bob.sync();
        }
        try (TestServer after = TestServer.on(database)) {
            TestUser back = alice.at(after);
            TestSync first = back.sync();
            assertThat(told(first, bob)).contains("online true");
            TestUser.Pending waiting = back.waits(first);

            after.pass(Duration.ofSeconds(31));

            assertThat(told(waiting.answer(), bob)).contains("offline");
            assertThat(status(back, alice)).contains("online");
        }
    }

    /// Each device of a user may be served by another node.
    @BothDatabases
    void whoIsSeenByOneNodeIsThereForAll(TestDatabase database) {
        if (!database.database().dialect().isShared()) {
            return;
        }
        try (TestServer one = TestServer.on(database);
                TestServer other = TestServer.on(database)) {
            TestUser laptop = one.user("alice");
            TestUser phone = laptop.onNewDevice().at(other);
            laptop.sync();
            phone.sync("set_presence=unavailable");
            assertThat(status(phone, laptop)).contains("online");

            one.pass(Duration.ofSeconds(31));

            assertThat(status(laptop, laptop)).contains("unavailable");
            other.pass(Duration.ofSeconds(31));
            assertThat(status(laptop, laptop)).contains("offline");
        }
    }

    @BothDatabases
    void whoseNodeHasDiedGoesOffline(TestDatabase database) {
        if (!database.database().dialect().isShared()) {
            return;
        }
        try (TestServer other = TestServer.on(database)) {
            TestUser alice;
            try (TestServer one = TestServer.on(database)) {
                alice = one.user("alice");
                alice.sync();
            }
            TestUser there = alice.at(other);
            other.pass(Duration.ofSeconds(31));
            assertThat(status(there, alice)).contains("online");

            other.pass(Duration.ofSeconds(31));

            assertThat(status(there, alice)).contains("offline");
        }
    }

    @BothDatabases
    void whoDoesNothingForLongIsUnavailable(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestSync before = bob.sync();
        for (int seconds = 0; seconds <= 310; seconds += 20) {
            before = bob.sync(before);
            server.pass(Duration.ofSeconds(20));
        }
        assertThat(status(alice, bob)).contains("unavailable");
        bob.sync(before);
        assertThat(status(alice, bob)).contains("unavailable");

        bob.says(room, "I am back");

        assertThat(status(alice, bob)).contains("online");
    }

    @BothDatabases
    @Configured(
            "presence: {idle_timeout: 40s, last_active_granularity: 10s, sync_online_timeout: 20s}")
    void theTimesAreThoseOfTheConfiguration(TestServer server) {
        TestUser alice = server.user("alice");
        alice.sync();
        server.pass(Duration.ofSeconds(11));
        assertThat(asked(alice, alice).bool("currently_active")).contains(false);
        alice.sync();
        server.pass(Duration.ofSeconds(15));
        alice.sync();
        server.pass(Duration.ofSeconds(15));
        assertThat(status(alice, alice)).contains("unavailable");
        server.pass(Duration.ofSeconds(6));
        assertThat(status(alice, alice)).contains("offline");
    }

    @BothDatabases
    void whoDoesSomethingIsActive(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "hello");
        TestSync before = alice.sync();
        TestUser.Pending bobWaits = bob.waits(settled(bob, bob.sync()));
        for (Runnable action : actions(bob, room, event)) {
            server.pass(Duration.ofMinutes(2));
            TestSync quiet = alice.sync(before);
            assertThat(told(quiet, bob)).contains("online false");
            assertThat(presence(quiet, bob).flatMap(it -> it.integer("last_active_ago")))
                    .hasValueSatisfying(ago -> assertThat(ago).isGreaterThanOrEqualTo(120_000));
            TestUser.Pending bobGoesOn = bob.waits(settled(bob, bobWaits.answer()));

            action.run();

            before = alice.sync(quiet);
            assertThat(told(before, bob)).contains("online true");
            assertThat(asked(alice, bob).integer("last_active_ago")).contains(0L);
            bobWaits = bob.waits(settled(bob, bobGoesOn.answer()));
        }
    }

    private static TestSync settled(TestUser user, TestSync from) {
        TestSync at = from;
        TestSync next = user.sync(at);
        while (!next.isEmpty()) {
            at = next;
            next = user.sync(at);
        }
        return next;
    }

    private static List<Runnable> actions(TestUser bob, TestRoom room, String event) {
        return List.of(
                () -> bob.says(room, "hi"),
                () ->
                        bob.put("/rooms/" + room + "/typing/" + bob, JsonObject.of("typing", true))
                                .ok(),
                () ->
                        bob.post("/rooms/" + room + "/receipt/m.read/" + TestUser.encoded(event))
                                .ok(),
                () ->
                        bob.post(
                                        "/rooms/" + room + "/read_markers",
                                        JsonObject.of("m.fully_read", event))
                                .ok());
    }

    @BothDatabases
    void whoDoesSomethingWithoutBeingThereDisturbsNobody(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bot = server.user("bot");
        TestRoom room = alice.createsRoomWith(bot);
        TestSync before = alice.sync();

        bot.says(room, "ping");

        assertThat(told(alice.sync(before), bot)).isEmpty();
        server.pass(Duration.ofSeconds(10));
        assertThat(asked(alice, bot).string("presence")).contains("offline");
        assertThat(asked(alice, bot).integer("last_active_ago")).contains(10_000L);
    }

    /// "When true, the server will not send further updates to the last active time".
    @BothDatabases
    void whoGoesOnToDoThingsIsNotToldAnew(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        bob.sync();
        TestSync before = alice.sync();
        TestSync known = settled(bob, bob.sync());
        for (int i = 0; i < 5; i++) {
            TestUser.Pending waiting = bob.waits(known);
            server.pass(Duration.ofSeconds(50));
            bob.says(room, "still here");
            known = settled(bob, waiting.answer());
        }

        assertThat(told(alice.sync(before), bob)).isEmpty();
        server.pass(Duration.ofSeconds(10));
        assertThat(asked(alice, bob).integer("last_active_ago")).contains(10_000L);
    }

    @BothDatabases
    @Configured("experimental_features: {msc3026_enabled: true}")
    void noSyncEndsBeingBusy(TestServer server) {
        TestUser laptop = server.user("alice");
        TestUser phone = laptop.onNewDevice();
        laptop.sync();
        says(laptop, BUSY);

        laptop.sync("set_presence=online");
        phone.sync("set_presence=unavailable");
        assertThat(status(phone, laptop)).contains(BUSY);
        server.pass(Duration.ofMinutes(10));
        assertThat(status(phone, laptop)).contains(BUSY);

        says(laptop, "online");
        assertThat(status(phone, laptop)).contains("online");
        assertThat(laptop.get("/_matrix/client/versions").ok().object("unstable_features"))
                .hasValueSatisfying(features ->
                        assertThat(features.has("org.matrix.msc3026.busy_presence")).isTrue());
    }

    @BothDatabases
    @Configured("experimental_features: {msc3026_enabled: true}")
    void whoIsBusyIsNotForEver(TestServer server) {
        TestUser alice = server.user("alice");
        says(alice, BUSY);
        server.pass(Duration.ofMinutes(59));
        assertThat(status(alice, alice)).contains(BUSY);

        server.pass(Duration.ofMinutes(2));

        assertThat(status(alice, alice)).contains("offline");
    }

    @BothDatabases
    void busyIsNoPresenceUnlessTheAdministratorWantsIt(TestServer server) {
        TestUser alice = server.user("alice");

        alice.put("/presence/" + alice + "/status", JsonObject.of("presence", BUSY))
                .isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void roomsCanBeLeftOut(TestDatabase database) {
        TestUser alice;
        TestUser bob;
        TestRoom room;
        try (TestServer before = TestServer.on(database)) {
            alice = before.user("alice");
            bob = before.user("bob");
            room = alice.createsRoomWith(bob);
        }
        try (TestServer server =
                TestServer.on(database, "exclude_rooms_from_presence: ['" + room + "']")) {
            TestUser viewer = alice.at(server);
            TestUser other = bob.at(server);
            other.sync();
            TestSync first = viewer.sync();
            assertThat(presence(first, bob)).isEmpty();
            other.sync("set_presence=unavailable");
            assertThat(presence(viewer.sync(first), bob)).isEmpty();
            viewer.get("/presence/" + bob + "/status").isForbidden();

            server.pass(Duration.ofSeconds(1));
            viewer.createsRoomWith(other);

            assertThat(status(viewer, bob)).contains("unavailable");
        }
    }

    @BothDatabases
    void guestsAreSeenAndSee(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser guest = server.guest();
        TestRoom room = alice.createsPublicRoom();
        alice.setState(room, "m.room.guest_access", "", JsonObject.of("guest_access", "can_join"))
                .ok();
        guest.join(room).ok();
        alice.sync();

        TestSync seen = guest.sync();

        assertThat(told(seen, alice)).contains("online true");
        assertThat(status(alice, guest)).contains("online");
        guest.get("/presence/" + alice + "/status").isError(403, "M_GUEST_ACCESS_FORBIDDEN");
    }

    @BothDatabases
    void whoLeavesTheLastCommonRoomSeesNothingMore(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.leave(room).ok();
        TestSync before = alice.sync();

        bob.sync();

        assertThat(presence(alice.sync(before), bob)).isEmpty();
        assertThat(presence(alice.sync(), bob)).isEmpty();
        alice.get("/presence/" + bob + "/status").isForbidden();
    }
}
