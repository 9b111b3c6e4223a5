package myelin.resolution;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import myelin.sql.Work;

/// What one question about chains reads of them, each row once. Belongs to one thread.
final class Links {

    private final Reads reads;
    private final AuthChainsTable table;
    private final Map<Long, List<Link>> from = new HashMap<>();
    private final Map<Long, Place> places = new HashMap<>();
    private final Map<Place, Long> numbers = new HashMap<>();

    /// How the database is asked: in a transaction which is under way, or in one for each question.
    interface Reads {
        <T> T read(Work<T> work);
    }

    Links(Reads reads, AuthChainsTable table) {
        this.reads = reads;
        this.table = table;
    }

    /// Where these events stand.
    List<Place> places(Collection<Long> events) {
        List<Long> missing = events.stream().filter(number -> !places.containsKey(number)).toList();
        if (!missing.isEmpty()) {
            keep(reads.read(tx -> table.places(tx, missing)));
        }
        return events.stream().map(places::get).toList();
    }

    /// The numbers of the events on a stretch of a chain.
    ///
    /// @param first the first step
    /// @param last the last step
    List<Long> numbers(long chain, long first, long last) {
        List<Long> found = new ArrayList<>();
        for (long step = first; step <= last; step++) {
            Long number = numbers.get(new Place(chain, step));
            if (number == null) {
                long missing = step;
                keep(reads.read(tx -> table.stretch(tx, chain, missing, last)));
                number = numbers.get(new Place(chain, step));
            }
            found.add(number);
        }
        return found;
    }

    private void keep(Map<Long, Place> read) {
        places.putAll(read);
        read.forEach((number, place) -> numbers.put(place, number));
    }

    /// The links from events of these chains.
    List<Link> from(Set<Long> chains) {
        List<Long> missing = chains.stream().filter(chain -> !from.containsKey(chain)).toList();
        if (!missing.isEmpty()) {
            missing.forEach(chain -> from.put(chain, new ArrayList<>()));
            for (Link link : reads.read(tx -> table.linksFrom(tx, missing))) {
                from.computeIfAbsent(link.from().chain(), _ -> new ArrayList<>()).add(link);
            }
        }
        return chains.stream()
                .flatMap(chain -> from.getOrDefault(chain, List.of()).stream())
                .toList();
    }

    /// The links to events of these chains, at or after the given step of each.
    List<Link> to(Map<Long, Long> steps) {
        return steps.isEmpty() ? List.of() : reads.read(tx -> table.linksTo(tx, steps));
    }
}
