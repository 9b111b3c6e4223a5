package myelin.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Which events are ordered by power, and with them what they cite, before all others are.
class PowerEventsTest {
    private static final EventId CREATE = id("create");

    private final Map<EventId, Pdu> events = new HashMap<>();
    private RoomVersion version = RoomVersion.LATEST;

    private static EventId id(String name) {
        return EventId.parse("$" + "A".repeat(43 - name.length()) + name);
    }

    private EventId event(
            String name,
            String type,
            String stateKey,
            JsonObject content,
            int time,
            String... auth) {
        boolean isCreate = type.equals(EventType.M_ROOM_CREATE);
        boolean citesCreate = !isCreate && version != RoomVersion.V12;
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("type", type)
                        .put("state_key", stateKey)
                        .put("sender", "@bob:y")
                        .put("content", content)
                        .put("depth", events.size())
                        .put("origin_server_ts", time)
                        .put("prev_events", List.of())
                        .put(
                                "auth_events",
                                Stream.concat(
                                                Stream.of(auth),
                                                citesCreate ? Stream.of("create") : Stream.of())
                                        .map(PowerEventsTest::id)
                                        .toList());
        if (!isCreate || version != RoomVersion.V12) {
            json.put(
                    "room_id",
                    version == RoomVersion.V12 ? "!" + CREATE.value().substring(1) : "!room:y");
        }
        events.put(id(name), Pdu.of(json.build(), version, id(name)));
        return id(name);
    }

    private EventId member(String name, int time, String... auth) {
        JsonObject content = JsonObject.of("membership", "join", "displayname", name);
        return event(name, EventType.M_ROOM_MEMBER, "@bob:y", content, time, auth);
    }

    private StateMap state(EventId... of) {
        Map<StateKey, EventId> state = new HashMap<>();
        Stream.concat(Stream.of(CREATE), Stream.of(of))
                .forEach(id -> state.put(events.get(id).key().orElseThrow(), id));
        return new StateMap(state);
    }

    /// An event of these types with a state key of its own says nothing about power. Were it a power event, it would take
    /// what it cites with it to the front, where it loses against what comes later: all others would see another state.
    @ParameterizedTest
    @EnumSource(
            value = RoomVersion.class,
            names = {"V6", "V11", "V12"})
    void powerLevelsAndJoinRulesCountWithoutAStateKeyOnly(RoomVersion version) {
        this.version = version;
        JsonObject created = JsonObject.of("room_version", version.id()).with("creator", "@bob:y");
        event("create", EventType.M_ROOM_CREATE, "", created, 0);
        member("first", 1);
        EventId earlier = member("earlier", 10, "first");
        EventId later = member("later", 20, "first");
        EventId levels =
                event("levels", EventType.M_ROOM_POWER_LEVELS, "x", JsonObject.EMPTY, 30, "later");
        EventId rule =
                event(
                        "rule",
                        EventType.M_ROOM_JOIN_RULES,
                        "x",
                        JsonObject.of("join_rule", "public"),
                        30,
                        "later");

        for (EventId beside : List.of(levels, rule)) {
            StateMap resolved =
                    StateResolution.resolve(
                            version.rules(),
                            List.of(state(earlier), state(later, beside)),
                            KnownEvents.of(events, Set.of()));

            assertThat(resolved).isEqualTo(state(later, beside));
        }
    }
}
