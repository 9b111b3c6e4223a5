package myelin.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.TestAnswer;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.Method;
import myelin.http.Request;
import myelin.http.Response;

/// The ways to learn of a room, as they are called in the table of [WhoSeesTheRoomTest]: each gives what stands in a cell.
final class RoomWays {

    private static final JsonObject LEAVE =
            JsonObject.of("room", JsonObject.of("include_leave", true));

    /// From before everything, without waiting.
    private static final String EVENTS = "/_matrix/client/v3/events?from=m0&timeout=0&limit=1000";

    /// What a viewer gets on one way, as it stands in a cell.
    interface Way {
        String seen(RoomScene scene, TestUser viewer);
    }

    static final Map<String, Way> ALL = new LinkedHashMap<>();

    static {
        state();
        members();
        syncs();
        previews();
        others();
    }

    private static void state() {
        ALL.put("state", (scene, viewer) -> topic(viewer.get(scene.path("/state")), "array"));
        ALL.put(
                "state of a type",
                (scene, viewer) -> text(viewer.get(scene.path("/state/m.room.topic")), "topic"));
        ALL.put(
                "state as an event",
                (scene, viewer) ->
                        text(
                                viewer.get(scene.path("/state/m.room.topic/?format=event")),
                                "content",
                                "topic"));
        ALL.put(
                "state of no such type",
                (scene, viewer) -> yes(viewer.get(scene.path("/state/org.example.none"))));
        ALL.put("context's state", (scene, viewer) -> context(scene, viewer, "0"));
        ALL.put("context's last state", (scene, viewer) -> context(scene, viewer, "100"));
        ALL.put(
                "room initialSync",
                (scene, viewer) -> topic(viewer.get(scene.path("/initialSync")), "state"));
        ALL.put("initialSync", (scene, viewer) -> initialSync(scene, viewer, ""));
        ALL.put(
                "initialSync with archived",
                (scene, viewer) -> initialSync(scene, viewer, "?archived=true"));
    }

    private static String context(RoomScene scene, TestUser viewer, String limit) {
        String path = "/context/" + scene.roots().get("during") + "?limit=" + limit;
        return topic(viewer.get(scene.path(path)), "state");
    }

    private static String initialSync(RoomScene scene, TestUser viewer, String query) {
        TestAnswer answer = viewer.get("/initialSync" + query);
        if (answer.status() != 200) {
            return error(answer);
        }
        for (JsonObject room : answer.list("rooms")) {
            if (room.string("room_id").equals(Optional.of(scene.room().toString()))) {
                return room.has("invite") ? "invite" : topic(new TestAnswer(200, room), "state");
            }
        }
        return "-";
    }

    private static void members() {
        ALL.put("members", (scene, viewer) -> members(scene, viewer, ""));
        ALL.put(
                "members who are joined",
                (scene, viewer) -> members(scene, viewer, "?membership=join"));
        ALL.put(
                "members who did not leave",
                (scene, viewer) -> members(scene, viewer, "?not_membership=leave"));
        for (String phase : RoomScene.PHASES) {
            ALL.put(
                    "members " + phase,
                    (scene, viewer) -> members(scene, viewer, "?at=" + scene.tokens().get(phase)));
        }
        ALL.put(
                "joined members",
                (scene, viewer) ->
                        text(
                                viewer.get(scene.path("/joined_members")),
                                "joined",
                                scene.creator().toString(),
                                "display_name"));
        ALL.put("aliases", (scene, viewer) -> yes(viewer.get(scene.path("/aliases"))));
    }

    /// The name that the creator has there.
    private static String members(RoomScene scene, TestUser viewer, String query) {
        TestAnswer answer = viewer.get(scene.path("/members" + query));
        return content(
                answer, answer.list("chunk"), "m.room.member", "displayname", scene.creator());
    }

