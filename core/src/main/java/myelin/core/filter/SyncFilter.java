package myelin.core.filter;

import java.util.List;
import myelin.core.json.BadJson;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;

/// A whole filter of a client: what `/sync` shall bring, and in which form.
///
/// Immutable; equal when the JSON is.
///
/// [Spec](https://spec.matrix.org/v1.19/client-server-api/#filtering)
public final class SyncFilter {
    /// Lets everything through.
    public static final SyncFilter ALL = parse(JsonObject.EMPTY);

    /// The form in which events are given to the client.
    public enum EventFormat {
        /// With `event_id` and `unsigned`, without what only servers need.
        CLIENT,
        /// As it came over federation.
        FEDERATION
    }

    private final JsonObject json;
    private final EventFields eventFields;
    private final EventFormat eventFormat;
    private final EventFilter presence;
    private final EventFilter accountData;
    private final RoomFilter room;

    private SyncFilter(FilterReader reader) {
        json = reader.object();
        List<String> fields = reader.strings("event_fields");
        eventFields =
                fields == null
                        ? EventFields.ALL
                        : new EventFields(fields.stream().map(PropertyPath::parse).toList());
        eventFormat = format(reader);
        presence = EventFilter.read(reader.inner("presence"));
        accountData = EventFilter.read(reader.inner("account_data"));
        room = new RoomFilter(reader.inner("room"));
    }

    /// Reads a filter as it is stored or given in a query.
    ///
    /// @throws BadJson with the path of the part that has the wrong type or an identifier that is none
    public static SyncFilter parse(JsonObject json) {
        return new SyncFilter(new FilterReader("", json));
    }

    /// Which properties of events are wanted.
    public EventFields eventFields() {
        return eventFields;
    }

    /// The form of events.
    public EventFormat eventFormat() {
        return eventFormat;
    }

    /// Whose presence is wanted.
    public EventFilter presence() {
        return presence;
    }

    /// What is wanted of the global account data.
    public EventFilter accountData() {
        return accountData;
    }

    /// What is wanted of rooms.
    public RoomFilter room() {
        return room;
    }

    /// The filter as the client gave it.
    public JsonObject json() {
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SyncFilter filter && filter.json.equals(json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return json.toString();
    }

    private static EventFormat format(FilterReader reader) {
        Json format = reader.object().value("event_format").orElse(new JsonString("client"));
        if (format.equals(new JsonString("client"))) {
            return EventFormat.CLIENT;
        }
        if (format.equals(new JsonString("federation"))) {
            return EventFormat.FEDERATION;
        }
        throw reader.bad("event_format", "must be client or federation");
    }
}
