package myelin.serverinfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import myelin.config.people.ProfileConfig;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.http.Caller;
import myelin.http.Request;
import myelin.http.Route;

/// What users may do here.
///
/// [Capabilities negotiation](https://spec.matrix.org/v1.19/client-server-api/#capabilities-negotiation)
final class CapabilitiesEndpoints {

    private final JsonObject answer;
    private final JsonObject answerForAdministrators;

    /// @param operations what is served at all
    /// @param unstable those that are no part of the specification yet
    CapabilitiesEndpoints(
            ServerInfo.Settings settings, Set<String> operations, JsonObject unstable) {
        ProfileConfig profiles = settings.profiles();
        boolean ownPasswords =
                settings.passwords().enabledForReauth() && settings.passwords().localdbEnabled();
        boolean loginToken = settings.sessions().loginViaExistingSession().enabled();
        JsonObject capabilities =
                JsonObject.builder()
                        .put("m.room_versions", roomVersions(settings.rooms().defaultRoomVersion()))
                        .put(
                                "m.change_password",
                                enabled(ownPasswords && operations.contains("changePassword")))
                        .put("m.set_displayname", enabled(profiles.enableSetDisplayname()))
                        .put("m.set_avatar_url", enabled(profiles.enableSetAvatarUrl()))
                        .put("m.profile_fields", profileFields(profiles))
                        .put("uk.tcpip.msc4133.profile_fields", profileFields(profiles))
                        .put(
                                "m.3pid_changes",
                                enabled(
                                        profiles.enable3pidChanges()
                                                && operations.contains("add3PID")))
                        .put(
                                "m.get_login_token",
                                enabled(loginToken && operations.contains("generateLoginToken")))
                        .put(
                                "m.forget_forced_upon_leave",
                                enabled(settings.rooms().forgetRoomsOnLeave()))
                        .build()
                        .merge(unstable);
        this.answer = JsonObject.of("capabilities", capabilities);
        this.answerForAdministrators =
                JsonObject.of(
                        "capabilities",
                        capabilities.with(
                                "m.account_moderation",
                                JsonObject.of("suspend", true, "lock", true)));
    }

    List<Route> routes() {
        return List.of(
                Route.get("/_matrix/client/v3/capabilities")
                        .r0()
                        .operation("getCapabilities")
                        .caller(Caller.USER)
                        .guests()
                        .to(this::capabilities));
    }

    private Object capabilities(Request request) {
        return request.requester().admin() ? answerForAdministrators : answer;
    }

    private static JsonObject roomVersions(RoomVersion usual) {
        Map<String, String> available = new TreeMap<>();
        for (RoomVersion version : RoomVersion.values()) {
            available.put(version.id(), version.isStable() ? "stable" : "unstable");
        }
        return JsonObject.of("default", usual.id(), "available", JsonObject.from(available));
    }

    private static JsonObject profileFields(ProfileConfig profiles) {
        List<String> disallowed = new ArrayList<>();
        if (!profiles.enableSetAvatarUrl()) {
            disallowed.add("avatar_url");
        }
        if (!profiles.enableSetDisplayname()) {
            disallowed.add("displayname");
        }
        JsonObject fields = enabled(true);
        return disallowed.isEmpty()
                ? fields
                : fields.with("disallowed", JsonArray.from(disallowed));
    }

    private static JsonObject enabled(boolean enabled) {
        return JsonObject.of("enabled", enabled);
    }
}
