package myelin.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// One page of results, and what comes after it.
final class ResultPage {

    private static final Comparator<Match> BEST_FIRST =
            Comparator.comparingLong(Match::rank)
                    .thenComparingLong(match -> match.event().position())
                    .reversed();

    private final SearchRequest request;
    private final Matches.Window window;
    private final List<Match> results;

    /// What the window has behind the results.
    private final List<Match> others;

    ResultPage(SearchRequest request, Matches.Window window) {
        this.request = request;
        this.window = window;
        List<Match> ordered =
                switch (request.order()) {
                    case RECENT -> window.matches();
                    case RANK -> byRank();
                };
        int size = Math.min(request.limit(), ordered.size());
        this.results = ordered.subList(0, size);
        this.others = ordered.subList(size, ordered.size());
    }

    private List<Match> byRank() {
        Predicate<Match> comesLater =
                request.batch()
                        .flatMap(NextBatch::after)
                        .<Predicate<Match>>map(last -> match -> last.isBefore(match.place()))
                        .orElse(_ -> true);
        return window.matches().stream().filter(comesLater).sorted(BEST_FIRST).toList();
    }

    List<Match> results() {
        return results;
    }

    /// How many there are, as far as was looked for the first page.
    long count() {
        return request.batch()
                .map(NextBatch::count)
                .orElseGet(() -> (long) window.matches().size());
    }

    /// The words to highlight.
    Set<String> highlights() {
        Set<String> highlights = new LinkedHashSet<>();
        results.forEach(match -> highlights.addAll(request.term().highlights(match.text())));
        return highlights;
    }

    /// Where the next page begins. By position a full page has one even if nothing follows, as in Synapse.
    Optional<NextBatch> next() {
        boolean more =
                switch (request.order()) {
                    case RECENT -> isFull() || (isShort() && window.rest().isPresent());
                    case RANK -> isFull() && !others.isEmpty();
                };
        return more ? Optional.of(next(request.group(), count())) : Optional.empty();
    }

    private boolean isFull() {
        return !results.isEmpty() && !isShort();
    }

    private boolean isShort() {
        return results.size() < request.limit();
    }

    private NextBatch next(Optional<Group> group, long count) {
        return switch (request.order()) {
            case RECENT -> {
                long end =
                        isShort()
                                ? window.rest().orElseThrow()
                                : results.getLast().event().position();
                yield new NextBatch(end, Optional.empty(), group, count);
            }
            case RANK -> {
                Optional<NextBatch.Place> last = Optional.of(results.getLast().place());
                yield new NextBatch(window.before(), last, group, count);
            }
        };
    }

    /// The results that have something in common, in the order of the best of each.
    Map<Group, List<Match>> groups(Group.Key key) {
        Map<Group, List<Match>> groups = new LinkedHashMap<>();
        for (Match match : results) {
            groups.computeIfAbsent(key.group(match.event().pdu()), _ -> new ArrayList<>())
                    .add(match);
        }
        return groups;
    }

    /// Where the next page of a group begins, if there may be more of it.
    Optional<NextBatch> next(Group group) {
        Predicate<Match> isIn = match -> group.has(match.event().pdu());
        boolean mayFollow =
                switch (request.order()) {
                    case RECENT -> window.rest().isPresent();
                    case RANK -> false;
                };
        return mayFollow || others.stream().anyMatch(isIn)
                ? Optional.of(
                        next(Optional.of(group), window.matches().stream().filter(isIn).count()))
                : Optional.empty();
    }
}
