package myelin.history;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.id.UserId;
import myelin.core.room.Membership;
import myelin.core.state.StateKey;
import myelin.events.Events;
import myelin.events.StoredEvent;
import myelin.members.RoomMember;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;
import myelin.state.StateStore;

/// From when to when users were in rooms. A membership changes also without one: somebody changes his
/// name, or is banned, invited or knocks after he has left. Any thread.
public final class Stays {

    /// How many changes of a membership are followed back.
    private static final int MAX_CHANGES = 100;

    /// Ends in memory, at most.
    private static final int CACHED = 20_000;

    private final Events events;
    private final StateStore states;

    /// Where stays ended. What was before an event is so for ever.
    private final Cache<Change, Optional<Long>> ends =
            Caffeine.newBuilder().maximumSize(CACHED).build();

    /// Where users first came to be known in rooms, in memory; as above.
    private final Cache<Change, Long> firsts = Caffeine.newBuilder().maximumSize(CACHED).build();

    /// A change of a membership.
    ///
    /// @param position of the event by which it changed
    private record Change(UserId user, long position) {}

    Stays(Rooms rooms) {
        this.events = rooms.events();
        this.states = rooms.states();
    }

    /// Where the stay began of somebody who is joined: at the position of the join, whatever has been said
    /// of the name and picture since.
    public long start(RoomMember joined) {
        long start = joined.position();
        for (int changes = 0; changes < MAX_CHANGES; changes++) {
            Optional<StoredEvent> before = before(joined, start).filter(Stays::isJoin);
            if (before.isEmpty()) {
                return start;
            }
            start = before.get().position();
        }
        return start;
    }

    /// Reads together what [#start] asks for each of several members.
    public void lookAhead(Collection<RoomMember> joined) {
        Map<Long, RoomMember> byPosition = new HashMap<>();
        joined.forEach(member -> byPosition.put(member.position(), member));
        Map<StateRoot, Set<StateKey>> before = new HashMap<>();
        for (StoredEvent event : events.at(byPosition.keySet())) {
            RoomMember member = byPosition.get(event.position());
            if (member != null) {
                before.put(event.roomStateBefore(), Set.of(key(member)));
            }
        }
        events.at(StateStore.all(states.events(before)));
    }

    /// Where the user's last stay in the room ended: at the position of the event by which he was joined
    /// no more. That of somebody who is joined has no end; empty for those who never were joined, or
    /// have forgotten the room.
    public Optional<Long> end(RoomMember member) {
        if (member.membership() == Membership.JOIN) {
            return Optional.of(Long.MAX_VALUE);
        }
        if (member.forgotten()) {
            return Optional.empty();
        }
        Change change = new Change(member.user(), member.position());
        Optional<Long> known = ends.getIfPresent(change);
        if (known != null) {
            return known;
        }
        Optional<Long> end = lookUpEnd(member);
        ends.put(change, end);
        return end;
    }

    private Optional<Long> lookUpEnd(RoomMember member) {
        long changed = member.position();
        for (int changes = 0; changes < MAX_CHANGES; changes++) {
            Optional<StoredEvent> before = before(member, changed);
            if (before.isEmpty()) {
                return Optional.empty();
            }
            if (isJoin(before.get())) {
                return Optional.of(changed);
            }
            changed = before.get().position();
        }
        return Optional.empty();
    }

    /// The position of the first event by which the user had any membership in the room: at those before it in the
    /// timeline there was none. 0 when that cannot be said, for want of an end to the changes.
    public long first(RoomMember member) {
        Change change = new Change(member.user(), member.position());
        Long known = firsts.getIfPresent(change);
        if (known != null) {
            return known;
        }
        long first = lookUpFirst(member);
        firsts.put(change, first);
        return first;
    }

    private long lookUpFirst(RoomMember member) {
        long changed = member.position();
        for (int changes = 0; changes < MAX_CHANGES; changes++) {
            Optional<StoredEvent> stood = stoodBefore(member, changed);
            if (stood.isEmpty()) {
                return changed;
            }
            if (!isOlder(stood.get(), changed)) {
                return 0;
            }
            changed = stood.get().position();
        }
        return 0;
    }

    /// The member event that stood in the room's state before the event at a position, if it is an older
    /// one of the timeline.
    private Optional<StoredEvent> before(RoomMember member, long position) {
        return stoodBefore(member, position).filter(event -> isOlder(event, position));
    }

    private Optional<StoredEvent> stoodBefore(RoomMember member, long position) {
        return states.event(events.at(position).roomStateBefore(), key(member)).map(events::at);
    }

    private static boolean isOlder(StoredEvent event, long position) {
        return event.isInTimeline() && event.position() < position;
    }

    private static StateKey key(RoomMember member) {
        return new StateKey(EventType.M_ROOM_MEMBER, member.user().value());
    }

    private static boolean isJoin(StoredEvent member) {
        return new MemberContent(member.pdu().content())
                .membership()
                .equals(Optional.of(Membership.JOIN));
    }
}
