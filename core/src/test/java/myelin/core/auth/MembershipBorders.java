package myelin.core.auth;

import static myelin.core.TestRoom.ALICE;
import static myelin.core.TestRoom.BOB;
import static myelin.core.TestRoom.CAROL;
import static myelin.core.auth.AuthRule.BAN_LEVEL;
import static myelin.core.auth.AuthRule.BAN_OTHERWISE;
import static myelin.core.auth.AuthRule.BAN_SENDER;
import static myelin.core.auth.AuthRule.INVITE_LEVEL;
import static myelin.core.auth.AuthRule.INVITE_OTHERWISE;
import static myelin.core.auth.AuthRule.INVITE_SENDER;
import static myelin.core.auth.AuthRule.INVITE_TARGET;
import static myelin.core.auth.AuthRule.JOIN_BANNED;
import static myelin.core.auth.AuthRule.JOIN_CREATOR;
import static myelin.core.auth.AuthRule.JOIN_INVITED;
import static myelin.core.auth.AuthRule.JOIN_OTHERWISE;
import static myelin.core.auth.AuthRule.JOIN_PUBLIC;
import static myelin.core.auth.AuthRule.JOIN_RESTRICTED_AUTHORISED;
import static myelin.core.auth.AuthRule.JOIN_RESTRICTED_MEMBER;
import static myelin.core.auth.AuthRule.JOIN_SENDER;
import static myelin.core.auth.AuthRule.KNOCK_JOIN_RULE;
import static myelin.core.auth.AuthRule.KNOCK_MEMBERSHIP;
import static myelin.core.auth.AuthRule.KNOCK_OTHERWISE;
import static myelin.core.auth.AuthRule.KNOCK_SENDER;
import static myelin.core.auth.AuthRule.LEAVE_KICK;
import static myelin.core.auth.AuthRule.LEAVE_OTHERWISE;
import static myelin.core.auth.AuthRule.LEAVE_OWN;
import static myelin.core.auth.AuthRule.LEAVE_SENDER;
import static myelin.core.auth.AuthRule.LEAVE_UNBAN;
import static myelin.core.auth.AuthRule.MEMBERSHIP_UNKNOWN;
import static myelin.core.auth.AuthRule.MEMBER_AUTHORISED_UNSIGNED;
import static myelin.core.auth.AuthRule.MEMBER_INCOMPLETE;
import static myelin.core.auth.PowerLevelsBorders.levels;
import static myelin.core.auth.PowerLevelsBorders.users;

import java.util.List;
import java.util.Optional;
import myelin.core.TestRoom;
import myelin.core.auth.Verdict.Denied;
import myelin.core.crypto.EventHashes;
import myelin.core.crypto.EventSignatures;
import myelin.core.crypto.SigningKey;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.intake.KnownKey;
import myelin.core.intake.Outcome.Accepted;
import myelin.core.intake.Outcome.Dropped;
import myelin.core.intake.Outcome.Redacted;
import myelin.core.intake.Outcome.Rejected;
import myelin.core.intake.PduIntake;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;

/// Where the rules about joining, inviting, knocking, leaving and banning end.
final class MembershipBorders {
    private static final SigningKey KEY =
            SigningKey.parseLine("ed25519 0 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1");

    private MembershipBorders() {}

    static void addTo(Borders borders) {
        joins(borders);
        invitesAndKnocks(borders);
        removals(borders);
    }

    private static void joins(Borders borders) {
        borders.denies(
                MEMBER_INCOMPLETE,
                JsonObject.EMPTY,
                JsonObject.of("membership", "join"),
                (version, content) -> room(version, "public").membership(BOB, BOB, content));
        borders.denies(
                MEMBER_AUTHORISED_UNSIGNED,
                List.of("two.example"),
                List.of("two.example", "three.example"),
                MembershipBorders::joinViaCarol);
        borders.allows(
                JOIN_CREATOR,
                1,
                JOIN_OTHERWISE,
                2,
                (version, count) -> {
                    TestRoom room = room(version, "invite").member(ALICE, "leave");
                    List<EventId> prev =
                            List.of(room.create().eventId(), new EventId("$x:one.example"));
                    return room.check(room.event(join(ALICE), prev.subList(0, count)));
                });
        borders.denies(
                JOIN_SENDER,
                ALICE,
                BOB,
                (version, sender) -> room(version, "public").membership(sender, BOB, "join"));
        borders.denies(
                JOIN_BANNED,
                "ban",
                "leave",
                (version, before) -> joins(room(version, "public").member(BOB, before)));
        borders.allows(
                JOIN_INVITED,
                "invite",
                JOIN_OTHERWISE,
                "leave",
                (version, before) -> joins(room(version, "invite").member(BOB, before)));
        borders.allows(
                JOIN_RESTRICTED_MEMBER,
                "invite",
                JOIN_RESTRICTED_AUTHORISED,
                "leave",
                (version, before) -> joins(room(version, "restricted").member(BOB, before)));
        borders.denies(
                JOIN_RESTRICTED_AUTHORISED,
                "invite",
                "join",
                (version, ofCarol) ->
                        room(version, "restricted").member(CAROL, ofCarol).check(joinVia(CAROL)));
        borders.allows(
                JOIN_PUBLIC,
                "public",
                JOIN_OTHERWISE,
                "invite",
                (version, joinRule) -> joins(room(version, joinRule)));
        borders.denies(
                JOIN_OTHERWISE,
                "private",
                "public",
                (version, joinRule) -> joins(room(version, joinRule)));
    }

