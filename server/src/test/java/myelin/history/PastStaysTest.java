package myelin.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// Who has left a room, and then was banned, or let in again, or knocked and gave up, was told what had become of
/// the room until that: the newest change of the membership was taken for the end of the stay.
final class PastStaysTest {

    /// What becomes of somebody who has left.
    private interface Turn {
        void take(TestUser moderator, TestRoom room, TestUser gone);
    }

    private static final List<Turn> TURNS =
            List.of(
                    (moderator, room, gone) -> moderator.ban(room, gone).ok(),
                    (moderator, room, gone) -> {
                        moderator.ban(room, gone).ok();
                        moderator.unban(room, gone).ok();
                    },
                    (moderator, room, gone) -> {
                        moderator.invite(room, gone).ok();
                        gone.leave(room).ok();
                    },
                    (moderator, room, gone) -> {
                        JsonObject knock = JsonObject.of("join_rule", "knock");
                        moderator.setState(room, "m.room.join_rules", "", knock).ok();
                        gone.knock(room).ok();
                        gone.leave(room).ok();
                    });

    /// @param then an event of when Bob was there
    /// @param before where Bob's client stood when he had left
    private record Scene(
            TestUser alice,
            TestUser bob,
            TestUser carol,
            TestRoom room,
            String then,
            TestSync before) {}

    private static List<Scene> scenes(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        List<Scene> scenes = new ArrayList<>();
        for (Turn turn : TURNS) {
            TestRoom room = alice.createsRoomWith(bob);
            name(alice, room, "then");
            String then = alice.says(room, "then");
            bob.leave(room).ok();
            TestSync before = bob.sync();
            name(alice, room, "secret");
            alice.says(room, "secret");
            carol.join(room).ok();
            turn.take(alice, room, bob);
            scenes.add(new Scene(alice, bob, carol, room, then, before));
        }
        return scenes;
    }

    private static void name(TestUser user, TestRoom room, String name) {
        user.setState(room, "m.room.name", "", JsonObject.of("name", name)).ok();
    }

    private static List<String> names(List<JsonObject> state) {
        return state.stream()
                .filter(event -> event.string("type").orElseThrow().equals("m.room.name"))
                .map(event ->
                        event.object("content").flatMap(it -> it.string("name")).orElseThrow())
                .toList();
    }

    private static void isOfThen(Scene scene, List<JsonObject> state) {
        assertThat(names(state)).containsExactly("then");
        assertThat(TestSync.keys(state)).doesNotContain("m.room.member " + scene.carol());
    }

    private static String path(Scene scene, String rest) {
        return "/rooms/" + scene.room() + rest;
    }

    @BothDatabases
    void theStateIsThatAtTheEndOfTheStay(TestServer server) {
        for (Scene scene : scenes(server)) {
            isOfThen(scene, scene.bob().getList(path(scene, "/state")));
            assertThat(scene.bob().state(scene.room(), "m.room.name").string("name"))
                    .contains("then");
            assertThat(TestSync.keys(scene.bob().get(path(scene, "/members")).list("chunk")))
                    .doesNotContain("m.room.member " + scene.carol());
        }
    }

    @BothDatabases
    void theContextOfAnEventShowsNoLaterState(TestServer server) {
        for (Scene scene : scenes(server)) {
            TestAnswer context =
                    scene.bob().get(path(scene, "/context/" + scene.then() + "?limit=100"));

            isOfThen(scene, context.list("state"));
            assertThat(TestAnswer.bodies(context.list("events_after"))).isEmpty();
        }
    }

    @BothDatabases
    void oldViewsOfARoomEndWithTheStay(TestServer server) {
        for (Scene scene : scenes(server)) {
            JsonObject room = scene.bob().get(path(scene, "/initialSync")).ok();

            isOfThen(scene, room.array("state").map(JsonArray::objects).orElseThrow());
        }
    }

