package myelin.core.event;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonBoolean;
import myelin.core.json.JsonObject;
import myelin.core.room.Rule;

/// What [`m.room.create`](https://spec.matrix.org/v1.19/client-server-api/#mroomcreate) says about a room.
/// What has the wrong type counts as absent.
///
/// @param event the create event
public record CreateContent(Pdu event) {

    /// The room which this one replaces, and the last event in it if it is named.
    public record Predecessor(RoomId room, Optional<EventId> event) {}

    /// Who created the room. In versions before 11 they are named in the content.
    public String creator() {
        return event.version().rules().has(Rule.CREATOR_IS_SENDER)
                ? event.sender().value()
                : event.content().string("creator").orElse("");
    }

    /// All who created the room: since version 12 there may be `additional_creators`.
    public Set<String> creators() {
        Set<String> creators = new LinkedHashSet<>();
        creators.add(creator());
        if (event.version().rules().has(Rule.PRIVILEGED_CREATORS)) {
            creators.addAll(
                    event.content().array("additional_creators").orElse(JsonArray.EMPTY).strings());
        }
        return creators;
    }

    /// Whether `user` is one of [#creators].
    public boolean isCreator(UserId user) {
        return creators().contains(user.value());
    }

    /// What kind of room it is, such as `m.space`.
    public Optional<String> type() {
        return event.content().string("type");
    }

    /// The room which this one replaces.
    public Optional<Predecessor> predecessor() {
        return event.content().object("predecessor").flatMap(CreateContent::predecessor);
    }

    private static Optional<Predecessor> predecessor(JsonObject predecessor) {
        return predecessor
                .string("room_id")
                .flatMap(RoomId::tryParse)
                .map(room ->
                        new Predecessor(
                                room, predecessor.string("event_id").flatMap(EventId::tryParse)));
    }

    /// Whether users of other servers than the creator's may take part.
    public boolean federates() {
        return !event.content().value("m.federate").equals(Optional.of(JsonBoolean.FALSE));
    }
}
