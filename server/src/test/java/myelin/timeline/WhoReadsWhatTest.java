package myelin.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// Every way to read a room's history, by everybody, in all four settings of its visibility: each sees what the
/// spec says, and nothing else.
///
/// Something is said in three phases: before anybody but the creator is there; while some are in the room; and after
/// one of them has left and another was banned, and a third has come. Another is invited in the second phase, and
/// never joins.
final class WhoReadsWhatTest {

    private static final List<String> PHASES = List.of("before", "during", "after");

    /// A room with its phases, and who looks at it.
    private record Scene(TestRoom room, Map<String, Phase> phases, Map<String, TestUser> viewers) {}

    /// What was said in a phase.
    ///
    /// @param root the event to which the others relate
    /// @param time when it was said
    private record Phase(String root, String reference, long time) {}

    /// What a viewer gets to see on one way, as phases.
    private interface Way {
        Set<String> seen(Scene scene, TestUser viewer);
    }

    private static final Map<String, Way> WAYS = new LinkedHashMap<>();

    static {
        WAYS.put("messages forward", (scene, viewer) -> messages(scene, viewer, "f"));
        WAYS.put("messages backward", (scene, viewer) -> messages(scene, viewer, "b"));
        WAYS.put("event", WhoReadsWhatTest::event);
        WAYS.put("context", WhoReadsWhatTest::context);
        WAYS.put("relations", WhoReadsWhatTest::relations);
        WAYS.put("threads", WhoReadsWhatTest::threads);
        WAYS.put("time", WhoReadsWhatTest::time);
        WAYS.put("sync", WhoReadsWhatTest::sync);
        WAYS.put("room initialSync", WhoReadsWhatTest::initialSync);
        WAYS.put("event alone", WhoReadsWhatTest::eventAlone);
    }

    private static String path(Scene scene, String rest) {
        return "/rooms/" + scene.room() + rest;
    }

    private static String v1(Scene scene, String rest) {
        return "/_matrix/client/v1" + path(scene, rest);
    }

    /// The phases of events, by their roots.
    private static Set<String> phases(Scene scene, List<JsonObject> events) {
        Set<String> seen = new TreeSet<>();
        List<String> ids =
                events.stream().flatMap(event -> event.string("event_id").stream()).toList();
        scene.phases()
                .forEach((name, phase) -> {
                    if (ids.contains(phase.root()) || ids.contains(phase.reference())) {
                        seen.add(name);
                    }
                });
        return seen;
    }

    private static Set<String> messages(Scene scene, TestUser viewer, String dir) {
        return phases(
                scene, viewer.get(path(scene, "/messages?limit=100&dir=" + dir)).list("chunk"));
    }

    private static Set<String> event(Scene scene, TestUser viewer) {
        List<JsonObject> events = new ArrayList<>();
        scene.phases()
                .values()
                .forEach(phase ->
                        events.add(viewer.get(path(scene, "/event/" + phase.root())).json()));
        return phases(scene, events);
    }

    private static Set<String> eventAlone(Scene scene, TestUser viewer) {
        List<JsonObject> events = new ArrayList<>();
        scene.phases()
                .values()
                .forEach(phase -> events.add(viewer.get("/events/" + phase.root()).json()));
        return phases(scene, events);
    }

    private static Set<String> context(Scene scene, TestUser viewer) {
        List<JsonObject> events = new ArrayList<>();
        for (Phase phase : scene.phases().values()) {
            TestAnswer answer = viewer.get(path(scene, "/context/" + phase.root() + "?limit=100"));
            events.addAll(answer.list("events_before"));
            events.addAll(answer.list("events_after"));
            answer.json().object("event").ifPresent(events::add);
        }
        return phases(scene, events);
    }

    private static Set<String> relations(Scene scene, TestUser viewer) {
        List<JsonObject> events = new ArrayList<>();
        for (Phase phase : scene.phases().values()) {
            events.addAll(
                    viewer.get(v1(scene, "/relations/" + phase.root() + "/m.reference"))
                            .list("chunk"));
        }
        return phases(scene, events);
    }

    private static Set<String> threads(Scene scene, TestUser viewer) {
        return phases(scene, viewer.get(v1(scene, "/threads?limit=50")).list("chunk"));
    }

    private static Set<String> time(Scene scene, TestUser viewer) {
        List<JsonObject> events = new ArrayList<>();
        for (Phase phase : scene.phases().values()) {
            for (String dir : List.of("f", "b")) {
                events.add(
                        viewer.get(
                                        v1(
                                                scene,
                                                "/timestamp_to_event?ts="
                                                        + phase.time()
                                                        + "&dir="
                                                        + dir))
                                .json());
            }
        }
        return phases(scene, events);
    }

    private static Set<String> sync(Scene scene, TestUser viewer) {
        JsonObject filter =
                JsonObject.of(
                        "room",
                        JsonObject.of(
                                "include_leave", true, "timeline", JsonObject.of("limit", 50)));
        JsonObject answer = viewer.sync(filter).json();
        List<JsonObject> events = new ArrayList<>();
        for (String part : List.of("join", "leave")) {
            events.addAll(
                    new TestAnswer(200, answer)
                            .list("rooms", part, scene.room().toString(), "timeline", "events"));
        }
        return phases(scene, events);
    }

