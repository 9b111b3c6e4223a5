package myelin.state;

import java.util.List;
import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// How far the collection of unused nodes has come, as the job keeps it between two batches.
sealed interface CollectionStep {

    JsonObject json();

    /// The next room is to be found.
    record Between() implements CollectionStep {
        @Override
        public JsonObject json() {
            return JsonObject.EMPTY;
        }
    }

    /// Nodes of a room that are in use get its new generation.
    ///
    /// @param citedAfter where the next page of [CitedStates] begins; empty when all are named
    /// @param open nodes named by states or by nodes above, not looked at yet
    record Marking(StateRoomsTable.Due room, Optional<Long> citedAfter, List<StateRoot> open)
            implements CollectionStep {

        @Override
        public JsonObject json() {
            JsonObject json =
                    of(room).with("step", "mark")
                            .with(
                                    "open",
                                    JsonArray.from(open.stream().map(StateRoot::hash).toList()));
            return citedAfter.isPresent() ? json.with("cited_after", citedAfter.get()) : json;
        }
    }

    /// Nodes of a room that have an older generation are deleted.
    ///
    /// @param after the last node looked at
    /// @param deleted what is gone so far
    record Sweeping(StateRoomsTable.Due room, String after, StateSize deleted)
            implements CollectionStep {

        @Override
        public JsonObject json() {
            return of(room).with("step", "sweep")
                    .with("after", after)
                    .with("deleted_nodes", deleted.nodes())
                    .with("deleted_bytes", deleted.bytes());
        }
    }

    private static JsonObject of(StateRoomsTable.Due room) {
        return JsonObject.of(
                "room", room.number(),
                "room_id", room.room(),
                "generation", room.generation(),
                "released_ts", room.releasedTs());
    }

    /// Reads what [#json] wrote.
    static CollectionStep read(JsonObject json) {
        Optional<String> step = json.string("step");
        if (step.isEmpty()) {
            return new Between();
        }
        StateRoomsTable.Due room =
                new StateRoomsTable.Due(
                        number(json, "room"),
                        RoomId.parse(json.string("room_id").orElseThrow()),
                        number(json, "generation"),
                        number(json, "released_ts"));
        if (step.get().equals("mark")) {
            List<StateRoot> open =
                    json.array("open").orElse(JsonArray.EMPTY).strings().stream()
                            .map(hash -> StateRoot.of(room.number(), hash))
                            .toList();
            return new Marking(room, json.integer("cited_after"), open);
        }
        return new Sweeping(
                room,
                json.string("after").orElseThrow(),
                new StateSize(number(json, "deleted_nodes"), number(json, "deleted_bytes")));
    }

    private static long number(JsonObject json, String key) {
        return json.integer(key).orElseThrow();
    }
}
