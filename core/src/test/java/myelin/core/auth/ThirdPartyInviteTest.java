package myelin.core.auth;

import static myelin.core.TestRoom.ALICE;
import static myelin.core.TestRoom.BOB;
import static myelin.core.TestRoom.CAROL;
import static myelin.core.auth.VerdictAssert.assertAllowed;
import static myelin.core.auth.VerdictAssert.assertDenied;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import myelin.core.TestRoom;
import myelin.core.crypto.JsonSignatures;
import myelin.core.crypto.SigningKey;
import myelin.core.event.EventType;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Bob's address was invited by alice, and an identity server says that the address is his.
class ThirdPartyInviteTest {
    private static final SigningKey KEY =
            SigningKey.parseLine("ed25519 0 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1");
    private static final JsonObject SIGNED = signed(KEY);

    private static JsonObject signed(SigningKey key) {
        return JsonSignatures.sign(
                JsonObject.of("mxid", BOB, "token", "token"), "identity.example", key);
    }

    private static TestRoom room(RoomVersion version) {
        return invited(version, JsonObject.of("public_key", KEY.verifyKey().base64()));
    }

    private static TestRoom invited(RoomVersion version, JsonObject content) {
        return TestRoom.of(version)
                .state(ALICE, EventType.M_ROOM_THIRD_PARTY_INVITE, "token", content);
    }

    private static Verdict invite(TestRoom room, UserId sender, UserId target, JsonObject signed) {
        return room.membership(
                sender,
                target,
                JsonObject.of(
                        "membership",
                        "invite",
                        "third_party_invite",
                        JsonObject.of("signed", signed)));
    }

    private static Verdict invite(TestRoom room) {
        return invite(room, ALICE, BOB, SIGNED);
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void whoseAddressWasInvitedIsInvited(RoomVersion version) {
        assertAllowed(invite(room(version)));
    }

    @Test
    void itDoesNotMatterWhetherTheInviterIsStillInTheRoom() {
        assertAllowed(invite(room(RoomVersion.V12).member(ALICE, "leave")));
    }

    @Test
    void oneOfSeveralKeysIsEnough() {
        JsonObject key = JsonObject.of("public_key", KEY.verifyKey().base64());
        JsonObject other = JsonObject.of("public_key", "not a key");
        assertAllowed(
                invite(
                        invited(
                                RoomVersion.V12,
                                JsonObject.of("public_keys", JsonArray.of(1, other, key)))));
    }

    @Test
    void aBannedUserIsNotInvited() {
        assertDenied(invite(room(RoomVersion.V12).member(BOB, "ban")), "5.4.1.1");
    }

    @Test
    void anInviteMustBeSigned() {
        for (Object thirdParty : List.of("text", JsonObject.EMPTY, JsonObject.of("signed", 1))) {
            JsonObject content =
                    JsonObject.of("membership", "invite", "third_party_invite", thirdParty);
            assertDenied(room(RoomVersion.V12).membership(ALICE, BOB, content), "5.4.1.2");
        }
    }

    @Test
    void whatIsSignedNamesUserAndToken() {
        TestRoom room = room(RoomVersion.V12);
        assertDenied(invite(room, ALICE, BOB, SIGNED.without("mxid")), "5.4.1.3");
        assertDenied(invite(room, ALICE, BOB, SIGNED.without("token")), "5.4.1.3");
    }

    @Test
    void theInviteOfAnotherIsOfNoUse() {
        assertDenied(invite(room(RoomVersion.V12), ALICE, CAROL, SIGNED), "5.4.1.4");
    }

    @Test
    void theRoomMustKnowTheToken() {
        assertDenied(invite(TestRoom.of(RoomVersion.V12)), "5.4.1.5");
    }

    @Test
    void theInviteIsOfWhoInvitedTheAddress() {
        TestRoom room = room(RoomVersion.V12).member(CAROL, "join");
        assertDenied(invite(room, CAROL, BOB, SIGNED), "5.4.1.6");
    }

    @Test
    void theKeyMustBeOneWhichTheRoomKnows() {
        JsonObject forged = signed(SigningKey.generate("0", new Random(1)));
        assertDenied(invite(room(RoomVersion.V12), ALICE, BOB, forged), "5.4.1.8");
        assertDenied(
                invite(room(RoomVersion.V12), ALICE, BOB, SIGNED.without("signatures")), "5.4.1.8");
        assertDenied(invite(invited(RoomVersion.V12, JsonObject.EMPTY)), "5.4.1.8");
    }

    @Test
    void whatWasSignedMustNotBeChanged() {
        JsonObject changed = SIGNED.with("sender", ALICE);
        assertDenied(invite(room(RoomVersion.V12), ALICE, BOB, changed), "5.4.1.8");
    }

    /// Sixty keys and sixty signatures would be 3,600 verifications for one event.
    @Test
    void thousandsOfSignaturesAreNotTried() {
        List<JsonObject> keys = new ArrayList<>();
        JsonObject signed = SIGNED;
        for (int i = 0; i < 60; i++) {
            SigningKey signing = SigningKey.generate("k" + i, new Random(i));
            signed = JsonSignatures.sign(signed, "a.example", signing);
            SigningKey other = SigningKey.generate("x", new Random(1000 + i));
            keys.add(JsonObject.of("public_key", other.verifyKey().base64()));
        }
        keys.add(JsonObject.of("public_key", KEY.verifyKey().base64()));
        TestRoom room = invited(RoomVersion.V12, JsonObject.of("public_keys", keys));
        assertDenied(invite(room, ALICE, BOB, signed), "5.4.1.8");
    }
}
