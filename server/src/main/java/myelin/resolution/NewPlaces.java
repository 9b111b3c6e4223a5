package myelin.resolution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.id.EventId;
import myelin.core.state.StateKey;
import myelin.sql.Tx;

/// Gives new state events their places on chains, in one transaction.
final class NewPlaces {

    private final Tx tx;
    private final AuthChainsTable table;

    /// The events which are cited and were there before.
    private final Map<EventId, Cited> before;

    private final Map<EventId, Cited> placed = new LinkedHashMap<>();
    private final Map<Long, Long> lastSteps = new HashMap<>();
    private final Map<Long, Place> newSteps = new LinkedHashMap<>();
    private final List<Link> newLinks = new ArrayList<>();

    NewPlaces(Tx tx, AuthChainsTable table, Map<EventId, Cited> before) {
        this.tx = tx;
        this.table = table;
        this.before = before;
    }

    /// Places an event; those which it cites have their places already.
    void add(AuthChains.Added event) {
        StateKey key = event.pdu().key().orElseThrow();
        List<Cited> cites = new ArrayList<>();
        for (EventId id : new LinkedHashSet<>(event.pdu().authEvents())) {
            cited(id).ifPresent(cites::add);
        }
        Optional<Cited> previous =
                cites.stream()
                        .filter(auth -> auth.key().equals(key))
                        .filter(this::isLast)
                        .findFirst();
        Place place =
                previous.map(auth -> new Place(auth.place().chain(), auth.place().step() + 1))
                        .orElse(Place.alone(event.number()));
        Map<Long, Long> reaches = new HashMap<>();
        for (Cited auth : cites) {
            auth.reaches().forEach((chain, step) -> reaches.merge(chain, step, Math::max));
            if (auth.place().chain() != place.chain() && !follows(auth, cites)) {
                newLinks.add(new Link(place, auth.place()));
            }
        }
        reaches.put(place.chain(), place.step());
        if (place.step() > 1) {
            newSteps.put(event.number(), place);
            lastSteps.put(place.chain(), place.step());
        }
        placed.put(event.pdu().eventId(), new Cited(key, place, reaches));
    }

    private Optional<Cited> cited(EventId id) {
        return Optional.ofNullable(placed.get(id)).or(() -> Optional.ofNullable(before.get(id)));
    }

    private boolean isLast(Cited auth) {
        long chain = auth.place().chain();
        long last =
                lastSteps.computeIfAbsent(
                        chain, _ -> table.lastSteps(tx, List.of(chain)).getOrDefault(chain, 1L));
        return last == auth.place().step();
    }

    /// Whether an event is reachable by way of another which is cited.
    private static boolean follows(Cited auth, List<Cited> cites) {
        return cites.stream().anyMatch(other -> !other.equals(auth) && other.reaches(auth.place()));
    }

    void store() {
        table.insertSteps(tx, newSteps);
        table.insertLinks(tx, newLinks);
    }

    /// The events that were added.
    Map<EventId, Cited> placed() {
        return placed;
    }
}
