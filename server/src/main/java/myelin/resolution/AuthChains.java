package myelin.resolution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.events.Events;
import myelin.observe.CacheMetrics;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.sql.Work;
import myelin.state.StateStore;

/// What is reachable along `auth_events`, without walking there event by event.
///
/// The state events of a room are laid out on chains: one who cites an event of its own (type, state key) stands a step
/// behind it, so that the power levels of a room are one chain, and so are the memberships of each user. What an event
/// reaches is then said in one number for each chain. Other citations are links between chains; the few that there are
/// make the search. Any thread.
public final class AuthChains {

    /// Events whose places are in memory for those who will cite them, at most.
    private static final int CACHED = 20_000;

    private final Database database;
    private final Events events;
    private final StateStore states;
    private final AuthChainsTable table = new AuthChainsTable();
    private final Cache<Citation, Cited> cited =
            Caffeine.newBuilder().maximumSize(CACHED).recordStats().build();

    /// An event that those of a room cite.
    private record Citation(RoomId room, EventId event) {}

    public AuthChains(Database database, Events events, StateStore states) {
        this.database = database;
        this.events = events;
        this.states = states;
    }

    /// Shows its caches.
    public void show(CacheMetrics shown) {
        shown.add("auth_chains", cited);
    }

    /// An event that has been stored.
    ///
    /// @param number by which state trees know it
    public record Added(long number, Pdu pdu) {}

    /// Adds what has been stored in this transaction, each event once; only state events matter.
    ///
    /// @param stored in an order in which auth events come before who cites them; what they cite and this server does not
    ///     have will never count. Nobody else may be adding to their rooms before the transaction's end
    public void add(Tx tx, List<Added> stored) {
        List<Added> state = stored.stream().filter(event -> event.pdu().isState()).toList();
        if (state.isEmpty()) {
            return;
        }
        Map<EventId, RoomId> rooms = new HashMap<>();
        for (Added event : state) {
            event.pdu().authEvents().forEach(id -> rooms.put(id, event.pdu().roomId()));
        }
        state.forEach(event -> rooms.remove(event.pdu().eventId()));
        NewPlaces places = new NewPlaces(tx, table, find(tx, rooms));
        state.forEach(places::add);
        places.store();
        state.forEach(event -> rooms.put(event.pdu().eventId(), event.pdu().roomId()));
        tx.afterCommit(() -> keep(places.placed(), rooms));
    }

    /// What is cited that is not being added, as far as it is there.
    ///
    /// @param rooms the ids of what is cited, with the rooms of those who cite
    private Map<EventId, Cited> find(Tx tx, Map<EventId, RoomId> rooms) {
        Map<EventId, Cited> found = new HashMap<>();
        Set<EventId> missing = new HashSet<>();
        rooms.forEach((id, room) -> {
            Cited known = cited.getIfPresent(new Citation(room, id));
            if (known == null) {
                missing.add(id);
            } else {
                found.put(id, known);
            }
        });
        if (!missing.isEmpty()) {
            Map<EventId, Cited> loaded = load(tx, missing);
            tx.afterCommit(() -> keep(loaded, rooms));
            found.putAll(loaded);
        }
        return found;
    }

    private void keep(Map<EventId, Cited> some, Map<EventId, RoomId> rooms) {
        some.forEach((id, known) -> {
            RoomId room = rooms.get(id);
            if (room != null) {
                cited.put(new Citation(room, id), known);
            }
        });
    }

    private Map<EventId, Cited> load(Tx tx, Collection<EventId> ids) {
        Links links = links(tx);
        Map<EventId, Cited> loaded = new HashMap<>();
        for (Events.Entry entry : events.entries(tx, ids)) {
            List<Place> place = links.places(List.of(entry.number()));
            Reach reach = new Reach(links).add(place);
            loaded.put(entry.event(), new Cited(entry.key(), place.getFirst(), reach.steps()));
        }
        return loaded;
    }

    /// Deletes the places of events whose whole room goes.
    ///
    /// @param numbers by which state trees know them
    public void delete(Tx tx, List<Long> numbers) {
        table.delete(tx, numbers);
    }

    /// Drops what is in memory of rooms that were deleted: what comes again gets other places.
    public void forget(Predicate<RoomId> rooms) {
        cited.asMap().keySet().removeIf(citation -> rooms.test(citation.room()));
    }

    private Links links(Tx tx) {
        return new Links(
                new Links.Reads() {
                    @Override
                    public <T> T read(Work<T> work) {
                        return work.run(tx);
                    }
                },
                table);
    }

    private Links links() {
        return new Links(database::read, table);
    }

    /// The numbers of the events on one's chain, from itself backwards.
    ///
    /// @param limit how many, at most
    List<Long> before(long number, int limit) {
        Links links = links();
        Place place = links.places(List.of(number)).getFirst();
        return links.numbers(place.chain(), Math.max(1, place.step() - limit + 1), place.step());
    }

    /// The numbers of the events which are in the auth chains of some of the states, but not of all
    /// ([AuthChain#difference]).
    Set<Long> difference(Forks forks) {
        return new AuthDifference(forks, links(), events, states).numbers();
    }

    /// The numbers of the events on the ways from one of these to another, with both ends
    /// ([AuthChain#conflictedSubgraph]).
    Set<Long> conflictedSubgraph(Set<Long> conflicted) {
        return ConflictedSubgraph.of(conflicted, links());
    }
}
