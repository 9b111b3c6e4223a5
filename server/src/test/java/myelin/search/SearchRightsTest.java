package myelin.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;
import myelin.sql.Database;
import myelin.sql.Sql;
import org.junit.jupiter.api.Tag;

/// Nobody finds what he may not see, nor what is not there any more.
final class SearchRightsTest {

    private static TestRoom room(TestUser owner, String visibility, TestUser... members) {
        TestRoom room = owner.createsPublicRoom(visibility);
        for (TestUser member : members) {
            member.join(room).ok();
        }
        return room;
    }

    private static void finds(TestServer server, TestUser user, String... texts) {
        for (JsonObject criteria :
                List.of(JsonObject.of("order_by", "recent"), JsonObject.of("order_by", "rank"))) {
            Found found = Found.by(user, "tea", criteria);
            assertThat(found.bodies()).as("%s", user).containsExactlyInAnyOrder(texts);
            assertThat(found.count()).as("the count tells no more").isEqualTo(texts.length);
            server.awaitIdle();
        }
    }

    @BothDatabases
    void aStrangerFindsNothingWhateverTheRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser stranger = server.user("stranger");
        for (String visibility : List.of("world_readable", "shared", "invited", "joined")) {
            alice.says(alice.createsPublicRoom(visibility), "tea");
        }

