package myelin.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;

class AuthChainTest {
    private final Map<EventId, Pdu> events = new HashMap<>();

    private static EventId id(String name) {
        return EventId.parse("$" + name);
    }

    private EventId event(String name, String... authEvents) {
        JsonObject json =
                JsonObject.builder()
                        .put("type", "t")
                        .put("sender", "@a:y")
                        .put("room_id", "!r:y")
                        .put("content", JsonObject.EMPTY)
                        .put("auth_events", List.of(authEvents).stream().map(a -> "$" + a).toList())
                        .build();
        events.put(id(name), Pdu.of(json, RoomVersion.V11, id(name)));
        return id(name);
    }

    private KnownEvents known() {
        return KnownEvents.of(events, Set.of());
    }

    private static StateMap state(String... names) {
        Map<StateKey, EventId> state = new HashMap<>();
        for (String name : names) {
            // the key is the first letter: a1 and a2 are two events for one place
            state.put(StateKey.of(name.substring(0, 1)), id(name));
        }
        return new StateMap(state);
    }

    @Test
    void authEventsComeBeforeWhoCitesThem() {
        event("a");
        event("b", "a");
        event("c", "b", "a");
        assertThat(AuthChain.of(List.of(id("c")), known()))
                .containsExactly(id("a"), id("b"), id("c"));
    }

    @Test
    void unknownEventsHaveNoAuthEvents() {
        event("b", "a");
        assertThat(AuthChain.of(List.of(id("b")), known())).containsExactly(id("a"), id("b"));
    }

    /// Where servers choose the ids of events, up to version 2, they can make a circle.
    @Test
    void aCircleIsWalkedOnce() {
        event("a", "c");
        event("b", "a");
        event("c", "b");
        assertThat(AuthChain.of(List.of(id("a")), known())).hasSize(3);
    }

    @Test
    void aLongChainNeedsNoDeepStack() {
        event("e0");
        for (int i = 1; i < 100_000; i++) {
            event("e" + i, "e" + (i - 1));
        }
        assertThat(AuthChain.of(List.of(id("e99999")), known())).hasSize(100_000);
    }

    @Test
    void theDifferenceIsWhatSomeChainsLack() {
        event("r");
        event("p1", "r");
        event("p2", "p1", "r");
        event("a1", "p1", "r");
        event("a2", "p2", "r");
        // p1 is in both chains, p2 only in that of the second state
        assertThat(AuthChain.difference(List.of(state("r", "a1"), state("r", "a2")), known()))
                .containsExactlyInAnyOrder(id("a1"), id("a2"), id("p2"));
    }

    @Test
    void whatAnEventOfAllStatesCitesIsInAllChains() {
        event("r");
        event("p", "r");
        event("a", "p");
        event("b1", "p");
        assertThat(AuthChain.difference(List.of(state("a", "b1"), state("a")), known()))
                .containsExactly(id("b1"));
    }

    @Test
    void theSubgraphIsWhatLiesBetweenConflictedEvents() {
        event("r");
        event("a", "r");
        event("between", "a");
        event("aside", "r");
        event("b", "between", "aside");
        assertThat(AuthChain.conflictedSubgraph(Set.of(id("a"), id("b")), known()))
                .containsExactlyInAnyOrder(id("a"), id("between"), id("b"));
    }
}
