package myelin.slidingsync;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.event.EventType;
import myelin.core.filter.RequiredState;
import myelin.core.id.UserId;
import myelin.http.MatrixError;
import myelin.roomlists.RoomFilters;
import org.jspecify.annotations.Nullable;

/// The body of a request as clients send it to Synapse, before MSC4186 was accepted.
record LegacyForm(
        @Nullable String connId,
        @Nullable Map<String, WantedList> lists,
        @Nullable Map<String, Subscription> roomSubscriptions,
        @Nullable Extensions extensions) {

    private static final int MAX_SUBSCRIPTIONS = 1_000;
    private static final String ANY = "*";
    private static final String LAZY = "$LAZY";
    private static final String ME = "$ME";

    /// @param ranges windows; none: the whole list
    /// @param slowGetAllRooms the whole list, whatever the ranges
    record WantedList(
            List<List<String>> requiredState,
            int timelineLimit,
            @Nullable List<List<Long>> ranges,
            @Nullable Boolean slowGetAllRooms,
            @Nullable RoomFilters filters) {}

    record Subscription(List<List<String>> requiredState, int timelineLimit) {}

    /// What is asked for.
    ///
    /// @param me whom `$ME` means
    SlidingRequest.Asked asked(UserId me) {
        Map<String, ListConfig> wanted = new LinkedHashMap<>();
        if (lists != null) {
            lists.forEach((name, list) -> wanted.put(RequestLimits.name(name), config(list, me)));
        }
        Map<String, RoomConfig> rooms = new HashMap<>();
        if (roomSubscriptions != null) {
            roomSubscriptions.forEach((room, subscription) ->
                    rooms.put(
                            room,
                            config(
                                    subscription.requiredState(),
                                    subscription.timelineLimit(),
                                    me)));
        }
        return new SlidingRequest.Asked(
                RequestLimits.lists(wanted),
                RequestLimits.subscriptions(rooms, MAX_SUBSCRIPTIONS),
                extensions == null ? Extensions.NONE : extensions);
    }

    private static ListConfig config(WantedList list, UserId me) {
        return new ListConfig(
                windows(list),
                list.filters() == null ? RoomFilters.NONE : list.filters(),
                config(list.requiredState(), list.timelineLimit(), me));
    }

    private static List<ListConfig.Window> windows(WantedList list) {
        List<List<Long>> ranges = list.ranges();
        if (ranges == null || Boolean.TRUE.equals(list.slowGetAllRooms())) {
            return List.of();
        }
        return ranges.stream().map(RequestLimits::window).toList();
    }

    private static RoomConfig config(List<List<String>> pairs, int timelineLimit, UserId me) {
        if (timelineLimit > RequestLimits.MAX_TIMELINE) {
            throw MatrixError.invalidParam(
                    "'timeline_limit' is at most " + RequestLimits.MAX_TIMELINE);
        }
        return new RoomConfig(
                Math.max(0, timelineLimit), RequestLimits.patterns(requiredState(pairs, me)));
    }

    /// All state means all state, members too, whatever else is asked for: so does Synapse.
    private static RequiredState requiredState(List<List<String>> pairs, UserId me) {
        Set<RequiredState.Pattern> patterns = new HashSet<>();
        boolean lazy = false;
        for (List<String> pair : pairs) {
            if (pair.size() != 2) {
                throw MatrixError.invalidParam(
                        "An entry of required_state is a type and a state key");
            }
            String type = pair.getFirst();
            String key = pair.getLast();
            if (type.equals(EventType.M_ROOM_MEMBER) && key.equals(LAZY)) {
                lazy = true;
                continue;
            }
            if (type.equals(ANY) && key.equals(ANY)) {
                return RequiredState.of(Set.of(pattern(ANY, ANY)), false);
            }
            patterns.add(pattern(type, key.equals(ME) ? me.value() : key));
        }
        return RequiredState.of(patterns, lazy);
    }

    private static RequiredState.Pattern pattern(String type, String key) {
        return new RequiredState.Pattern(
                Optional.of(type).filter(text -> !text.equals(ANY)),
                Optional.of(key).filter(text -> !text.equals(ANY)));
    }
}
