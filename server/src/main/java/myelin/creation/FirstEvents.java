package myelin.creation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.config.rooms.RoomConfig;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.id.RoomAlias;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.state.StateKey;

/// The events that a new room starts with, in the order that the spec asks for.
final class FirstEvents {

    private static final StateKey POWER_LEVELS = StateKey.of(EventType.M_ROOM_POWER_LEVELS);

    private static final int CREATOR = 100;
    private static final int MODERATOR = 50;

    private final UserId creator;
    private final RoomVersion version;
    private final CreateRoom wanted;
    private final Preset preset;

    FirstEvents(UserId creator, RoomVersion version, CreateRoom wanted, Preset preset) {
        this.creator = creator;
        this.version = version;
        this.wanted = wanted;
        this.preset = preset;
    }

    /// The first of them.
    Draft create() {
        return state(EventType.M_ROOM_CREATE, createContent());
    }

    /// What the client wants to have among them, later entries of the same key winning.
    List<Draft> initialState() {
        Set<String> creators = Creation.creators(version, create());
        Map<StateKey, Draft> initial = new LinkedHashMap<>();
        for (CreateRoom.StateEvent event : wanted.firstState()) {
            String key = event.stateKey() == null ? "" : event.stateKey();
            StateKey place = new StateKey(event.type(), key);
            JsonObject content =
                    place.equals(POWER_LEVELS)
                            ? permitted(event.content(), creators)
                            : event.content();
            initial.put(place, Draft.state(creator, event.type(), key, content));
        }
        return List.copyOf(initial.values());
    }

    /// Those that come after the first.
    ///
    /// @param initialState what the client wants, and may have
    /// @param member the content of the creator's member event
    /// @param alias the alias which the room gets
    /// @param config what the server wants of rooms of this kind
    List<Draft> others(
            List<Draft> initialState,
            JsonObject member,
            Optional<RoomAlias> alias,
            RoomConfig config) {
        Map<StateKey, JsonObject> initial = new LinkedHashMap<>();
        for (Draft draft : initialState) {
            initial.put(
                    new StateKey(draft.type(), draft.stateKey().orElseThrow()), draft.content());
        }
        List<Draft> drafts = new ArrayList<>();
        Set<String> creators = Creation.creators(version, create());
        JsonObject levels =
                taken(initial, EventType.M_ROOM_POWER_LEVELS)
                        .orElseGet(() -> powerLevels(config, creators));
        drafts.add(Draft.state(creator, EventType.M_ROOM_MEMBER, creator.value(), member));
        drafts.add(state(EventType.M_ROOM_POWER_LEVELS, permitted(levels, creators)));
        alias.ifPresent(name ->
                drafts.add(state(EventType.M_ROOM_CANONICAL_ALIAS, JsonObject.of("alias", name))));
        addUnless(
                initial,
                drafts,
                EventType.M_ROOM_JOIN_RULES,
                JsonObject.of("join_rule", preset.joinRule().text()));
        addUnless(
                initial,
                drafts,
                EventType.M_ROOM_HISTORY_VISIBILITY,
                JsonObject.of("history_visibility", "shared"));
        if (preset.isPrivate()) {
            addUnless(
                    initial,
                    drafts,
                    EventType.M_ROOM_GUEST_ACCESS,
                    JsonObject.of("guest_access", "can_join"));
        }
        initial.forEach(
                (key, content) -> drafts.add(Draft.state(creator, key.type(), key.key(), content)));
        addNames(drafts);
        StateKey encryption = new StateKey(EventType.M_ROOM_ENCRYPTION, "");
        if (config.encryptedPresets().contains(preset.text()) && !initial.containsKey(encryption)) {
            drafts.add(
                    state(
                            EventType.M_ROOM_ENCRYPTION,
                            JsonObject.of("algorithm", "m.megolm.v1.aes-sha2")));
        }
        return drafts;
    }

    private void addNames(List<Draft> drafts) {
        if (wanted.name() != null) {
            drafts.add(state(EventType.M_ROOM_NAME, JsonObject.of("name", wanted.name())));
        }
        if (wanted.topic() != null) {
            JsonObject text =
                    JsonObject.of("m.text", List.of(JsonObject.of("body", wanted.topic())));
            drafts.add(
                    state(
                            EventType.M_ROOM_TOPIC,
                            JsonObject.of("topic", wanted.topic(), "m.topic", text)));
        }
    }

