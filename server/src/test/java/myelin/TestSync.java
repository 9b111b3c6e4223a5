package myelin;

import java.util.List;
import java.util.Optional;
import myelin.core.json.Json;
import myelin.core.json.JsonObject;

/// What `/sync` has answered.
public record TestSync(JsonObject json) {

    /// The token to go on with.
    public String next() {
        return json.string("next_batch").orElseThrow();
    }

    /// Whether there is nothing but the token.
    public boolean isEmpty() {
        return json.keys().equals(List.of("next_batch"));
    }

    /// The value at a path of keys.
    public Optional<Json> find(String... path) {
        return TestAnswer.find(json, path);
    }

    /// The objects of the array at a path of keys.
    public List<JsonObject> list(String... path) {
        return new TestAnswer(200, json).list(path);
    }

    /// A joined room, if it is told of.
    public Optional<JsonObject> joined(TestRoom room) {
        return find("rooms", "join", room.toString()).map(JsonObject.class::cast);
    }

    /// The events of a joined room's timeline.
    public List<JsonObject> timeline(TestRoom room) {
        return list("rooms", "join", room.toString(), "timeline", "events");
    }

    /// The messages of a joined room's timeline.
    public List<String> messages(TestRoom room) {
        return TestAnswer.bodies(timeline(room));
    }

    /// Whether a joined room's timeline has a gap before it.
    public boolean isLimited(TestRoom room) {
        return find("rooms", "join", room.toString(), "timeline", "limited")
                .filter(Json.of(true)::equals)
                .isPresent();
    }

    /// From where a joined room's older events can be paged.
    public String previous(TestRoom room) {
        return new TestAnswer(200, json)
                .text("rooms", "join", room.toString(), "timeline", "prev_batch")
                .orElseThrow();
    }

    /// The state of a joined room.
    public List<JsonObject> state(TestRoom room) {
        return list("rooms", "join", room.toString(), "state", "events");
    }

    /// The types and keys of events.
    public static List<String> keys(List<JsonObject> events) {
        return events.stream()
                .map(event ->
                        event.string("type").orElseThrow()
                                + event.string("state_key")
                                        .filter(key -> !key.isEmpty())
                                        .map(key -> " " + key)
                                        .orElse(""))
                .toList();
    }

    /// The content of a joined room's ephemeral event of a type.
    public Optional<JsonObject> ephemeral(TestRoom room, String type) {
        return content(list("rooms", "join", room.toString(), "ephemeral", "events"), type);
    }

    /// The content of the first event of a type.
    public static Optional<JsonObject> content(List<JsonObject> events, String type) {
        return events.stream()
                .filter(event -> event.string("type").equals(Optional.of(type)))
                .flatMap(event -> event.object("content").stream())
                .findFirst();
    }

    /// The unread notifications and highlights of a joined room, as `2 1`.
    public String unread(TestRoom room) {
        TestAnswer answer = new TestAnswer(200, json);
        String[] path = {"rooms", "join", room.toString(), "unread_notifications"};
        return answer.number(path[0], path[1], path[2], path[3], "notification_count")
                + " "
                + answer.number(path[0], path[1], path[2], path[3], "highlight_count");
    }
}
