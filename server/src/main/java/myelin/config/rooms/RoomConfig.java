package myelin.config.rooms;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import myelin.core.event.EventType;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonString;
import myelin.core.room.RoomVersion;
import myelin.options.Section;
import org.jspecify.annotations.Nullable;

/// How rooms are made and entered, and what may be done in them.
///
/// @param defaultRoomVersion version of new rooms (`default_room_version`)
/// @param encryptedPresets presets whose rooms are encrypted from the start
///     (`encryption_enabled_by_default_for_room_type`: `all`, `invite` or `off`)
/// @param powerLevelOverride per preset, what replaces parts of the first power levels
///     (`default_power_level_content_override`)
/// @param blockNonAdminInvites whether only server administrators may invite local users
///     (`block_non_admin_invites`)
/// @param forgetRoomsOnLeave whether leaving is forgetting (`forget_rooms_on_leave`)
/// @param prejoinState state shown to those who are invited or knock (`room_prejoin_state`)
/// @param enableSearch whether messages can be searched, and an index of them is kept (`enable_search`)
public record RoomConfig(
        RoomVersion defaultRoomVersion,
        Set<String> encryptedPresets,
        JsonObject powerLevelOverride,
        boolean blockNonAdminInvites,
        boolean forgetRoomsOnLeave,
        List<PrejoinState> prejoinState,
        boolean enableSearch) {

    /// A type of state shown before the join; a null key means every key.
    public record PrejoinState(String type, @Nullable String stateKey) {}

    private static final String ENCRYPTION = "encryption_enabled_by_default_for_room_type";
    private static final Set<String> INVITE_PRESETS =
            Set.of("private_chat", "trusted_private_chat");
    private static final Set<String> PRESETS =
            Set.of("private_chat", "trusted_private_chat", "public_chat");
    private static final List<PrejoinState> DEFAULT_PREJOIN_STATE =
            Stream.of(
                            EventType.M_ROOM_JOIN_RULES,
                            EventType.M_ROOM_CANONICAL_ALIAS,
                            EventType.M_ROOM_AVATAR,
                            EventType.M_ROOM_ENCRYPTION,
                            EventType.M_ROOM_NAME,
                            EventType.M_ROOM_TOPIC)
                    .map(type -> new PrejoinState(type, ""))
                    .toList();

    /// The same, but no room is encrypted from the start.
    public RoomConfig unencrypted() {
        return new RoomConfig(
                defaultRoomVersion,
                Set.of(),
                powerLevelOverride,
                blockNonAdminInvites,
                forgetRoomsOnLeave,
                prejoinState,
                enableSearch);
    }

    public static RoomConfig read(Section config) {
        return new RoomConfig(
                version(config),
                encryptedPresets(config),
                powerLevelOverride(config),
                config.flag("block_non_admin_invites"),
                config.flag("forget_rooms_on_leave"),
                prejoinState(config.section("room_prejoin_state")),
                config.flag("enable_search"));
    }

    private static RoomVersion version(Section config) {
        String version = config.text("default_room_version");
        return RoomVersion.of(version)
                .orElseGet(() -> {
                    String known =
                            Stream.of(RoomVersion.values())
                                    .map(RoomVersion::id)
                                    .collect(Collectors.joining(", "));
                    config.problem("default_room_version", "must be one of " + known);
                    return RoomVersion.V12;
                });
    }

    private static Set<String> encryptedPresets(Section config) {
        // "off" without quotes is false in YAML 1.1.
        Set<String> presets =
                switch (config.text(ENCRYPTION)) {
                    case "all" -> PRESETS;
                    case "invite" -> INVITE_PRESETS;
                    default -> Set.of();
                };
        if (!presets.isEmpty()) {
            config.surprise(
                    ENCRYPTION,
                    "has rooms encrypted in which nobody can read yet: keys are not served");
        }
        return presets;
    }

    private static JsonObject powerLevelOverride(Section config) {
        JsonObject override = config.object("default_power_level_content_override");
        override.keys().stream()
                .filter(preset -> !PRESETS.contains(preset))
                .forEach(preset ->
                        config.problem(
                                "default_power_level_content_override",
                                "knows no preset " + preset));
        return override;
    }

    /// The create event is always shown (MSC4311), then the usual types unless they are disabled, then more.
    private static List<PrejoinState> prejoinState(Section config) {
        var state = new ArrayList<PrejoinState>();
        state.add(new PrejoinState(EventType.M_ROOM_CREATE, ""));
        if (!config.flag("disable_default_event_types")) {
            state.addAll(DEFAULT_PREJOIN_STATE);
        }
        for (Json item : config.items("additional_event_types")) {
            if (item instanceof JsonString(var type)) {
                state.add(new PrejoinState(type, null));
            } else if (item instanceof JsonArray pair
                    && pair.size() == 2
                    && pair.strings().size() == 2) {
                state.add(new PrejoinState(pair.strings().getFirst(), pair.strings().getLast()));
            } else {
                config.problem(
                        "additional_event_types",
                        "must list types, or pairs of a type and a state key");
            }
        }
        return List.copyOf(state);
    }
}
