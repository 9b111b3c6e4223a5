package myelin.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.id.RoomAlias;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.http.Requester;
import myelin.rooms.RoomSnapshot;
import myelin.sending.EventScreen;
import myelin.sending.NewRoom;

/// Refuses what names a room and must not.
final class AliasScreen implements EventScreen {

    private final Directory directory;
    private final boolean requireMembership;

    /// @param requireMembership whether one must be in a room to set its aliases
    AliasScreen(Directory directory, boolean requireMembership) {
        this.directory = directory;
        this.requireMembership = requireMembership;
    }

    @Override
    public Draft screen(RoomSnapshot room, Draft draft, Requester requester) {
        if (draft.type().equals(EventType.M_ROOM_ALIASES)) {
            screenAliases(room, draft);
        }
        if (isCanonicalAlias(draft)) {
            List<String> before =
                    room.event(EventType.M_ROOM_CANONICAL_ALIAS, "")
                            .map(event -> named(event.content()))
                            .orElse(List.of());
            requireAll(
                    draft,
                    before,
                    alias -> directory.resolve(alias).equals(Optional.of(room.room())));
        }
        return draft;
    }

    @Override
    public Draft screenFirst(NewRoom room, Draft draft, Requester requester) {
        if (isCanonicalAlias(draft)) {
            requireAll(draft, List.of(), alias -> room.alias().equals(Optional.of(alias)));
        }
        return draft;
    }

    private static boolean isCanonicalAlias(Draft draft) {
        return draft.type().equals(EventType.M_ROOM_CANONICAL_ALIAS)
                && draft.stateKey().equals(Optional.of(""));
    }

    /// The rules of room versions 1 to 5 let all users of a server set its aliases, also those who are not in the room.
    private void screenAliases(RoomSnapshot room, Draft draft) {
        if (requireMembership && !room.isJoined(draft.sender())) {
            throw MatrixError.forbidden("You are not in this room");
        }
    }

    /// Refuses a canonical alias that does not lead to the room. Aliases that were there before are
    /// left alone ([spec](https://spec.matrix.org/v1.19/client-server-api/#mroomcanonical_alias)).
    private static void requireAll(
            Draft draft, List<String> before, Predicate<RoomAlias> leadsToRoom) {
        for (String name : named(draft.content())) {
            if (before.contains(name)) {
                continue;
            }
            RoomAlias alias =
                    RoomAlias.tryParse(name)
                            .orElseThrow(
                                    () -> MatrixError.invalidParam("'" + name + "' is no alias"));
            if (!leadsToRoom.test(alias)) {
                throw MatrixError.of(
                        400, "M_BAD_ALIAS", "The alias " + alias + " does not lead to this room");
            }
        }
    }

    private static List<String> named(JsonObject content) {
        List<String> names =
                new ArrayList<>(
                        content.array("alt_aliases").map(JsonArray::strings).orElse(List.of()));
        content.string("alias").filter(name -> !name.isEmpty()).ifPresent(names::add);
        return names;
    }
}
