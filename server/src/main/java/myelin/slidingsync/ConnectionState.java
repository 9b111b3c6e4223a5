package myelin.slidingsync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import myelin.core.filter.RequiredState;
import myelin.core.id.RoomId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonObject;

/// What a client has been sent on one connection, room by room. Immutable.
final class ConnectionState {

    static final ConnectionState EMPTY = new ConnectionState(Map.of());

    private static final int NUMBERS = 5;

    private final Map<RoomId, SentRoom> rooms;

    private ConnectionState(Map<RoomId, SentRoom> rooms) {
        this.rooms = rooms;
    }

    /// What was sent of a room; empty: nothing.
    Optional<SentRoom> room(RoomId room) {
        return Optional.ofNullable(rooms.get(room));
    }

    void forEach(BiConsumer<RoomId, SentRoom> each) {
        rooms.forEach(each);
    }

    /// How many rooms there are.
    int size() {
        return rooms.size();
    }

    /// Begins the state that follows.
    Next next() {
        return new Next(this);
    }

    /// The state that follows another, in the making. For one thread.
    static final class Next {
        private final ConnectionState before;
        private final Map<RoomId, SentRoom> changed = new HashMap<>();

        private Next(ConnectionState before) {
            this.before = before;
        }

        /// What was sent of a room, this answer included.
        Optional<SentRoom> room(RoomId room) {
            SentRoom now = changed.get(room);
            return now == null ? before.room(room) : Optional.of(now);
        }

        void put(RoomId room, SentRoom sent) {
            if (!Optional.of(sent).equals(room(room))) {
                changed.put(room, sent);
            }
        }

        /// The state; the very same when nothing has changed.
        ConnectionState build() {
            if (changed.isEmpty()) {
                return before;
            }
            Map<RoomId, SentRoom> all = new HashMap<>(before.rooms);
            all.putAll(changed);
            return new ConnectionState(all);
        }
    }

    /// The text that is stored. Rooms share a few configurations, which are written once.
    JsonObject toJson() {
        Map<RoomConfig, Integer> configs = new LinkedHashMap<>();
        JsonObject.Builder sent = JsonObject.builder();
        rooms.forEach((id, room) -> {
            Integer known = configs.putIfAbsent(room.config(), configs.size());
            long config = known == null ? configs.size() - 1 : known;
            sent.put(
                    id.value(),
                    JsonArray.of(
                            config,
                            room.dm() ? 1 : 0,
                            room.events(),
                            room.accountData(),
                            room.receipts()));
        });
        List<JsonObject> written = new ArrayList<>();
        for (RoomConfig config : configs.keySet()) {
            written.add(
                    JsonObject.of(
                            "timeline_limit",
                            config.timelineLimit(),
                            "required_state",
                            config.requiredState().toJson()));
        }
        return JsonObject.of("configs", JsonArray.from(written), "rooms", sent.build());
    }

    /// Reads what [#toJson] wrote.
    static ConnectionState read(JsonObject json) {
        List<RoomConfig> configs = new ArrayList<>();
        for (JsonObject config : json.array("configs").orElse(JsonArray.EMPTY).objects()) {
            configs.add(
                    new RoomConfig(
                            config.integer("timeline_limit").orElseThrow().intValue(),
                            RequiredState.read(config.object("required_state").orElseThrow())));
        }
        Map<RoomId, SentRoom> rooms = new HashMap<>();
        json.object("rooms")
                .orElse(JsonObject.EMPTY)
                .forEach((room, sent) ->
                        rooms.put(RoomId.parse(room), sent(configs, (JsonArray) sent)));
        return new ConnectionState(rooms);
    }

    private static SentRoom sent(List<RoomConfig> configs, JsonArray sent) {
        long[] numbers = new long[NUMBERS];
        for (int i = 0; i < NUMBERS; i++) {
            Json number = sent.at(i);
            numbers[i] = number instanceof JsonInteger(long value) ? value : 0;
        }
        return new SentRoom(
                configs.get((int) numbers[0]), numbers[1] == 1, numbers[2], numbers[3], numbers[4]);
    }
}
