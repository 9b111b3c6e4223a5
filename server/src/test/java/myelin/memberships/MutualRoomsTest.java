package myelin.memberships;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// The rooms that two users are both in.
final class MutualRoomsTest {

    private static final String PATH = "/_matrix/client/v1/mutual_rooms";

    private static TestAnswer mutual(TestUser user, String query) {
        return user.get(PATH + query);
    }

    @BothDatabases
    void onlyRoomsThatBothAreIn(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom both = alice.createsRoomWith(bob);
        TestRoom left = alice.createsRoomWith(bob);
        TestRoom invited = alice.createsPublicRoom();
        bob.createsPublicRoom();
        bob.leave(left).ok();
        alice.invite(invited, bob).ok();
        JsonObject expected = JsonObject.of("joined", JsonArray.of(both.id()), "count", 1);

        assertThat(mutual(alice, "?user_id=" + bob).ok()).isEqualTo(expected);
        assertThat(mutual(bob, "?user_id=" + alice).ok()).isEqualTo(expected);
        assertThat(
                        alice.get(
                                        "/_matrix/client/unstable/uk.half-shot.msc2666/user/mutual_rooms?user_id="
                                                + bob)
                                .ok())
                .isEqualTo(expected);
        assertThat(mutual(alice, "?user_id=@nobody:test").ok())
                .isEqualTo(JsonObject.of("joined", JsonArray.EMPTY, "count", 0));
    }

    @BothDatabases
    void theyComeInPages(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        for (int i = 0; i < 101; i++) {
            alice.createsRoomWith(bob);
        }
        List<String> seen = new ArrayList<>();
        Optional<String> from = Optional.empty();
        do {
            TestAnswer page =
                    mutual(
                            alice,
                            "?user_id=" + bob + from.map(token -> "&from=" + token).orElse(""));
            assertThat(page.number("count")).isEqualTo(101);
            page.ok().array("joined").orElseThrow().strings().forEach(seen::add);
            from = page.text("next_batch");
        } while (from.isPresent());

        assertThat(seen).hasSize(101).doesNotHaveDuplicates();
    }

    @BothDatabases
    void nonsenseIsRefused(TestServer server) {
        TestUser alice = server.user("alice");

        mutual(alice, "").isError(400, "M_INVALID_PARAM");
        mutual(alice, "?user_id=nobody").isError(400, "M_INVALID_PARAM");
        mutual(alice, "?user_id=" + alice).isError(400, "M_INVALID_PARAM");
        mutual(alice, "?user_id=@bob:test&from=!").isError(400, "M_INVALID_PARAM");
        server.get(PATH + "?user_id=@bob:test").isError(401, "M_MISSING_TOKEN");
    }
}
