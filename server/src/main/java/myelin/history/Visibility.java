package myelin.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.UserId;
import myelin.core.room.HistoryVisibility;
import myelin.core.room.Membership;
import myelin.core.state.StateKey;
import myelin.events.Events;
import myelin.events.StoredEvent;
import myelin.members.LocalMembers;
import myelin.members.RoomMember;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.state.StateStore;

/// Who may see which event: the history visibility and the membership at the event decide
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#room-history-visibility)). Any thread.
public final class Visibility {

    private static final StateKey HISTORY_VISIBILITY =
            new StateKey(EventType.M_ROOM_HISTORY_VISIBILITY, "");

    /// How many changes of a membership are followed back to find out whether a user ever joined.
    private static final int MAX_CHANGES = 100;

    private final StateStore states;
    private final Events events;
    private final LocalMembers members;
    private final Retention retention;

    Visibility(Rooms rooms, Retention retention) {
        this.retention = retention;
        this.states = rooms.states();
        this.events = rooms.events();
        this.members = rooms.members();
    }

    /// Of events of one room those that the user may see, in their order.
    public List<StoredEvent> visible(UserId user, List<StoredEvent> candidates) {
        if (candidates.isEmpty()) {
            return candidates;
        }
        Optional<RoomMember> now = members.member(user, candidates.getFirst().pdu().roomId());
        List<StoredEvent> visible = new ArrayList<>(candidates.size());
        for (StoredEvent event : candidates) {
            if (isVisible(user, now, event)) {
                visible.add(event);
            }
        }
        return visible;
    }

    /// Whether the user may see one event.
    public boolean isVisible(UserId user, StoredEvent event) {
        return isVisible(user, members.member(user, event.pdu().roomId()), event);
    }

    /// Whether anybody at all may see the event.
    public boolean isWorldReadable(StoredEvent event) {
        return !retention.isOver(event) && at(event) == HistoryVisibility.WORLD_READABLE;
    }

    /// The last position of a room's timeline that the user may ask for: no end for members, the
    /// end of their membership for those who left; empty for those who never were in the room, or
    /// have forgotten it.
    public Optional<Long> lastVisiblePosition(UserId user, RoomSnapshot room) {
        if (room.historyVisibility() == HistoryVisibility.WORLD_READABLE) {
            return Optional.of(Long.MAX_VALUE);
        }
        Optional<RoomMember> member =
                members.member(user, room.room()).filter(known -> !known.forgotten());
        if (member.isEmpty()) {
            return Optional.empty();
        }
        return switch (member.get().membership()) {
            case JOIN -> Optional.of(Long.MAX_VALUE);
            case LEAVE, BAN ->
                    everJoined(member.get().event())
                            ? Optional.of(member.get().position())
                            : Optional.empty();
            case INVITE, KNOCK -> Optional.empty();
        };
    }

    /// Whether somebody who is or was a member has ever been joined.
    public boolean wasEverIn(RoomMember member) {
        return member.membership() == Membership.JOIN || everJoined(member.event());
    }

    /// The user's membership when the event was sent, the event itself not counted.
    public Optional<Membership> membershipBefore(UserId user, StoredEvent event) {
        return states.event(event.stateBefore(), memberKey(user))
                .map(events::at)
                .flatMap(member -> membership(member.pdu()));
    }

    /// The user's membership once the event was there (MSC4115).
    public Optional<Membership> membershipAt(UserId user, StoredEvent event) {
        Optional<RoomMember> now = members.member(user, event.pdu().roomId());
        if (now.isPresent() && hasBeenInSince(now.get(), event)) {
            return Optional.of(Membership.JOIN);
        }
        return event.pdu().is(EventType.M_ROOM_MEMBER, user.value())
                ? membership(event.pdu())
                : membershipBefore(user, event);
    }

    private boolean isVisible(UserId user, Optional<RoomMember> now, StoredEvent event) {
        if (retention.isOver(event)) {
            return false;
        }
        if (now.isPresent() && hasBeenInSince(now.get(), event)) {
            return true;
        }
        return endsOwnMembership(user, event)
                || permits(at(event), user, now, event)
                || (event.pdu().is(EventType.M_ROOM_HISTORY_VISIBILITY, "")
                        && permits(said(event.pdu()), user, now, event));
    }

    private static boolean hasBeenInSince(RoomMember now, StoredEvent event) {
        return now.membership() == Membership.JOIN && now.position() <= event.position();
    }

    /// Who turns down an invitation, or is sent away, must see that: otherwise the room would stay
    /// on the screens of that user's devices, whatever the room's history visibility.
    private boolean endsOwnMembership(UserId user, StoredEvent event) {
        return event.pdu().is(EventType.M_ROOM_MEMBER, user.value())
                && !isPresent(membership(event.pdu()))
                && isPresent(membershipBefore(user, event));
    }

    private static boolean isPresent(Optional<Membership> membership) {
        return membership.filter(is -> is != Membership.LEAVE && is != Membership.BAN).isPresent();
    }

    private boolean permits(
            HistoryVisibility visibility,
            UserId user,
            Optional<RoomMember> now,
            StoredEvent event) {
        if (visibility == HistoryVisibility.WORLD_READABLE
                || wasOneOf(user, event, Membership.JOIN)) {
            return true;
        }
        return switch (visibility) {
            case WORLD_READABLE -> true;
            case SHARED -> now.isPresent() && hasJoinedSince(now.get(), event);
            case INVITED -> wasOneOf(user, event, Membership.INVITE);
            case JOINED -> false;
        };
    }

    private boolean wasOneOf(UserId user, StoredEvent event, Membership wanted) {
        return membershipAt(user, event).equals(Optional.of(wanted))
                || (event.pdu().is(EventType.M_ROOM_MEMBER, user.value())
                        && membershipBefore(user, event).equals(Optional.of(wanted)));
    }

    /// "All events in the room are visible" to who joined later, and stays so after leaving.
    private boolean hasJoinedSince(RoomMember now, StoredEvent event) {
        return switch (now.membership()) {
            case JOIN -> true;
            case LEAVE, BAN -> now.position() >= event.position() && everJoined(now.event());
            case INVITE, KNOCK -> false;
        };
    }

    private boolean everJoined(EventId memberEvent) {
        Optional<EventId> at = Optional.of(memberEvent);
        for (int changes = 0; at.isPresent() && changes < MAX_CHANGES; changes++) {
            Optional<StoredEvent> member = events.known(at.get());
            if (member.flatMap(event -> membership(event.pdu()))
                    .equals(Optional.of(Membership.JOIN))) {
                return true;
            }
            at = member.flatMap(StoredEvent::replacesState);
        }
        return false;
    }

    private HistoryVisibility at(StoredEvent event) {
        return states.event(event.stateBefore(), HISTORY_VISIBILITY)
                .map(events::at)
                .map(stored -> said(stored.pdu()))
                .orElse(HistoryVisibility.SHARED);
    }

    private static HistoryVisibility said(Pdu pdu) {
        return pdu.content()
                .string("history_visibility")
                .flatMap(HistoryVisibility::of)
                .orElse(HistoryVisibility.SHARED);
    }

    private static Optional<Membership> membership(Pdu pdu) {
        return new MemberContent(pdu.content()).membership();
    }

    private static StateKey memberKey(UserId user) {
        return new StateKey(EventType.M_ROOM_MEMBER, user.value());
    }
}
