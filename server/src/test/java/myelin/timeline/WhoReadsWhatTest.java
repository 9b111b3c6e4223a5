package myelin.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import org.assertj.core.api.SoftAssertions;

/// Every way to read a room's history, by everybody, in all four settings of its visibility: each sees what the
/// spec says, and nothing else.
///
/// Something is said in three phases: before anybody but the creator is there; while some are in the room; and after
/// some of them have left or were banned, and another has come. Somebody is invited in the second phase, and never
/// joins. Those who are gone come back to the door in the end: they see what they saw before.
final class WhoReadsWhatTest {

    private static final List<String> PHASES = List.of("before", "during", "after");

    /// A room with its phases, and who looks at it.
    private record Scene(TestRoom room, Map<String, Phase> phases, Map<String, TestUser> viewers) {}

    /// What was said in a phase.
    ///
    /// @param root the event to which the others relate
    /// @param reference to it
    /// @param related each that relates to this root or that of a phase before, by how it does
    /// @param time when it was said
    private record Phase(
            String root, String reference, Map<String, List<String>> related, long time) {}

    /// What a viewer gets to see on one way, as phases.
    private interface Way {
        Set<String> seen(Scene scene, TestUser viewer);
    }

    /// Who is in the room in the second phase, and has left before the third.
    private static final List<String> LEFT =
            List.of(
                    "left",
                    "rejoined",
                    "forgets",
                    "outlawed",
                    "reinvited",
                    "refuses",
                    "knocks",
                    "gives.up");

    /// Who was banned before the third.
    private static final List<String> BANNED = List.of("banned", "unbanned");

