package myelin.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Who is there, and who may know.
final class PresenceTest {

    private static Optional<JsonObject> presence(TestSync sync, TestUser of) {
        return sync.list("presence", "events").stream()
                .filter(event -> event.string("sender").equals(Optional.of(of.toString())))
                .flatMap(event -> event.object("content").stream())
                .findFirst();
    }

    private static Optional<String> status(TestUser viewer, TestUser of) {
        return viewer.get("/presence/" + of + "/status").ok().string("presence");
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
}
