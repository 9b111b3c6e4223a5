package myelin.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
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
import myelin.state.StateRoot;
import myelin.state.StateStore;
import org.jspecify.annotations.Nullable;

/// Who may see which event: the history visibility and the membership at the event decide
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#room-history-visibility)). Any thread.
public final class Visibility {

    private static final StateKey HISTORY_VISIBILITY =
            new StateKey(EventType.M_ROOM_HISTORY_VISIBILITY, "");

    private final Rooms rooms;
    private final StateStore states;
    private final Events events;
    private final LocalMembers members;
    private final Stays stays;
    private final Retention retention;
    private final BiPredicate<UserId, UserId> unwanted;

    /// @param unwanted whether a user does not want to be invited by another
    Visibility(
            Rooms rooms, Stays stays, Retention retention, BiPredicate<UserId, UserId> unwanted) {
        this.stays = stays;
        this.retention = retention;
        this.unwanted = unwanted;
        this.rooms = rooms;
        this.states = rooms.states();
        this.events = rooms.events();
        this.members = rooms.members();
    }

    /// Every membership of a user that the user may hear of, and the position at which they are so: all
    /// but the invitations that the user does not want to see. Whoever tells users of their rooms asks
    /// here ([spec](https://spec.matrix.org/v1.19/client-server-api/#invite-permission)).
    public LocalMembers.UserRooms rooms(UserId user) {
        LocalMembers.UserRooms all = members.current(user);
        Set<RoomId> hidden = new HashSet<>();
        for (RoomMember member : all.rooms().values()) {
            if (isHidden(member)) {
                hidden.add(member.room());
            }
        }
        return all.without(hidden);
    }

    /// Whether the user hears nothing of the room, because it is an invitation that is not wanted.
    public boolean isHidden(RoomMember member) {
        return member.membership() == Membership.INVITE
                && unwanted.test(member.user(), member.sender());
    }

    /// Of these events those that the user may see, in their order.
    public List<StoredEvent> visible(UserId user, List<StoredEvent> candidates) {
        Map<RoomId, Viewer> viewers = new HashMap<>();
        List<StoredEvent> visible = new ArrayList<>(candidates.size());
        for (StoredEvent event : candidates) {
            RoomId room = event.pdu().roomId();
            Viewer viewer = viewers.computeIfAbsent(room, it -> new Viewer(user, it));
            if (viewer.sees(event)) {
                visible.add(event);
            }
        }
        return visible;
    }

    /// Reads together what has to be known of events of several rooms to tell whether a user may see them: of those
    /// since which the user has been in the room nothing.
    public void lookAhead(UserId user, Map<RoomId, List<StoredEvent>> byRoom) {
        Map<StateRoot, Set<StateKey>> wanted = new HashMap<>();
        Set<StateKey> keys = Set.of(HISTORY_VISIBILITY, memberKey(user));
        byRoom.forEach((room, some) -> {
            Optional<RoomMember> now = members.member(user, room);
            for (StoredEvent event : some) {
                if (now.isEmpty() || !hasBeenInSince(now.get(), event)) {
                    wanted.put(event.stateBefore(), keys);
                }
            }
        });
        if (!wanted.isEmpty()) {
            events.at(StateStore.all(states.events(wanted)));
        }
    }

    /// Whether the user may see one event.
    public boolean isVisible(UserId user, StoredEvent event) {
        return new Viewer(user, event.pdu().roomId()).sees(event);
    }

    /// Whether the user may see the room's state as it was once the event was there, be the event itself
    /// too old to be shown.
    public boolean isStateVisible(UserId user, StoredEvent event) {
        return new Viewer(user, event.pdu().roomId()).mayRead(event);
    }

    /// Whether nobody may see the event any more, because the room keeps messages no longer.
    public boolean isTooOld(StoredEvent event) {
        return retention.isOver(event);
    }

    /// Whether anybody at all may see the event.
    public boolean isWorldReadable(StoredEvent event) {
        return !retention.isOver(event) && at(event) == HistoryVisibility.WORLD_READABLE;
    }

