package myelin.members;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.room.Membership;
import myelin.events.EventFeed;
import myelin.events.RecentEvents;
import myelin.events.StoredEvent;

/// Which rooms a user is in, and which users of this server are in a room: in memory, right up to
/// the feed's position.
///
/// Both maps are filled when first asked for. A value read from the database may miss what the feed
/// tells meanwhile, so the events since are applied again before it is kept; applying one twice
/// changes nothing. Guarded by itself; values are immutable.
public final class LocalMembers implements EventFeed.Subscriber {

    /// Users and rooms in memory, at most, each.
    private static final int CACHED = 20_000;

    private final Members members;
    private final RecentEvents recent;
    private final Predicate<UserId> local;
    private final Cache<UserId, Map<RoomId, RoomMember>> rooms =
            Caffeine.newBuilder().maximumSize(CACHED).build();
    private final Cache<RoomId, Set<UserId>> joined =
            Caffeine.newBuilder().maximumSize(CACHED).build();
    private volatile long seen;

    LocalMembers(Members members, RecentEvents recent, long start) {
        this.members = members;
        this.recent = recent;
        this.local = members::isLocal;
        this.seen = start;
    }

    /// A user's memberships, right up to a position of the EVENTS stream.
    public record UserRooms(Map<RoomId, RoomMember> rooms, long position) {

        /// The same without some rooms.
        public UserRooms without(Set<RoomId> hidden) {
            if (Collections.disjoint(rooms.keySet(), hidden)) {
                return this;
            }
            Map<RoomId, RoomMember> shown = new HashMap<>(rooms);
            shown.keySet().removeAll(hidden);
            return new UserRooms(Collections.unmodifiableMap(shown), position);
        }
    }

    /// Every membership of a user, and the position at which they are so: no event up to it is
    /// missed, and none after it is in.
    public UserRooms current(UserId user) {
        while (true) {
            synchronized (this) {
                Map<RoomId, RoomMember> known = rooms.getIfPresent(user);
                if (known != null) {
                    return new UserRooms(known, seen);
                }
            }
            loadRooms(user);
        }
    }

    /// Every room that has a membership of this user, by room.
    public Map<RoomId, RoomMember> roomsOf(UserId user) {
        Map<RoomId, RoomMember> cached = rooms.getIfPresent(user);
        return cached != null ? cached : loadRooms(user);
    }

    /// The user's membership of a room, if there ever was one.
    public Optional<RoomMember> member(UserId user, RoomId room) {
        return Optional.ofNullable(roomsOf(user).get(room));
    }

    /// Whether the user is joined to the room.
    public boolean isJoined(UserId user, RoomId room) {
        return member(user, room).filter(is -> is.membership() == Membership.JOIN).isPresent();
    }

    /// The users of this server who are joined to a room.
    public Set<UserId> joined(RoomId room) {
        Set<UserId> cached = joined.getIfPresent(room);
        return cached != null ? cached : loadJoined(room);
    }

    @Override
    public synchronized void stored(List<StoredEvent> events) {
        for (StoredEvent event : events) {
            if (Members.isMember(event.pdu())) {
                apply(event);
            }
        }
        seen = events.getLast().position();
    }

    /// Drops what is known of a user, whose rows have changed without an event (forgetting).
    public synchronized void reload(UserId user) {
        rooms.invalidate(user);
    }

    private void apply(StoredEvent event) {
        Optional<UserId> user = event.pdu().stateKey().flatMap(UserId::tryParse);
        if (user.isEmpty() || !local.test(user.get())) {
            return;
        }
        RoomMember member = member(event, user.get());
        rooms.asMap().computeIfPresent(user.get(), (key, known) -> with(known, member));
        joined.asMap().computeIfPresent(member.room(), (room, known) -> with(known, member));
    }

    private static Map<RoomId, RoomMember> with(Map<RoomId, RoomMember> known, RoomMember member) {
        Map<RoomId, RoomMember> changed = new HashMap<>(known);
        changed.put(member.room(), member);
        return changed;
    }

    private static Set<UserId> with(Set<UserId> known, RoomMember member) {
        boolean in = member.membership() == Membership.JOIN;
        if (known.contains(member.user()) == in) {
            return known;
        }
        Set<UserId> changed = new HashSet<>(known);
        if (in) {
            changed.add(member.user());
        } else {
            changed.remove(member.user());
        }
        return changed;
    }

    static RoomMember member(StoredEvent event, UserId user) {
        Pdu pdu = event.pdu();
        MemberContent content = new MemberContent(pdu.content());
        return new RoomMember(
                pdu.roomId(),
                user,
                content.membership().orElseThrow(),
                pdu.eventId(),
                event.position(),
                pdu.sender(),
                false,
                content.displayName(),
                content.avatarUrl());
    }

    private Map<RoomId, RoomMember> loadRooms(UserId user) {
        long before = seen;
        Map<RoomId, RoomMember> loaded = new HashMap<>();
        members.ofUser(user).forEach(member -> loaded.put(member.room(), member));
        synchronized (this) {
            Optional<List<StoredEvent>> missed = recent.since(before);
            if (missed.isPresent()) {
                for (StoredEvent event : missed.get()) {
                    if (Members.isMember(event.pdu())
                            && event.pdu().stateKey().orElseThrow().equals(user.value())) {
                        loaded.put(event.pdu().roomId(), member(event, user));
                    }
                }
                rooms.put(user, loaded);
                return loaded;
            }
        }
        return loadRooms(user);
    }

    private Set<UserId> loadJoined(RoomId room) {
        long before = seen;
        Set<UserId> loaded = new HashSet<>(members.localInRoom(room));
        synchronized (this) {
            Optional<List<StoredEvent>> missed = recent.since(before);
            if (missed.isPresent()) {
                Set<UserId> current = loaded;
                for (StoredEvent event : missed.get()) {
                    if (Members.isMember(event.pdu()) && event.pdu().roomId().equals(room)) {
                        current = applied(current, event);
                    }
                }
                joined.put(room, current);
                return current;
            }
        }
        return loadJoined(room);
    }

    private Set<UserId> applied(Set<UserId> known, StoredEvent event) {
        return event.pdu()
                .stateKey()
                .flatMap(UserId::tryParse)
                .filter(local)
                .map(user -> with(known, member(event, user)))
                .orElse(known);
    }
}
