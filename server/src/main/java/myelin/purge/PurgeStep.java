package myelin.purge;

import java.util.Optional;
import myelin.core.id.RoomId;
import myelin.core.json.JsonObject;
import myelin.events.OldEvent;

/// How far the deletion of old messages has come, as the background update keeps it between two batches.
sealed interface PurgeStep {

    JsonObject json();

    /// A purge job under way.
    ///
    /// @param lifetimes of the rooms that it goes through
    /// @param startedTs the time at which events are too old for it or not, in milliseconds
    /// @param rooms how many have lost something
    /// @param events how many were deleted
    record Run(Lifetimes lifetimes, long startedTs, long rooms, long events) {

        /// The same after one more room.
        Run with(long deleted) {
            return new Run(lifetimes, startedTs, deleted > 0 ? rooms + 1 : rooms, events + deleted);
        }

        private JsonObject json(String step) {
            return JsonObject.builder()
                    .put("step", step)
                    .put("lifetimes", lifetimes.toString())
                    .put("started_ts", startedTs)
                    .put("rooms", rooms)
                    .put("events", events)
                    .build();
        }
    }

    /// The next job is to be found that is due.
    record Between() implements PurgeStep {
        @Override
        public JsonObject json() {
            return JsonObject.EMPTY;
        }
    }

    /// The next room is to be found.
    ///
    /// @param after rooms up to this one are done; empty: none
    record Looking(Run run, Optional<RoomId> after) implements PurgeStep {
        @Override
        public JsonObject json() {
            JsonObject json = run.json("look");
            return after.isPresent() ? json.with("after", after.get()) : json;
        }
    }

    /// A room is gone through.
    ///
    /// @param after events up to there are done
    /// @param deleted what the room has lost
    record Walking(Run run, RoomId room, OldEvent.Place after, long deleted) implements PurgeStep {

        Walking(Run run, RoomId room) {
            this(run, room, OldEvent.Place.FIRST, 0);
        }

        Walking at(OldEvent.Place place) {
            return new Walking(run, room, place, deleted);
        }

        Walking with(long more) {
            return new Walking(run, room, after, deleted + more);
        }

        @Override
        public JsonObject json() {
            return run.json("walk")
                    .with("room", room)
                    .with("ts", String.valueOf(after.originServerTs()))
                    .with("position", String.valueOf(after.position()))
                    .with("deleted", deleted);
        }
    }

    /// Reads what [#json] wrote.
    static PurgeStep read(JsonObject json) {
        Optional<String> step = json.string("step");
        if (step.isEmpty()) {
            return new Between();
        }
        Run run =
                new Run(
                        Lifetimes.parse(json.string("lifetimes").orElseThrow()),
                        number(json, "started_ts"),
                        number(json, "rooms"),
                        number(json, "events"));
        return step.get().equals("walk")
                ? new Walking(
                        run,
                        RoomId.parse(json.string("room").orElseThrow()),
                        new OldEvent.Place(large(json, "ts"), large(json, "position")),
                        number(json, "deleted"))
                : new Looking(run, json.string("after").map(RoomId::parse));
    }

    /// A number that JSON need not hold.
    private static long large(JsonObject json, String key) {
        return Long.parseLong(json.string(key).orElseThrow());
    }

    private static long number(JsonObject json, String key) {
        return json.integer(key).orElseThrow();
    }
}
