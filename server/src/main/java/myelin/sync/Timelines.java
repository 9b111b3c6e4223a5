package myelin.sync;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.core.filter.EventFilter;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.events.EventRange;
import myelin.events.StoredEvent;
import myelin.members.RoomMember;
import myelin.relations.Relations;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;

/// Cuts the timelines of rooms for one user. For one thread.
public final class Timelines {

    /// Events read for one room and answer beyond those wanted, at most.
    private static final int MAX_UNWANTED = 200;

    private final Rooms rooms;
    private final Relations relations;
    private final UserId user;
    private final EventFilter filter;

    public Timelines(Sources sources, UserId user, EventFilter filter) {
        this.rooms = sources.rooms();
        this.relations = sources.relations();
        this.user = user;
        this.filter = filter;
    }

    /// The newest events up to `upTo` that come after `after`.
    ///
    /// @param limit at most so many
    /// @param known where all events of that stretch are, if that is in memory
    public TimelineSlice slice(
            RoomId room, long after, long upTo, int limit, Optional<List<Long>> known) {
        if (known.isPresent() && known.get().size() <= limit) {
            List<StoredEvent> events = rooms.events().at(known.get());
            return slice(room, visible(events), Optional.empty(), events, after);
        }
        return read(room, after, upTo, limit);
    }

    /// The newest events of a room in which the user is no more: up to the end of the last stay there,
    /// and the event by which the membership is now what it is, which may be a later one.
    ///
    /// @param endOfStay empty: the user never was in the room, or wants to know nothing of it
    public TimelineSlice slice(RoomMember left, Optional<Long> endOfStay, long after, int limit) {
        long end = endOfStay.orElse(after);
        if (end == left.position() || left.position() <= after || limit == 0) {
            return read(left.room(), Math.min(after, end), end, limit);
        }
        TimelineSlice stay = read(left.room(), Math.min(after, end), end, limit - 1);
        return stay.and(relations.wanted(List.of(rooms.memberEvent(left)), filter));
    }

    /// Reads backwards until there are enough, or nothing is left.
    private TimelineSlice read(RoomId room, long after, long upTo, int limit) {
        List<StoredEvent> newest = new ArrayList<>();
        List<StoredEvent> all = new ArrayList<>();
        EventRange range = new EventRange(after, upTo, true, limit + 1);
        while (true) {
            List<StoredEvent> chunk = rooms.events().inRoom(room, range);
            Set<Long> visible = positions(visible(chunk));
            for (StoredEvent event : chunk) {
                if (newest.size() == limit || all.size() == limit + MAX_UNWANTED) {
                    return slice(room, reversed(newest), Optional.of(event), reversed(all), after);
                }
                all.add(event);
                if (visible.contains(event.position())) {
                    newest.add(event);
                }
            }
            if (chunk.size() < range.limit()) {
                return slice(room, reversed(newest), Optional.empty(), reversed(all), after);
            }
            range =
                    range.beyond(chunk.getLast().position())
                            .limit(Math.max(range.limit(), MAX_UNWANTED));
        }
    }

    /// @param left the newest event which the slice leaves out
    /// @param read everything that was read, oldest first
    private TimelineSlice slice(
            RoomId room,
            List<StoredEvent> events,
            Optional<StoredEvent> left,
            List<StoredEvent> read,
            long after) {
        boolean forked = read.stream().anyMatch(StoredEvent::isForked);
        StateRoot before =
                left.map(StoredEvent::roomState)
                        .orElseGet(() ->
                                read.isEmpty()
                                        ? stateAt(room, after)
                                        : read.getFirst().roomStateBefore());
        return new TimelineSlice(
                events,
                left.isPresent(),
                left.map(StoredEvent::position).orElse(after),
                before,
                read.isEmpty() ? before : read.getLast().roomState(),
                forked);
    }

    /// The room's state as it was at a position.
    public StateRoot stateAt(RoomId room, long position) {
        return rooms.events().inRoom(room, EventRange.backwardFrom(position, 1)).stream()
                .findFirst()
                .map(StoredEvent::roomState)
                .orElse(StateRoot.EMPTY);
    }

    private List<StoredEvent> visible(List<StoredEvent> events) {
        return relations.wanted(relations.visible(user, events), filter);
    }

    private static Set<Long> positions(List<StoredEvent> events) {
        Set<Long> positions = new HashSet<>();
        events.forEach(event -> positions.add(event.position()));
        return positions;
    }

    private static List<StoredEvent> reversed(List<StoredEvent> newestFirst) {
        List<StoredEvent> oldestFirst = new ArrayList<>(newestFirst);
        Collections.reverse(oldestFirst);
        return oldestFirst;
    }
}
