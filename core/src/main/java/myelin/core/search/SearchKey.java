package myelin.core.search;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.event.Relation;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// What of events can be searched ([spec](https://spec.matrix.org/v1.19/client-server-api/#room_events)).
public enum SearchKey {
    /// What a message says; of an edit what it says instead.
    BODY("content.body", EventType.M_ROOM_MESSAGE),
    /// The name of a room.
    NAME("content.name", EventType.M_ROOM_NAME),
    /// The topic of a room.
    TOPIC("content.topic", EventType.M_ROOM_TOPIC);

    private static final String PLAIN = "text/plain";

    private final String path;
    private final String type;

    SearchKey(String path, String type) {
        this.path = path;
        this.type = type;
    }

    /// The key that a client calls so.
    public static Optional<SearchKey> of(String path) {
        return Arrays.stream(values()).filter(key -> key.path.equals(path)).findFirst();
    }

    /// The key of an event, by its type.
    public static Optional<SearchKey> of(Pdu event) {
        return Arrays.stream(values())
                .filter(key -> key.type.equals(event.type()))
                .filter(key -> event.isState() == (key != BODY))
                .findFirst();
    }

    /// The type of the events that have it.
    public String type() {
        return type;
    }

    /// What an event that has this key says there; empty when that is no text.
    public Optional<String> text(Pdu event) {
        JsonObject content = event.content();
        return switch (this) {
            case BODY -> replacement(content).orElse(content).string("body");
            case NAME -> content.string("name");
            case TOPIC -> topic(content);
        };
    }

    private static Optional<JsonObject> replacement(JsonObject content) {
        return Relation.of(content)
                .filter(relation -> relation.is(Relation.REPLACE))
                .flatMap(relation -> content.object("m.new_content"))
                .filter(replacement -> replacement.string("body").isPresent());
    }

    /// "`content.topic` as well as the `body` of the `text/plain` representation in `content['m.topic']`".
    private static Optional<String> topic(JsonObject content) {
        Set<String> texts = new LinkedHashSet<>();
        content.string("topic").ifPresent(texts::add);
        content
                .object("m.topic")
                .flatMap(topic -> topic.array("m.text"))
                .orElse(JsonArray.EMPTY)
                .objects()
                .stream()
                .filter(part -> part.string("mimetype").orElse(PLAIN).equals(PLAIN))
                .flatMap(part -> part.string("body").stream())
                .limit(1)
                .forEach(texts::add);
        return texts.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", texts));
    }
}
