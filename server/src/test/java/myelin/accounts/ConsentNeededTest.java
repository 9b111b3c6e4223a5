package myelin.accounts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestDatabase;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;
import myelin.http.Method;
import myelin.http.Request;
import myelin.sql.Sql;
import org.junit.jupiter.api.io.TempDir;

/// A server on which nobody says anything before accepting the privacy policy (`user_consent.block_events_error`).
class ConsentNeededTest {

    private static final Sql BOT =
            Sql.of("UPDATE users SET user_type = 'bot' WHERE user_id = :user");

    @TempDir private Path folder;

    private TestServer strict(TestDatabase database) throws IOException {
        Path pages = Files.createDirectories(folder.resolve("en"));
        Files.writeString(pages.resolve("1.0.html"), "Be kind.");
        Files.writeString(pages.resolve("success.html"), "Sweet.");
        return TestServer.on(
                database,
                "public_baseurl: https://matrix.test/",
                "form_secret: hush",
                "user_consent: {template_dir: '"
                        + folder
                        + "', version: '1.0', block_events_error: 'Go to %(consent_uri)s first'}");
    }

    private static String link(TestAnswer refused) {
        refused.isError(403, "M_CONSENT_NOT_GIVEN");
        String link = refused.text("consent_uri").orElseThrow();
        assertThat(refused.text("error")).contains("Go to " + link + " first");
        return link;
    }

    private static void accept(TestServer server, String link) {
        String query = link.replace("https://matrix.test/_matrix/consent?", "");
        assertThat(
                        server.homeserver()
                                .dispatcher()
                                .dispatch(
                                        Request.to(Method.POST, "/_matrix/consent")
                                                .body(("v=1.0&" + query).getBytes(UTF_8))
                                                .build())
                                .status())
                .isEqualTo(200);
    }

    @BothDatabases
    void whoHasNotAcceptedSaysNothing(TestDatabase database) throws IOException {
        TestUser alice;
        TestUser bob;
        TestRoom room;
        try (TestServer before = TestServer.on(database)) {
            alice = before.user("alice");
            bob = before.user("bob");
            room = alice.createsRoomWith(bob);
        }
        try (TestServer server = strict(database)) {
            TestUser user = alice.at(server);
            JsonObject body = JsonObject.of("msgtype", "m.text", "body", "b");

            link(user.send(room, "m.room.message", body));
            link(user.setState(room, "m.room.topic", "", JsonObject.of("topic", "t")));
            link(user.post("/createRoom"));
            link(user.invite(room, bob));
            link(user.join(room));
        }
    }

    @BothDatabases
    void whoHasNotAcceptedMayHearAndLeave(TestDatabase database) throws IOException {
        TestUser alice;
        TestRoom room;
        try (TestServer before = TestServer.on(database)) {
            alice = before.user("alice");
            room = alice.createsPublicRoom();
        }
        try (TestServer server = strict(database)) {
            alice.at(server).get("/sync").ok();
            alice.at(server).leave(room).ok();
            alice.at(server).forget(room).ok();
        }
    }

    @BothDatabases
    void whoAcceptsByTheLinkMaySpeakAtOnce(TestDatabase database) throws IOException {
        try (TestServer server = strict(database)) {
            TestUser alice = server.user("alice");

            accept(server, link(alice.post("/createRoom")));

            alice.says(alice.createsPublicRoom(), "hello");
        }
    }

    @BothDatabases
    void botsNeedNotAccept(TestDatabase database) throws IOException {
        TestUser bot;
        try (TestServer before = TestServer.on(database)) {
            bot = before.user("bot");
        }
        database.database().write(tx -> tx.update(BOT).bind("user", bot.id()).run());
        try (TestServer server = strict(database)) {
            bot.at(server).createsPublicRoom();
        }
    }
}
