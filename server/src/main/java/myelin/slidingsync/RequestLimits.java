package myelin.slidingsync;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import myelin.core.filter.RequiredState;
import myelin.core.id.RoomId;
import myelin.http.MatrixError;
import myelin.roomlists.RoomFilters;
import org.jspecify.annotations.Nullable;

/// How much one request may ask for. Each method refuses what is more with M_INVALID_PARAM.
final class RequestLimits {

    /// Patterns of required state for one list or room.
    static final int MAX_PATTERNS = 1_000;

    /// Events of a room's timeline.
    static final int MAX_TIMELINE = 1_000;

    private static final int MAX_LISTS = 100;

    /// Windows of all lists together.
    private static final int MAX_WINDOWS = 200;

    /// Values of one filter.
    private static final int MAX_VALUES = 1_000;

    /// Characters in the client's name of a list.
    private static final int MAX_NAME = 64;

    /// Characters in the client's name of a connection, and in a filter's text.
    private static final int MAX_TEXT = 255;

    private static final Pattern OPAQUE = Pattern.compile("[0-9a-zA-Z._~-]{1,255}");

    private RequestLimits() {}

    static Map<String, ListConfig> lists(Map<String, ListConfig> lists) {
        atMost(MAX_LISTS, lists.size(), "lists");
        int windows = 0;
        for (Map.Entry<String, ListConfig> list : lists.entrySet()) {
            windows += list.getValue().windows().size();
            check(list.getValue().filters());
        }
        atMost(MAX_WINDOWS, windows, "ranges");
        return lists;
    }

    /// The client's name of a list, as Synapse bounds it.
    static String name(String list) {
        atMost(MAX_NAME, list.length(), "characters of a list key");
        return list;
    }

    /// The client's name of a list, which must be an
    /// [opaque identifier](https://spec.matrix.org/v1.19/appendices/#opaque-identifiers).
    static String opaqueName(String list) {
        if (!OPAQUE.matcher(list).matches()) {
            throw MatrixError.invalidParam(
                    "A list key has 1 to 255 of the characters A-Z a-z 0-9 . _ ~ -");
        }
        return list;
    }

    private static void check(RoomFilters filters) {
        values(filters.spaces());
        values(filters.roomTypes());
        values(filters.notRoomTypes());
        values(filters.tags());
        values(filters.notTags());
        if (filters.roomNameLike() != null) {
            text(filters.roomNameLike());
        }
    }

    private static void values(@Nullable Collection<?> values) {
        atMost(MAX_VALUES, values == null ? 0 : values.size(), "values of a filter");
    }

    static String text(String text) {
        atMost(MAX_TEXT, text.length(), "characters");
        return text;
    }

    static RequiredState patterns(RequiredState state) {
        atMost(MAX_PATTERNS, state.size(), "entries of required_state");
        return state;
    }

    /// Subscriptions to what is a room id; others are to rooms that nobody may see.
    static Map<RoomId, RoomConfig> subscriptions(Map<String, RoomConfig> all, int most) {
        atMost(most, all.size(), "room subscriptions");
        Map<RoomId, RoomConfig> rooms = new HashMap<>();
        all.forEach((room, config) -> RoomId.tryParse(room).ifPresent(id -> rooms.put(id, config)));
        return rooms;
    }

    /// A window from a pair of numbers.
    static ListConfig.Window window(List<Long> range) {
        if (range.size() != 2 || range.get(0) < 0 || range.get(1) < 0) {
            throw MatrixError.invalidParam("A range is two numbers, neither of them negative");
        }
        return new ListConfig.Window(range.get(0), range.get(1));
    }

    private static void atMost(int most, int are, String what) {
        if (are > most) {
            throw MatrixError.invalidParam("At most " + most + " " + what + ", not " + are);
        }
    }
}