        finds(server, stranger);
        finds(server, alice, "tea", "tea", "tea", "tea");
    }

    @BothDatabases
    void whoHasLeftFindsWhatWasSaidBefore(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = room(alice, "shared", bob);
        alice.says(room, "tea then");
        bob.leave(room).ok();
        alice.says(room, "tea now");

        finds(server, bob, "tea then");
        Found found =
                Found.by(
                        bob,
                        "tea",
                        JsonObject.of("include_state", true, "event_context", JsonObject.EMPTY));
        assertThat(
                        found.results()
                                .getFirst()
                                .object("context")
                                .orElseThrow()
                                .array("events_after")
                                .orElseThrow()
                                .size())
                .as("his leaving")
                .isEqualTo(1);
        assertThat(found.state(room)).isNotEmpty();
        bob.forget(room).ok();
        finds(server, bob);
    }

    @BothDatabases
    void whoIsBannedFindsWhatWasSaidBefore(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = room(alice, "shared", bob);
        alice.says(room, "tea then");
        alice.ban(room, bob).ok();
        alice.says(room, "tea now");

        finds(server, bob, "tea then");
        alice.unban(room, bob).ok();
        bob.join(room).ok();
        finds(server, bob, "tea then", "tea now");
    }

    @BothDatabases
    void whoCameLaterFindsWhatTheRoomShares(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        for (String visibility : List.of("world_readable", "shared", "invited", "joined")) {
            TestRoom room = alice.createsPublicRoom(visibility);
            alice.says(room, "tea early " + visibility);
            bob.join(room).ok();
            alice.says(room, "tea late " + visibility);
        }

        finds(
                server,
                bob,
                "tea early world_readable",
                "tea early shared",
                "tea late world_readable",
                "tea late shared",
                "tea late invited",
                "tea late joined");
    }

    @BothDatabases
    void whoWasOnlyInvitedFindsNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom("invited");
        alice.invite(room, bob).ok();
        alice.says(room, "tea");

        finds(server, bob);
        bob.leave(room).ok();
        finds(server, bob);
    }

    /// Who is not let in again still has what he saw; it once was gone while an invitation was open.
    @BothDatabases
    void whoIsInvitedAgainOrKnocksFindsWhatWasSaidBefore(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = room(alice, "shared", bob, carol);
        alice.says(room, "tea then");
        bob.leave(room).ok();
        carol.leave(room).ok();
        alice.says(room, "tea now");
        alice.invite(room, bob).ok();
        JsonObject knock = JsonObject.of("join_rule", "knock");
        alice.setState(room, "m.room.join_rules", "", knock).ok();
        carol.knock(room).ok();

        finds(server, bob, "tea then");
        finds(server, carol, "tea then");
    }

    @BothDatabases
    void whoNeverCameInFindsNothingEvenOfWhatAllMayRead(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom banning = alice.createsPublicRoom("world_readable");
        TestRoom inviting = alice.createsPublicRoom("world_readable");
        alice.says(banning, "tea");
        alice.says(inviting, "tea");
        alice.ban(banning, bob).ok();
        alice.invite(inviting, bob).ok();
        finds(server, bob);
        bob.leave(inviting).ok();

        finds(server, bob);
    }

    /// What was open to all for a while may be read by its id; nobody who has left pages through it.
    @BothDatabases
    void whoHasLeftFindsNoMoreThanHePagesThrough(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = room(alice, "shared", bob);
        alice.says(room, "tea then");
        bob.leave(room).ok();
        alice.showsHistory(room, "world_readable");
        String open = alice.says(room, "tea for all");
        alice.showsHistory(room, "shared");
        alice.says(room, "tea now");

        bob.get("/rooms/" + room + "/event/" + open).ok();
        assertThat(TestAnswer.bodies(bob.get("/rooms/" + room + "/messages?dir=b").list("chunk")))
                .containsExactly("tea then");
        finds(server, bob, "tea then");
    }

    /// Otherwise who posts a word himself learns how often it was said before he came.
    @BothDatabases
    void theCountDoesNotTellWhatIsHidden(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom("joined");
        alice.says(room, "tea");
        alice.says(room, "tea");
        bob.join(room).ok();
        bob.says(room, "tea");
        JsonObject one = JsonObject.of("order_by", "recent", "filter", JsonObject.of("limit", 1));

        assertThat(Found.by(bob, "tea", one).count()).isEqualTo(1);
    }

    @BothDatabases
    void ofWhomOneIgnoresOneFindsNoMessages(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = room(alice, "shared", bob);
        alice.says(room, "tea of alice");
        bob.says(room, "tea of bob");

        finds(server, alice, "tea of alice", "tea of bob");
        alice.ignores(bob);
        finds(server, alice, "tea of alice");
    }

    private static final Sql ALL = Sql.of("SELECT rowid FROM message_index ORDER BY rowid");

    private static int indexed(TestServer server, Database database) {
        server.awaitIdle();
        return database.read(tx -> tx.query(ALL).list(row -> row.number("rowid"))).size();
    }

    @BothDatabases
    void whatIsRedactedIsNotFoundAndLeavesTheIndex(TestServer server, Database database) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.EMPTY);
        String late = alice.says(room, "tea to be redacted late");
        assertThat(indexed(server, database)).isEqualTo(1);
        String soon = alice.says(room, "tea to be redacted soon");
        alice.redact(room, soon).ok();
        finds(server, alice, "tea to be redacted late");
        assertThat(indexed(server, database)).isEqualTo(1);
        alice.redact(room, late).ok();
        finds(server, alice);

        assertThat(indexed(server, database)).isZero();
    }

    @BothDatabases
    void whatMayNotBeRedactedStays(TestServer server, Database database) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = room(alice, "shared", bob);
        String said = alice.says(room, "tea");
        bob.redact(room, said).isForbidden();

        finds(server, alice, "tea");
        assertThat(indexed(server, database)).isEqualTo(1);
    }

    @BothDatabases
    void theEditsOfWhatIsRedactedLeaveTheIndexToo(TestServer server, Database database) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.creates(JsonObject.EMPTY);
        String said = alice.says(room, "tea");
        alice.edits(room, said, "tea!");
        assertThat(indexed(server, database)).isEqualTo(2);
        alice.redact(room, said).ok();

        assertThat(indexed(server, database)).isZero();
        alice.edits(room, said, "tea!");
        assertThat(indexed(server, database)).isZero();
    }

    @BothDatabases
    @Configured("experimental_features: {msc4293_enabled: true}")
    void allThatWhoIsRemovedHasSaidLeavesTheIndex(TestServer server, Database database) {
        TestUser alice = server.user("alice");
        TestUser spammer = server.user("spammer");
        TestRoom room = room(alice, "shared", spammer);
        TestRoom other = room(alice, "shared", spammer);
        alice.says(room, "tea");
        spammer.says(other, "tea elsewhere");
        spammer.says(room, "tea spam");
        assertThat(indexed(server, database)).isEqualTo(3);
        spammer.says(room, "tea and more spam");
        alice.post(
                        "/rooms/" + room + "/ban",
                        JsonObject.of(
                                "user_id", spammer.id(), "org.matrix.msc4293.redact_events", true))
                .ok();

        finds(server, alice, "tea", "tea elsewhere");
        assertThat(indexed(server, database)).isEqualTo(2);
    }

    @BothDatabases
    void whoIsErasedIsFoundByThoseWhoWereThereOnly(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = room(alice, "shared", bob);
        bob.says(room, "tea");
        carol.join(room).ok();
        finds(server, carol, "tea");
        bob.erasesHimself();

        finds(server, alice, "tea");
        finds(server, carol);
    }

    @BothDatabases
    void whoHasLeftABusyRoomFindsWhatWasSaidBefore(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = room(alice, "joined", bob);
        bob.says(room, "tea");
        bob.leave(room).ok();
        say(600, alice, room);

        finds(server, bob, "tea");
    }

    @BothDatabases
    @Tag("thorough")
    void whoMaySeeNearlyNothingGetsAShortPageAndAWayOn(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = room(alice, "joined", bob);
        String seen = bob.says(room, "tea");
        bob.leave(room).ok();
        say(2_600, alice, room);
        server.awaitIdle();
        JsonObject recent = JsonObject.of("order_by", "recent");

        Found page = Found.by(bob, "tea", recent);
        assertThat(page.ids()).isEmpty();
        page = Found.after(page.next().orElseThrow(), bob, "tea", recent);
        assertThat(page.ids()).containsExactly(seen);
        assertThat(page.next()).isEmpty();
    }

    /// Who fills a room with long texts that only nearly fit does not keep the server busy with them.
    @BothDatabases
    @Tag("thorough")
    void whereVeryMuchWouldHaveToBeReadThereIsAWayOn(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String fitting = alice.says(room, "milk tea");
        String nearly = "tea and " + "then ".repeat(500) + "milk";
        for (int i = 0; i < 600; i++) {
            alice.says(room, nearly);
        }
        server.awaitIdle();
        JsonObject recent = JsonObject.of("order_by", "recent");

        Found page = Found.by(alice, "\"milk tea\"", recent);
        assertThat(page.ids()).isEmpty();
        page = Found.after(page.next().orElseThrow(), alice, "\"milk tea\"", recent);
        assertThat(page.ids()).containsExactly(fitting);
    }

    private static void say(int times, TestUser user, TestRoom room) {
        for (int i = 0; i < times; i++) {
            user.says(room, "tea");
        }
    }
}
