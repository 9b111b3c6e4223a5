package myelin.memberships;

import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.GuestAccess;
import myelin.core.room.Membership;
import myelin.events.StoredEvent;
import myelin.http.Requester;
import myelin.rooms.RoomSnapshot;
import myelin.sending.EventScreen;
import myelin.sending.NewRoom;

/// Member events sent as state are no way around what joining and inviting ask for; and a room that
/// is closed to guests is left by those who are in it.
final class MemberScreen implements EventScreen {

    private final Memberships memberships;

    MemberScreen(Memberships memberships) {
        this.memberships = memberships;
    }

    /// A member event that a client wrote itself.
    private record Written(Draft draft, UserId user, Membership membership, JsonObject content) {

        static Written of(Draft draft) {
            JsonObject content = draft.content().without("join_authorised_via_users_server");
            return new Written(
                    draft,
                    UserId.parse(draft.stateKey().orElseThrow()),
                    new MemberContent(content).membership().orElseThrow(),
                    content);
        }

        boolean isOwn() {
            return user.equals(draft.sender());
        }

        Draft with(JsonObject completed) {
            return Draft.state(draft.sender(), draft.type(), user.value(), completed);
        }
    }

    private static boolean isMember(Draft draft) {
        return draft.type().equals(EventType.M_ROOM_MEMBER) && draft.stateKey().isPresent();
    }

    @Override
    public Draft screen(RoomSnapshot room, Draft draft, Requester requester) {
        if (!isMember(draft)) {
            return draft;
        }
        Written written = Written.of(draft);
        JsonObject content = written.content();
        UserId user = written.user();
        return written.with(
                switch (written.membership()) {
                    case JOIN ->
                            written.isOwn() && !room.isJoined(user)
                                    ? memberships.admittedByState(requester, room, content)
                                    : memberships.named(user, content);
                    case INVITE -> {
                        memberships.requireMayInvite(requester, room.room(), user);
                        yield memberships.invitation(user).merge(content);
                    }
                    case KNOCK ->
                            written.isOwn()
                                    ? memberships.knocking(requester, room.room(), content)
                                    : content;
                    case LEAVE -> {
                        if (written.isOwn()) {
                            memberships.requireMayDepart(user, room);
                        }
                        yield content;
                    }
                    case BAN -> content;
                });
    }

    @Override
    public Draft screenFirst(NewRoom room, Draft draft, Requester requester) {
        if (!isMember(draft)) {
            return draft;
        }
        Written written = Written.of(draft);
        JsonObject content = written.content();
        UserId user = written.user();
        return written.with(
                switch (written.membership()) {
                    case JOIN -> memberships.named(user, content);
                    case INVITE -> {
                        memberships.requireMayInvite(requester, user);
                        yield memberships.invitation(user).merge(content);
                    }
                    case KNOCK, LEAVE, BAN -> content;
                });
    }

    /// "If the m.room.guest_access event is changed so that this is no longer the case, the server
    /// MUST set those users' m.room.member state to leave."
    /// ([spec](https://spec.matrix.org/v1.19/client-server-api/#guest-access))
    @Override
    public void sent(RoomSnapshot before, StoredEvent event) {
        if (event.pdu().is(EventType.M_ROOM_GUEST_ACCESS, "")
                && before.guestAccess() == GuestAccess.CAN_JOIN) {
            boolean open =
                    event.pdu()
                            .content()
                            .string("guest_access")
                            .flatMap(GuestAccess::of)
                            .filter(GuestAccess.CAN_JOIN::equals)
                            .isPresent();
            if (!open) {
                memberships.sendGuestsAway(event.pdu().roomId());
            }
        }
    }
}
