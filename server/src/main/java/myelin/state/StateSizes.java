package myelin.state;

import java.util.LinkedHashMap;
import java.util.Map;
import myelin.core.id.RoomId;
import myelin.observe.Metrics;
import myelin.sql.Database;

/// What all states take, and those of the largest rooms, as they were counted last. Any thread.
final class StateSizes {

    /// Rooms that have a metric of their own.
    private static final int LARGEST = 10;

    private final Database database;
    private final StateStore.Tables tables;
    private volatile Counted counted = new Counted(StateSize.NOTHING, 0, Map.of());

    /// @param keys how many (type, state key) pairs have a number
    private record Counted(StateSize all, long keys, Map<RoomId, StateSize> largest) {}

    StateSizes(Database database, StateStore.Tables tables, Metrics metrics) {
        this.database = database;
        this.tables = tables;
        metrics.gauge(
                "myelin_state_nodes", "Nodes of all state trees", () -> counted.all().nodes());
        metrics.gauge(
                "myelin_state_bytes",
                "Bytes of the nodes of all state trees",
                () -> counted.all().bytes());
        metrics.gauge(
                "myelin_state_keys",
                "Pairs of type and state key that were ever in a state",
                () -> counted.keys());
        metrics.gauge(
                "myelin_state_room_bytes",
                "Bytes of the nodes of the rooms that have most of them",
                "room_id",
                this::ofRooms);
    }

    private Map<String, Double> ofRooms() {
        Map<String, Double> bytes = new LinkedHashMap<>();
        counted.largest().forEach((room, size) -> bytes.put(room.value(), (double) size.bytes()));
        return bytes;
    }

    /// Reads what was counted where nodes were written; one look at a small row for each room.
    void count() {
        counted =
                database.read(tx ->
                        new Counted(
                                tables.rooms().sizeOfAll(tx),
                                tables.numbers().count(tx),
                                tables.rooms().largest(tx, LARGEST)));
    }
}
