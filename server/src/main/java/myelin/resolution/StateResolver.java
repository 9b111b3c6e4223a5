package myelin.resolution;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.state.Conflict;
import myelin.core.state.StateKey;
import myelin.core.state.StateResolution;
import myelin.events.Events;
import myelin.sql.Database;
import myelin.state.StateChanges;
import myelin.state.StateRoot;
import myelin.state.StateStore;

/// Resolves the states after the forks of a room to one, at a cost which follows what they differ in and not what they
/// hold.
///
/// The trees are compared, the differing events and those of their auth chains which not all forks share are loaded, the
/// rules decide ([StateResolution]), and what they decide is written over one of the trees. Any thread; two which resolve
/// the same at once do the work twice, with the same result.
public final class StateResolver {

    /// Results in memory, at most.
    private static final int CACHED = 10_000;

    private final Database database;
    private final Events events;
    private final StateStore states;
    private final AuthChains authChains;

    /// Results by what they follow from; left out long before the store lets go of them.
    private final Cache<Set<StateRoot>, StateRoot> results =
            Caffeine.newBuilder()
                    .maximumSize(CACHED)
                    .expireAfterWrite(StateChanges.HOLD.minusHours(12))
                    .build();

    public StateResolver(
            Database database, Events events, StateStore states, AuthChains authChains) {
        this.database = database;
        this.events = events;
        this.states = states;
        this.authChains = authChains;
    }

    /// The state which follows from these, in whatever order and however often they are given; the empty state from none.
    ///
    /// Reads much and may take long, so it must not be called inside a transaction. The result's nodes are stored in a
    /// transaction of its own before this returns: like all nodes they are named by their content, so nobody minds if
    /// they are there already, or if no event refers to them in the end. It has to refer to them within half a day.
    ///
    /// @param version of the room to which all the states belong
    public StateRoot resolve(RoomVersion version, Collection<StateRoot> forks) {
        Set<StateRoot> distinct = Set.copyOf(new HashSet<>(forks));
        if (distinct.size() < 2) {
            return distinct.stream().findFirst().orElse(StateRoot.EMPTY);
        }
        StateRoot known = results.getIfPresent(distinct);
        if (known != null) {
            return known;
        }
        StateRoot resolved = resolve(version, Forks.compare(distinct, states));
        results.put(distinct, resolved);
        return resolved;
    }

    /// As [#resolve], if there is nothing to resolve or it has been done lately on this node: then it reads
    /// nothing.
    public Optional<StateRoot> known(Collection<StateRoot> forks) {
        Set<StateRoot> distinct = Set.copyOf(new HashSet<>(forks));
        return distinct.size() < 2
                ? Optional.of(distinct.stream().findFirst().orElse(StateRoot.EMPTY))
                : Optional.ofNullable(results.getIfPresent(distinct));
    }

    private StateRoot resolve(RoomVersion version, Forks compared) {
        LoadedEvents loaded = new LoadedEvents(events, authChains);
        RoomId room = loaded.room(loaded.load(compared.conflicted()));
        Forks forks = compared.without(loaded.outlawed(compared.conflicted()));
        Set<EventId> conflicted = loaded.load(forks.conflicted());
        Set<EventId> related = loaded.load(related(version, forks));
        loaded.loadAuthEvents(related);
        loaded.loadAuthEvents(conflicted);
        Map<StateKey, EventId> resolved =
                StateResolution.resolve(version.rules(), conflict(forks, loaded), related, loaded);
        return write(room, forks, resolved, loaded);
    }

    private Set<Long> related(RoomVersion version, Forks forks) {
        Set<Long> related = new HashSet<>();
        if (version.rules().has(Rule.STATE_RESOLUTION_2)) {
            related.addAll(authChains.difference(forks));
        }
        if (version.rules().has(Rule.STATE_RESOLUTION_2_1)) {
            related.addAll(authChains.conflictedSubgraph(forks.conflicted()));
        }
        return related;
    }

    private Conflict conflict(Forks forks, LoadedEvents loaded) {
        Map<StateKey, Set<EventId>> differing = new HashMap<>();
        forks.differing()
                .forEach((key, entries) -> {
                    Set<EventId> ids = new HashSet<>();
                    entries.forEach(entry -> entry.ifPresent(number -> ids.add(loaded.id(number))));
                    differing.put(key, ids);
                });
        return new Conflict(
                key ->
                        differing.containsKey(key)
                                ? Optional.empty()
                                : states.event(forks.first(), key).map(loaded::id),
                differing);
    }

    /// The first of the forks with what was resolved.
    private StateRoot write(
            RoomId room, Forks forks, Map<StateKey, EventId> resolved, LoadedEvents loaded) {
        Map<StateKey, Optional<Long>> entries = new HashMap<>();
        forks.differing().keySet().forEach(key -> entries.put(key, Optional.empty()));
        resolved.forEach((key, id) -> entries.put(key, Optional.of(loaded.number(id))));
        return database.transact(tx -> {
            StateChanges changes = states.changes(tx);
            StateRoot root = changes.with(room, forks.first(), entries);
            changes.hold(root);
            changes.store();
            return root;
        });
    }
}
