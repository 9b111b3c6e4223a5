package myelin.core.state;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.Gen;
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

/// A room of four users whose history forks and joins as a seed wants. On each fork only what is permitted happens.
final class ForkedRoom {
    private static final List<UserId> USERS =
            List.of(
                    UserId.parse("@alice:one.example"),
                    UserId.parse("@bob:two.example"),
                    UserId.parse("@carol:two.example"),
                    UserId.parse("@dan:three.example"));

    private final Gen gen;
    private final RoomVersion version;
    private final Map<EventId, Pdu> events = new HashMap<>();
    private final List<StateMap> heads = new ArrayList<>();
    private final Optional<Pdu> create;

    ForkedRoom(Gen gen, RoomVersion version) {
        this.gen = gen;
        this.version = version;
        UserId alice = USERS.getFirst();
        JsonObject content = JsonObject.of("creator", alice, "room_version", version.id());
        heads.add(StateMap.EMPTY);
        Draft creation = Draft.state(alice, EventType.M_ROOM_CREATE, "", content);
        this.create = Optional.of(pdu(creation, StateMap.EMPTY, Optional.empty()));
        accept(0, create.get());
        send(0, member(alice, alice, "join"));
        send(0, Draft.state(alice, EventType.M_ROOM_POWER_LEVELS, "", levels(List.of(alice))));
        send(0, joinRules(alice, "public"));
        USERS.forEach(user -> send(0, member(user, user, "join")));
    }

    /// Lets so much happen: mostly somebody sends something on some fork, sometimes a fork divides or two are joined.
    ForkedRoom live(int steps) {
        for (int i = 0; i < steps; i++) {
            if (gen.oneIn(8) && heads.size() < 4) {
                heads.add(gen.pick(heads));
            } else if (gen.oneIn(12) && heads.size() > 1) {
                StateMap resolved = resolve(heads.subList(0, 2));
                heads.remove(0);
                heads.set(0, resolved);
            } else {
                send(gen.below(heads.size()), draft());
            }
        }
        return this;
    }

    StateMap resolve(List<StateMap> forks) {
        return StateResolution.resolve(version.rules(), forks, known());
    }

    /// The states after each fork.
    List<StateMap> heads() {
        return heads;
    }

    RoomVersion version() {
        return version;
    }

    KnownEvents known() {
        return KnownEvents.of(events, Set.of());
    }

    private Draft draft() {
        UserId sender = gen.pick(USERS);
        return switch (gen.below(8)) {
            case 0, 1 -> Draft.state(sender, EventType.M_ROOM_POWER_LEVELS, "", levels(USERS));
            case 2 -> joinRules(sender, gen.pick(List.of("public", "invite", "knock")));
            case 3 -> Draft.state(sender, "m.room.topic", "", JsonObject.of("t", gen.below(9)));
            case 4 -> member(sender, sender, gen.pick(List.of("join", "leave", "knock")));
            default -> member(sender, gen.pick(USERS), gen.pick(List.of("leave", "ban", "invite")));
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
        among.forEach(user -> users.put(user.value(), gen.pick(List.of(0, 49, 50, 100))));
        users.put(USERS.getFirst().value(), 100);
        if (version.rules().has(Rule.PRIVILEGED_CREATORS)) {
            users.remove(USERS.getFirst().value());
        }
        return JsonObject.of("users", JsonObject.from(users), "ban", gen.pick(List.of(0, 50)));
    }

    private void send(int fork, Draft draft) {
        StateMap state = heads.get(fork);
        Pdu event = pdu(draft, state, create);
        AuthState before = (type, key) -> state.event(new StateKey(type, key)).map(events::get);
        if (Authorization.check(version.rules(), event, before).equals(Verdict.ALLOWED)) {
            accept(fork, event);
        }
    }

    private void accept(int fork, Pdu event) {
        events.put(event.eventId(), event);
        heads.set(fork, heads.get(fork).with(event.key().orElseThrow(), event.eventId()));
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
                        .put("origin_server_ts", gen.below(100))
                        .put(
                                "prev_events",
                                references(events.size() == 1 ? events.keySet() : Set.of()))
                        .put("auth_events", references(auth));
        if (version.rules().has(Rule.EVENT_ID_IN_EVENT)) {
            json.put("event_id", "$e" + gen.below(99) + "-" + events.size() + ":one.example");
        }
        if (!version.rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)) {
            json.put("room_id", "!room:one.example");
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
}
