package myelin.directory;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import myelin.core.event.CreateContent;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.MxcUri;
import myelin.core.id.RoomAlias;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.GuestAccess;
import myelin.core.room.HistoryVisibility;
import myelin.core.room.JoinRule;
import myelin.core.state.StateKey;
import myelin.events.StoredEvent;
import myelin.rooms.RoomSnapshot;

/// What is shown of a room to those who are not in it: in the public room list, in spaces, and before a
/// join.
public final class RoomSummary {

    private static final Set<JoinRule> OPEN =
            Set.of(JoinRule.PUBLIC, JoinRule.KNOCK, JoinRule.KNOCK_RESTRICTED);

    private final RoomSnapshot room;

    private RoomSummary(RoomSnapshot room) {
        this.room = room;
    }

    /// That of a room as it is at this moment.
    public static RoomSummary of(RoomSnapshot room) {
        return new RoomSummary(room);
    }

    /// What kind of room it is, such as `m.space`; empty for a usual one.
    public Optional<String> type() {
        return room.event(EventType.M_ROOM_CREATE, "")
                .flatMap(create -> new CreateContent(create).type());
    }

    /// Whether everybody may read it, enter it, or ask to be let in.
    public boolean isOpen() {
        return isWorldReadable() || OPEN.contains(room.joinRule());
    }

    /// Members who are joined, of all servers.
    long joinedMembers() {
        return room.head().joinedMembers();
    }

    /// The words by which it is found, in small letters.
    String words() {
        return Stream.of(
                        text(EventType.M_ROOM_NAME, "name"),
                        text(EventType.M_ROOM_TOPIC, "topic"),
                        text(EventType.M_ROOM_CANONICAL_ALIAS, "alias"))
                .flatMap(Optional::stream)
                .map(text -> text.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("\n"));
    }

    /// An entry of the public room list (`PublishedRoomsChunk`).
    JsonObject chunk() {
        return JsonObject.builder()
                .put("room_id", room.room())
                .put("num_joined_members", joinedMembers())
                .put("world_readable", isWorldReadable())
                .put("guest_can_join", room.guestAccess() == GuestAccess.CAN_JOIN)
                .put("join_rule", room.joinRule().text())
                .putIfPresent("room_type", type())
                .putIfPresent("name", text(EventType.M_ROOM_NAME, "name"))
                .putIfPresent("topic", text(EventType.M_ROOM_TOPIC, "topic"))
                .putIfPresent(
                        "canonical_alias",
                        text(EventType.M_ROOM_CANONICAL_ALIAS, "alias")
                                .flatMap(RoomAlias::tryParse))
                .putIfPresent(
                        "avatar_url",
                        text(EventType.M_ROOM_AVATAR, "url").flatMap(MxcUri::tryParse))
                .build();
    }

    /// All of it (`RoomSummary`).
    public JsonObject json() {
        JsonObject.Builder json =
                JsonObject.builder()
                        .putAll(chunk())
                        .put("room_version", room.version().id())
                        .putIfPresent("encryption", text(EventType.M_ROOM_ENCRYPTION, "algorithm"));
        List<?> allowed = room.allowedRooms();
        if (!allowed.isEmpty()) {
            json.put("allowed_room_ids", JsonArray.from(allowed));
        }
        return json.build();
    }

    private boolean isWorldReadable() {
        return room.historyVisibility() == HistoryVisibility.WORLD_READABLE;
    }

    private Optional<String> text(String type, String field) {
        return room.stored(new StateKey(type, ""))
                .map(StoredEvent::shown)
                .map(Pdu::content)
                .flatMap(content -> content.string(field))
                .filter(text -> !text.isEmpty());
    }
}
