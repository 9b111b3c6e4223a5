package myelin.memberships;

import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.id.UserId;
import myelin.core.room.GuestAccess;
import myelin.events.StoredEvent;
import myelin.http.Requester;
import myelin.rooms.RoomSnapshot;
import myelin.sending.EventScreen;

/// Member events sent as state are no way around what joining and inviting ask for; and a room that
/// is closed to guests is left by those who are in it.
final class MemberScreen implements EventScreen {

    private final Memberships memberships;

    MemberScreen(Memberships memberships) {
        this.memberships = memberships;
    }

    @Override
    public Draft screen(RoomSnapshot room, Draft draft, Requester requester) {
        if (!draft.type().equals(EventType.M_ROOM_MEMBER) || draft.stateKey().isEmpty()) {
            return draft;
        }
        String user = draft.stateKey().get();
        return Draft.state(
                draft.sender(),
                draft.type(),
                user,
                memberships.screened(requester, room, UserId.parse(user), draft.content()));
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
