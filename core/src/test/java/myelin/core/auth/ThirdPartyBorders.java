package myelin.core.auth;

import static myelin.core.TestRoom.ALICE;
import static myelin.core.TestRoom.BOB;
import static myelin.core.TestRoom.CAROL;
import static myelin.core.auth.AuthRule.THIRD_PARTY_BANNED;
import static myelin.core.auth.AuthRule.THIRD_PARTY_INCOMPLETE;
import static myelin.core.auth.AuthRule.THIRD_PARTY_MXID;
import static myelin.core.auth.AuthRule.THIRD_PARTY_OTHERWISE;
import static myelin.core.auth.AuthRule.THIRD_PARTY_SENDER;
import static myelin.core.auth.AuthRule.THIRD_PARTY_SIGNATURE;
import static myelin.core.auth.AuthRule.THIRD_PARTY_TOKEN;
import static myelin.core.auth.AuthRule.THIRD_PARTY_UNSIGNED;

import java.util.Optional;
import myelin.core.TestRoom;
import myelin.core.crypto.JsonSignatures;
import myelin.core.crypto.SigningKey;
import myelin.core.event.EventType;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;

/// Where the rules about invites to an address end.
final class ThirdPartyBorders {
    private static final SigningKey KEY =
            SigningKey.parseLine("ed25519 0 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1");
    private static final SigningKey OTHER_KEY =
            SigningKey.parseLine("ed25519 0 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    private static final JsonObject INVITED = JsonObject.of("mxid", BOB, "token", "token");
    private static final JsonObject SIGNED = JsonSignatures.sign(INVITED, "identity.example", KEY);
    private static final JsonObject SIGNED_BY_OTHER =
            JsonSignatures.sign(INVITED, "identity.example", OTHER_KEY);
    private static final UserId DAN = UserId.parse("@dan:one.example");

    private ThirdPartyBorders() {}

    static void addTo(Borders borders) {
        thirdPartyInvites(borders);
    }

    private static void thirdPartyInvites(Borders borders) {
        borders.denies(
                THIRD_PARTY_BANNED,
                "ban",
                "leave",
                (version, before) -> invites(inviting(version, KEY).member(BOB, before), SIGNED));
        borders.denies(
                THIRD_PARTY_UNSIGNED,
                JsonObject.EMPTY,
                JsonObject.of("signed", SIGNED),
                (version, invite) ->
                        invites(inviting(version, KEY), ALICE, BOB, Optional.of(invite)));
        borders.denies(
                THIRD_PARTY_INCOMPLETE,
                SIGNED.without("token"),
                SIGNED,
                (version, signed) -> invites(inviting(version, KEY), signed));
        borders.denies(
                THIRD_PARTY_MXID,
                CAROL,
                BOB,
                (version, target) ->
                        invites(
                                inviting(version, KEY),
                                ALICE,
                                target,
                                Optional.of(JsonObject.of("signed", SIGNED))));
        borders.denies(
                THIRD_PARTY_TOKEN,
                "other",
                "token",
                (version, token) -> invites(inviting(TestRoom.of(version), token, KEY), SIGNED));
        borders.denies(
                THIRD_PARTY_SENDER,
                DAN,
                ALICE,
                (version, sender) ->
                        invites(
                                inviting(version, KEY).member(DAN, "join"),
                                sender,
                                BOB,
                                Optional.of(JsonObject.of("signed", SIGNED))));
        borders.allows(
                THIRD_PARTY_SIGNATURE,
                SIGNED,
                THIRD_PARTY_OTHERWISE,
                SIGNED_BY_OTHER,
                (version, signed) -> invites(inviting(version, KEY), signed));
        borders.denies(
                THIRD_PARTY_OTHERWISE,
                OTHER_KEY,
                KEY,
                (version, known) -> invites(inviting(version, known), SIGNED));
    }

    /// A room in which alice has invited an address.
    private static TestRoom inviting(RoomVersion version, SigningKey key) {
        return inviting(TestRoom.of(version), "token", key);
    }

    private static TestRoom inviting(TestRoom room, String token, SigningKey key) {
        JsonObject content = JsonObject.of("public_key", key.verifyKey().base64());
        return room.state(ALICE, EventType.M_ROOM_THIRD_PARTY_INVITE, token, content);
    }

    private static Verdict invites(TestRoom room, JsonObject signed) {
        return invites(room, ALICE, BOB, Optional.of(JsonObject.of("signed", signed)));
    }

    private static Verdict invites(
            TestRoom room, UserId sender, UserId target, Optional<JsonObject> thirdParty) {
        JsonObject.Builder content =
                JsonObject.builder()
                        .put("membership", "invite")
                        .putIfPresent("third_party_invite", thirdParty);
        return room.membership(sender, target, content.build());
    }
}
