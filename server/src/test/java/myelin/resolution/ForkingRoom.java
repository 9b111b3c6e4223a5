package myelin.resolution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import myelin.core.auth.AuthEvents;
import myelin.core.auth.AuthState;
import myelin.core.auth.Authorization;
import myelin.core.auth.Verdict;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.state.KnownEvents;
import myelin.core.state.StateKey;
import myelin.core.state.StateMap;
import myelin.core.state.StateResolution;
import myelin.events.EventStates;
import myelin.events.StoredEvent;
import myelin.sql.Database;
import myelin.state.StateRoot;

/// A room whose history forks and joins as chance wants, stored and, beside that, held in maps. On each fork only what is
/// permitted happens; the events are neither hashed nor signed.
final class ForkingRoom {
    private static final int ROOMS = Integer.getInteger("resolution.rooms", 60);

    private static final List<UserId> USERS =
            List.of(
                    UserId.parse("@alice:one.example"),
                    UserId.parse("@bob:two.example"),
                    UserId.parse("@carol:two.example"),
                    UserId.parse("@dan:three.example"),
                    UserId.parse("@eve:three.example"));

    /// The state after one of the forks, in both forms.
    record Fork(StateMap map, StateRoot root) {}

    private Stores stores;
    private final Database database;
    private final Random random;
    private final RoomVersion version;
    private final Map<EventId, Pdu> events = new LinkedHashMap<>();
    private final Map<EventId, Long> numbers = new HashMap<>();
    private final List<Fork> forks = new ArrayList<>();
    private final Optional<Pdu> create;
    private final long firstNumber;

    ForkingRoom(Database database, Stores stores, Random random, RoomVersion version, long number) {
        this.database = database;
        this.stores = stores;
        this.random = random;
        this.version = version;
        this.firstNumber = number;
        UserId alice = USERS.getFirst();
        JsonObject content = JsonObject.of("creator", alice, "room_version", version.id());
        forks.add(new Fork(StateMap.EMPTY, StateRoot.EMPTY));
        Draft creation = Draft.state(alice, EventType.M_ROOM_CREATE, "", content);
        this.create = Optional.of(pdu(creation, StateMap.EMPTY, Optional.empty()));
        accept(0, create.get());
        send(0, member(alice, alice, "join"));
        send(0, Draft.state(alice, EventType.M_ROOM_POWER_LEVELS, "", levels(List.of(alice))));
        send(0, joinRules(alice, "public"));
        USERS.forEach(user -> send(0, member(user, user, "join")));
    }