    private static final List<String> ALL_VIEWERS =
            Stream.of(List.of("creator", "invited", "late", "stranger"), LEFT, BANNED)
                    .flatMap(List::stream)
                    .toList();

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
        WAYS.put("search", WhoReadsWhatTest::search);
        WAYS.put("bundled references", WhoReadsWhatTest::bundledReferences);
        WAYS.put("bundled edits", WhoReadsWhatTest::bundledEdits);
        WAYS.put("bundled threads", WhoReadsWhatTest::bundledThreads);
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
                                "include_leave", true, "timeline", JsonObject.of("limit", 100)));
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

    /// What is found, and what is around it.
    private static Set<String> search(Scene scene, TestUser viewer) {
        JsonObject around = JsonObject.of("before_limit", 50, "after_limit", 50);
        JsonObject sought = JsonObject.of("search_term", "root", "event_context", around);
        JsonObject categories = JsonObject.of("room_events", sought);
        TestAnswer answer = viewer.post("/search", JsonObject.of("search_categories", categories));
        List<JsonObject> events = new ArrayList<>();
        for (JsonObject found : answer.list("search_categories", "room_events", "results")) {
            found.object("result").ifPresent(events::add);
            JsonObject context = found.object("context").orElseThrow();
            for (String part : List.of("events_before", "events_after")) {
                events.addAll(context.array(part).orElseThrow().objects());
            }
        }
        return phases(scene, events);
    }

    /// What is bundled with the roots that the viewer sees.
    private static List<JsonObject> bundles(Scene scene, TestUser viewer) {
        List<JsonObject> bundles = new ArrayList<>();
        for (Phase phase : scene.phases().values()) {
            viewer.get(path(scene, "/event/" + phase.root()))
                    .json()
                    .object("unsigned")
                    .flatMap(unsigned -> unsigned.object("m.relations"))
                    .ifPresent(bundles::add);
        }
        return bundles;
    }

    /// In which phase that was said which relates to something.
    private static Set<String> phases(Scene scene, String relType, Collection<String> events) {
        Set<String> seen = new TreeSet<>();
        scene.phases()
                .forEach((name, phase) -> {
                    if (phase.related().get(relType).stream().anyMatch(events::contains)) {
                        seen.add(name);
                    }
                });
        return seen;
    }

    private static Set<String> bundledReferences(Scene scene, TestUser viewer) {
        List<String> references =
                bundles(scene, viewer).stream()
                        .map(bundle -> new TestAnswer(200, bundle))
                        .flatMap(bundle -> bundle.list("m.reference", "chunk").stream())
                        .flatMap(reference -> reference.string("event_id").stream())
                        .toList();
        return phases(scene, "m.reference", references);
    }

    /// The newest edit of each root that the viewer sees.
    private static Set<String> bundledEdits(Scene scene, TestUser viewer) {
        List<String> edits =
                bundles(scene, viewer).stream()
                        .flatMap(bundle -> bundle.object("m.replace").stream())
                        .flatMap(edit -> edit.string("event_id").stream())
                        .toList();
        return phases(scene, "m.replace", edits);
    }

    /// The newest event of each thread, which counts as many as the viewer sees of it.
    private static Set<String> bundledThreads(Scene scene, TestUser viewer) {
        Set<String> seen = new TreeSet<>();
        for (JsonObject bundle : bundles(scene, viewer)) {
            TestAnswer thread = new TestAnswer(200, bundle);
            Optional<String> latest = thread.text("m.thread", "latest_event", "event_id");
            latest.ifPresent(event -> {
                Set<String> newest = phases(scene, "m.thread", List.of(event));
                seen.addAll(newest);
                seen.add(thread.number("m.thread", "count") + " up to " + newest);
            });
        }
        return seen;
    }

    private static Scene scene(TestServer server, String visibility) {
        Map<String, TestUser> viewers = new LinkedHashMap<>();
        ALL_VIEWERS.forEach(name -> viewers.put(name, server.user(name)));
        viewers.put("guest", server.guest());
        TestUser creator = viewers.get("creator");
        TestRoom room = creator.createsPublicRoom(visibility);
        Map<String, Phase> phases = new LinkedHashMap<>();
        phases.put("before", phase(server, creator, room, phases));
        LEFT.forEach(name -> viewers.get(name).join(room).ok());
        BANNED.forEach(name -> viewers.get(name).join(room).ok());
        creator.invite(room, viewers.get("invited")).ok();
        phases.put("during", phase(server, creator, room, phases));
        LEFT.forEach(name -> viewers.get(name).leave(room).ok());
        BANNED.forEach(name -> creator.ban(room, viewers.get(name)).ok());
        viewers.get("late").join(room).ok();
        phases.put("after", phase(server, creator, room, phases));
        comeAndGo(creator, room, viewers);
        return new Scene(room, phases, viewers);
    }

    /// What happens to those who were in the room once and are gone.
    private static void comeAndGo(TestUser creator, TestRoom room, Map<String, TestUser> viewers) {
        viewers.get("rejoined").join(room).ok();
        viewers.get("forgets").forget(room).ok();
        creator.unban(room, viewers.get("unbanned")).ok();
        creator.ban(room, viewers.get("outlawed")).ok();
        creator.invite(room, viewers.get("reinvited")).ok();
        creator.invite(room, viewers.get("refuses")).ok();
        viewers.get("refuses").leave(room).ok();
        JsonObject knock = JsonObject.of("join_rule", "knock");
        creator.setState(room, "m.room.join_rules", "", knock).ok();
        viewers.get("knocks").knock(room).ok();
        viewers.get("gives.up").knock(room).ok();
        viewers.get("gives.up").leave(room).ok();
    }

    private static Phase phase(
            TestServer server, TestUser creator, TestRoom room, Map<String, Phase> earlier) {
        server.clock().advance(Duration.ofMinutes(1));
        String root = creator.says(room, "root");
        List<String> roots = new ArrayList<>(List.of(root));
        earlier.values().forEach(phase -> roots.add(phase.root()));
        Map<String, List<String>> related = new LinkedHashMap<>();
        for (String relType : List.of("m.reference", "m.thread", "m.replace")) {
            related.put(
                    relType, roots.stream().map(to -> relate(creator, room, to, relType)).toList());
        }
        long time = server.clock().millis();
        server.clock().advance(Duration.ofMinutes(1));
        return new Phase(root, related.get("m.reference").getFirst(), related, time);
    }

    private static String relate(TestUser user, TestRoom room, String to, String relType) {
        JsonObject relation = JsonObject.of("rel_type", relType, "event_id", to);
        // What is edited is found by what it says since.
        String body = relType.equals("m.replace") ? "root" : "b";
        JsonObject content = JsonObject.of("msgtype", "m.text", "body", body);
        return user.says(
                room, content.with("m.relates_to", relation).with("m.new_content", content));
    }

    /// @param expected by viewer the phases that he sees
    /// @param elsewhere by way and viewer, where it is other phases; each with a reason where it is said
    private static void check(
            TestServer server,
            String visibility,
            Map<String, Set<String>> expected,
            Map<String, Set<String>> elsewhere) {
        Scene scene = scene(server, visibility);
        SoftAssertions.assertSoftly(softly ->
                WAYS.forEach((name, way) ->
                        scene.viewers()
                                .forEach((viewer, user) ->
                                        softly.assertThat(way.seen(scene, user))
                                                .as(
                                                        "%s by %s where it is %s",
                                                        name, viewer, visibility)
                                                .isEqualTo(
                                                        expected(
                                                                name, viewer, expected,
                                                                elsewhere)))));
    }

    private static Set<String> expected(
            String way,
            String viewer,
            Map<String, Set<String>> expected,
            Map<String, Set<String>> elsewhere) {
        Set<String> usual = expected.getOrDefault(viewer, NONE);
        String cell = way + ", " + viewer;
        if (!way.startsWith("bundled") || elsewhere.containsKey(cell)) {
            return elsewhere.getOrDefault(cell, usual);
        }
        Set<String> seen = elsewhere.getOrDefault("event, " + viewer, usual);
        return switch (way) {
            case "bundled edits" -> newest(seen);
            case "bundled threads" -> threads(seen);
            default -> seen;
        };
    }

    private static Set<String> newest(Set<String> phases) {
        return PHASES.stream().filter(phases::contains).reduce((_, last) -> last).stream()
                .collect(Collectors.toSet());
    }

    /// Of each root in one of these phases what its thread has come to, for one who sees no others.
    private static Set<String> threads(Set<String> phases) {
        Set<String> threads = new TreeSet<>(newest(phases));
        for (int count = 1; count <= phases.size(); count++) {
            threads.add(count + " up to " + newest(phases));
        }
        return threads;
    }

    private static final Set<String> ALL = Set.copyOf(PHASES);
    private static final Set<String> NONE = Set.of();
    private static final String OFF = "presence: {enabled: false}";

    /// What each of some viewers sees.
    private static Map<String, Set<String>> all(Collection<String> viewers, Set<String> phases) {
        Map<String, Set<String>> seen = new LinkedHashMap<>();
        viewers.forEach(viewer -> seen.put(viewer, phases));
        return seen;
    }

    /// @param gone what those see who have been in the room, and are not any more
    /// @param late who has come last
    /// @param rejoined who was away meanwhile
    private static Map<String, Set<String>> expected(
            Set<String> gone, Set<String> late, Set<String> rejoined) {
        Map<String, Set<String>> seen = all(LEFT, gone);
        seen.putAll(all(BANNED, gone));
        seen.put("creator", ALL);
        seen.put("late", late);
        seen.put("rejoined", rejoined);
        seen.put("forgets", NONE);
        return seen;
    }

    /// Syncs tell of rooms in which the user is, or was and is not about to come again.
    private static Map<String, Set<String>> notInSync() {
        List<String> absent = List.of("knocks", "reinvited", "invited", "stranger", "guest");
        return all(absent.stream().map(viewer -> "sync, " + viewer).toList(), NONE);
    }

    @BothDatabases
    @Configured(OFF)
    void aWorldReadableHistory(TestServer server) {
        Map<String, Set<String>> elsewhere = new LinkedHashMap<>();
        Stream.of(LEFT, BANNED)
                .flatMap(List::stream)
                .forEach(gone -> elsewhere.put("sync, " + gone, Set.of("before", "during")));
        elsewhere.putAll(notInSync());
        elsewhere.put("sync, rejoined", ALL);
        elsewhere.put("sync, forgets", NONE);
        // Only what one has been in is searched.
        List.of("invited", "stranger", "forgets")
                .forEach(not -> elsewhere.put("search, " + not, NONE));
        // Not for guests, by the spec.
        elsewhere.put("threads, guest", NONE);
        elsewhere.put("time, guest", NONE);
        elsewhere.put("event alone, guest", NONE);
        elsewhere.put("search, guest", NONE);
        // "If the user has left the room this will be the messages that preceded them leaving."
        LEFT.stream()
                .filter(gone ->
                        !List.of("forgets", "outlawed", "reinvited", "knocks").contains(gone))
                .forEach(gone ->
                        elsewhere.put("room initialSync, " + gone, Set.of("before", "during")));
        elsewhere.put("room initialSync, unbanned", Set.of("before", "during"));
        elsewhere.put("room initialSync, rejoined", ALL);
        Map<String, Set<String>> expected = all(ALL_VIEWERS, ALL);
        expected.put("guest", ALL);
        check(server, "world_readable", expected, elsewhere);
    }

    @BothDatabases
    @Configured(OFF)
    void aSharedHistory(TestServer server) {
        check(server, "shared", expected(Set.of("before", "during"), ALL, ALL), notInSync());
    }

    /// Single events are shown to the invited, but they can't page through the room before they join.
    @BothDatabases
    @Configured(OFF)
    void aHistoryForTheInvited(TestServer server) {
        Set<String> since = Set.of("during", "after");
        Map<String, Set<String>> elsewhere = notInSync();
        elsewhere.put("event, invited", since);
        elsewhere.put("event alone, invited", since);
        elsewhere.put("context, invited", since);
        Set<String> during = Set.of("during");
        check(server, "invited", expected(during, Set.of("after"), during), elsewhere);
    }

    @BothDatabases
    @Configured(OFF)
    void aHistoryForTheJoined(TestServer server) {
        Set<String> during = Set.of("during");
        check(server, "joined", expected(during, Set.of("after"), during), notInSync());
    }

    /// What was said behind closed doors is neither shown nor counted with what is open to the world.
    @BothDatabases
    @Configured(OFF)
    void nothingIsBundledFromAGapInAnOpenHistory(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        alice.showsHistory(room, "world_readable");
        Map<String, Phase> phases = new LinkedHashMap<>();
        phases.put("before", phase(server, alice, room, phases));
        alice.showsHistory(room, "joined");
        phases.put("during", phase(server, alice, room, phases));
        alice.showsHistory(room, "world_readable");
        Scene scene = new Scene(room, phases, Map.of());

        assertThat(bundledReferences(scene, bob)).containsExactly("before");
        assertThat(bundledThreads(scene, bob)).isEqualTo(threads(Set.of("before")));
        assertThat(bundledEdits(scene, bob)).containsExactly("before");
        assertThat(bundledThreads(scene, alice)).isEqualTo(threads(Set.of("before", "during")));
    }
}
