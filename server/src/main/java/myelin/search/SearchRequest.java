package myelin.search;

import java.util.Optional;
import java.util.Set;
import myelin.core.filter.EventFilter;
import myelin.core.search.SearchKey;
import myelin.core.search.SearchTerm;
import myelin.history.ClientEvents;

/// What somebody wants to find in rooms, and how.
///
/// @param reader who searches
/// @param keys where to look
/// @param filter what else must hold of the results, and how many are wanted
/// @param batch where the page begins; empty: it is the first
record SearchRequest(
        ClientEvents.Reader reader,
        SearchTerm term,
        Set<SearchKey> keys,
        EventFilter filter,
        Order order,
        Form form,
        Optional<NextBatch> batch) {

    /// Results in a page, when the client doesn't say.
    private static final int USUAL_LIMIT = 10;

    private static final int MAX_LIMIT = 100;

    /// In which order results come.
    enum Order {
        /// The best first, and of equally good ones the newest.
        RANK,
        /// The newest first.
        RECENT
    }

    /// What comes with the results.
    ///
    /// @param groups by what they are put into groups
    /// @param context how much comes from around each; empty: nothing
    /// @param state whether the states of their rooms come
    record Form(Set<Group.Key> groups, Optional<Context> context, boolean state) {}

    /// How much comes from around a result.
    ///
    /// @param before how many events
    /// @param after how many events
    /// @param profiles whether the profiles of all senders come, too
    record Context(int before, int after, boolean profiles) {}

    /// How many results are wanted.
    int limit() {
        return filter.limit(USUAL_LIMIT, MAX_LIMIT);
    }

    /// The group to which results must belong; empty: to any.
    Optional<Group> group() {
        return batch.flatMap(NextBatch::group);
    }

    /// The same with another filter.
    SearchRequest with(EventFilter other) {
        return new SearchRequest(reader, term, keys, other, order, form, batch);
    }
}