    private static Set<String> initialSync(Scene scene, TestUser viewer) {
        TestAnswer answer = viewer.get(path(scene, "/initialSync?limit=100"));
        return phases(
                scene,
                answer.json()
                        .object("messages")
                        .flatMap(messages -> messages.array("chunk"))
                        .map(JsonArray::objects)
                        .orElse(List.of()));
    }

    private static Scene scene(TestServer server, String visibility) {
        TestUser creator = server.user("creator");
        TestUser left = server.user("left");
        TestUser banned = server.user("banned");
        TestUser invited = server.user("invited");
        TestUser late = server.user("late");
        JsonObject state =
                JsonObject.of(
                        "type",
                        "m.room.history_visibility",
                        "content",
                        JsonObject.of("history_visibility", visibility));
        TestRoom room =
                creator.creates(
                        JsonObject.of("preset", "public_chat", "initial_state", List.of(state)));
        Map<String, Phase> phases = new LinkedHashMap<>();
        phases.put("before", phase(server, creator, room));
        left.join(room).ok();
        banned.join(room).ok();
        creator.invite(room, invited).ok();
        phases.put("during", phase(server, creator, room));
        left.leave(room).ok();
        creator.ban(room, banned).ok();
        late.join(room).ok();
        phases.put("after", phase(server, creator, room));
        Map<String, TestUser> viewers = new LinkedHashMap<>();
        viewers.put("creator", creator);
        viewers.put("left", left);
        viewers.put("banned", banned);
        viewers.put("invited", invited);
        viewers.put("late", late);
        viewers.put("stranger", server.user("stranger"));
        viewers.put("guest", server.guest());
        return new Scene(room, phases, viewers);
    }

    private static Phase phase(TestServer server, TestUser creator, TestRoom room) {
        server.clock().advance(Duration.ofMinutes(1));
        String root = creator.says(room, "root");
        String reference = relate(creator, room, root, "m.reference");
        relate(creator, room, root, "m.thread");
        long time = server.clock().millis();
        server.clock().advance(Duration.ofMinutes(1));
        return new Phase(root, reference, time);
    }

    private static String relate(TestUser user, TestRoom room, String to, String relType) {
        JsonObject relation = JsonObject.of("rel_type", relType, "event_id", to);
        return user.says(
                room, JsonObject.of("msgtype", "m.text", "body", "b", "m.relates_to", relation));
    }

    /// @param expected by viewer the phases that he sees
    /// @param elsewhere by way and viewer, where it is other phases; each with a reason where it is said
    private static void check(
            TestServer server,
            String visibility,
            Map<String, Set<String>> expected,
            Map<String, Set<String>> elsewhere) {
        Scene scene = scene(server, visibility);
        WAYS.forEach((name, way) ->
                scene.viewers()
                        .forEach((viewer, user) -> {
                            Set<String> phases =
                                    elsewhere.getOrDefault(
                                            name + ", " + viewer,
                                            expected.getOrDefault(viewer, Set.of()));
                            assertThat(way.seen(scene, user))
                                    .as("%s by %s where it is %s", name, viewer, visibility)
                                    .isEqualTo(phases);
                        }));
    }

    private static final Set<String> ALL = Set.copyOf(PHASES);
    private static final Set<String> NONE = Set.of();
    private static final String OFF = "presence: {enabled: false}";

    @BothDatabases
    @Configured(OFF)
    void aWorldReadableHistory(TestServer server) {
        Map<String, Set<String>> elsewhere = new LinkedHashMap<>();
        // Syncs tell of rooms in which the user is, or was.
        elsewhere.put("sync, invited", NONE);
        elsewhere.put("sync, stranger", NONE);
        elsewhere.put("sync, guest", NONE);
        elsewhere.put("sync, left", Set.of("before", "during"));
        elsewhere.put("sync, banned", Set.of("before", "during"));
        // Not for guests, by the spec.
        elsewhere.put("threads, guest", NONE);
        elsewhere.put("time, guest", NONE);
        elsewhere.put("event alone, guest", NONE);
        check(
                server,
                "world_readable",
                Map.of(
                        "creator", ALL,
                        "left", ALL,
                        "banned", ALL,
                        "invited", ALL,
                        "late", ALL,
                        "stranger", ALL,
                        "guest", ALL),
                elsewhere);
    }

    @BothDatabases
    @Configured(OFF)
    void aSharedHistory(TestServer server) {
        Set<String> then = Set.of("before", "during");
        check(
                server,
                "shared",
                Map.of("creator", ALL, "late", ALL, "left", then, "banned", then),
                Map.of());
    }

    /// Single events are shown to the invited, but they can't page through the room before they join.
    @BothDatabases
    @Configured(OFF)
    void aHistoryForTheInvited(TestServer server) {
        Set<String> since = Set.of("during", "after");
        check(
                server,
                "invited",
                Map.of(
                        "creator", ALL,
                        "late", Set.of("after"),
                        "left", Set.of("during"),
                        "banned", Set.of("during")),
                Map.of(
                        "event, invited",
                        since,
                        "event alone, invited",
                        since,
                        "context, invited",
                        since));
    }

    @BothDatabases
    @Configured(OFF)
    void aHistoryForTheJoined(TestServer server) {
        check(
                server,
                "joined",
                Map.of(
                        "creator", ALL,
                        "late", Set.of("after"),
                        "left", Set.of("during"),
                        "banned", Set.of("during")),
                Map.of());
    }
}
