package myelin.bench.resolution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.auth.AuthEvents;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.state.StateKey;
import myelin.core.state.StateMap;

/// A public room whose history forks at its end: on each fork the power levels change, on some the join rules, and some
/// members change their names. The events are as large as real ones, but neither hashed nor signed.
final class ForkedRoom {
    private static final UserId ALICE = UserId.parse("@alice:one.example");
    private static final String FAKE_HASH = "rbGxGtBKPuMhs3VgO4gTzhlLZyC8wAyvBlA5VeSFKQo";
    private static final String FAKE_SIGNATURE = FAKE_HASH + FAKE_HASH;

    /// @param members who joined before the history forked
    /// @param powerLevels how often the power levels had changed by then
    /// @param forks how many ways the history goes on
    /// @param conflicting members whose events differ between the forks
    record Shape(int members, int powerLevels, int forks, int conflicting) {

        /// 50,000 members, three forks, 100 conflicting members and 5 conflicting power events.
        static final Shape LARGE = new Shape(50_000, 5, 3, 100);

        /// A room in which the power levels have changed 5,000 times.
        static final Shape OLD = new Shape(5_000, 5_000, 3, 100);

        /// Of a size at which nothing takes long.
        static final Shape SMALL = new Shape(50, 5, 2, 10);
    }

    private final RoomVersion version;
    private final LinkedHashMap<EventId, Pdu> events = new LinkedHashMap<>();
    private final Map<EventId, Long> numbers = new HashMap<>();
    private final Map<StateKey, EventId> trunk = new LinkedHashMap<>();
    private final List<Map<StateKey, EventId>> branches = new ArrayList<>();
    private EventId last = EventId.parse("$none");

    private ForkedRoom(RoomVersion version) {
        this.version = version;
    }

    static ForkedRoom of(RoomVersion version, Shape shape) {
        ForkedRoom room = new ForkedRoom(version);
        room.found();
        room.grow(shape);
        for (int fork = 0; fork < shape.forks(); fork++) {
            room.branch(fork, shape);
        }
        return room;
    }

    RoomVersion version() {
        return version;
    }

    /// All events, in the order in which they came.
    List<Pdu> events() {
        return List.copyOf(events.values());
    }

    Map<EventId, Pdu> byId() {
        return events;
    }

    /// The number of an event: the first has 1.
    long number(EventId id) {
        return numbers.getOrDefault(id, 0L);
    }

    /// The state before the history forked.
    Map<StateKey, EventId> trunk() {
        return trunk;
    }

    /// What is in the state at the end of each fork that was not before.
    List<Map<StateKey, EventId>> branches() {
        return branches;
    }

    /// The states at the ends of the forks.
    List<StateMap> forks() {
        return branches.stream()
                .map(branch -> {
                    Map<StateKey, EventId> state = new HashMap<>(trunk);
                    state.putAll(branch);
                    return new StateMap(state);
                })
                .toList();
    }

    private void found() {
        JsonObject content = JsonObject.of("creator", ALICE, "room_version", version.id());
        add(trunk, Draft.state(ALICE, EventType.M_ROOM_CREATE, "", content));
        add(trunk, member(ALICE, "Alice"));
        add(trunk, levels(0));
        add(trunk, joinRules("public"));
    }

    private void grow(Shape shape) {
        int changes = 0;
        for (int i = 0; i < shape.members(); i++) {
            add(trunk, member(user(i), "Member " + i));
            while (changes * (long) shape.members() < (long) i * shape.powerLevels()) {
                changes++;
                add(trunk, levels(changes));
            }
        }
    }

    private void branch(int fork, Shape shape) {
        Map<StateKey, EventId> branch = new HashMap<>();
        branches.add(branch);
        EventId end = last;
        add(branch, levels(1_000_000 + fork));
        if (fork < 2) {
            add(branch, joinRules(fork == 0 ? "knock" : "public"));
        }
        for (int i = 0; i < shape.conflicting(); i++) {
            if (i % shape.forks() != fork) {
                add(branch, member(user(i), "Member " + i + " on fork " + fork));
            }
        }
        last = end;
    }

    private static UserId user(int i) {
        return UserId.parse("@member-" + i + ":server-" + i % 500 + ".example");
    }

    private static Draft member(UserId user, String name) {
        return Draft.state(
                user,
                EventType.M_ROOM_MEMBER,
                user.value(),
                JsonObject.of("membership", "join", "displayname", name));
    }

    private Draft levels(int change) {
        JsonObject content =
                JsonObject.of("users_default", 0, "ban", 50, "events_default", change % 2);
        return Draft.state(
                ALICE,
                EventType.M_ROOM_POWER_LEVELS,
                "",
                version.rules().has(Rule.PRIVILEGED_CREATORS)
                        ? content
                        : content.with("users", JsonObject.of(ALICE.value(), 100)));
    }

    private static Draft joinRules(String rule) {
        return Draft.state(
                ALICE, EventType.M_ROOM_JOIN_RULES, "", JsonObject.of("join_rule", rule));
    }

    private void add(Map<StateKey, EventId> state, Draft draft) {
        List<EventId> auth = new ArrayList<>();
        for (StateKey key :
                AuthEvents.keysFor(
                        version.rules(),
                        draft.sender(),
                        draft.type(),
                        draft.stateKey(),
                        draft.content())) {
            Optional.ofNullable(state.get(key))
                    .or(() -> Optional.ofNullable(trunk.get(key)))
                    .ifPresent(auth::add);
        }
        Pdu event = Pdu.of(json(draft, auth), version);
        last = event.eventId();
        events.put(last, event);
        numbers.put(last, (long) events.size());
        state.put(event.key().orElseThrow(), last);
    }

    private JsonObject json(Draft draft, List<EventId> auth) {
        long number = events.size() + 1L;
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("type", draft.type())
                        .put("sender", draft.sender())
                        .put("content", draft.content())
                        .put("state_key", draft.stateKey().orElseThrow())
                        .put("depth", number)
                        .put("origin_server_ts", 1_700_000_000_000L + number * 1000)
                        .put("prev_events", number == 1 ? JsonArray.EMPTY : JsonArray.of(last))
                        .put("auth_events", auth)
                        .put("hashes", JsonObject.of("sha256", FAKE_HASH))
                        .put(
                                "signatures",
                                JsonObject.of(
                                        draft.sender().server().value(),
                                        JsonObject.of("ed25519:a_1", FAKE_SIGNATURE)));
        if (!version.rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)) {
            json.put("room_id", "!room:one.example");
        } else if (number > 1) {
            json.put("room_id", events.firstEntry().getValue().roomId());
        }
        return json.build();
    }
}