    private static void addUnless(
            Map<StateKey, JsonObject> initial,
            List<Draft> drafts,
            String type,
            JsonObject content,
            UserId creator) {
        if (!initial.containsKey(new StateKey(type, ""))) {
            drafts.add(Draft.state(creator, type, "", content));
        }
    }

    private void addUnless(
            Map<StateKey, JsonObject> initial,
            List<Draft> drafts,
            String type,
            JsonObject content) {
        addUnless(initial, drafts, type, content, creator);
    }

    private static Optional<JsonObject> taken(Map<StateKey, JsonObject> initial, String type) {
        return Optional.ofNullable(initial.remove(new StateKey(type, "")));
    }

    private JsonObject createContent() {
        JsonObject content =
                wanted.creationContent() == null ? JsonObject.EMPTY : wanted.creationContent();
        content = content.without("creator").with("room_version", version.id());
        if (!version.rules().has(Rule.CREATOR_IS_SENDER)) {
            content = content.with("creator", creator.value());
        }
        if (preset.trusts()
                && version.rules().has(Rule.PRIVILEGED_CREATORS)
                && !wanted.invited().isEmpty()) {
            List<String> creators =
                    new ArrayList<>(
                            content.array("additional_creators")
                                    .map(array -> array.strings())
                                    .orElse(List.of()));
            for (UserId invited : wanted.invited()) {
                if (!creators.contains(invited.value())) {
                    creators.add(invited.value());
                }
            }
            content = content.with("additional_creators", creators);
        }
        return content;
    }

    /// A client that leaves the version to the server cannot know whether creators must be named, as
    /// up to version 11, or must not be. They have all power in any case.
    private JsonObject permitted(JsonObject levels, Set<String> creators) {
        return wanted.roomVersion() == null
                ? InheritedPowerLevels.unnamed(levels, creators)
                : levels;
    }

    private JsonObject powerLevels(RoomConfig config, Set<String> creators) {
        boolean privileged = version.rules().has(Rule.PRIVILEGED_CREATORS);
        JsonObject.Builder users = JsonObject.builder();
        if (!privileged) {
            users.put(creator.value(), CREATOR);
            if (preset.trusts()) {
                wanted.invited().forEach(user -> users.put(user.value(), CREATOR));
            }
        }
        JsonObject levels =
                JsonObject.builder()
                        .put("users", users.build())
                        .put("users_default", 0)
                        .put("events", eventLevels(privileged))
                        .put("events_default", 0)
                        .put("state_default", MODERATOR)
                        .put("ban", MODERATOR)
                        .put("kick", MODERATOR)
                        .put("redact", MODERATOR)
                        .put("invite", preset.isPrivate() ? 0 : MODERATOR)
                        .put("historical", CREATOR)
                        .build();
        levels =
                InheritedPowerLevels.unnamed(
                        levels.merge(
                                config.powerLevelOverride()
                                        .object(preset.text())
                                        .orElse(JsonObject.EMPTY)),
                        creators);
        return wanted.powerLevelContentOverride() == null
                ? levels
                : levels.merge(wanted.powerLevelContentOverride());
    }

    private static JsonObject eventLevels(boolean privilegedCreators) {
        return JsonObject.builder()
                .put(EventType.M_ROOM_NAME, MODERATOR)
                .put(EventType.M_ROOM_AVATAR, MODERATOR)
                .put(EventType.M_ROOM_CANONICAL_ALIAS, MODERATOR)
                .put(EventType.M_ROOM_POWER_LEVELS, CREATOR)
                .put(EventType.M_ROOM_HISTORY_VISIBILITY, CREATOR)
                .put(EventType.M_ROOM_TOMBSTONE, privilegedCreators ? 150 : CREATOR)
                .put(EventType.M_ROOM_SERVER_ACL, CREATOR)
                .put(EventType.M_ROOM_ENCRYPTION, CREATOR)
                .build();
    }

    private Draft state(String type, JsonObject content) {
        return Draft.state(creator, type, "", content);
    }
}
