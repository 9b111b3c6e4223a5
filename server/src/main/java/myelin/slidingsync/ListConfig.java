package myelin.slidingsync;

import java.util.List;
import myelin.roomlists.RoomFilters;

/// A list of rooms that a client looks at through windows.
///
/// @param windows the parts that it looks at; none: all
record ListConfig(List<Window> windows, RoomFilters filters, RoomConfig config) {

    /// Places in a list, counted from 0, the last included.
    record Window(long first, long last) {

        static final Window WHOLE = new Window(0, Long.MAX_VALUE - 1);

        /// What of a list is seen through it.
        <T> List<T> of(List<T> list) {
            int from = (int) Math.min(first, list.size());
            int to = (int) Math.clamp(last + 1, from, (long) list.size());
            return list.subList(from, to);
        }
    }
}
