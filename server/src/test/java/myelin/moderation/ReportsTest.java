package myelin.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;

/// Reporting what is wrong, and reading that.
final class ReportsTest {

    private static final String EVENTS = "/_synapse/admin/v1/event_reports";
    private static final String USERS = "/_synapse/admin/v1/user_reports";
    private static final JsonObject SPAM = JsonObject.of("reason", "spam");

    private static TestAnswer report(TestUser user, TestRoom room, String event) {
        return user.post("/rooms/" + room + "/report/" + event, SPAM.with("score", -50));
    }

    private static List<JsonObject> reports(TestUser admin, String query) {
        return admin.get(EVENTS + query).list("event_reports");
    }

    @BothDatabases
    void anAdministratorReadsWhatWasReported(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room =
                alice.creates(
                        JsonObject.of(
                                "preset", "public_chat", "name", "Hall", "room_alias_name", "h"));
        bob.join(room).ok();
        String event = bob.says(room, "buy this");

        assertThat(report(alice, room, event).ok()).isEqualTo(JsonObject.EMPTY);

        JsonObject report = reports(admin, "").getFirst();
        long number = report.integer("id").orElseThrow();
        assertThat(report)
                .isEqualTo(
                        JsonObject.builder()
                                .put("id", number)
                                .put("received_ts", server.clock().millis())
                                .put("user_id", alice.id())
                                .put("reason", "spam")
                                .put("room_id", room.id())
                                .put("event_id", event)
                                .put("sender", bob.id())
                                .put("score", -50)
                                .put("name", "Hall")
                                .put("canonical_alias", "#h:test")
                                .build());
        assertThat(admin.get(EVENTS + "/" + number).text("event_json", "content", "body"))
                .contains("buy this");
        admin.delete(EVENTS + "/" + number).ok();
        admin.get(EVENTS + "/" + number).isError(404, "M_NOT_FOUND");
        admin.delete(EVENTS + "/" + number).isError(404, "M_NOT_FOUND");
        assertThat(reports(admin, "")).isEmpty();
    }

    @BothDatabases
    @Configured("rc_reports: {per_second: 1000, burst_count: 1000}")
    void theListIsPagedAndFiltered(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String first = alice.says(room, "first");
        String second = bob.says(room, "second");
        report(bob, room, first).ok();
        report(alice, room, second).ok();
        report(bob, room, second).ok();

        TestAnswer page = admin.get(EVENTS + "?limit=2");
        assertThat(page.list("event_reports")).hasSize(2);
        assertThat(page.number("total")).isEqualTo(3);
        assertThat(page.number("next_token")).isEqualTo(2);
        TestAnswer rest = admin.get(EVENTS + "?limit=2&from=2");
        assertThat(rest.list("event_reports")).hasSize(1);
        assertThat(rest.find("next_token")).isEmpty();
        assertThat(reports(admin, "?dir=f").getFirst().string("event_id")).contains(first);
        assertThat(reports(admin, "?user_id=bob")).hasSize(2);
        assertThat(reports(admin, "?event_sender_user_id=@alice:test")).hasSize(1);
        assertThat(reports(admin, "?room_id=" + TestUser.encoded(room))).hasSize(3);
        assertThat(reports(admin, "?room_id=elsewhere")).isEmpty();
        admin.get(EVENTS + "?dir=up").isError(400, "M_INVALID_PARAM");
        admin.get(EVENTS + "?from=-1").isError(400, "M_INVALID_PARAM");
        admin.get(EVENTS + "/x").isError(400, "M_INVALID_PARAM");
        admin.get(EVENTS + "/-1").isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    @Configured("rc_reports: {per_second: 1000, burst_count: 1000}")
    void anEventIsReportedByMembersWhoSeeIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        TestRoom other = alice.createsPublicRoom();
        alice.showsHistory(room, "joined");
        String before = alice.says(room, "before");

        report(bob, room, before).isError(404, "M_NOT_FOUND");
        bob.join(room).ok();
        report(bob, room, before).isError(404, "M_NOT_FOUND");
        String after = alice.says(room, "after");
        report(bob, other, after).isError(404, "M_NOT_FOUND");
        report(bob, room, after).ok();
        bob.post("/rooms/" + room + "/report/" + after).ok();
        alice.redact(room, after).ok();
        report(bob, room, after).isError(404, "M_NOT_FOUND");
        bob.post("/rooms/" + room + "/report/" + after, JsonObject.of("reason", 1))
                .isError(400, "M_BAD_JSON");
        bob.leave(room).ok();
        report(bob, room, alice.says(room, "later")).isError(404, "M_NOT_FOUND");
        report(bob, room, "nonsense").isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void aRoomIsReportedByAnybody(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.of("preset", "private_chat"));

        bob.post("/rooms/" + room + "/report", SPAM).ok();
        bob.post("/rooms/!no:test/report", SPAM).isError(404, "M_NOT_FOUND");
        bob.post("/rooms/" + room + "/report").isError(400, "M_MISSING_PARAM");
    }

