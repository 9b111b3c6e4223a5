package myelin.core.event;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.crypto.EventHashes;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonDecimal;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonNull;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.state.StateKey;
import org.jspecify.annotations.Nullable;

/// An event of a room as servers exchange it ([persistent data unit](https://spec.matrix.org/v1.19/server-server-api/#pdus)).
///
/// It keeps the JSON it was made from; everything else is a view on that. What is signed, hashed or passed on is
/// [#json()], never something rebuilt. Being one says little: that the fields which the views need have the right
/// types. Whether a peer's event has the right form, signatures and permissions is found by `myelin.core.intake`.
///
/// Immutable and safe for all threads. Two are equal when version and event id are.
public final class Pdu {

    private final JsonObject json;
    private final RoomVersion version;
    private final EventId eventId;
    private final RoomId roomId;
    private final String type;
    private final UserId sender;
    private final JsonObject content;
    private final @Nullable StateKey key;

    /// Read when first asked for; a race reads them twice, to the same ids.
    private @Nullable List<EventId> prevEvents;

    private @Nullable List<EventId> authEvents;

    private Pdu(JsonObject json, RoomVersion version, EventId eventId) {
        this.json = json;
        this.version = version;
        this.eventId = eventId;
        this.type = json.string("type").orElseThrow(() -> missing("type"));
        this.sender = json.string("sender").map(UserId::parse).orElseThrow(() -> missing("sender"));
        this.content = json.object("content").orElseThrow(() -> missing("content"));
        this.key = json.string("state_key").map(text -> new StateKey(type, text)).orElse(null);
        this.roomId = roomId(json, version, eventId, key);
    }

    /// Reads an event of a room of this `version`, and computes its id.
    ///
    /// @throws InvalidPdu if a field is missing that every event has
    /// @throws myelin.core.id.InvalidId if one of the ids is none
    /// @throws myelin.core.json.NotCanonical if it cannot be hashed
    public static Pdu of(JsonObject json, RoomVersion version) {
        return new Pdu(json, version, EventHashes.eventId(json, version));
    }

    /// As [#of(JsonObject, RoomVersion)], but with an id that is `known` to be right, as for events from the database.
    public static Pdu of(JsonObject json, RoomVersion version, EventId known) {
        return new Pdu(json, version, known);
    }

    private static RoomId roomId(
            JsonObject json, RoomVersion version, EventId eventId, @Nullable StateKey key) {
        if (version.rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)
                && StateKey.of(EventType.M_ROOM_CREATE).equals(key)) {
            // "The room ID is the event ID of the event with sigil `!` instead of `$`."
            return RoomId.parse("!" + eventId.value().substring(1));
        }
        return json.string("room_id").map(RoomId::parse).orElseThrow(() -> missing("room_id"));
    }

    private static InvalidPdu missing(String field) {
        return new InvalidPdu("the event has no usable '" + field + "'");
    }

    /// The id of the event.
    public EventId eventId() {
        return eventId;
    }

    /// The version of the event's room.
    public RoomVersion version() {
        return version;
    }

    /// The room; for a create event since version 12 it follows from the event's own id.
    public RoomId roomId() {
        return roomId;
    }

    /// The type, such as `m.room.message`.
    public String type() {
        return type;
    }

    /// The state key, if it is a state event.
    public Optional<String> stateKey() {
        return key == null ? Optional.empty() : Optional.of(key.key());
    }

    /// Its place in the room's state, if it is a state event.
    public Optional<StateKey> key() {
        return Optional.ofNullable(key);
    }

    /// Whether it is a state event.
    public boolean isState() {
        return key != null;
    }

    /// Whether it is the state event of this `type` and `stateKey`.
    public boolean is(String type, String stateKey) {
        return key != null && key.type().equals(type) && key.key().equals(stateKey);
    }

    /// Who sent it.
    public UserId sender() {
        return sender;
    }

    /// What it says; the meaning depends on the type.
    public JsonObject content() {
        return content;
    }

    /// When the sender's server says to have made it, in milliseconds since 1970; 0 when it doesn't say.
    public long originServerTs() {
        return json.value("origin_server_ts").map(Pdu::wide).orElse(0L);
    }

    /// One more than the greatest depth of the previous events, as far as the sender's server can be believed.
    public long depth() {
        return json.value("depth").map(Pdu::wide).orElse(0L);
    }

    /// Rooms before version 6 may hold numbers beyond the integers of canonical JSON.
    private static long wide(Json number) {
        return switch (number) {
            case JsonInteger(long value) -> value;
            case JsonDecimal wide ->
                    wide.integer()
                            .filter(value -> value.bitLength() < Long.SIZE)
                            .map(BigInteger::longValue)
                            .orElse(0L);
            case JsonArray _, JsonBoolean _, JsonNull _, JsonObject _, JsonString _ -> 0;
        };
    }

    /// The newest events which the sender's server knew.
    public List<EventId> prevEvents() {
        List<EventId> known = prevEvents;
        if (known == null) {
            known = references("prev_events");
            prevEvents = known;
        }
        return known;
    }

    /// The events which permit this one, as the sender's server says.
    public List<EventId> authEvents() {
        List<EventId> known = authEvents;
        if (known == null) {
            known = references("auth_events");
            authEvents = known;
        }
        return known;
    }

    /// Ids which are none are left out: the check of the form has refused such an event.
    private List<EventId> references(String field) {
        JsonArray array = json.array(field).orElse(JsonArray.EMPTY);
        boolean pairs = version.rules().has(Rule.EVENT_ID_IN_EVENT);
        List<EventId> ids = new ArrayList<>(array.size());
        for (Json entry : array) {
            Json id =
                    pairs && entry instanceof JsonArray pair && pair.size() > 0
                            ? pair.at(0)
                            : entry;
            if (id instanceof JsonString(var text)) {
                EventId.tryParse(text).ifPresent(ids::add);
            }
        }
        return List.copyOf(ids);
    }

    /// The event which this one redacts, if it is a redaction.
    public Optional<EventId> redacts() {
        if (!type.equals(EventType.M_ROOM_REDACTION)) {
            return Optional.empty();
        }
        JsonObject place = version.rules().has(Rule.REDACTS_IN_CONTENT) ? content : json;
        return place.string("redacts").flatMap(EventId::tryParse);
    }

    /// What servers add outside of signatures and hashes.
    public JsonObject unsigned() {
        return json.object("unsigned").orElse(JsonObject.EMPTY);
    }

    /// The whole event, as it goes over federation.
    public JsonObject json() {
        return json;
    }

    /// What redaction leaves of the event; its id stays the same.
    public Pdu redacted() {
        return new Pdu(Redaction.redact(json, version.rules()), version, eventId);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Pdu that && version == that.version && eventId.equals(that.eventId);
    }

    @Override
    public int hashCode() {
        return eventId.hashCode();
    }

    @Override
    public String toString() {
        return type + " " + eventId;
    }
}
