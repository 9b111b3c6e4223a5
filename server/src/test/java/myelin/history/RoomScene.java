package myelin.history;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// A room whose life has three phases, and who looks at it.
///
/// @param space that the room is in, which all may see
/// @param roots by phase what was said in it
/// @param tokens by phase a token of its end
record RoomScene(
        TestServer server,
        TestRoom room,
        TestRoom space,
        Map<String, TestUser> viewers,
        Map<String, String> roots,
        Map<String, String> tokens) {

    /// What the creator says of himself.
    static final String STATUS = "watching";

    static final List<String> PHASES = List.of("before", "during", "after");

    private static final List<String> VIEWERS =
            List.of(
                    "creator",
                    "late",
                    "visitor",
                    "invited",
                    "knocking",
                    "left",
                    "kicked",
                    "banned",
                    "forgot",
                    "stranger",
                    "guest");

    /// Who is there in the second phase only.
    private static final List<String> GONE = List.of("left", "kicked", "banned", "forgot");

    TestUser creator() {
        return viewers.get("creator");
    }

    String path(String rest) {
        return "/rooms/" + room + rest;
    }

    String v1(String rest) {
        return "/_matrix/client/v1/rooms/" + room + rest;
    }

    /// A new one.
    ///
    /// @param visibility of its history
    static RoomScene of(TestServer server, String visibility) {
        Map<String, TestUser> viewers = new LinkedHashMap<>();
        for (String name : VIEWERS) {
            boolean guest = name.equals("guest") || name.equals("visitor");
            viewers.put(name, guest ? server.guest() : server.user(name));
        }
        TestUser creator = viewers.get("creator");
        TestRoom space = space(creator);
        TestRoom room = room(creator, visibility);
        // Which is not its canonical one: a room without a name has heroes.
        creator.put(
                        "/directory/room/" + TestUser.encoded("#it:test"),
                        JsonObject.of("room_id", room.id()))
                .ok();
        JsonObject child = JsonObject.of("via", List.of("test"));
        creator.setState(space, "m.space.child", room.toString(), child).ok();
        RoomScene scene =
                new RoomScene(server, room, space, viewers, new HashMap<>(), new HashMap<>());
        phase(scene, "before");
        GONE.forEach(name -> viewers.get(name).join(room).ok());
        phase(scene, "during");
        go(creator, room, viewers);
        JsonObject guests = JsonObject.of("guest_access", "can_join");
        creator.setState(room, "m.room.guest_access", "", guests).ok();
        viewers.get("late").join(room).ok();
        viewers.get("visitor").join(room).ok();
        phase(scene, "after");
        setJoinRule(creator, room, "knock");
        viewers.get("knocking").knock(room).ok();
        setJoinRule(creator, room, "invite");
        creator.invite(room, viewers.get("invited")).ok();
        creator.post(scene.path("/receipt/m.read/" + scene.roots().get("after"))).ok();
        creator.put(
                        scene.path("/typing/" + creator),
                        JsonObject.of("typing", true, "timeout", 60_000))
                .ok();
        JsonObject presence = JsonObject.of("presence", "online", "status_msg", STATUS);
        creator.put("/presence/" + creator + "/status", presence).ok();
        server.awaitIdle();
        return scene;
    }

    private static TestRoom space(TestUser creator) {
        return creator.creates(
                JsonObject.of(
                        "preset",
                        "public_chat",
                        "creation_content",
                        JsonObject.of("type", "m.space"),
                        "initial_state",
                        List.of(
                                JsonObject.of(
                                        "type",
                                        "m.room.join_rules",
                                        "content",
                                        JsonObject.of("join_rule", "knock")))));
    }

    private static TestRoom room(TestUser creator, String visibility) {
        TestRoom room = creator.createsPublicRoom(visibility);
        creator.put("/directory/list/room/" + room, JsonObject.of("visibility", "public")).ok();
        return room;
    }

    private static void go(TestUser creator, TestRoom room, Map<String, TestUser> viewers) {
        viewers.get("left").leave(room).ok();
        creator.kick(room, viewers.get("kicked")).ok();
        creator.ban(room, viewers.get("banned")).ok();
        viewers.get("forgot").leave(room).ok();
        viewers.get("forgot").forget(room).ok();
    }

    private static void setJoinRule(TestUser creator, TestRoom room, String rule) {
        creator.setState(room, "m.room.join_rules", "", JsonObject.of("join_rule", rule)).ok();
    }

    private static void phase(RoomScene scene, String phase) {
        TestUser creator = scene.creator();
        TestRoom room = scene.room();
        scene.server().clock().advance(Duration.ofMinutes(1));
        creator.setState(room, "m.room.topic", "", JsonObject.of("topic", phase)).ok();
        JsonObject named = JsonObject.of("membership", "join", "displayname", phase);
        creator.setState(room, "m.room.member", creator.toString(), named).ok();
        scene.roots().put(phase, creator.says(room, phase));
        scene.tokens().put(phase, creator.sync().next());
    }
}
