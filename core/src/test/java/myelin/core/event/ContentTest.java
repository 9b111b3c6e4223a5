package myelin.core.event;

import static myelin.core.TestRoom.ALICE;
import static myelin.core.TestRoom.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.core.TestRoom;
import myelin.core.event.CreateContent.Predecessor;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.room.GuestAccess;
import myelin.core.room.HistoryVisibility;
import myelin.core.room.JoinRule;
import myelin.core.room.Membership;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;

/// The views on the content of create, member and join rules events.
class ContentTest {

    private static CreateContent create(RoomVersion version, String content) {
        return new CreateContent(TestRoom.of(version, JsonParser.object(content)).create());
    }

    private static MemberContent member(String content) {
        return new MemberContent(JsonParser.object(content));
    }

    private static JoinRulesContent joinRules(String content) {
        return new JoinRulesContent(JsonParser.object(content));
    }

    @Test
    void aRoomIsCreatedByTheSenderOrWhoIsNamedUntilVersion10() {
        String content = "{\"creator\":\"@bob:two.example\"}";
        assertThat(create(RoomVersion.V10, content).creator()).isEqualTo(BOB.value());
        assertThat(create(RoomVersion.V11, content).creator()).isEqualTo(ALICE.value());
    }

    @Test
    void thereAreMoreCreatorsSinceVersion12() {
        String content = "{\"additional_creators\":[\"@bob:two.example\"]}";
        assertThat(create(RoomVersion.V12, content).creators())
                .containsExactly(ALICE.value(), BOB.value());
        assertThat(create(RoomVersion.V11, content).isCreator(BOB)).isFalse();
    }

    @Test
    void onlyFalseClosesARoomToOtherServers() {
        assertThat(create(RoomVersion.V12, "{}").federates()).isTrue();
        assertThat(create(RoomVersion.V12, "{\"m.federate\":\"no\"}").federates()).isTrue();
        assertThat(create(RoomVersion.V12, "{\"m.federate\":false}").federates()).isFalse();
    }

    @Test
    void aRoomMayHaveATypeAndAPredecessor() {
        CreateContent space =
                create(
                        RoomVersion.V12,
                        "{\"type\":\"m.space\",\"predecessor\":{\"room_id\":\"!r:y\",\"event_id\":\"$e\"}}");
        assertThat(space.type()).hasValue("m.space");
        assertThat(space.predecessor())
                .hasValue(new Predecessor(RoomId.parse("!r:y"), Optional.of(EventId.parse("$e"))));
        assertThat(create(RoomVersion.V12, "{\"predecessor\":{\"room_id\":1}}").predecessor())
                .isEmpty();
    }

    @Test
    void whoHasNoMemberEventHasLeft() {
        assertThat(MemberContent.membershipOf(Optional.empty())).isEqualTo(Membership.LEAVE);
    }

    @Test
    void aMembershipWhichIsNotKnownIsNone() {
        assertThat(member("{\"membership\":\"wave\"}").membership()).isEmpty();
        assertThat(member("{\"membership\":1}").membership()).isEmpty();
        assertThat(member("{\"membership\":\"knock\"}").membership()).hasValue(Membership.KNOCK);
    }

    @Test
    void aMemberHasANameAndAPictureOfTheRightType() {
        MemberContent named = member("{\"displayname\":\"Bob\",\"avatar_url\":\"mxc://y/a\"}");
        assertThat(named.displayName()).hasValue("Bob");
        assertThat(named.avatarUrl()).hasValue("mxc://y/a");
        assertThat(member("{\"displayname\":null,\"avatar_url\":1}").displayName()).isEmpty();
    }

    @Test
    void aRoomWithoutJoinRulesIsForTheInvited() {
        assertThat(JoinRulesContent.of(Optional.empty()).joinRule()).hasValue(JoinRule.INVITE);
        assertThat(joinRules("{\"join_rule\":\"other\"}").joinRule()).isEmpty();
        assertThat(joinRules("{\"join_rule\":1}").joinRule()).isEmpty();
    }

    @Test
    void allowNamesRoomsAndPerhapsOtherThings() {
        JoinRulesContent rules =
                joinRules(
                        """
                        {"join_rule": "restricted", "allow": [
                          {"type": "m.room_membership", "room_id": "!r:y"}, {"type": "other", "room_id": "!s:y"},
                          {"type": "m.room_membership", "room_id": 1}, 7]}\
                        """);
        assertThat(rules.allowedRooms()).isEqualTo(List.of(RoomId.parse("!r:y")));
        assertThat(new JoinRulesContent(JsonObject.EMPTY).allowedRooms()).isEmpty();
    }

    @Test
    void aRoomWhichDoesNotSayWhoSeesItsHistoryShowsItToMembers() {
        TestRoom room = TestRoom.of(RoomVersion.V12);
        assertThat(HistoryVisibility.of(room.event("m.room.history_visibility", "")))
                .isEqualTo(HistoryVisibility.SHARED);
        room.state(
                ALICE,
                "m.room.history_visibility",
                "",
                JsonObject.of("history_visibility", "joined"));
        assertThat(HistoryVisibility.of(room.event("m.room.history_visibility", "")))
                .isEqualTo(HistoryVisibility.JOINED);
    }

    @Test
    void aRoomWhichDoesNotSayWhetherGuestsMayJoinKeepsThemOut() {
        TestRoom room = TestRoom.of(RoomVersion.V12);
        assertThat(GuestAccess.of(room.event("m.room.guest_access", "")))
                .isEqualTo(GuestAccess.FORBIDDEN);
        room.state(ALICE, "m.room.guest_access", "", JsonObject.of("guest_access", "can_join"));
        assertThat(GuestAccess.of(room.event("m.room.guest_access", "")))
                .isEqualTo(GuestAccess.CAN_JOIN);
    }
}
