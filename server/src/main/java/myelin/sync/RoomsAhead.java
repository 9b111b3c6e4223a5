package myelin.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.state.StateKey;
import myelin.events.Events;
import myelin.events.StoredEvent;
import myelin.rooms.RoomSnapshot;
import myelin.state.StateRoot;
import myelin.state.StateStore;

/// Reads together what an answer tells of many rooms, and would else ask of the database room by room. Nothing of it is
/// handed on: it is in memory when each room is told of, and what has gone from there meanwhile is read again.
///
/// Any thread; for one user.
public final class RoomsAhead {

    /// Rooms that are read together, at most.
    private static final int PAGE = 50;

    /// Events of their timelines, at most: they have to be in memory still when they are told.
    private static final int EVENTS = 2_500;

    /// Entries of a room's state, at most, for all of them to be read with those of other rooms.
    private static final int SMALL = 100;

    private final Sources sources;
    private final UserId user;

    public RoomsAhead(Sources sources, UserId user) {
        this.sources = sources;
        this.user = user;
    }

    /// How many rooms are to be read together.
    ///
    /// @param limit so many events of each
    public static int page(int limit) {
        return Math.clamp(EVENTS / Math.max(1, limit), 1, PAGE);
    }

    /// What was read of some rooms.
    ///
    /// @param rooms as they are now
    /// @param newest the newest events of each, newest first
    public record Page(Map<RoomId, RoomSnapshot> rooms, Map<RoomId, List<StoredEvent>> newest) {}

    /// Reads rooms that the user is in, and their newest events. Rooms at which somebody has looked lately are left out:
    /// what is told of them is in memory.
    ///
    /// @param limit so many events of each room, and at least one
    public Page read(Collection<RoomId> some, int limit) {
        Events events = sources.rooms().events();
        List<RoomId> unknown =
                some.stream().filter(room -> !events.knowsNewest(room, limit)).toList();
        if (unknown.size() < 2) {
            return new Page(Map.of(), Map.of());
        }
        Map<RoomId, RoomSnapshot> rooms = sources.rooms().find(unknown);
        Map<RoomId, List<StoredEvent>> newest = read(events.newest(unknown, limit));
        sources.relations().lookAhead(newest);
        return new Page(rooms, newest);
    }

    /// Reads what else has to be known of events to tell of them.
    private Map<RoomId, List<StoredEvent>> read(List<StoredEvent> events) {
        Map<RoomId, List<StoredEvent>> byRoom = new HashMap<>();
        for (StoredEvent event : events) {
            byRoom.computeIfAbsent(event.pdu().roomId(), _ -> new ArrayList<>()).add(event);
        }
        sources.history().visibility().lookAhead(user, byRoom);
        sources.history().clientEvents().lookAhead(events);
        return byRoom;
    }

    /// Reads whole states, as far as they are small.
    public void states(Collection<StateRoot> roots) {
        Set<Long> numbers = new HashSet<>();
        sources.rooms().states().numbers(roots, SMALL).values().forEach(numbers::addAll);
        read(numbers);
    }

    /// Reads whole states, as far as they are small, but only those events in them that are wanted: of the members
    /// of each.
    ///
    /// @param wanted which members of each state; of other state there is all
    public void states(Map<StateRoot, Set<StateKey>> wanted) {
        Map<StateRoot, Map<StateKey, Long>> found = new HashMap<>();
        sources.rooms()
                .states()
                .entries(wanted.keySet(), SMALL)
                .forEach((root, entries) -> {
                    Set<StateKey> members = wanted.getOrDefault(root, Set.of());
                    entries.keySet()
                            .removeIf(key -> RoomStates.isMember(key) && !members.contains(key));
                    found.put(root, entries);
                });
        read(StateStore.all(found));
    }

    /// Reads some entries of states.
    public void entries(Map<StateRoot, Set<StateKey>> wanted) {
        read(StateStore.all(sources.rooms().states().events(wanted)));
    }

    /// Reads the state events of several rooms, as far as each has few of them.
    ///
    /// @param found their numbers, by room
    public void events(Stream<Map<StateKey, Long>> found) {
        Set<Long> numbers = new HashSet<>();
        found.filter(entries -> entries.size() <= SMALL)
                .forEach(entries -> numbers.addAll(entries.values()));
        read(numbers);
    }

    private void read(Collection<Long> numbers) {
        read(sources.rooms().events().at(numbers));
    }
}