    @BothDatabases
    @Configured("rc_reports: {per_second: 1000, burst_count: 1000}")
    void usersAreReportedAndItStaysSecretWhoExists(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        bob.post("/users/" + alice + "/report", SPAM).ok();
        bob.post("/users/@nobody:test/report", SPAM).ok();
        bob.post("/users/@nobody:elsewhere.example/report", SPAM).ok();
        bob.post("/users/" + alice + "/report", JsonObject.of("reason", "x".repeat(1001)))
                .isError(400, "M_BAD_JSON");
        bob.post("/users/" + alice + "/report").isError(400, "M_MISSING_PARAM");

        TestAnswer reports = admin.get(USERS);
        assertThat(reports.number("total")).isEqualTo(1);
        JsonObject report = reports.list("user_reports").getFirst();
        long number = report.integer("id").orElseThrow();
        assertThat(report)
                .isEqualTo(
                        JsonObject.builder()
                                .put("id", number)
                                .put("received_ts", server.clock().millis())
                                .put("user_id", bob.id())
                                .put("reason", "spam")
                                .put("target_user_id", alice.id())
                                .build());
        assertThat(admin.get(USERS + "/" + number).ok()).isEqualTo(report);
        admin.get(EVENTS + "/" + number).isError(404, "M_NOT_FOUND");
        admin.delete(USERS + "/" + number).ok();
        assertThat(admin.get(USERS).number("total")).isZero();
    }

    @BothDatabases
    @Configured("experimental_features: {msc4277_enabled: true}")
    void itStaysSecretWhatExistsWhereThatIsWanted(TestServer server) {
        TestUser bob = server.user("bob");

        bob.post("/rooms/!no:test/report", SPAM).ok();
        bob.post("/rooms/!no:test/report/$no", SPAM).ok();
    }

    @BothDatabases
    void nobodyElseReadsReports(TestServer server) {
        TestUser bob = server.user("bob");

        bob.get(EVENTS).isForbidden();
        bob.get(EVENTS + "/1").isForbidden();
        bob.delete(EVENTS + "/1").isForbidden();
        bob.get(USERS).isForbidden();
    }

    @BothDatabases
    void whoReportsTooMuchHasToWait(TestServer server) {
        TestUser bob = server.user("bob");
        for (int i = 0; i < 5; i++) {
            bob.post("/users/@nobody:test/report", SPAM).ok();
        }

        bob.post("/users/@nobody:test/report", SPAM).isError(429, "M_LIMIT_EXCEEDED");
    }

    @BothDatabases
    void aReportNeedsNoReason(TestServer server) {
        TestUser admin = server.admin("admin");
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String event = alice.says(room, "hello");

        alice.post("/rooms/" + room + "/report/" + event).ok();

        JsonObject report = reports(admin, "").getFirst();
        assertThat(report.value("reason")).contains(JsonNull.INSTANCE);
        assertThat(report.value("score")).contains(JsonNull.INSTANCE);
    }
}
