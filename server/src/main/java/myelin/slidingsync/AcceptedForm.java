package myelin.slidingsync;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.filter.RequiredState;
import myelin.roomlists.RoomFilters;
import org.jspecify.annotations.Nullable;

/// The body of a request as MSC4186 was accepted
/// ([API](https://github.com/matrix-org/matrix-spec-proposals/blob/main/proposals/4186-simplified-sliding-sync.md#request-body)).
record AcceptedForm(
        @Nullable String connId,
        @Nullable String pos,
        @Nullable Long timeout,
        @Nullable String setPresence,
        @Nullable Map<String, WantedList> lists,
        @Nullable Map<String, Subscription> roomSubscriptions,
        @Nullable Extensions extensions) {

    private static final int MAX_SUBSCRIPTIONS = 100;

    record WantedList(
            int timelineLimit,
            WantedState requiredState,
            @Nullable List<Long> range,
            @Nullable RoomFilters filters) {}

    record Subscription(int timelineLimit, WantedState requiredState) {}

    record WantedState(
            @Nullable List<Element> include,
            @Nullable List<Element> exclude,
            @Nullable Boolean lazyMembers) {

        RequiredState state() {
            return RequestLimits.patterns(
                    RequiredState.of(
                            patterns(include),
                            patterns(exclude),
                            Boolean.TRUE.equals(lazyMembers)));
        }

        private static Set<RequiredState.Pattern> patterns(@Nullable List<Element> elements) {
            Set<RequiredState.Pattern> patterns = new HashSet<>();
            if (elements != null) {
                elements.forEach(element -> patterns.add(element.pattern()));
            }
            return patterns;
        }
    }

    record Element(@Nullable String type, @Nullable String stateKey) {
        RequiredState.Pattern pattern() {
            return new RequiredState.Pattern(
                    Optional.ofNullable(type), Optional.ofNullable(stateKey));
        }
    }

    /// What is asked for.
    SlidingRequest.Asked asked() {
        Map<String, ListConfig> wanted = new LinkedHashMap<>();
        if (lists != null) {
            lists.forEach((name, list) -> wanted.put(RequestLimits.opaqueName(name), config(list)));
        }
        Map<String, RoomConfig> rooms = new HashMap<>();
        if (roomSubscriptions != null) {
            roomSubscriptions.forEach((room, subscription) ->
                    rooms.put(
                            room,
                            config(subscription.timelineLimit(), subscription.requiredState())));
        }
        return new SlidingRequest.Asked(
                RequestLimits.lists(wanted),
                RequestLimits.subscriptions(rooms, MAX_SUBSCRIPTIONS),
                extensions == null ? Extensions.NONE : extensions);
    }

    private static ListConfig config(WantedList list) {
        return new ListConfig(
                list.range() == null ? List.of() : List.of(RequestLimits.window(list.range())),
                list.filters() == null ? RoomFilters.NONE : list.filters(),
                config(list.timelineLimit(), list.requiredState()));
    }

    private static RoomConfig config(int timelineLimit, WantedState state) {
        return new RoomConfig(
                Math.clamp(timelineLimit, 0, RequestLimits.MAX_TIMELINE), state.state());
    }
}