    @BothDatabases
    void theFirstViewOfAllRoomsShowsEachAsItWasThen(TestServer server) {
        Scene scene = scenes(server).get(1);

        List<JsonObject> rooms =
                scene.bob().get("/initialSync?archived=true&limit=1").list("rooms").stream()
                        .filter(it ->
                                it.string("room_id").orElseThrow().equals(scene.room().toString()))
                        .toList();

        JsonObject room = rooms.getFirst();
        isOfThen(scene, room.array("state").map(JsonArray::objects).orElseThrow());
        assertThat(
                        TestSync.keys(
                                room.object("messages")
                                        .flatMap(messages -> messages.array("chunk"))
                                        .map(JsonArray::objects)
                                        .orElseThrow()))
                .containsExactly("m.room.member " + scene.bob());
    }

    @BothDatabases
    void aSearchShowsTheRoomAsItWasThen(TestServer server) {
        for (Scene scene : scenes(server)) {
            JsonObject only = JsonObject.of("rooms", List.of(scene.room().toString()));
            JsonObject sought =
                    JsonObject.of(
                            "search_term", "then or secret", "filter", only, "include_state", true);
            TestAnswer found =
                    scene.bob()
                            .post(
                                    "/search",
                                    JsonObject.of(
                                            "search_categories",
                                            JsonObject.of("room_events", sought)));

            List<JsonObject> events =
                    found.list("search_categories", "room_events", "results").stream()
                            .map(result -> result.object("result").orElseThrow())
                            .toList();
            assertThat(names(events)).containsExactly("then");
            assertThat(TestAnswer.bodies(events)).containsExactly("then");
            isOfThen(
                    scene,
                    found.list(
                            "search_categories", "room_events", "state", scene.room().toString()));
        }
    }

    @BothDatabases
    void aFirstSyncShowsTheRoomAsItWasThen(TestServer server) {
        for (Scene scene : scenes(server)) {
            for (int limit : List.of(1, 2, 100)) {
                TestSync sync =
                        scene.bob()
                                .sync(
                                        JsonObject.of(
                                                "room",
                                                JsonObject.of(
                                                        "include_leave",
                                                        true,
                                                        "timeline",
                                                        JsonObject.of("limit", limit))));

                List<JsonObject> told = new ArrayList<>(left(sync, scene, "state"));
                told.addAll(left(sync, scene, "timeline"));
                isOfThen(scene, told);
                List<JsonObject> timeline = left(sync, scene, "timeline");
                assertThat(timeline.size()).isLessThanOrEqualTo(limit);
                assertThat(TestSync.keys(timeline)).endsWith("m.room.member " + scene.bob());
                assertThat(membership(timeline.getLast())).isEqualTo(membership(newestOwn(scene)));
            }
        }
    }

    private static JsonObject newestOwn(Scene scene) {
        return scene.alice().get(path(scene, "/members")).list("chunk").stream()
                .filter(it -> it.string("state_key").orElseThrow().equals(scene.bob().toString()))
                .findFirst()
                .orElseThrow();
    }

    private static String membership(JsonObject member) {
        return member.object("content").flatMap(it -> it.string("membership")).orElseThrow();
    }

    @BothDatabases
    void aSyncTellsOfTheTurnOnly(TestServer server) {
        for (Scene scene : scenes(server)) {
            for (String parameters : List.of("", "&use_state_after=true")) {
                TestSync sync = scene.bob().sync("since=" + scene.before().next() + parameters);

                assertThat(TestSync.keys(left(sync, scene, "timeline")))
                        .containsExactly("m.room.member " + scene.bob());
                String state = parameters.isEmpty() ? "state" : "state_after";
                assertThat(left(sync, scene, state)).isEmpty();
            }
            TestSync whole = scene.bob().sync("full_state=true&since=" + scene.before().next());
            isOfThen(scene, left(whole, scene, "state"));
        }
    }

    private static List<JsonObject> left(TestSync sync, Scene scene, String part) {
        return sync.list("rooms", "leave", scene.room().toString(), part, "events");
    }
}
