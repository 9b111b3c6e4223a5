package myelin.core.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.crypto.JsonSignatures;
import myelin.core.crypto.VerifyKey;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.KeyId;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.Membership;

/// Rule 5.4: "If `membership` is `invite`".
final class InviteRules {
    /// So many pairs of a signature and a key are tried on an invite to an address. It has one of each, or a few; who
    /// fills an event with thousands only wants to keep us busy.
    private static final int SIGNATURES_TRIED = 500;

    private InviteRules() {}

    static Verdict check(Candidate candidate, UserId target) {
        // 5.4.1 "If `content` has a `third_party_invite` property"
        Optional<Json> thirdParty = candidate.event().content().value("third_party_invite");
        if (thirdParty.isPresent()) {
            return thirdParty(candidate, target, thirdParty.get());
        }
        // 5.4.2 "If the `sender`'s current membership state is not `join`, reject."
        if (candidate.senderMembership() != Membership.JOIN) {
            return candidate.deny(AuthRule.INVITE_SENDER, "You are not in this room");
        }
        // 5.4.3 "If target user's current membership state is `join` or `ban`, reject."
        Membership membership = candidate.membershipOf(target);
        if (membership == Membership.JOIN) {
            return candidate.deny(AuthRule.INVITE_TARGET, target + " is already in the room");
        }
        if (membership == Membership.BAN) {
            return candidate.deny(AuthRule.INVITE_TARGET, target + " is banned from the room");
        }
        // 5.4.4 "If the `sender`'s power level is greater than or equal to the invite level,
        // allow."
        if (candidate.senderLevel() >= candidate.levels().invite()) {
            return Verdict.ALLOWED;
        }
        // 5.4.5 "Otherwise, reject."
        return candidate.deny(
                AuthRule.INVITE_OTHERWISE, "You don't have permission to invite users");
    }

    private static Verdict thirdParty(Candidate candidate, UserId target, Json invite) {
        // 5.4.1.1 "If target user is banned, reject."
        if (candidate.membershipOf(target) == Membership.BAN) {
            return candidate.deny(AuthRule.THIRD_PARTY_BANNED, target + " is banned from the room");
        }
        // 5.4.1.2 "If `content.third_party_invite` does not have a `signed` property, reject."
        Optional<JsonObject> signed =
                invite instanceof JsonObject object ? object.object("signed") : Optional.empty();
        if (signed.isEmpty()) {
            return candidate.deny(
                    AuthRule.THIRD_PARTY_UNSIGNED, "The invite to an address is not signed");
        }
        // 5.4.1.3 "If `signed` does not have `mxid` and `token` properties, reject."
        Optional<String> mxid = signed.get().string("mxid");
        Optional<String> token = signed.get().string("token");
        if (mxid.isEmpty() || token.isEmpty()) {
            return candidate.deny(
                    AuthRule.THIRD_PARTY_INCOMPLETE,
                    "The invite to an address names no user or token");
        }
        // 5.4.1.4 "If `mxid` does not match `state_key`, reject."
        if (!mxid.get().equals(target.value())) {
            return candidate.deny(
                    AuthRule.THIRD_PARTY_MXID, "The invite to an address is for another user");
        }
        // 5.4.1.5 "If there is no `m.room.third_party_invite` event in the current room state with
        // `state_key` matching
        // `token`, reject."
        Optional<Pdu> inviting =
                candidate.state().event(EventType.M_ROOM_THIRD_PARTY_INVITE, token.get());
        if (inviting.isEmpty()) {
            return candidate.deny(
                    AuthRule.THIRD_PARTY_TOKEN, "The room knows no such invite to an address");
        }
        // 5.4.1.6 "If `sender` does not match `sender` of the `m.room.third_party_invite`, reject."
        if (!candidate.sender().equals(inviting.get().sender())) {
            return candidate.deny(
                    AuthRule.THIRD_PARTY_SENDER, "The invite to an address is of another user");
        }
        // 5.4.1.7 "If any signature in `signed` matches any public key in the
        // `m.room.third_party_invite` event, allow."
        if (isSigned(signed.get(), publicKeys(inviting.get().content()))) {
            return Verdict.ALLOWED;
        }
        // 5.4.1.8 "Otherwise, reject."
        return candidate.deny(
                AuthRule.THIRD_PARTY_OTHERWISE,
                "The invite to an address is not signed by a key which the room knows");
    }

    /// "The public keys are in `content` of `m.room.third_party_invite` as: 1. A single public key in the `public_key`
    /// property. 2. A list of public keys in the `public_keys` property."
    private static List<String> publicKeys(JsonObject content) {
        List<String> keys = new ArrayList<>();
        content.string("public_key").ifPresent(keys::add);
        for (JsonObject key : content.array("public_keys").orElse(JsonArray.EMPTY).objects()) {
            key.string("public_key").ifPresent(keys::add);
        }
        return keys;
    }

    private static boolean isSigned(JsonObject signed, List<String> publicKeys) {
        int tried = 0;
        for (String entity : signed.object("signatures").orElse(JsonObject.EMPTY).keys()) {
            for (KeyId keyId : JsonSignatures.keyIds(signed, entity)) {
                for (String publicKey : publicKeys) {
                    tried++;
                    if (tried > SIGNATURES_TRIED) {
                        return false;
                    }
                    Optional<VerifyKey> key = VerifyKey.parse(keyId, publicKey);
                    if (key.isPresent() && JsonSignatures.verify(signed, entity, key.get())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