    private static TestRoom room(RoomVersion version, String joinRule) {
        return TestRoom.of(version).joinRule(joinRule);
    }

    private static Draft join(UserId user) {
        return member(user, JsonObject.of("membership", "join"));
    }

    private static Draft joinVia(UserId authoriser) {
        return member(
                BOB,
                JsonObject.of(
                        "membership", "join", "join_authorised_via_users_server", authoriser));
    }

    private static Draft member(UserId user, JsonObject content) {
        return Draft.state(user, EventType.M_ROOM_MEMBER, user.value(), content);
    }

    private static Verdict joins(TestRoom room) {
        return room.check(join(BOB));
    }

    /// Bob's join, for which carol vouches, signed by these servers.
    private static Verdict joinViaCarol(RoomVersion version, List<String> signers) {
        Pdu join = room(version, "restricted").event(joinVia(CAROL));
        String hash = UnpaddedBase64.encode(EventHashes.contentHash(join.json()));
        JsonObject json = join.json().with("hashes", JsonObject.of("sha256", hash));
        for (String signer : signers) {
            json = EventSignatures.sign(json, version.rules(), ServerName.parse(signer), KEY);
        }
        var known = Optional.of(new KnownKey(KEY.verifyKey(), Long.MAX_VALUE));
        return switch (PduIntake.verify(Pdu.of(json, version), (_, _) -> known)) {
            case Accepted _ -> Verdict.ALLOWED;
            case Rejected(Pdu _, String rule, String reason) -> new Denied(rule, reason);
            case Redacted _, Dropped _ -> throw new AssertionError("it is signed and whole");
        };
    }

    private static void invitesAndKnocks(Borders borders) {
        borders.denies(
                INVITE_SENDER,
                "invite",
                "join",
                (version, ofCarol) ->
                        TestRoom.of(version)
                                .member(CAROL, ofCarol)
                                .membership(CAROL, BOB, "invite"));
        borders.denies(
                INVITE_TARGET,
                "join",
                "leave",
                (version, ofBob) ->
                        TestRoom.of(version).member(BOB, ofBob).membership(ALICE, BOB, "invite"));
        borders.allows(INVITE_LEVEL, 1, INVITE_OTHERWISE, 0, MembershipBorders::invitedByLevel);
        borders.denies(INVITE_OTHERWISE, 0, 1, MembershipBorders::invitedByLevel);
        borders.denies(
                KNOCK_JOIN_RULE,
                "invite",
                "knock",
                (version, joinRule) -> room(version, joinRule).membership(BOB, BOB, "knock"));
        borders.denies(
                KNOCK_SENDER,
                ALICE,
                BOB,
                (version, sender) -> room(version, "knock").membership(sender, BOB, "knock"));
        borders.allows(
                KNOCK_MEMBERSHIP, "leave", KNOCK_OTHERWISE, "ban", MembershipBorders::knocks);
        borders.denies(KNOCK_OTHERWISE, "invite", "knock", MembershipBorders::knocks);
        borders.denies(
                MEMBERSHIP_UNKNOWN,
                "wave",
                "join",
                (version, membership) -> room(version, "public").membership(BOB, BOB, membership));
    }

    private static Verdict invitedByLevel(RoomVersion version, int ofCarol) {
        JsonObject levels =
                JsonObject.of("users", JsonObject.of(CAROL.value(), ofCarol), "invite", 1);
        return TestRoom.of(version)
                .member(CAROL, "join")
                .levels(levels)
                .membership(CAROL, BOB, "invite");
    }

    private static Verdict knocks(RoomVersion version, String before) {
        return room(version, "knock").member(BOB, before).membership(BOB, BOB, "knock");
    }

    /// Leaving, kicking and banning. Both need 50, and more than the other has.
    private static void removals(Borders borders) {
        borders.denies(
                LEAVE_OWN,
                "ban",
                "invite",
                (version, before) ->
                        TestRoom.of(version).member(BOB, before).membership(BOB, BOB, "leave"));
        borders.denies(
                LEAVE_SENDER,
                "invite",
                "join",
                (version, ofBob) ->
                        levels(version, 50, 0).member(BOB, ofBob).membership(BOB, CAROL, "leave"));
        borders.denies(
                LEAVE_UNBAN,
                51,
                50,
                (version, ban) ->
                        levels(version, 50, 0)
                                .levels(users(50, 0).with("ban", ban))
                                .member(CAROL, "ban")
                                .membership(BOB, CAROL, "leave"));
        borders.allows(
                LEAVE_KICK,
                50,
                LEAVE_OTHERWISE,
                49,
                (version, bob) -> levels(version, bob, 0).membership(BOB, CAROL, "leave"));
        borders.denies(
                LEAVE_OTHERWISE,
                50,
                49,
                (version, carol) -> levels(version, 50, carol).membership(BOB, CAROL, "leave"));
        borders.denies(
                BAN_SENDER,
                "invite",
                "join",
                (version, ofBob) ->
                        levels(version, 50, 0).member(BOB, ofBob).membership(BOB, CAROL, "ban"));
        borders.allows(
                BAN_LEVEL,
                50,
                BAN_OTHERWISE,
                49,
                (version, bob) -> levels(version, bob, 0).membership(BOB, CAROL, "ban"));
        borders.denies(
                BAN_OTHERWISE,
                50,
                49,
                (version, carol) -> levels(version, 50, carol).membership(BOB, CAROL, "ban"));
    }
}
