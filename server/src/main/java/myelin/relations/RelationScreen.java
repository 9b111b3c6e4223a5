package myelin.relations;

import java.util.Optional;
import myelin.core.event.Draft;
import myelin.core.event.Relation;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.events.StoredEvent;
import myelin.http.MatrixError;
import myelin.http.Requester;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.sending.EventScreen;
import myelin.sending.NewRoom;
import myelin.sql.Database;

/// What must be right in relations that clients send here: the same as Synapse asks for. Who is not in the
/// room is left to the room's rules, which refuse without a look at its events.
final class RelationScreen implements EventScreen {

    private static final int MAX_KEY = 500;

    private final Database database;
    private final Rooms rooms;
    private final RelationsTable table;

    RelationScreen(Database database, Rooms rooms, RelationsTable table) {
        this.database = database;
        this.rooms = rooms;
        this.table = table;
    }

    @Override
    public Draft screen(RoomSnapshot room, Draft draft, Requester requester) {
        Optional<Relation> relation =
                draft.content().has("m.relates_to")
                        ? Relation.of(draft.content())
                        : Optional.empty();
        if (relation.isPresent() && room.isJoined(draft.sender())) {
            check(room, draft, relation.get());
        }
        return draft;
    }

    /// There is nothing yet to which the first events of a room could relate.
    @Override
    public Draft screenFirst(NewRoom room, Draft draft, Requester requester) {
        if (draft.content().has("m.relates_to") && Relation.of(draft.content()).isPresent()) {
            throw ofAnotherRoom();
        }
        return draft;
    }

    private static MatrixError ofAnotherRoom() {
        return MatrixError.unknown("An event relates to events of its own room only");
    }

    private void check(RoomSnapshot room, Draft draft, Relation relation) {
        Optional<StoredEvent> parent = rooms.events().find(relation.parent());
        if (parent.isPresent() && !parent.get().pdu().roomId().equals(room.room())) {
            throw ofAnotherRoom();
        }
        // A parent that others have related to is there, though this server has not got it.
        if (parent.isEmpty() && !isRelatedTo(room.room(), relation.parent())) {
            throw MatrixError.unknown("The event relates to one that is not known here");
        }
        switch (relation.type()) {
            case Relation.ANNOTATION -> checkAnnotation(room, draft, relation);
            case Relation.THREAD -> {
                if (parent.flatMap(event -> Relation.of(event.shown())).isPresent()) {
                    throw MatrixError.unknown(
                            "A thread can't begin with an event that relates to another one");
                }
            }
            default -> {}
        }
    }

    private boolean isRelatedTo(RoomId room, EventId parent) {
        return database.read(tx -> table.isParent(tx, room, parent));
    }

    private void checkAnnotation(RoomSnapshot room, Draft draft, Relation relation) {
        int length = relation.key().map(key -> key.codePointCount(0, key.length())).orElse(-1);
        if (length < 0) {
            throw MatrixError.unknown("An annotation needs a 'key'");
        }
        if (length > MAX_KEY) {
            throw MatrixError.unknown("The 'key' has at most " + MAX_KEY + " characters");
        }
        boolean repeated =
                database.read(tx ->
                        table.hasAnnotated(
                                tx, room.room(), draft.sender(), draft.type(), relation));
        if (repeated) {
            throw MatrixError.of(
                    400, "M_DUPLICATE_ANNOTATION", "You have said the same of the event already");
        }
    }
}
