package myelin;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import myelin.core.auth.AuthEvents;
import myelin.core.auth.AuthState;
import myelin.core.auth.Authorization;
import myelin.core.auth.Verdict;
import myelin.core.crypto.EventHashes;
import myelin.core.crypto.SigningKey;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.event.Draft;
import myelin.core.event.EventBuilder;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.state.KnownEvents;
import myelin.core.state.StateKey;
import myelin.core.state.StateMap;
import myelin.core.state.StateResolution;
import myelin.events.EventRange;
import myelin.events.StoredEvent;
import myelin.rooms.Rooms;

/// A room as servers elsewhere see it: they make events wherever they like, also where they must not, and know what
/// follows from them by resolving whole states.
public final class RemoteRoom {

    private static final Map<ServerName, SigningKey> KEYS = new ConcurrentHashMap<>();

    private final RoomVersion version;
    private final RoomId id;
    private final Map<EventId, Pdu> events = new LinkedHashMap<>();
    private final Map<EventId, StateMap> before = new HashMap<>();
    private final Map<EventId, StateMap> after = new HashMap<>();
    private final Set<EventId> rejected = new HashSet<>();
    private long now = 1_700_000_000_000L;

    private RemoteRoom(RoomVersion version, RoomId id) {
        this.version = version;
        this.id = id;
    }

    /// A room that was created elsewhere, and that everybody may join.
    public static RemoteRoom createdBy(RoomVersion version, UserId creator, String name) {
        JsonObject content = JsonObject.of("room_version", version.id());
        if (!version.rules().has(Rule.CREATOR_IS_SENDER)) {
            content = content.with("creator", creator);
        }
        boolean named = version.rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID);
        Optional<RoomId> chosen =
                named
                        ? Optional.empty()
                        : Optional.of(RoomId.parse("!" + name + ":" + creator.server()));
        Draft draft = Draft.state(creator, EventType.M_ROOM_CREATE, "", content);
        Pdu create =
                EventBuilder.build(
                        new EventBuilder.Build(
                                version,
                                chosen,
                                draft,
                                List.of(),
                                List.of(),
                                1,
                                1_600_000_000_000L,
                                creator.server(),
                                key(creator.server())));
        RemoteRoom room = new RemoteRoom(version, create.roomId());
        room.learn(create);
        Pdu join = room.make(List.of(create), member(creator, creator, "join"));
        JsonObject users =
                version.rules().has(Rule.PRIVILEGED_CREATORS)
                        ? JsonObject.EMPTY
                        : JsonObject.of(creator.value(), 100);
        Pdu levels =
                room.make(
                        List.of(join),
                        Draft.state(
                                creator,
                                EventType.M_ROOM_POWER_LEVELS,
                                "",
                                JsonObject.of("users", users)));
        room.make(
                List.of(levels),
                Draft.state(
                        creator,
                        EventType.M_ROOM_JOIN_RULES,
                        "",
                        JsonObject.of("join_rule", "public")));
        return room;
    }

    /// A room of a server under test, as others have received it.
    public static RemoteRoom of(Rooms rooms, RoomId id) {
        RemoteRoom room = new RemoteRoom(rooms.find(id).orElseThrow().version(), id);
        room.catchUp(rooms);
        return room;
    }

    /// Learns what the server under test has in its timeline.
    public void catchUp(Rooms rooms) {
        for (StoredEvent event :
                rooms.events().inRoom(id, EventRange.forwardFrom(0, Long.MAX_VALUE, 100_000))) {
            if (!events.containsKey(event.pdu().eventId())) {
                learn(event.pdu());
            }
        }
    }

    public RoomVersion version() {
        return version;
    }

    public RoomId id() {
        return id;
    }

    /// All events, in the order in which they were made.
    public List<Pdu> events() {
        return List.copyOf(events.values());
    }

    /// The event that was made last.
    public Pdu newest() {
        return events().getLast();
    }

    /// A draft of a member event.
    public static Draft member(UserId sender, UserId target, String membership) {
        return Draft.state(
                sender,
                EventType.M_ROOM_MEMBER,
                target.value(),
                JsonObject.of("membership", membership));
    }

    /// Makes an event upon others, permitted or not.
    public Pdu make(List<Pdu> prev, Draft draft) {
        StateMap state = resolve(prev.stream().map(Pdu::eventId).toList());
        return make(prev, draft, state);
    }

    /// Makes an event upon others with auth events from some other state.
    public Pdu make(List<Pdu> prev, Draft draft, StateMap authState) {
        List<EventId> prevIds = prev.stream().map(Pdu::eventId).toList();
        Set<EventId> auth = new LinkedHashSet<>();
        AuthEvents.keysFor(
                        version.rules(),
                        draft.sender(),
                        draft.type(),
                        draft.stateKey(),
                        draft.content())
                .forEach(key -> authState.event(key).ifPresent(auth::add));
        ServerName origin = draft.sender().server();
        Map<EventId, String> hashes = new HashMap<>();
        events.forEach((eventId, pdu) -> hashes.put(eventId, referenceHash(pdu)));
        now += 1_000;
        Pdu pdu =
                EventBuilder.build(
                        new EventBuilder.Build(
                                version,
                                Optional.of(id),
                                draft,
                                prevIds,
                                List.copyOf(auth),
                                prev.stream().mapToLong(Pdu::depth).max().orElse(0) + 1,
                                now,
                                origin,
                                key(origin)),
                        hashes);
        learn(pdu);
        return pdu;
    }

    private static String referenceHash(Pdu pdu) {
        return UnpaddedBase64.encode(EventHashes.referenceHash(pdu.json(), pdu.version().rules()));
    }

    private void learn(Pdu pdu) {
        StateMap state = resolve(pdu.prevEvents());
        boolean astray = !events.keySet().containsAll(pdu.prevEvents());
        events.put(pdu.eventId(), pdu);
        before.put(pdu.eventId(), state);
        AuthState auth = (type, key) -> state.event(new StateKey(type, key)).map(events::get);
        boolean permitted =
                !astray && Authorization.check(version.rules(), pdu, auth).equals(Verdict.ALLOWED);
        if (!permitted) {
            rejected.add(pdu.eventId());
        }
        after.put(
                pdu.eventId(),
                permitted && pdu.isState()
                        ? state.with(pdu.key().orElseThrow(), pdu.eventId())
                        : state);
    }

    /// Whether the state before the event does not permit it, or it follows one of another room.
    public boolean isRejected(Pdu pdu) {
        return rejected.contains(pdu.eventId());
    }

    /// The state before an event.
    public StateMap before(EventId event) {
        return before.get(event);
    }

    /// The state that follows from these events; those of other rooms say nothing.
    public StateMap resolve(Collection<EventId> tips) {
        List<StateMap> forks = new ArrayList<>();
        tips.stream().filter(after::containsKey).forEach(tip -> forks.add(after.get(tip)));
        if (forks.isEmpty()) {
            return StateMap.EMPTY;
        }
        return Set.copyOf(forks).size() == 1
                ? forks.getFirst()
                : StateResolution.resolve(version.rules(), forks, known());
    }

    private KnownEvents known() {
        return KnownEvents.of(events, rejected);
    }

    private static SigningKey key(ServerName server) {
        return KEYS.computeIfAbsent(server, _ -> SigningKey.generate("a_1", new SecureRandom()));
    }
}
