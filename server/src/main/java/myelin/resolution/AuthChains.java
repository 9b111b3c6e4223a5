package myelin.resolution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
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
    private final Cache<EventId, Cited> cited =
            Caffeine.newBuilder().maximumSize(CACHED).recordStats().build();

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
        NewPlaces places = new NewPlaces(tx, table, find(tx, state));
        state.forEach(places::add);
        places.store();
        tx.afterCommit(() -> cited.putAll(places.placed()));
    }

    /// What the events cite that is not among them.
    private Map<EventId, Cited> find(Tx tx, List<Added> citing) {
        Set<EventId> ids = new HashSet<>();
        citing.forEach(event -> ids.addAll(event.pdu().authEvents()));
        citing.forEach(event -> ids.remove(event.pdu().eventId()));
        Map<EventId, Cited> found = new HashMap<>(cited.getAllPresent(ids));
        ids.removeAll(found.keySet());
        if (!ids.isEmpty()) {
            found.putAll(load(tx, ids));
        }
        return found;
    }

    private Map<EventId, Cited> load(Tx tx, Collection<EventId> ids) {
        Links links = links(tx);
        Map<EventId, Cited> loaded = new HashMap<>();
        for (Events.Entry entry : events.entries(tx, ids)) {
            List<Place> place = links.places(List.of(entry.number()));
            Reach reach = new Reach(links).add(place);
            loaded.put(entry.event(), new Cited(entry.key(), place.getFirst(), reach.steps()));
        }
        tx.afterCommit(() -> cited.putAll(loaded));
        return loaded;
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
