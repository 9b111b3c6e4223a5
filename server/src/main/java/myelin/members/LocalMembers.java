package myelin.members;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.room.Membership;
import myelin.core.state.StateKey;
import myelin.events.EventFeed;
import myelin.events.RecentEvents;
import myelin.events.StateChange;
import myelin.events.StateHistory;
import myelin.events.StoredEvent;
import myelin.observe.CacheMetrics;

/// Which rooms a user is in, and which users of this server are in a room: in memory, right up to
/// the feed's position.
///
/// Both maps are filled when first asked for. A value read from the database may miss what the feed
/// tells meanwhile, so the events since are applied again before it is kept; what the value has seen
/// already changes nothing. That a user has forgotten a room no event tells: then a row has a newer
/// position in another stream, and what is known of the user is read again. Guarded by itself; values
/// are immutable.
public final class LocalMembers implements EventFeed.Subscriber {

    /// Users and rooms in memory, at most, each.
    private static final int CACHED = 20_000;

    private final Members members;
    private final RecentEvents recent;
    private final StateHistory history;
    private final Predicate<UserId> local;
    private final Cache<UserId, Map<RoomId, RoomMember>> rooms =
            Caffeine.newBuilder().maximumSize(CACHED).recordStats().build();
    private final Cache<RoomId, Set<UserId>> joined =
            Caffeine.newBuilder().maximumSize(CACHED).recordStats().build();
    private volatile long seen;

    /// Counts the deletions of rooms that were told. Guarded by this.
    private long deletions;

    /// Up to where it is known who has forgotten rooms.
    private volatile long forgotten;

    LocalMembers(Members members, RecentEvents recent, StateHistory history, long start) {
        this.members = members;
        this.recent = recent;
        this.history = history;
        this.local = members::isLocal;
        this.seen = start;
        this.forgotten = members.forgotten();
    }

    /// Shows its caches.
    public void show(CacheMetrics shown) {
        shown.add("rooms_of_user", rooms);
        shown.add("users_in_room", joined);
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
        noticeForgotten();
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
        noticeForgotten();
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
        return cached != null ? cached : loadJoined(List.of(room)).getOrDefault(room, Set.of());
    }

    /// The same of several rooms, read together.
    public Map<RoomId, Set<UserId>> joined(Collection<RoomId> some) {
        Map<RoomId, Set<UserId>> users = new HashMap<>(joined.getAllPresent(some));
        List<RoomId> missing = some.stream().filter(room -> !users.containsKey(room)).toList();
        if (!missing.isEmpty()) {
            users.putAll(loadJoined(missing));
        }
        return users;
    }

    @Override
    public synchronized void stored(List<StoredEvent> events) {
        for (StoredEvent event : events) {
            changes(event).forEach(this::apply);
        }
        seen = events.getLast().position();
    }

    /// Drops what is known of rooms that were deleted, and of users who have lost memberships by it.
    public synchronized void forget(Predicate<RoomId> deleted, Predicate<UserId> users) {
        deletions++;
        joined.asMap().keySet().removeIf(deleted);
        rooms.asMap().keySet().removeIf(users);
    }

    private synchronized long deletions() {
        return deletions;
    }

    /// Drops what is known of users who have forgotten a room since, on whichever node.
    private void noticeForgotten() {
        long after = forgotten;
        long head = members.forgotten();
        if (head <= after) {
            return;
        }
        List<UserId> changed = members.whoForgot(after, head);
        synchronized (this) {
            rooms.invalidateAll(changed);
            forgotten = Math.max(forgotten, head);
        }
    }

    /// What a membership has become.
    ///
    /// @param position of the event by which it did
    /// @param now empty: there is none any more
    private record Change(RoomId room, UserId user, long position, Optional<RoomMember> now) {

        static Change to(RoomMember member) {
            return new Change(member.room(), member.user(), member.position(), Optional.of(member));
        }

        /// A row that has seen the event may say more than the event: that the room is forgotten.
        Map<RoomId, RoomMember> applied(Map<RoomId, RoomMember> rooms) {
            RoomMember known = rooms.get(room);
            if (known != null && known.position() >= position) {
                return rooms;
            }
            Map<RoomId, RoomMember> changed = new HashMap<>(rooms);
            now.ifPresentOrElse(member -> changed.put(room, member), () -> changed.remove(room));
            return changed;
        }

        Set<UserId> applied(Set<UserId> joined) {
            boolean in = now.filter(is -> is.membership() == Membership.JOIN).isPresent();
            if (joined.contains(user) == in) {
                return joined;
            }
            Set<UserId> changed = new HashSet<>(joined);
            if (in) {
                changed.add(user);
            } else {
                changed.remove(user);
            }
            return changed;
        }
    }

    /// The memberships of users of this server that an event has changed. Most change at most one: the
    /// states are asked only where the room had forked.
    private List<Change> changes(StoredEvent event) {
        List<Change> found = new ArrayList<>();
        if (event.isForked()) {
            for (StateChange change : history.of(event)) {
                localMember(change.key())
                        .ifPresent(user ->
                                found.add(
                                        new Change(
                                                change.room(),
                                                user,
                                                change.position(),
                                                change.after()
                                                        .map(after ->
                                                                Members.member(
                                                                        after.pdu(),
                                                                        user,
                                                                        change.position())))));
            }
        } else {
            event.pdu()
                    .key()
                    .flatMap(this::localMember)
                    .map(user -> Members.member(event.pdu(), user, event.position()))
                    .ifPresent(member -> found.add(Change.to(member)));
        }
        return found;
    }

    private Optional<UserId> localMember(StateKey key) {
        return Members.member(key).filter(local);
    }

    private void apply(Change change) {
        rooms.asMap().computeIfPresent(change.user(), (user, known) -> change.applied(known));
        joined.asMap().computeIfPresent(change.room(), (room, known) -> change.applied(known));
    }

    private Map<RoomId, RoomMember> loadRooms(UserId user) {
        long before = seen;
        long forgottenBefore = forgotten;
        long deletionsBefore = deletions();
        Map<RoomId, RoomMember> loaded = new HashMap<>();
        members.ofUser(user).forEach(member -> loaded.put(member.room(), member));
        synchronized (this) {
            Optional<List<StoredEvent>> missed = recent.since(before);
            if (missed.isPresent()
                    && forgotten == forgottenBefore
                    && deletions == deletionsBefore) {
                Map<RoomId, RoomMember> current = loaded;
                for (StoredEvent event : missed.get()) {
                    for (Change change : changes(event)) {
                        if (change.user().equals(user)) {
                            current = change.applied(current);
                        }
                    }
                }
                rooms.put(user, current);
                return current;
            }
        }
        return loadRooms(user);
    }

    private Map<RoomId, Set<UserId>> loadJoined(Collection<RoomId> some) {
        long before = seen;
        long deletionsBefore = deletions();
        Map<RoomId, Set<UserId>> loaded = members.localInRooms(some);
        Map<RoomId, Set<UserId>> current = new HashMap<>();
        some.forEach(room -> current.put(room, loaded.getOrDefault(room, Set.of())));
        synchronized (this) {
            Optional<List<StoredEvent>> missed = recent.since(before);
            if (missed.isPresent() && deletions == deletionsBefore) {
                for (StoredEvent event : missed.get()) {
                    for (Change change : changes(event)) {
                        current.computeIfPresent(
                                change.room(), (_, users) -> change.applied(users));
                    }
                }
                joined.putAll(current);
                return current;
            }
        }
        return loadJoined(some);
    }
}
