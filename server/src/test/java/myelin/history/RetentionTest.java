package myelin.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Messages that get too old.
final class RetentionTest {

    private static final Duration DAY = Duration.ofDays(1);

    private static boolean sees(TestUser user, TestRoom room, String event) {
        boolean listed =
                user.get("/rooms/" + room + "/messages?dir=b").list("chunk").stream()
                        .anyMatch(found -> found.string("event_id").orElseThrow().equals(event));
        int status = user.get("/rooms/" + room + "/event/" + event).status();
        assertThat(status).isEqualTo(listed ? 200 : 404);
        return listed;
    }

    private static void keeps(TestUser user, TestRoom room, Duration lifetime) {
        user.setState(
                        room,
                        "m.room.retention",
                        "",
                        JsonObject.of("max_lifetime", lifetime.toMillis()))
                .ok();
    }

    @BothDatabases
    @Configured("retention: {enabled: true}")
    void aMessageIsHiddenWhenTheRoomSaysSo(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String old = alice.says(room, "old");
        keeps(alice, room, DAY);
        server.clock().advance(Duration.ofHours(23));
        String fresh = alice.says(room, "fresh");
        assertThat(sees(alice, room, old)).isTrue();

        server.clock().advance(Duration.ofHours(2));

        assertThat(sees(alice, room, old)).isFalse();
        assertThat(sees(alice, room, fresh)).isTrue();
        assertThat(alice.sync().timeline(room))
                .noneMatch(event -> event.string("event_id").orElseThrow().equals(old));
        assertThat(alice.state(room, "m.room.create").has("room_version")).isTrue();
    }

    /// Notifications went on showing what was hidden everywhere else.
    @BothDatabases
    @Configured("retention: {enabled: true, default_policy: {max_lifetime: 1d}}")
    void whatIsHiddenNotifiesNobodyAndIsNotUnread(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.says(room, "old");
        assertThat(bodies(bob)).containsExactly("old");
        server.clock().advance(DAY.multipliedBy(2));
        alice.says(room, "fresh");

        assertThat(bodies(bob)).containsExactly("fresh");
        assertThat(bob.sync().unread(room)).isEqualTo("1 0");
    }

    private static List<String> bodies(TestUser user) {
        return TestAnswer.bodies(
                user.get("/notifications").list("notifications").stream()
                        .map(it -> it.object("event").orElseThrow())
                        .toList());
    }

    @BothDatabases
    @Configured("retention: {enabled: true, default_policy: {max_lifetime: 1d}}")
    void aRoomThatSaysNothingIsAsTheServerSays(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestRoom other = alice.createsPublicRoom();
        keeps(alice, other, DAY.multipliedBy(3));
        String event = alice.says(room, "hello");
        String there = alice.says(other, "hello");

        server.clock().advance(DAY.multipliedBy(2));

        assertThat(sees(alice, room, event)).isFalse();
        assertThat(sees(alice, other, there)).isTrue();
    }

    @BothDatabases
    @Configured("retention: {enabled: true, allowed_lifetime_min: 2d, allowed_lifetime_max: 4d}")
    void aRoomChoosesWithinBounds(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom hasty = alice.createsPublicRoom();
        TestRoom patient = alice.createsPublicRoom();
        keeps(alice, hasty, Duration.ofMinutes(1));
        keeps(alice, patient, DAY.multipliedBy(100));
        String first = alice.says(hasty, "hello");
        String second = alice.says(patient, "hello");

        server.clock().advance(DAY);
        assertThat(sees(alice, hasty, first)).isTrue();
        server.clock().advance(DAY.multipliedBy(2));
        assertThat(sees(alice, hasty, first)).isFalse();
        assertThat(sees(alice, patient, second)).isTrue();
        server.clock().advance(DAY.multipliedBy(2));
        assertThat(sees(alice, patient, second)).isFalse();
    }

    @BothDatabases
    void nothingIsHiddenWhereItIsSwitchedOff(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        keeps(alice, room, DAY);
        String event = alice.says(room, "hello");

        server.clock().advance(DAY.multipliedBy(2));

        assertThat(sees(alice, room, event)).isTrue();
        assertThat(alice.get(CONFIGURATION).text("errcode")).contains("M_UNRECOGNIZED");
    }

    private static final String CONFIGURATION =
            "/_matrix/client/unstable/org.matrix.msc1763/retention/configuration";

    @BothDatabases
    @Configured({
        "retention: {enabled: true, default_policy: {min_lifetime: 1d, max_lifetime: 2d},"
                + " allowed_lifetime_max: 4d}",
        "experimental_features: {msc1763_enabled: true}"
    })
    void clientsLearnTheServersPolicy(TestServer server) {
        JsonObject policy =
                JsonObject.of(
                        "min_lifetime",
                        DAY.toMillis(),
                        "max_lifetime",
                        DAY.multipliedBy(2).toMillis());
        JsonObject limits = JsonObject.of("max", DAY.multipliedBy(4).toMillis());

        assertThat(server.user("alice").get(CONFIGURATION).ok())
                .isEqualTo(
                        JsonObject.of(
                                "policies",
                                JsonObject.of("*", policy),
                                "limits",
                                JsonObject.of("max_lifetime", limits)));
        server.get(CONFIGURATION).isError(401, "M_MISSING_TOKEN");
    }
}
