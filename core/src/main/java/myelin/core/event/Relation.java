package myelin.core.event;

import java.util.Optional;
import myelin.core.id.EventId;
import myelin.core.json.JsonObject;

/// What an event says about another one to which it relates
/// ([`m.relates_to`](https://spec.matrix.org/v1.19/client-server-api/#forming-relationships-between-events)).
///
/// A reply alone is none: it has no `rel_type`.
///
/// @param type how it relates: `m.thread`, `m.replace` or any other text
/// @param parent the event to which it relates, which need not exist
/// @param key what an annotation says, such as an emoji; empty for the other types
public record Relation(String type, EventId parent, Optional<String> key) {

    public static final String ANNOTATION = "m.annotation";
    public static final String REFERENCE = "m.reference";
    public static final String REPLACE = "m.replace";
    public static final String THREAD = "m.thread";

    /// The relation in the content of an event, if it is whole. Texts with a NUL are none: no database takes them.
    public static Optional<Relation> of(JsonObject content) {
        Optional<JsonObject> relation = content.object("m.relates_to");
        Optional<String> type =
                relation.flatMap(it -> it.string("rel_type")).filter(Relation::isText);
        Optional<EventId> parent =
                relation.flatMap(it -> it.string("event_id")).flatMap(EventId::tryParse);
        if (type.isEmpty() || parent.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> key =
                type.get().equals(ANNOTATION)
                        ? relation.flatMap(it -> it.string("key")).filter(Relation::isText)
                        : Optional.empty();
        return Optional.of(new Relation(type.get(), parent.get(), key));
    }

    private static boolean isText(String text) {
        return text.indexOf('\0') < 0;
    }

    /// The relation of an event, if it has one.
    public static Optional<Relation> of(Pdu event) {
        return event.content().has("m.relates_to") ? of(event.content()) : Optional.empty();
    }

    /// Whether it is of a type.
    public boolean is(String other) {
        return type.equals(other);
    }
}
