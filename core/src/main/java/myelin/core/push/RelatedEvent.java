package myelin.core.push;

import java.util.Optional;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.json.JsonObject;

/// An event to which another one relates
/// ([MSC3664](https://github.com/matrix-org/matrix-spec-proposals/pull/3664)).
///
/// @param id the id of the related event
/// @param fallback whether it stands there only for clients that know nothing of threads
record RelatedEvent(EventId id, boolean fallback) {

    /// The event to which `event` relates in this way; `m.in_reply_to` is one, too.
    static Optional<RelatedEvent> of(Pdu event, String relType) {
        JsonObject relation = event.content().object("m.relates_to").orElse(JsonObject.EMPTY);
        if (relType.equals("m.in_reply_to")) {
            boolean fallback =
                    relation.string("rel_type").filter("m.thread"::equals).isPresent()
                            && relation.bool("is_falling_back").orElse(false);
            return relation.object("m.in_reply_to")
                    .flatMap(RelatedEvent::id)
                    .map(id -> new RelatedEvent(id, fallback));
        }
        return relation.string("rel_type").filter(relType::equals).isPresent()
                ? id(relation).map(id -> new RelatedEvent(id, false))
                : Optional.empty();
    }

    private static Optional<EventId> id(JsonObject relation) {
        return relation.string("event_id").flatMap(EventId::tryParse);
    }
}