    /// Asks of rooms of all versions what must be so for every history, with nothing in memory of how they came to be. The
    /// seed of a room which fails is in the message.
    static void inAll(Database database, BiConsumer<ForkingRoom, Stores> property) {
        long number = 1;
        for (int seed = 0; seed < ROOMS; seed++) {
            RoomVersion version = RoomVersion.stable().get(seed % RoomVersion.stable().size());
            Random random = new Random(seed);
            ForkingRoom room =
                    new ForkingRoom(database, Stores.of(database), random, version, number)
                            .live(100);
            number = room.nextNumber();
            try {
                property.accept(room, Stores.of(database));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    /// Lets so much happen: mostly somebody sends something on some fork, sometimes a fork divides or two are joined.
    ForkingRoom live(int steps) {
        for (int i = 0; i < steps; i++) {
            if (oneIn(10)) {
                // As after a restart: nothing is in memory.
                stores = Stores.of(database);
            }
            if (oneIn(8) && forks.size() < 4) {
                forks.add(pick(forks));
            } else if (oneIn(12) && forks.size() > 1) {
                Fork joined = resolve(forks.subList(0, 2));
                forks.removeFirst();
                forks.set(0, joined);
            } else {
                send(random.nextInt(forks.size()), draft());
            }
        }
        return this;
    }

    /// Lets the power levels of all forks change often.
    ForkingRoom changeLevels(int times) {
        for (int i = 0; i < times; i++) {
            send(
                    i % forks.size(),
                    Draft.state(
                            USERS.getFirst(), EventType.M_ROOM_POWER_LEVELS, "", levels(USERS)));
        }
        return this;
    }

    /// Lets others join on the first fork.
    ForkingRoom crowd(int members) {
        for (int i = 0; i < members; i++) {
            UserId user = UserId.parse("@user" + i + ":four.example");
            send(0, member(user, user, "join"));
        }
        return this;
    }

    /// Divides the first fork into two, on which the same is changed in different ways.
    ForkingRoom quarrel() {
        forks.add(forks.getFirst());
        changeLevels(2 * forks.size());
        for (int fork = 0; fork < forks.size(); fork++) {
            JsonObject content = JsonObject.of("t", fork);
            send(fork, Draft.state(USERS.getFirst(), EventType.M_ROOM_TOPIC, "", content));
        }
        return this;
    }

    /// The states after each fork.
    List<Fork> forks() {
        return List.copyOf(forks);
    }

    RoomVersion version() {
        return version;
    }

    /// The number for the first event of the next room.
    long nextNumber() {
        return firstNumber + events.size();
    }

    KnownEvents known() {
        return KnownEvents.of(events, Set.of());
    }

    Set<Long> numbers(Set<EventId> ids) {
        Set<Long> found = new HashSet<>();
        ids.forEach(id -> found.add(numbers.get(id)));
        return found;
    }

    /// What the rules say, given whole states.
    Fork resolve(List<Fork> some) {
        StateMap resolved =
                StateResolution.resolve(
                        version.rules(), some.stream().map(Fork::map).toList(), known());
        return new Fork(resolved, stored(resolved));
    }

    private StateRoot stored(StateMap state) {
        return database.transact(tx -> {
            var changes = stores.states().changes(tx);
            Map<StateKey, Optional<Long>> entries = new HashMap<>();
            state.events().forEach((key, id) -> entries.put(key, Optional.of(numbers.get(id))));
            StateRoot root = changes.with(create.orElseThrow().roomId(), StateRoot.EMPTY, entries);
            changes.store();
            return root;
        });
    }

    private Draft draft() {
        UserId sender = pick(USERS);
        return switch (random.nextInt(8)) {
            case 0, 1 -> Draft.state(sender, EventType.M_ROOM_POWER_LEVELS, "", levels(USERS));
            case 2 -> joinRules(sender, pick(List.of("public", "invite", "knock")));
            case 3 ->
                    Draft.state(
                            sender,
                            pick(List.of(EventType.M_ROOM_TOPIC, EventType.M_ROOM_NAME)),
                            "",
                            JsonObject.of("t", random.nextInt(9)));
            case 4 -> member(sender, sender, pick(List.of("join", "leave", "knock")));
            default -> member(sender, pick(USERS), pick(List.of("leave", "ban", "invite")));
        };
    }

    private static Draft member(UserId sender, UserId target, String membership) {
        return Draft.state(
                sender,
                EventType.M_ROOM_MEMBER,
                target.value(),
                JsonObject.of("membership", membership));
    }

    private static Draft joinRules(UserId sender, String rule) {
        return Draft.state(
                sender, EventType.M_ROOM_JOIN_RULES, "", JsonObject.of("join_rule", rule));
    }

    private JsonObject levels(List<UserId> among) {
        Map<String, Integer> users = new HashMap<>();
        among.forEach(user -> users.put(user.value(), pick(List.of(0, 49, 50, 100))));
        users.put(USERS.getFirst().value(), 100);
        if (version.rules().has(Rule.PRIVILEGED_CREATORS)) {
            users.remove(USERS.getFirst().value());
        }
        return JsonObject.of("users", JsonObject.from(users), "ban", pick(List.of(0, 50)));
    }

    private void send(int fork, Draft draft) {
        StateMap state = forks.get(fork).map();
        Pdu event = pdu(draft, state, create);
        AuthState before = (type, key) -> state.event(new StateKey(type, key)).map(events::get);
        if (Authorization.check(version.rules(), event, before).equals(Verdict.ALLOWED)) {
            accept(fork, event);
        }
    }

    private void accept(int fork, Pdu event) {
        Fork before = forks.get(fork);
        long number = nextNumber();
        events.put(event.eventId(), event);
        numbers.put(event.eventId(), number);
        StateRoot after =
                database.transact(tx -> {
                    var changes = stores.states().changes(tx);
                    StateRoot root =
                            changes.with(
                                    event.roomId(),
                                    before.root(),
                                    event.key().orElseThrow(),
                                    number);
                    changes.store();
                    StoredEvent stored =
                            new StoredEvent(
                                    StoredEvent.Place.at(number),
                                    event,
                                    EventStates.inLine(before.root(), root),
                                    0,
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty());
                    stores.events().store(tx, List.of(stored), List.of());
                    stores.chains().add(tx, List.of(new AuthChains.Added(number, event)));
                    return root;
                });
        forks.set(
                fork,
                new Fork(before.map().with(event.key().orElseThrow(), event.eventId()), after));
    }

    private Pdu pdu(Draft draft, StateMap state, Optional<Pdu> room) {
        Set<EventId> auth = new HashSet<>();
        AuthEvents.keysFor(
                        version.rules(),
                        draft.sender(),
                        draft.type(),
                        draft.stateKey(),
                        draft.content())
                .forEach(key -> state.event(key).ifPresent(auth::add));
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("type", draft.type())
                        .put("sender", draft.sender())
                        .put("content", draft.content())
                        .put("state_key", draft.stateKey().orElseThrow())
                        .put("depth", events.size())
                        .put("origin_server_ts", firstNumber * 1000 + random.nextInt(100))
                        .put(
                                "prev_events",
                                references(events.size() == 1 ? events.keySet() : Set.of()))
                        .put("auth_events", references(auth));
        if (version.rules().has(Rule.EVENT_ID_IN_EVENT)) {
            json.put("event_id", "$e" + random.nextInt(99) + "-" + nextNumber() + ":one.example");
        }
        if (!version.rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)) {
            json.put("room_id", "!room" + firstNumber + ":one.example");
        } else {
            room.ifPresent(known -> json.put("room_id", known.roomId()));
        }
        return Pdu.of(json.build(), version);
    }

    private JsonArray references(Set<EventId> ids) {
        boolean pairs = version.rules().has(Rule.EVENT_ID_IN_EVENT);
        return JsonArray.from(
                ids.stream().map(id -> pairs ? JsonArray.of(id, JsonObject.EMPTY) : id).toList());
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
