package myelin.memberships;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.crypto.JsonSignatures;
import myelin.core.crypto.SigningKey;
import myelin.core.json.JsonObject;

/// Invitations by address, once an identity server has told whose it is.
final class ThirdPartyInviteTest {

    private static final SigningKey KEY = SigningKey.generate("1", new Random(1));

    private static TestRoom roomWithInvite(TestUser alice) {
        TestRoom room = alice.creates(JsonObject.of("preset", "private_chat"));
        alice.setState(
                        room,
                        "m.room.third_party_invite",
                        "token",
                        JsonObject.of(
                                "display_name",
                                "b...@example.org",
                                "key_validity_url",
                                "https://id.test/valid",
                                "public_key",
                                KEY.verifyKey().base64()))
                .ok();
        return room;
    }

    /// As identity servers sign: the sender, too. The test left it out, and so did the server.
    private static JsonObject signed(TestUser inviter, TestUser invited, SigningKey key) {
        JsonObject proof =
                JsonObject.of("mxid", invited.id(), "sender", inviter.id(), "token", "token");
        return JsonObject.of("third_party_signed", JsonSignatures.sign(proof, "id.test", key));
    }

    private static TestAnswer join(TestUser user, TestRoom room, JsonObject body) {
        return user.post("/rooms/" + room + "/join", body);
    }

    @BothDatabases
    void whoProvesToOwnTheAddressIsInvitedAndJoins(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = roomWithInvite(alice);

        join(bob, room, signed(alice, bob, KEY)).ok();

        JsonObject member =
                alice.get("/rooms/" + room + "/state/m.room.member/" + bob + "?format=event").ok();
        assertThat(member.object("unsigned").flatMap(it -> it.object("prev_content")))
                .hasValueSatisfying(invite -> {
                    assertThat(invite.string("membership")).contains("invite");
                    assertThat(
                                    invite.object("third_party_invite")
                                            .flatMap(proof -> proof.string("display_name")))
                            .contains("b...@example.org");
                });
        join(bob, room, signed(alice, bob, KEY)).ok();
    }

    @BothDatabases
    void aProofThatIsNoneLetsNobodyIn(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser eve = server.user("eve");
        TestRoom room = roomWithInvite(alice);
        SigningKey other = SigningKey.generate("1", new Random(2));

        join(bob, room, signed(alice, bob, other)).isForbidden();
        join(eve, room, signed(alice, bob, KEY)).isForbidden();
        join(bob, room, signed(eve, bob, KEY)).isForbidden();
        join(bob, room, JsonObject.of("third_party_signed", JsonObject.EMPTY))
                .isError(400, "M_BAD_JSON");
        join(bob, room, JsonObject.of("third_party_signed", 1)).isError(400, "M_BAD_JSON");
        assertThat(bob.ownMembership(room)).isEmpty();
    }
}