    private static void syncs() {
        ALL.put("sync", RoomWays::sync);
        JsonObject state = JsonObject.of("include", List.of(JsonObject.of("type", "m.room.topic")));
        JsonObject wanted = JsonObject.of("timeline_limit", 1, "required_state", state);
        JsonObject list = wanted.with("ranges", List.of(List.of(0, 99)));
        ALL.put(
                "sliding sync list",
                (scene, viewer) ->
                        sliding(scene, viewer, JsonObject.of("lists", JsonObject.of("all", list))));
        ALL.put(
                "sliding sync subscription",
                (scene, viewer) ->
                        sliding(
                                scene,
                                viewer,
                                JsonObject.of(
                                        "room_subscriptions",
                                        JsonObject.of(scene.room().toString(), wanted))));
        ALL.put("sliding sync before v4", RoomWays::legacy);
        ALL.put(
                "heroes",
                (scene, viewer) ->
                        viewer.sync()
                                        .find(
                                                "rooms",
                                                "join",
                                                scene.room().toString(),
                                                "summary",
                                                "m.heroes")
                                        .isPresent()
                                ? "yes"
                                : "-");
        for (String type : List.of("m.receipt", "m.typing")) {
            String name = type.equals("m.receipt") ? "receipts" : "typing";
            ALL.put(
                    name + " in sync",
                    (scene, viewer) -> {
                        String all = viewer.sync(LEAVE).json().toString();
                        return all.contains(type) ? "yes" : "-";
                    });
            ALL.put(
                    name + " in events",
                    (scene, viewer) -> events(scene, viewer, "&room_id=" + scene.room(), type));
        }
        ALL.put(
                "presence in sync",
                (scene, viewer) -> {
                    JsonObject sync = viewer.sync(LEAVE).json();
                    return sync.object("presence")
                                    .filter(it -> it.toString().contains(RoomScene.STATUS))
                                    .isPresent()
                            ? "yes"
                            : "-";
                });
        ALL.put(
                "presence in events",
                (scene, viewer) -> events(scene, viewer, "", RoomScene.STATUS));
    }

    /// Not compared with the schema, which knows events with an id only.
    private static String events(RoomScene scene, TestUser viewer, String query, String wanted) {
        Request request = Request.to(Method.GET, EVENTS + query).token(viewer.token()).build();
        Response response = scene.server().homeserver().dispatcher().dispatch(request);
        if (response.status() != 200) {
            return String.valueOf(response.status());
        }
        String body = new String(((Response.Body.Bytes) response.body()).bytes(), UTF_8);
        return body.contains("\"" + wanted + "\"") ? "yes" : "-";
    }

    private static String sync(RoomScene scene, TestUser viewer) {
        TestAnswer answer = new TestAnswer(200, viewer.sync(LEAVE).json());
        String room = scene.room().toString();
        for (String part : List.of("join", "invite", "knock", "leave")) {
            if (answer.find("rooms", part, room).isPresent()) {
                List<JsonObject> events = new ArrayList<>();
                for (String state : List.of("state", "timeline", "invite_state", "knock_state")) {
                    events.addAll(answer.list("rooms", part, room, state, "events"));
                }
                return part + " " + topic(events);
            }
        }
        return "-";
    }

    private static String sliding(RoomScene scene, TestUser viewer, JsonObject body) {
        TestAnswer answer = viewer.post("/_matrix/client/v4/sync", body);
        answer.ok();
        return answer.find("rooms", scene.room().toString())
                .map(room -> new TestAnswer(200, (JsonObject) room))
                .map(room -> room.text("membership").orElse("?") + " " + topic(state(room)))
                .orElse("-");
    }

    private static List<JsonObject> state(TestAnswer room) {
        List<JsonObject> state = new ArrayList<>(room.list("required_state"));
        state.addAll(room.list("stripped_state"));
        state.addAll(room.list("invite_state"));
        return state;
    }

    private static String legacy(RoomScene scene, TestUser viewer) {
        JsonObject wanted =
                JsonObject.of(
                        "timeline_limit",
                        1,
                        "required_state",
                        JsonArray.of(JsonArray.of("m.room.topic", "")));
        TestAnswer answer =
                viewer.post(
                        "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync",
                        JsonObject.of(
                                "room_subscriptions",
                                JsonObject.of(scene.room().toString(), wanted)));
        answer.ok();
        return answer.find("rooms", scene.room().toString())
                .map(room -> topic(state(new TestAnswer(200, (JsonObject) room))))
                .orElse("-");
    }

    private static void previews() {
        ALL.put(
                "summary",
                (scene, viewer) ->
                        yes(viewer.get("/_matrix/client/v1/room_summary/" + scene.room())));
        ALL.put(
                "unstable summary",
                (scene, viewer) ->
                        yes(
                                viewer.get(
                                        "/_matrix/client/unstable/im.nheko.summary/summary/"
                                                + scene.room())));
        ALL.put(
                "nheko's summary",
                (scene, viewer) ->
                        yes(
                                viewer.get(
                                        "/_matrix/client/unstable/im.nheko.summary/rooms/"
                                                + scene.room()
                                                + "/summary")));
        ALL.put("hierarchy", (scene, viewer) -> yes(viewer.get(scene.v1("/hierarchy"))));
        ALL.put(
                "hierarchy of the space",
                (scene, viewer) ->
                        listed(
                                scene,
                                viewer.get(
                                        "/_matrix/client/v1/rooms/" + scene.space() + "/hierarchy"),
                                "rooms"));
        ALL.put(
                "public rooms",
                (scene, viewer) -> listed(scene, viewer.get("/publicRooms"), "chunk"));
        ALL.put(
                "public rooms by search",
                (scene, viewer) ->
                        listed(scene, viewer.post("/publicRooms", JsonObject.EMPTY), "chunk"));
        ALL.put(
                "visibility in the list",
                (scene, viewer) -> yes(viewer.get("/directory/list/room/" + scene.room())));
        ALL.put(
                "alias",
                (_, viewer) -> yes(viewer.get("/directory/room/" + TestUser.encoded("#it:test"))));
    }

