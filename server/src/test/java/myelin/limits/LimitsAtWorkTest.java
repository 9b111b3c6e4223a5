package myelin.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestPeople;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;
import myelin.sql.Database;

/// What is counted where, and what is not.
class LimitsAtWorkTest {

    private static final JsonObject HELLO = JsonObject.of("msgtype", "m.text", "body", "hello");
    private static final String ONCE = "{per_second: 0.1, burst_count: 1}";
    private static final String OFTEN = "{per_second: 1000000, burst_count: 1000000}";

    private static void isTooMuch(TestAnswer answer) {
        answer.isError(429, "M_LIMIT_EXCEEDED");
    }

    @BothDatabases
    @Configured("rc_joins: {local: " + ONCE + "}")
    void aUserJoinsOnlySoManyRooms(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom one = alice.createsPublicRoom();
        TestRoom other = alice.createsPublicRoom();
        bob.join(one).ok();

        isTooMuch(bob.join(other));
        isTooMuch(bob.post("/join/" + other));
        isTooMuch(
                bob.setState(
                        other,
                        "m.room.member",
                        bob.toString(),
                        JsonObject.of("membership", "join")));
        carol.join(other).ok();
    }

    /// Who joined already used to be refused: clients do so again when they have not heard the answer.
    @BothDatabases
    @Configured("rc_joins: {local: " + ONCE + "}")
    void whoIsInARoomMayJoinItAgainAndAgain(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room =
                alice.creates(JsonObject.of("preset", "public_chat", "room_alias_name", "hall"));
        bob.join(room).ok();

        bob.join(room).ok();
        bob.post("/join/" + room).ok();
        bob.post("/join/%23hall%3Atest").ok();
        bob.put("/join/" + room + "/t1", JsonObject.EMPTY).ok();
    }

    @BothDatabases
    @Configured("rc_joins_per_room: " + ONCE)
    void aRoomIsJoinedOnlySoOften(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsPublicRoom();
        bob.join(room).ok();

        isTooMuch(carol.join(room));

        bob.join(room).ok();
        carol.join(alice.createsPublicRoom()).ok();
    }

    @BothDatabases
    @Configured("rc_invites: {per_user: " + ONCE + "}")
    void aUserIsInvitedOnlySoOften(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        alice.invite(alice.createsPublicRoom(), carol).ok();

        isTooMuch(bob.invite(bob.createsPublicRoom(), carol));

        alice.invite(alice.createsPublicRoom(), bob).ok();
    }

    @BothDatabases
    @Configured(
            "rc_invites: {per_issuer: "
                    + ONCE
                    + ", per_user: "
                    + OFTEN
                    + ", per_room: "
                    + OFTEN
                    + "}")
    void aUserInvitesOnlySoOften(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        alice.invite(alice.createsPublicRoom(), bob).ok();

        isTooMuch(alice.invite(alice.createsPublicRoom(), carol));

        bob.invite(bob.createsPublicRoom(), carol).ok();
    }

    @BothDatabases
    @Configured(
            "rc_invites: {per_room: "
                    + ONCE
                    + ", per_user: "
                    + OFTEN
                    + ", per_issuer: "
                    + OFTEN
                    + "}")
    void peopleAreInvitedIntoARoomOnlySoOften(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsPublicRoom();
        alice.invite(room, bob).ok();

        isTooMuch(alice.invite(room, carol));

        alice.invite(alice.createsPublicRoom(), carol).ok();
    }

    @BothDatabases
    @Configured("rc_presence: {per_user: " + ONCE + "}")
    void whoIsThereIsSaidOnlySoOften(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        says(alice, "online").ok();

        isTooMuch(says(alice, "unavailable"));

        says(bob, "online").ok();
    }

    private static TestAnswer says(TestUser user, String presence) {
        return user.put("/presence/" + user + "/status", JsonObject.of("presence", presence));
    }

    @BothDatabases
    @Configured("rc_user_directory: " + ONCE)
    void theDirectoryIsSearchedOnlySoOften(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        JsonObject search = JsonObject.of("search_term", "b");
        alice.post("/user_directory/search", search).ok();

        isTooMuch(alice.post("/user_directory/search", search));

        bob.post("/user_directory/search", search).ok();
    }

    @BothDatabases
    void registrationTokensAreTriedOnlySoOften(Database database) {
        TestPeople people = TestPeople.on(database, "rc_registration_token_validity", ONCE);
        String path = "/_matrix/client/v1/register/m.login.registration_token/validity?token=a";
        people.get(path);

        isTooMuch(new TestAnswer(people.get(path).status(), people.get(path).json()));
    }

    /// A client that has not heard the answer sends again, and used to be told to wait instead of the event's id.
    @BothDatabases
    @Configured("rc_message: {per_second: 0.1, burst_count: 1}")
    void whatIsRepeatedIsNotCounted(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String path = "/rooms/" + room + "/send/m.room.message/";
        JsonObject first = alice.put(path + 1, HELLO).ok();

        for (int again : List.of(1, 2, 3)) {
            assertThat(alice.put(path + 1, HELLO).ok()).as("%s", again).isEqualTo(first);
        }

        isTooMuch(alice.put(path + 2, HELLO));
        server.clock().advance(Duration.ofSeconds(10));
        alice.put(path + 2, HELLO).ok();
    }

    @BothDatabases
    @Configured("rc_message: {per_second: 0.1, burst_count: 2}")
    void aRepeatedRedactionIsNotCounted(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String path = "/rooms/" + room + "/redact/" + alice.says(room, "oh") + "/1";
        JsonObject first = alice.put(path, JsonObject.EMPTY).ok();

        assertThat(alice.put(path, JsonObject.EMPTY).ok()).isEqualTo(first);
    }

    @BothDatabases
    @Configured({"rc_message: {per_second: 0.1, burst_count: 1}", "max_event_delay_duration: 1h"})
    void whatIsToBeSentLaterIsNotCountedAgain(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String path = "/rooms/" + room + "/send/m.room.message/1?org.matrix.msc4140.delay=1000";
        JsonObject first = alice.put(path, HELLO).ok();

        assertThat(alice.put(path, HELLO).ok()).isEqualTo(first);
    }

    /// Of the paths that Synapse has beside those of the specification.
    @BothDatabases
    @Configured("rc_message: {per_second: 0.1, burst_count: 1}")
    void anInviteThatIsRepeatedIsNotCounted(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        String path = "/rooms/" + room + "/invite/1";
        JsonObject body = JsonObject.of("user_id", bob.id());
        alice.put(path, body).ok();

        alice.put(path, body).ok();
    }
}
