package myelin.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Paging through `/messages`.
final class MessagesTest {

    /// All events, page by page, until there is no `end`.
    private static List<JsonObject> all(TestUser user, TestRoom room, String query) {
        List<JsonObject> found = new ArrayList<>();
        TestAnswer page = page(user, room, query);
        found.addAll(page.list("chunk"));
        for (int pages = 0; page.text("end").isPresent() && pages < 100; pages++) {
            page = page(user, room, query + "&from=" + page.text("end").orElseThrow());
            found.addAll(page.list("chunk"));
        }
        assertThat(page.text("end")).isEmpty();
        return found;
    }

    private static TestAnswer page(TestUser user, TestRoom room, String query) {
        TestAnswer answer = user.get("/rooms/" + room + "/messages?" + query);
        answer.ok();
        return answer;
    }

    private static List<String> bodies(List<JsonObject> events) {
        return events.stream()
                .flatMap(event -> event.object("content").stream())
                .flatMap(content -> content.string("body").stream())
                .toList();
    }

    private static List<String> say(TestUser user, TestRoom room, int count) {
        List<String> said = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            said.add("m" + i);
            user.says(room, "m" + i);
        }
        return said;
    }

    @BothDatabases
    void backwardsEachEventComesOnceUntilTheStart(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        List<String> said = say(alice, room, 7);

        for (int limit : List.of(1, 3, 5, 12, 13, 50)) {
            List<JsonObject> events = all(alice, room, "dir=b&limit=" + limit);

            assertThat(bodies(events)).isEqualTo(said.reversed());
            assertThat(events).hasSize(12).doesNotHaveDuplicates();
            assertThat(events.getLast().string("type")).contains("m.room.create");
        }
    }

    @BothDatabases
    void forwardsEachEventComesOnceUntilTheEnd(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        List<String> said = say(alice, room, 7);

        for (int limit : List.of(1, 3, 5, 12, 13, 50)) {
            List<JsonObject> events = all(alice, room, "dir=f&limit=" + limit);

            assertThat(bodies(events)).isEqualTo(said);
            assertThat(events).hasSize(12).doesNotHaveDuplicates();
        }
    }

    @BothDatabases
    void otherRoomsDoNotDisturbThePages(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestRoom other = alice.createsPublicRoom();
        for (int i = 0; i < 6; i++) {
            alice.says(room, "m" + i);
            alice.says(other, "other");
        }

        assertThat(bodies(all(alice, room, "dir=b&limit=2")))
                .containsExactly("m5", "m4", "m3", "m2", "m1", "m0");
    }

    @BothDatabases
    void aFilterThatLetsLittlePassLosesNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        for (int i = 0; i < 20; i++) {
            alice.says(room, "m" + i);
            if (i % 7 == 0) {
                alice.send(room, "org.example.rare", JsonObject.of("body", "r" + i)).ok();
            }
        }
        String filter = TestUser.encoded(JsonObject.of("types", List.of("org.example.rare")));

        assertThat(bodies(all(alice, room, "dir=b&limit=1&filter=" + filter)))
                .containsExactly("r14", "r7", "r0");
        assertThat(bodies(all(alice, room, "dir=f&limit=2&filter=" + filter)))
                .containsExactly("r0", "r7", "r14");
    }

    @BothDatabases
    void toIsWhereThePagesEnd(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "before");
        TestSync sync = alice.sync();
        alice.says(room, "after");

        assertThat(bodies(all(alice, room, "dir=b&limit=1&to=" + sync.next())))
                .containsExactly("after");
    }

    @BothDatabases
    void aTokenOfSyncIsAPlaceToStart(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "before");
        TestSync sync = alice.sync();
        alice.says(room, "after");

        assertThat(bodies(page(alice, room, "dir=f&from=" + sync.next()).list("chunk")))
                .containsExactly("after");
        assertThat(bodies(page(alice, room, "dir=b&limit=1&from=" + sync.next()).list("chunk")))
                .containsExactly("before");
    }

    @BothDatabases
    void theEndIsOneMoreStartForWhatComesLater(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, "one");
        TestAnswer page = page(alice, room, "dir=b&limit=1");

        assertThat(page.text("start")).isPresent();
        alice.says(room, "two");

        assertThat(
                        bodies(
                                page(alice, room, "dir=f&from=" + page.text("start").orElseThrow())
                                        .list("chunk")))
                .containsExactly("two");
    }

    @BothDatabases
    void badParametersAreRefused(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String path = "/rooms/" + room + "/messages?";

        alice.get(path + "dir=x").isError(400, "M_INVALID_PARAM");
        alice.get(path + "dir=b&from=there").isError(400, "M_INVALID_PARAM");
        alice.get(path + "dir=b&limit=many").isError(400, "M_INVALID_PARAM");
        alice.get(path + "dir=b&limit=-1").isError(400, "M_INVALID_PARAM");
        alice.get(path + "dir=b&filter=%7B").isError(400, "M_NOT_JSON");
    }

    @BothDatabases
    void strangersReadNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();

        bob.get("/rooms/" + room + "/messages?dir=b").isForbidden();
        bob.get("/rooms/!nowhere:test/messages?dir=b").isForbidden();
    }

    @BothDatabases
    void whoLeftReadsUpToTheEnd(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.says(room, "seen");
        bob.leave(room).ok();
        alice.says(room, "unseen");

        assertThat(bodies(all(bob, room, "dir=b"))).containsExactly("seen");
        assertThat(bodies(all(bob, room, "dir=f"))).containsExactly("seen");
    }

    @BothDatabases
    void membersComeAlongForWhoLoadsThemLazily(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        bob.says(room, "hello");
        String filter = TestUser.encoded(JsonObject.of("lazy_load_members", true));

        TestAnswer page = page(alice, room, "dir=b&limit=1&filter=" + filter);

        assertThat(TestSync.keys(page.list("state"))).containsExactly("m.room.member @bob:test");
    }

    @BothDatabases
    void ignoredUsersAreNotRead(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        bob.says(room, "spam");
        alice.put(
                        "/user/" + alice + "/account_data/m.ignored_user_list",
                        JsonObject.of(
                                "ignored_users", JsonObject.of(bob.toString(), JsonObject.EMPTY)))
                .ok();

        assertThat(bodies(all(alice, room, "dir=b"))).isEmpty();
    }

    @BothDatabases
    void redactedEventsAreEmpty(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.redact(room, alice.says(room, "oops")).ok();

        assertThat(bodies(all(alice, room, "dir=b"))).isEmpty();
    }

    @BothDatabases
    void eventsSayWhichRoomTheyAreOf(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        assertThat(page(alice, room, "dir=b").list("chunk"))
                .allMatch(event -> event.string("room_id").equals(Optional.of(room.toString())));
    }

    @BothDatabases
    void aFilterOnUrlsIsHonoured(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        alice.says(room, JsonObject.of("msgtype", "m.text", "body", "text"));
        alice.says(room, JsonObject.of("msgtype", "m.image", "body", "image", "url", "mxc://a/b"));

        assertThat(bodies(all(alice, room, "dir=b&filter=%7B%22contains_url%22%3Atrue%7D")))
                .containsExactly("image");
        assertThat(bodies(all(alice, room, "dir=b&filter=%7B%22contains_url%22%3Afalse%7D")))
                .containsExactly("text");
    }
}
