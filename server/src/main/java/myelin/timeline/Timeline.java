package myelin.timeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import myelin.core.event.EventType;
import myelin.core.filter.EventFilter;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.state.StateKey;
import myelin.events.EventRange;
import myelin.events.StoredEvent;
import myelin.history.ClientEvents;
import myelin.history.History;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.relations.Relations;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;

/// What a user may read of a room's history, page by page.
public final class Timeline implements Capability {

    /// Events read from the database for one page, at most: a filter that lets nearly nothing pass
    /// gives a short page, and the reader asks again.
    private static final int MAX_READ = 2_000;

    private final Rooms rooms;
    private final Relations relations;
    private final List<Route> routes;

    /// @param showsRedacted whether moderators may see what was redacted (MSC2815)
    public Timeline(Rooms rooms, History history, Relations relations, boolean showsRedacted) {
        this.rooms = rooms;
        this.relations = relations;
        this.routes =
                Stream.of(
                                new MessagesEndpoints(this, rooms, history).routes(),
                                new ContextEndpoints(this, rooms, history, showsRedacted).routes())
                        .flatMap(List::stream)
                        .toList();
    }

    /// Part of a timeline.
    ///
    /// @param events in the order asked for
    /// @param end where the next page begins, as a position
    /// @param exhausted nothing follows in the range
    public record Page(List<StoredEvent> events, long end, boolean exhausted) {}

    @Override
    public List<Route> routes() {
        return routes;
    }

    /// Up to `range.limit()` events that the user may see and the filter lets pass.
    public Page page(UserId user, RoomId room, EventRange range, EventFilter filter) {
        return page(user, room, range, filter, MAX_READ);
    }

    private Page page(
            UserId user, RoomId room, EventRange range, EventFilter filter, int mostRead) {
        List<StoredEvent> page = new ArrayList<>();
        EventRange rest = range;
        int read = 0;
        while (true) {
            int wanted = Math.max(range.limit() - page.size(), read) + 1;
            List<StoredEvent> chunk = rooms.events().inRoom(room, rest.limit(wanted));
            for (StoredEvent event : relations.wanted(relations.visible(user, chunk), filter)) {
                if (page.size() < range.limit()) {
                    page.add(event);
                }
            }
            read += chunk.size();
            boolean exhausted = chunk.size() < wanted;
            if (exhausted || page.size() >= range.limit() || read >= mostRead) {
                return page(page, chunk, rest, exhausted, range.limit());
            }
            rest = rest.beyond(chunk.getLast().position());
        }
    }

    /// What is around an event.
    ///
    /// @param before what came before it, the newest first
    /// @param after what came after it, the oldest first
    public record Around(Page before, Page after) {

        /// All of it.
        public List<StoredEvent> events() {
            return Stream.of(before, after).flatMap(page -> page.events().stream()).toList();
        }
    }

    /// How much is around an event.
    ///
    /// @param before how many events before it
    /// @param after how many events after it
    /// @param read if the user may see but few: so many are read from the database for either side, or what is wanted
    public record Reach(int before, int after, int read) {

        /// As far as one page of the timeline reads.
        public static Reach of(int before, int after) {
            return new Reach(before, after, MAX_READ);
        }
    }

    /// Up to so many events before an event and after it, that the user may see and the filter lets pass.
    public Around around(UserId user, StoredEvent event, Reach reach, EventFilter filter) {
        RoomId room = event.pdu().roomId();
        EventRange before = EventRange.backwardFrom(event.position() - 1, reach.before());
        EventRange after = EventRange.forwardFrom(event.position(), Long.MAX_VALUE, reach.after());
        return new Around(
                part(user, room, before, filter, reach), part(user, room, after, filter, reach));
    }

    private Page part(UserId user, RoomId room, EventRange range, EventFilter filter, Reach reach) {
        if (range.limit() == 0) {
            long end = range.backward() ? range.upTo() : range.after();
            return new Page(List.of(), end, false);
        }
        return page(user, room, range, filter, reach.read());
    }

    private static Page page(
            List<StoredEvent> page,
            List<StoredEvent> chunk,
            EventRange rest,
            boolean exhausted,
            int limit) {
        boolean full = page.size() >= limit && limit > 0;
        Optional<Long> last =
                full
                        ? Optional.of(page.getLast().position())
                        : chunk.isEmpty()
                                ? Optional.empty()
                                : Optional.of(chunk.getLast().position());
        boolean more = full && !chunk.isEmpty() && chunk.getLast().position() != last.orElse(-1L);
        long end =
                last.map(position -> rest.backward() ? position - 1 : position)
                        .orElse(rest.backward() ? rest.upTo() : rest.after());
        return new Page(List.copyOf(page), end, exhausted && !more);
    }

    /// Events for a reader, who may see them, with what relates to them.
    List<JsonObject> format(List<StoredEvent> events, ClientEvents.Reader reader) {
        return relations.format(events, reader);
    }

    /// The member events of those who sent the events, as they are in a state.
    public List<StoredEvent> senders(List<StoredEvent> events, StateRoot state) {
        Map<UserId, Long> members = new LinkedHashMap<>();
        for (StoredEvent event : events) {
            UserId sender = event.pdu().sender();
            if (!members.containsKey(sender)) {
                rooms.states()
                        .event(state, new StateKey(EventType.M_ROOM_MEMBER, sender.value()))
                        .ifPresent(position -> members.put(sender, position));
            }
        }
        return rooms.events().at(members.values());
    }
}
