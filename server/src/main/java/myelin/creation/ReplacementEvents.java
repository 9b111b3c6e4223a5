package myelin.creation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import myelin.core.event.CreateContent;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.state.StateKey;
import myelin.events.StoredEvent;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;

/// What the room that replaces another one begins with
/// ([spec](https://spec.matrix.org/v1.19/client-server-api/#server-behaviour-19)).
///
/// State whose meaning depends on who sent it stays behind, and so do members, but for bans. A
/// space takes its rooms along, and a room the spaces that it says it is in.
final class ReplacementEvents {

    private static final List<String> KEPT =
            List.of(
                    EventType.M_ROOM_JOIN_RULES,
                    EventType.M_ROOM_HISTORY_VISIBILITY,
                    EventType.M_ROOM_GUEST_ACCESS,
                    EventType.M_ROOM_ENCRYPTION,
                    EventType.M_ROOM_SERVER_ACL,
                    EventType.M_ROOM_NAME,
                    EventType.M_ROOM_TOPIC,
                    EventType.M_ROOM_AVATAR);

    private final Rooms rooms;
    private final RoomSnapshot old;
    private final UserId upgrader;
    private final RoomVersion version;
    private final List<UserId> additionalCreators;

    ReplacementEvents(
            Rooms rooms,
            RoomSnapshot old,
            UserId upgrader,
            RoomVersion version,
            List<UserId> additionalCreators) {
        this.rooms = rooms;
        this.old = old;
        this.upgrader = upgrader;
        this.version = version;
        this.additionalCreators = additionalCreators;
    }

    Draft create() {
        CreateContent before =
                new CreateContent(old.event(EventType.M_ROOM_CREATE, "").orElseThrow());
        JsonObject.Builder content =
                JsonObject.builder()
                        .put("room_version", version.id())
                        .put("predecessor", predecessor())
                        .putIfPresent("type", before.type());
        if (!version.rules().has(Rule.CREATOR_IS_SENDER)) {
            content.put("creator", upgrader);
        }
        if (version.rules().has(Rule.PRIVILEGED_CREATORS) && !additionalCreators.isEmpty()) {
            content.put("additional_creators", JsonArray.from(additionalCreators));
        }
        if (!before.federates()) {
            content.put("m.federate", false);
        }
        return state(EventType.M_ROOM_CREATE, "", content.build());
    }

    /// Since version 12 the tombstone is the only way back that counts.
    private JsonObject predecessor() {
        JsonObject predecessor = JsonObject.of("room_id", old.room());
        return version.rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)
                ? predecessor
                : predecessor.with("event_id", old.head().extremities().getLast());
    }

    /// Everybody who has created the new room.
    Set<String> creators() {
        Set<String> creators = new HashSet<>();
        creators.add(upgrader.value());
        additionalCreators.forEach(creator -> creators.add(creator.value()));
        return creators;
    }

    /// What is taken along, but for power levels.
    List<Draft> state() {
        List<Draft> drafts = new ArrayList<>();
        contents().forEach((key, content) -> drafts.add(state(key.type(), key.key(), content)));
        return drafts;
    }

    private Map<StateKey, JsonObject> contents() {
        Map<StateKey, Long> entries = rooms.states().entries(old.head().state());
        Map<StateKey, JsonObject> contents = new LinkedHashMap<>();
        for (String type : KEPT) {
            StateKey key = new StateKey(type, "");
            old.stored(key).ifPresent(event -> contents.put(key, content(event)));
        }
        contents.putAll(links(entries, EventType.M_SPACE_PARENT));
        boolean space =
                old.event(EventType.M_ROOM_CREATE, "")
                        .flatMap(create -> new CreateContent(create).type())
                        .equals(Optional.of("m.space"));
        if (space) {
            contents.putAll(links(entries, EventType.M_SPACE_CHILD));
        }
        return contents;
    }

    /// Links between rooms and spaces; empty ones have been removed.
    private Map<StateKey, JsonObject> links(Map<StateKey, Long> entries, String type) {
        Map<String, Long> positions = new TreeMap<>();
        entries.forEach((key, position) -> {
            if (key.type().equals(type)) {
                positions.put(key.key(), position);
            }
        });
        Map<StateKey, JsonObject> links = new LinkedHashMap<>();
        for (StoredEvent event : rooms.events().at(positions.values())) {
            JsonObject content = content(event);
            if (!content.isEmpty()) {
                links.put(event.pdu().key().orElseThrow(), content);
            }
        }
        return links;
    }

    private static JsonObject content(StoredEvent event) {
        return event.shown().content();
    }

    /// The bans of the old room, with what they say.
    List<Draft> bans(List<UserId> banned) {
        return banned.stream()
                .map(user ->
                        state(
                                EventType.M_ROOM_MEMBER,
                                user.value(),
                                old.stored(new StateKey(EventType.M_ROOM_MEMBER, user.value()))
                                        .map(ReplacementEvents::content)
                                        .orElseThrow()))
                .toList();
    }

    Draft state(String type, String key, JsonObject content) {
        return Draft.state(upgrader, type, key, content);
    }

    /// The names that stay with the old room, and those that move: aliases of this server.
    ///
    /// @param left the content of the old room's canonical alias
    /// @param moved the content of the new room's
    record Names(JsonObject left, JsonObject moved) {}

    /// How the canonical alias is shared between the rooms; empty when no name moves.
    Optional<Names> names() {
        JsonObject content =
                old.event(EventType.M_ROOM_CANONICAL_ALIAS, "")
                        .map(Pdu::content)
                        .orElse(JsonObject.EMPTY);
        JsonObject left = content;
        JsonObject moved = JsonObject.EMPTY;
        Optional<String> alias = content.string("alias").filter(this::isOurs);
        if (alias.isPresent()) {
            left = left.without("alias");
            moved = moved.with("alias", alias.get());
        }
        List<String> others =
                content.array("alt_aliases").map(JsonArray::strings).orElse(List.of());
        List<String> ours = others.stream().filter(this::isOurs).toList();
        if (!ours.isEmpty()) {
            List<String> foreign = others.stream().filter(name -> !isOurs(name)).toList();
            left =
                    foreign.isEmpty()
                            ? left.without("alt_aliases")
                            : left.with("alt_aliases", foreign);
            moved = moved.with("alt_aliases", ours);
        }
        return moved.isEmpty() ? Optional.empty() : Optional.of(new Names(left, moved));
    }

    private boolean isOurs(String alias) {
        return alias.endsWith(":" + upgrader.server());
    }
}
