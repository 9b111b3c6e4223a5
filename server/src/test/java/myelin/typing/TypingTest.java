package myelin.typing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import myelin.BothDatabases;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

final class TypingTest {

    @BothDatabases
    void membersSeeWhoTypes(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestSync before = bob.sync();

        types(alice, room, true);

        assertThat(bob.sync(before).ephemeral(room, "m.typing"))
                .isEqualTo(Optional.of(JsonObject.of("user_ids", JsonArray.of(alice.id()))));
    }

    /// Who had synced before anybody on the server ever typed was not told, as such a token looks
    /// like none: its place in the stream of typing is 0.
    @BothDatabases
    void membersSeeThatNobodyTypesAnyMore(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        TestSync before = bob.sync();
        types(alice, room, true);

        types(alice, room, false);

        assertThat(bob.sync(before).ephemeral(room, "m.typing"))
                .isEqualTo(Optional.of(JsonObject.of("user_ids", JsonArray.EMPTY)));
    }

    @BothDatabases
    void theFirstAnswerIsSilentWhereNobodyTypes(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        types(alice, room, true);
        types(alice, room, false);

        assertThat(alice.sync().ephemeral(room, "m.typing")).isEmpty();
    }

    private static void types(TestUser user, TestRoom room, boolean typing) {
        user.put("/rooms/" + room + "/typing/" + user, JsonObject.of("typing", typing)).ok();
    }
}