    private static String listed(RoomScene scene, TestAnswer answer, String list) {
        if (answer.status() != 200) {
            return error(answer);
        }
        Optional<String> room = Optional.of(scene.room().toString());
        return answer.list(list).stream().anyMatch(it -> it.string("room_id").equals(room))
                ? "yes"
                : "-";
    }

    private static void others() {
        ALL.put(
                "thread subscription",
                (scene, viewer) ->
                        yes(
                                viewer.put(
                                        "/_matrix/client/unstable/io.element.msc4306"
                                                + scene.path(
                                                        "/thread/"
                                                                + scene.roots().get("during")
                                                                + "/subscription"),
                                        JsonObject.EMPTY)));
        ALL.put(
                "presence status",
                (scene, viewer) -> yes(viewer.get("/presence/" + scene.creator() + "/status")));
        ALL.put("profile", (scene, viewer) -> yes(viewer.get("/profile/" + scene.creator())));
        ALL.put(
                "mutual rooms",
                (scene, viewer) ->
                        viewer == scene.creator()
                                ? "-"
                                : named(
                                        viewer.get(
                                                "/_matrix/client/v1/mutual_rooms?user_id="
                                                        + scene.creator()),
                                        scene.room()));
        ALL.put(
                "user directory",
                (scene, viewer) ->
                        named(
                                viewer.post(
                                        "/user_directory/search",
                                        JsonObject.of("search_term", "creator")),
                                scene.creator()));
        ALL.put(
                "report of an event",
                (scene, viewer) ->
                        yes(
                                viewer.post(
                                        scene.path("/report/" + scene.roots().get("after")),
                                        JsonObject.EMPTY)));
        ALL.put(
                "report of the room",
                (scene, viewer) ->
                        yes(
                                viewer.post(
                                        "/_matrix/client/v3" + scene.path("/report"),
                                        JsonObject.of("reason", "spam"))));
        ALL.put(
                "joined rooms",
                (scene, viewer) -> named(viewer.get("/joined_rooms"), scene.room()));
        ALL.put(
                "notifications",
                (scene, viewer) -> {
                    TestAnswer answer = viewer.get("/notifications?limit=100");
                    // An invitation notifies, too.
                    return answer.status() == 200
                            ? answer.json().toString().contains("\"m.text\"") ? "yes" : "-"
                            : error(answer);
                });
    }

    private static String named(TestAnswer answer, Object wanted) {
        return answer.status() != 200
                ? error(answer)
                : answer.json().toString().contains("\"" + wanted + "\"") ? "yes" : "-";
    }

    private static String yes(TestAnswer answer) {
        return answer.status() == 200 ? "yes" : error(answer);
    }

    private static String error(TestAnswer answer) {
        return String.valueOf(answer.status());
    }

    private static String text(TestAnswer answer, String... path) {
        return answer.status() == 200 ? answer.text(path).orElse("?") : error(answer);
    }

    private static String topic(TestAnswer answer, String list) {
        return answer.status() == 200 ? topic(answer.list(list)) : error(answer);
    }

    /// The last one that is told.
    private static String topic(List<JsonObject> events) {
        String topic = "?";
        for (JsonObject event : events) {
            if (event.string("type").equals(Optional.of("m.room.topic"))) {
                topic = event.object("content").orElseThrow().string("topic").orElseThrow();
            }
        }
        return topic;
    }

    private static String content(
            TestAnswer answer, List<JsonObject> events, String type, String field, TestUser key) {
        if (answer.status() != 200) {
            return error(answer);
        }
        return events.stream()
                .filter(event -> event.string("type").equals(Optional.of(type)))
                .filter(event -> event.string("state_key").equals(Optional.of(key.toString())))
                .flatMap(event -> event.object("content").orElseThrow().string(field).stream())
                .findFirst()
                .orElse("?");
    }

    private RoomWays() {}
}
