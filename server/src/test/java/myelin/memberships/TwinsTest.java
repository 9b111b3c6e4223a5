package myelin.memberships;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// The paths with a transaction id that Synapse has beside those of the specification.
final class TwinsTest {

    @BothDatabases
    void aRoomIsCreatedOnce(TestServer server) {
        TestUser alice = server.user("alice");
        JsonObject body = JsonObject.of("preset", "private_chat");

        JsonObject first = alice.put("/createRoom/1", body).ok();

        assertThat(alice.put("/createRoom/1", body).ok()).isEqualTo(first);
        assertThat(alice.put("/createRoom/2", body).ok()).isNotEqualTo(first);
        assertThat(server.user("bob").put("/createRoom/1", body).ok()).isNotEqualTo(first);
    }

    @BothDatabases
    void membershipsChange(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        JsonObject him = JsonObject.of("user_id", bob.id());

        for (String change : List.of("ban/1", "unban/2", "invite/3", "kick/4")) {
            alice.put("/rooms/" + room + "/" + change, him).ok();
        }
        bob.put("/rooms/" + room + "/join/1", JsonObject.EMPTY).ok();
        assertThat(alice.membership(room, bob)).isEqualTo("join");
        bob.put("/rooms/" + room + "/leave/2", JsonObject.EMPTY).ok();
        bob.put("/join/" + room + "/3", JsonObject.EMPTY).ok();
        bob.put("/rooms/" + room + "/leave/4", JsonObject.EMPTY).ok();
        bob.put("/rooms/" + room + "/forget/5", JsonObject.EMPTY).ok();
        assertThat(alice.membership(room, bob)).isEqualTo("leave");
    }

    /// What failed is tried again.
    @BothDatabases
    void anErrorIsNotRemembered(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.of("preset", "private_chat"));

        bob.put("/join/" + room + "/1", JsonObject.EMPTY).isForbidden();
        alice.invite(room, bob).ok();
        bob.put("/join/" + room + "/1", JsonObject.EMPTY).ok();
    }

    @BothDatabases
    void eventsAreSentAndRedactedWithoutOne(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        JsonObject hello = JsonObject.of("msgtype", "m.text", "body", "hello");

        String event =
                alice.post("/rooms/" + room + "/send/m.room.message", hello)
                        .text("event_id")
                        .orElseThrow();
        alice.post("/rooms/" + room + "/redact/" + event).ok();

        assertThat(alice.get("/rooms/" + room + "/event/" + event).ok().object("content"))
                .contains(JsonObject.EMPTY);
        server.post("/_matrix/client/v3/rooms/" + room + "/send/m.room.message", hello)
                .isError(401, "M_MISSING_TOKEN");
    }
}
