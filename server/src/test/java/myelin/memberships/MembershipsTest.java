package myelin.memberships;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// Who may come, go, and send others away.
final class MembershipsTest {

    @BothDatabases
    void everybodyMayJoinAPublicRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();

        assertThat(bob.join(room).text("room_id")).contains(room.toString());
        assertThat(alice.membership(room, bob)).isEqualTo("join");
    }

    @BothDatabases
    void aRoomCanBeJoinedByItsAlias(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room =
                alice.creates(JsonObject.of("preset", "public_chat", "room_alias_name", "hall"));

        assertThat(bob.post("/join/%23hall%3Atest").text("room_id")).contains(room.toString());
    }

    @BothDatabases
    void joiningAgainChangesNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        var before = alice.sync();

        bob.join(room).ok();

        assertThat(alice.sync(before).isEmpty()).isTrue();
    }

    @BothDatabases
    void theUninvitedMayNotJoinAPrivateRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        bob.join(alice.creates(JsonObject.EMPTY)).isForbidden();
    }

    @BothDatabases
    void theInvitedMayJoinAPrivateRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.EMPTY);

        alice.invite(room, bob).ok();
        bob.join(room).ok();

        assertThat(alice.membership(room, bob)).isEqualTo("join");
    }

    @BothDatabases
    void aRoomThatIsNotThereCannotBeJoined(TestServer server) {
        TestUser alice = server.user("alice");

        alice.post("/join/!nowhere:test").isError(404, "M_NOT_FOUND");
        alice.post("/join/%23nowhere%3Atest").isError(404, "M_NOT_FOUND");
        alice.post("/join/nowhere").isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void theReasonIsInTheMemberEvent(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();

        bob.post("/rooms/" + room + "/join", JsonObject.of("reason", "curious")).ok();

        assertThat(alice.state(room, "m.room.member", bob.toString()).string("reason"))
                .contains("curious");
    }

    @BothDatabases
    void aReasonMustBeText(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        alice.post("/rooms/" + room + "/leave", JsonObject.of("reason", 7))
                .isError(400, "M_BAD_JSON");
    }

    @BothDatabases
    void whoLeavesIsNotInTheRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);

        bob.leave(room).ok();

        assertThat(alice.membership(room, bob)).isEqualTo("leave");
        bob.send(room, "m.room.message", JsonObject.of("body", "x", "msgtype", "m.text"))
                .isForbidden();
    }

    @BothDatabases
    void leavingAgainChangesNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        bob.leave(room).ok();

        bob.leave(room).ok();
    }

    @BothDatabases
    void whoNeverWasInARoomCannotLeaveIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();

        bob.leave(room).isForbidden();
    }

    @BothDatabases
    void anInvitationCanBeTurnedDown(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.EMPTY);
        alice.invite(room, bob).ok();

        bob.leave(room).ok();

        assertThat(alice.membership(room, bob)).isEqualTo("leave");
        bob.join(room).isForbidden();
    }

    @BothDatabases
    void membersAreNotInvitedAgain(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);

        alice.invite(room, bob).isForbidden();
    }

    @BothDatabases
    void strangersInviteNobody(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();

        bob.invite(room, server.user("carol")).isForbidden();
    }

    @BothDatabases
    void inAPublicRoomOnlyModeratorsInvite(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob);

        bob.invite(room, carol).isForbidden();
        alice.invite(room, carol).ok();
    }

    @BothDatabases
    void theBannedAreNotInvited(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.ban(room, bob).ok();

        alice.invite(room, bob).isForbidden();
    }

    @BothDatabases
    void anInviteNeedsAUser(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String path = "/rooms/" + room + "/invite";

        alice.post(path).isError(400, "M_MISSING_PARAM");
        alice.post(path, JsonObject.of("user_id", 7)).isError(400, "M_BAD_JSON");
        alice.post(path, JsonObject.of("user_id", "bob")).isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void aModeratorMayKick(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);

        alice.kick(room, bob).ok();

        assertThat(alice.membership(room, bob)).isEqualTo("leave");
        bob.join(room).ok();
    }

    @BothDatabases
    void whoIsNotInTheRoomCannotBeKicked(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();

        alice.kick(room, bob).isForbidden();
    }

    @BothDatabases
    void theInvitedCanBeKicked(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.creates(JsonObject.EMPTY);
        alice.invite(room, bob).ok();

        alice.kick(room, bob).ok();

        bob.join(room).isForbidden();
    }

    @BothDatabases
    void theWeakDoNotKickAndBan(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob, carol);

        bob.kick(room, carol).isForbidden();
        bob.ban(room, carol).isForbidden();
        bob.kick(room, alice).isForbidden();
    }

    @BothDatabases
    void aBannedUserCannotJoin(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);

        alice.ban(room, bob).ok();

        assertThat(alice.membership(room, bob)).isEqualTo("ban");
        bob.join(room).isForbidden();
    }

    @BothDatabases
    void aBannedUserCannotLeaveToGetRidOfTheBan(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.ban(room, bob).ok();

        bob.leave(room).isForbidden();
    }

    @BothDatabases
    void whoNeverWasInTheRoomCanBeBanned(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();

        alice.ban(room, bob).ok();

        bob.join(room).isForbidden();
    }

    @BothDatabases
    void whoIsUnbannedMayComeAgain(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.ban(room, bob).ok();

        alice.unban(room, bob).ok();

        assertThat(alice.membership(room, bob)).isEqualTo("leave");
        bob.join(room).ok();
    }

    @BothDatabases
    void onlyTheBannedAreUnbanned(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);

        alice.unban(room, bob).isForbidden();
    }

    @BothDatabases
    void theBannedAreNotKickedOutOfTheirBan(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        alice.ban(room, bob).ok();

        alice.kick(room, bob).isForbidden();
    }

    @BothDatabases
    void aMemberCannotForgetTheRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        alice.forget(room).isError(400, "M_UNKNOWN");
    }

    @BothDatabases
    void aForgottenRoomIsNotShownAndNotReadAnyMore(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = bob.says(room, "forget it");
        bob.leave(room).ok();
        bob.get("/rooms/" + room + "/messages?dir=b").ok();
        bob.get("/rooms/" + room + "/event/" + event).ok();

        bob.forget(room).ok();

        JsonObject all = JsonObject.of("room", JsonObject.of("include_leave", true));
        assertThat(bob.sync(all).find("rooms")).isEmpty();
        bob.get("/rooms/" + room + "/messages?dir=b").isForbidden();
        bob.get("/rooms/" + room + "/state").isForbidden();
        bob.get("/rooms/" + room + "/event/" + event).isError(404, "M_NOT_FOUND");
        bob.get("/rooms/" + room + "/context/" + event).isError(404, "M_NOT_FOUND");
        bob.get("/events/" + event).isError(404, "M_NOT_FOUND");
    }

    @BothDatabases
    void aForgottenRoomCanBeJoinedAgain(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        bob.leave(room).ok();
        bob.forget(room).ok();

        bob.join(room).ok();

        bob.get("/rooms/" + room + "/messages?dir=b").ok();
        assertThat(bob.sync().joined(room)).isPresent();
    }

    @BothDatabases
    void joinedRoomsAreThoseOfNow(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom stays = alice.createsRoomWith(bob);
        TestRoom leaves = alice.createsRoomWith(bob);
        TestRoom invited = alice.creates(JsonObject.of("invite", List.of(bob.id())));
        bob.leave(leaves).ok();

        assertThat(bob.get("/joined_rooms").ok())
                .isEqualTo(JsonObject.of("joined_rooms", JsonArray.of(stays.id())));
        assertThat(invited).isNotEqualTo(stays);
    }

    @BothDatabases
    void whoKnocksCanBeLetIn(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = knockable(alice);

        assertThat(bob.knock(room).text("room_id")).contains(room.toString());
        assertThat(alice.membership(room, bob)).isEqualTo("knock");
        bob.join(room).isForbidden();
        alice.invite(room, bob).ok();
        bob.join(room).ok();
    }

    private static TestRoom knockable(TestUser creator) {
        JsonObject rules =
                JsonObject.of(
                        "type",
                        "m.room.join_rules",
                        "content",
                        JsonObject.of("join_rule", "knock"));
        return creator.creates(JsonObject.of("initial_state", List.of(rules)));
    }

    @BothDatabases
    void aKnockCanBeTakenBackAndTurnedDown(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = knockable(alice);

        bob.knock(room).ok();
        bob.leave(room).ok();
        bob.knock(room).ok();
        alice.kick(room, bob).ok();

        assertThat(alice.membership(room, bob)).isEqualTo("leave");
    }

    @BothDatabases
    void knockingIsForRoomsThatWantIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");

        bob.knock(alice.creates(JsonObject.EMPTY)).isForbidden();
        bob.knock(alice.createsPublicRoom()).isForbidden();
    }

    @BothDatabases
    void membersInvitedAndBannedDoNotKnock(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = knockable(alice);

        alice.knock(room).isForbidden();
        alice.invite(room, bob).ok();
        bob.knock(room).isForbidden();
        alice.ban(room, bob).ok();
        bob.knock(room).isForbidden();
    }

    @BothDatabases
    void membersOfAnAllowedRoomMayJoinARestrictedOne(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom club = alice.createsRoomWith(bob);
        TestRoom room = restrictedTo(alice, club);

        bob.join(room).ok();
        carol.join(room).isForbidden();

        assertThat(
                        alice.state(room, "m.room.member", bob.toString())
                                .string("join_authorised_via_users_server"))
                .contains(alice.toString());
    }

    private static TestRoom restrictedTo(TestUser creator, TestRoom club) {
        JsonObject allow = JsonObject.of("type", "m.room_membership", "room_id", club.id());
        JsonObject rules =
                JsonObject.of(
                        "type",
                        "m.room.join_rules",
                        "content",
                        JsonObject.of("join_rule", "restricted", "allow", List.of(allow)));
        return creator.creates(JsonObject.of("initial_state", List.of(rules)));
    }

    @BothDatabases
    void whoHasLeftTheAllowedRoomMayNotJoin(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom club = alice.createsRoomWith(bob);
        TestRoom room = restrictedTo(alice, club);
        bob.leave(club).ok();

        bob.join(room).isForbidden();
    }

    @BothDatabases
    void theInvitedJoinARestrictedRoomWithoutTheOther(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = restrictedTo(alice, alice.createsPublicRoom());
        alice.invite(room, bob).ok();

        bob.join(room).ok();
    }

    @BothDatabases
    void guestsJoinWhereTheRoomLetsThem(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser guest = server.guest();
        TestRoom room = alice.createsPublicRoom();

        guest.join(room).isError(403, "M_GUEST_ACCESS_FORBIDDEN");
        alice.setState(room, "m.room.guest_access", "", JsonObject.of("guest_access", "can_join"))
                .ok();
        guest.join(room).ok();
        guest.says(room, "hello");
    }

    @BothDatabases
    void guestsAreSentAwayWhenTheRoomIsClosedToThem(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser guest = server.guest();
        TestRoom room = alice.createsPublicRoom();
        alice.setState(room, "m.room.guest_access", "", JsonObject.of("guest_access", "can_join"))
                .ok();
        guest.join(room).ok();

        alice.setState(room, "m.room.guest_access", "", JsonObject.of("guest_access", "forbidden"))
                .ok();

        assertThat(alice.membership(room, guest)).isEqualTo("leave");
    }

    @BothDatabases
    void theStateEndpointLetsNobodyInWhomJoiningDoesNot(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser guest = server.guest();
        TestRoom room = alice.createsPublicRoom();

        guest.setState(room, "m.room.member", guest.toString(), JsonObject.of("membership", "join"))
                .isError(403, "M_GUEST_ACCESS_FORBIDDEN");
    }

    @BothDatabases
    void aRestrictedRoomCanBeJoinedByTheStateEndpoint(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = restrictedTo(alice, alice.createsRoomWith(bob));
        JsonObject join = JsonObject.of("membership", "join");

        bob.setState(room, "m.room.member", bob.toString(), join).ok();
        carol.setState(room, "m.room.member", carol.toString(), join).isForbidden();
    }

    @BothDatabases
    @Configured("block_non_admin_invites: true")
    void invitesThatAreSwitchedOffAreOffForTheStateEndpoint(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();

        alice.invite(room, bob).isForbidden();
        alice.setState(room, "m.room.member", bob.toString(), JsonObject.of("membership", "invite"))
                .isForbidden();
    }

    @BothDatabases
    @Configured("rc_invites: {per_user: {per_second: 0.1, burst_count: 1}}")
    void theStateEndpointCountsInvites(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        alice.invite(alice.createsPublicRoom(), bob).ok();

        alice.setState(
                        alice.createsPublicRoom(),
                        "m.room.member",
                        bob.toString(),
                        JsonObject.of("membership", "invite"))
                .isError(429, "M_LIMIT_EXCEEDED");
    }

    /// As in Synapse: every event that a user sends counts, whatever made it.
    @BothDatabases
    @Configured("rc_message: {per_second: 0.1, burst_count: 2}")
    void whoThrowsOutManyHasToWait(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        bob.join(room).ok();
        alice.ban(room, bob).ok();
        alice.unban(room, bob).ok();

        alice.ban(room, bob).isError(429, "M_LIMIT_EXCEEDED");
    }

    @BothDatabases
    void aMemberEventOfTheStateEndpointTellsTheProfile(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();

        bob.setState(room, "m.room.member", bob.toString(), JsonObject.of("membership", "join"))
                .ok();

        assertThat(alice.state(room, "m.room.member", bob.toString()).string("displayname"))
                .contains("bob");
    }

    @BothDatabases
    void aMemberMayHaveAnotherNameInOneRoom(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        alice.setState(
                        room,
                        "m.room.member",
                        alice.toString(),
                        JsonObject.of("membership", "join", "displayname", "Boss"))
                .ok();

        assertThat(alice.state(room, "m.room.member", alice.toString()).string("displayname"))
                .contains("Boss");
    }

    @BothDatabases
    void aMemberEventIsOfAUser(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();

        alice.setState(room, "m.room.member", "bob", JsonObject.of("membership", "invite"))
                .isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    @Configured("forget_rooms_on_leave: true")
    void leavingIsForgettingWhereTheServerWantsThat(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);

        bob.leave(room).ok();

        bob.get("/rooms/" + room + "/messages?dir=b").isForbidden();
    }
}
