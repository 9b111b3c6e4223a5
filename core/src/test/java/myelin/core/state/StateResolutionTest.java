package myelin.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import myelin.core.Vectors;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rooms with forks, in `vectors/<version>/state-resolution.json`, which Synapse 1.163 has resolved to a state that was on
/// no fork.
class StateResolutionTest {

    private static Map<EventId, Pdu> events(JsonObject room, RoomVersion version) {
        Map<EventId, Pdu> events = new HashMap<>();
        for (JsonObject json : room.array("events").orElseThrow().objects()) {
            Pdu event = Pdu.of(json, version);
            events.put(event.eventId(), event);
        }
        return events;
    }

    private static StateMap state(Json entries) {
        Map<StateKey, EventId> state = new HashMap<>();
        for (Json entry : (JsonArray) entries) {
            List<String> parts = ((JsonArray) entry).strings();
            state.put(new StateKey(parts.get(0), parts.get(1)), new EventId(parts.get(2)));
        }
        return new StateMap(state);
    }

    private static List<StateMap> forks(JsonObject merge) {
        return merge.array("forks").orElseThrow().stream().map(StateResolutionTest::state).toList();
    }

    @ParameterizedTest
    @MethodSource("myelin.core.room.RoomVersion#stable")
    void forksResolveAsInSynapse(RoomVersion version) {
        for (JsonObject room : Vectors.cases(version.id() + "/state-resolution.json")) {
            KnownEvents events = KnownEvents.of(events(room, version), Set.of());
            for (JsonObject merge : room.array("merges").orElseThrow().objects()) {
                assertThat(StateResolution.resolve(version.rules(), forks(merge), events))
                        .isEqualTo(state(merge.value("resolved").orElseThrow()));
            }
        }
    }

    /// As a server does which never loads whole states.
    @ParameterizedTest
    @MethodSource("myelin.core.room.RoomVersion#stable")
    void theConflictIsEnoughToResolve(RoomVersion version) {
        for (JsonObject room : Vectors.cases(version.id() + "/state-resolution.json")) {
            KnownEvents events = KnownEvents.of(events(room, version), Set.of());
            for (JsonObject merge : room.array("merges").orElseThrow().objects()) {
                List<StateMap> forks = forks(merge);
                Conflict conflict = Conflict.between(forks);
                Set<EventId> related = AuthChain.difference(forks, events);
                if (version.rules().has(Rule.STATE_RESOLUTION_2_1)) {
                    related.addAll(AuthChain.conflictedSubgraph(conflict.events(), events));
                }
                Map<StateKey, EventId> expected =
                        new HashMap<>(
                                StateResolution.resolve(version.rules(), forks, events).events());
                expected.keySet().removeIf(key -> conflict.agreed().event(key).isPresent());

                assertThat(StateResolution.resolve(version.rules(), conflict, related, events))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void noForksAreNoState() {
        KnownEvents none = KnownEvents.of(Map.of(), Set.of());
        assertThat(StateResolution.resolve(RoomVersion.V12.rules(), List.of(), none))
                .isEqualTo(StateMap.EMPTY);
        assertThat(StateResolution.resolve(RoomVersion.V1.rules(), List.of(), none))
                .isEqualTo(StateMap.EMPTY);
    }
}
