package myelin.state;

import java.util.Collection;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.sql.Tx;

/// Names the states that rows cite, room by room and page by page, so that what belongs to none of
/// them can be collected. Whoever has columns with roots is asked here.
///
/// A state that is cited from before the first page until after the last is named; one cited
/// meanwhile may be.
@FunctionalInterface
public interface CitedStates {

    /// Where the first page begins.
    long FIRST = -(1L << 53) + 1;

    /// @param after where the page before ended, or [#FIRST]
    /// @param limit rows to look at, about
    Page of(Tx tx, RoomId room, long after, int limit);

    /// @param roots in any order; some may be there more than once
    /// @param end where the next page begins; empty when this is the last one
    record Page(Collection<StateRoot> roots, Optional<Long> end) {}
}
