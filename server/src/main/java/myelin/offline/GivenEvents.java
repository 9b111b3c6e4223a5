package myelin.offline;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.json.CanonicalJson;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.state.KnownEvents;
import myelin.core.state.StateKey;
import myelin.core.state.StateMap;

/// The events which an input brings along, by id, and which of them were rejected.
///
/// An event's id is what it or the key above it says; where neither does, it is computed.
final class GivenEvents {
    private final RoomVersion version;
    private final Map<EventId, Pdu> events = new HashMap<>();
    private final Set<EventId> rejected = new HashSet<>();

    private GivenEvents(RoomVersion version) {
        this.version = version;
    }

    /// The events in the members of `input` with these names, each an array of events or an object of events by id;
    /// ids in such an array name events which stand elsewhere. The ids of `rejected` name rejected ones.
    static GivenEvents in(JsonObject input, RoomVersion version, String... names) {
        GivenEvents given = new GivenEvents(version);
        for (String name : names) {
            input.value(name).ifPresent(events -> given.addAll(name, events));
        }
        JsonArray rejected = input.array("rejected").orElse(JsonArray.EMPTY);
        rejected.stream().map(id -> id("rejected", id)).forEach(given.rejected::add);
        return given;
    }

    private void addAll(String place, Json given) {
        switch (given) {
            case JsonArray array -> {
                for (int i = 0; i < array.size(); i++) {
                    if (array.at(i) instanceof JsonObject json && json.has("content")) {
                        add(place + "[" + i + "]", json, Optional.empty());
                    }
                }
            }
            case JsonObject byId ->
                    byId.forEach((key, event) -> {
                        if (event instanceof JsonObject json && json.has("content")) {
                            add(place + "." + key, json, EventId.tryParse(key));
                        }
                    });
            default -> throw new BadInput(place + ": neither an array nor an object");
        }
    }

    private void add(String place, JsonObject json, Optional<EventId> key) {
        Pdu event = BadInput.reading(place, () -> event(json, key));
        events.put(event.eventId(), event);
    }

    /// Reads one more event, which need not be among the others afterwards.
    Pdu event(JsonObject json, Optional<EventId> key) {
        boolean ownId = version.rules().has(Rule.EVENT_ID_IN_EVENT);
        JsonObject event = ownId ? json.without("unsigned") : json.without("unsigned", "event_id");
        if (version.rules().has(Rule.STRICT_CANONICAL_JSON)) {
            CanonicalJson.bytes(event);
        }
        Optional<EventId> said = key.or(() -> json.string("event_id").flatMap(EventId::tryParse));
        return said.isPresent() ? Pdu.of(event, version, said.get()) : Pdu.of(event, version);
    }

    Optional<Pdu> event(EventId id) {
        return Optional.ofNullable(events.get(id));
    }

    /// The event of this id.
    ///
    /// @throws BadInput if it was not given
    Pdu require(EventId id) {
        return event(id).orElseThrow(() -> new BadInput("the event " + id + " is not given"));
    }

    boolean isRejected(EventId id) {
        return rejected.contains(id);
    }

    KnownEvents known() {
        return KnownEvents.of(events, rejected);
    }

    Set<EventId> ids() {
        return events.keySet();
    }

    /// The create event of the event's room, where the room's id names it.
    Optional<EventId> createOf(Pdu event) {
        return version.rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)
                ? Optional.of(new EventId("$" + event.roomId().value().substring(1)))
                : Optional.empty();
    }

    /// A state: an array of ids, of events, or of objects with `type`, `state_key` and `event_id`; or an object of
    /// objects, by type and state key.
    StateMap state(Json given) {
        Map<StateKey, EventId> state = new HashMap<>();
        switch (given) {
            case JsonArray array -> array.forEach(entry -> put(state, entry));
            case JsonObject byType ->
                    byType.forEach((type, keys) -> {
                        if (keys instanceof JsonObject byKey) {
                            byKey.forEach(
                                    (key, id) -> state.put(new StateKey(type, key), id(type, id)));
                        }
                    });
            default -> throw new BadInput("a state is an array of event ids");
        }
        state.values().forEach(this::require);
        return new StateMap(state);
    }

    private void put(Map<StateKey, EventId> state, Json entry) {
        EventId id =
                entry instanceof JsonObject object && object.has("content")
                        ? event(object, Optional.empty()).eventId()
                        : id("an entry of the state", idOf(entry));
        StateKey key =
                require(id)
                        .key()
                        .orElseThrow(() -> new BadInput("the event " + id + " is no state event"));
        EventId other = state.put(key, id);
        if (other != null && !other.equals(id)) {
            throw new BadInput("one state holds both " + other + " and " + id);
        }
    }

    private static Json idOf(Json entry) {
        return switch (entry) {
            case JsonObject object -> object.value("event_id").orElse(object);
            case JsonArray triple when triple.size() == 3 -> triple.at(2);
            default -> entry;
        };
    }

    static EventId id(String place, Json json) {
        if (json instanceof JsonString(String text) && EventId.tryParse(text).isPresent()) {
            return new EventId(text);
        }
        throw new BadInput(place + ": " + json + " is no event id");
    }
}
