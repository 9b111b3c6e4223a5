package myelin.timeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import myelin.core.filter.EventFilter;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.events.EventRange;
import myelin.events.StoredEvent;
import myelin.history.History;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.rooms.Rooms;

/// What a user may read of a room's history, page by page.
public final class Timeline implements Capability {

    /// Events read from the database for one page, at most: a filter that lets nearly nothing pass
    /// gives a short page, and the reader asks again.
    private static final int MAX_READ = 2_000;

    private final Rooms rooms;
    private final History history;
    private final Function<UserId, Set<UserId>> ignored;

    /// @param ignored whom a user does not want to read
    public Timeline(Rooms rooms, History history, Function<UserId, Set<UserId>> ignored) {
        this.rooms = rooms;
        this.history = history;
        this.ignored = ignored;
    }

    /// Part of a timeline.
    ///
    /// @param events in the order asked for
    /// @param end where the next page begins, as a position
    /// @param exhausted nothing follows in the range
    public record Page(List<StoredEvent> events, long end, boolean exhausted) {}

    @Override
    public List<Route> routes() {
        return new MessagesEndpoints(this, rooms, history).routes();
    }

    /// Up to `range.limit()` events that the user may see and the filter lets pass.
    public Page page(UserId user, RoomId room, EventRange range, EventFilter filter) {
        Set<UserId> unwanted = ignored.apply(user);
        List<StoredEvent> page = new ArrayList<>();
        EventRange rest = range;
        int read = 0;
        while (true) {
            int wanted = Math.max(range.limit() - page.size(), 1) + 1;
            List<StoredEvent> chunk = rooms.events().inRoom(room, rest.limit(wanted));
            for (StoredEvent event : history.visibility().visible(user, chunk)) {
                if (page.size() < range.limit() && passes(event, filter, unwanted)) {
                    page.add(event);
                }
            }
            read += chunk.size();
            boolean exhausted = chunk.size() < wanted;
            if (exhausted || page.size() >= range.limit() || read >= MAX_READ) {
                return page(page, chunk, rest, exhausted, range.limit());
            }
            rest = rest.beyond(chunk.getLast().position());
        }
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

    private static boolean passes(StoredEvent event, EventFilter filter, Set<UserId> unwanted) {
        boolean ignoredSender = !event.pdu().isState() && unwanted.contains(event.pdu().sender());
        return !ignoredSender && filter.test(event.pdu());
    }
}