    /// The last position of a room's timeline that the user may ask for: no end for members, the
    /// end of their last stay for those who have been in the room; empty for those who never were, or
    /// have forgotten it.
    public Optional<Long> lastVisiblePosition(UserId user, RoomSnapshot room) {
        if (room.historyVisibility() == HistoryVisibility.WORLD_READABLE) {
            return Optional.of(Long.MAX_VALUE);
        }
        return members.member(user, room.room()).flatMap(stays::end);
    }

    /// Whether the user may see everything that came into the room after one of its events that he may see, up to
    /// the last position that he may ask for: he has been in the room since, or its history has always been open.
    public boolean seesAllAfter(UserId user, RoomId room, long position) {
        Optional<RoomMember> joined =
                members.member(user, room).filter(it -> it.membership() == Membership.JOIN);
        return joined.filter(member -> member.position() <= position).isPresent()
                || rooms.find(room).filter(this::isOpenFromTheFirst).isPresent()
                || joined.filter(member -> stays.start(member) <= position).isPresent();
    }

    /// Whether the history has been open to all members ever since there was one, as is usual.
    private boolean isOpenFromTheFirst(RoomSnapshot room) {
        boolean open =
                switch (room.historyVisibility()) {
                    case WORLD_READABLE, SHARED -> true;
                    case INVITED, JOINED -> false;
                };
        return open
                && room.stored(HISTORY_VISIBILITY)
                        .flatMap(said -> states.event(said.stateBefore(), HISTORY_VISIBILITY))
                        .isEmpty();
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
        if (event.isInTimeline()
                && now.filter(it -> event.position() < stays.first(it)).isPresent()) {
            return Optional.empty();
        }
        return event.pdu().is(EventType.M_ROOM_MEMBER, user.value())
                ? membership(event.pdu())
                : membershipBefore(user, event);
    }

    private static boolean hasBeenInSince(RoomMember now, StoredEvent event) {
        return now.membership() == Membership.JOIN && now.position() <= event.position();
    }

    /// Who looks at events of one room. For one thread.
    private final class Viewer {
        private final UserId user;
        private final Optional<RoomMember> now;
        private @Nullable Long endOfStay;

        Viewer(UserId user, RoomId room) {
            this.user = user;
            this.now = members.member(user, room);
        }

        boolean sees(StoredEvent event) {
            return !retention.isOver(event) && mayRead(event);
        }

        boolean mayRead(StoredEvent event) {
            if (now.isPresent() && hasBeenInSince(now.get(), event)) {
                return true;
            }
            return permits(at(event), event)
                    || (event.pdu().is(EventType.M_ROOM_HISTORY_VISIBILITY, "")
                            && permits(said(event.pdu()), event));
        }

        private boolean permits(HistoryVisibility visibility, StoredEvent event) {
            if (visibility == HistoryVisibility.WORLD_READABLE) {
                return true;
            }
            if (now.filter(RoomMember::forgotten).isPresent()) {
                return false;
            }
            if (was(Membership.JOIN, event)) {
                return true;
            }
            return switch (visibility) {
                case WORLD_READABLE -> true;
                case SHARED -> event.position() <= endOfStay();
                case INVITED -> was(Membership.INVITE, event);
                case JOINED -> false;
            };
        }

        private boolean was(Membership wanted, StoredEvent event) {
            return membershipAt(user, event).equals(Optional.of(wanted))
                    || (isOwn(event) && membershipBefore(user, event).equals(Optional.of(wanted)));
        }

        private boolean isOwn(StoredEvent event) {
            return event.pdu().is(EventType.M_ROOM_MEMBER, user.value());
        }

        /// "The user joined the room at any point after the event was sent": what that lets them read
        /// stays readable when they have left. Before all events for those who never were in the room.
        private long endOfStay() {
            if (endOfStay == null) {
                endOfStay = now.flatMap(stays::end).orElse(Long.MIN_VALUE);
            }
            return endOfStay;
        }
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
