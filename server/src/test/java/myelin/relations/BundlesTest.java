package myelin.relations;

import static myelin.relations.RelationsTest.bundle;
import static myelin.relations.RelationsTest.edit;
import static myelin.relations.RelationsTest.id;
import static myelin.relations.RelationsTest.reacts;
import static myelin.relations.RelationsTest.relatesTo;
import static myelin.relations.RelationsTest.text;
import static myelin.relations.RelationsTest.threadOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// What comes with an event of what relates to it.
final class BundlesTest {

    private static JsonObject event(TestUser user, TestRoom room, String event) {
        return user.get("/rooms/" + room + "/event/" + event).ok();
    }

    private static Optional<String> edited(JsonObject event) {
        return bundle(event)
                .flatMap(it -> it.object("m.replace"))
                .flatMap(it -> it.string("event_id"));
    }

    private static List<String> references(JsonObject event) {
        return bundle(event)
                .flatMap(it -> it.object("m.reference"))
                .flatMap(it -> it.array("chunk"))
                .map(JsonArray::objects)
                .orElse(List.of())
                .stream()
                .map(it -> it.string("event_id").orElseThrow())
                .toList();
    }

    @BothDatabases
    void theNewestEditComesWithTheEvent(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        assertThat(bundle(event(alice, room, root))).isEmpty();
        alice.edits(room, root, "first");
        server.clock().advance(Duration.ofSeconds(1));
        String second = alice.edits(room, root, "second");

        JsonObject event = event(alice, room, root);
        assertThat(edited(event)).contains(second);
        assertThat(event.object("content").flatMap(it -> it.string("body"))).contains("root");
        alice.redact(room, second).ok();
        assertThat(edited(event(alice, room, root))).isPresent().isNotEqualTo(Optional.of(second));
    }

    @BothDatabases
    void editsMustBeOfTheSameSenderAndTypeWithNewContent(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String root = alice.says(room, "root");
        bob.edits(room, root, "of another");
        alice.send(room, "org.example.other", edit(root, "of another type")).ok();
        alice.says(room, text("without").with("m.relates_to", relatesTo(root, "m.replace")));
        String edit = alice.edits(room, root, "valid");
        alice.edits(room, edit, "an edit of an edit");

        assertThat(edited(event(alice, room, root))).contains(edit);
        assertThat(bundle(event(alice, room, edit))).isEmpty();
    }

    @BothDatabases
    void aRedactedEventShowsNoEdit(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        alice.edits(room, root, "edited");
        alice.redact(room, root).ok();

        assertThat(bundle(event(alice, room, root)).flatMap(it -> it.object("m.replace")))
                .isEmpty();
    }

    @BothDatabases
    void referencesComeAsIdsAndAnnotationsNotAtAll(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String root = alice.says(room, "root");
        String one = alice.relates(room, "m.reference", root, "1");
        String two = bob.relates(room, "m.reference", root, "2");
        reacts(bob, room, root, "+").ok();

        assertThat(references(event(alice, room, root))).containsExactly(one, two);
        assertThat(bundle(event(alice, room, root)).orElseThrow().keys())
                .containsExactly("m.reference");
        alice.ignores(bob);
        assertThat(references(event(alice, room, root))).containsExactly(one);
    }

    @BothDatabases
    void aThreadComesWithItsNewestEvent(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob, carol);
        String root = alice.says(room, "root");
        bob.answers(room, root, "1");
        String latest = bob.answers(room, root, "2");
        String edit = bob.edits(room, latest, "edited");

        JsonObject thread = threadOf(event(carol, room, root));
        assertThat(thread.integer("count")).contains(2L);
        assertThat(thread.bool("current_user_participated")).contains(false);
        JsonObject newest = thread.object("latest_event").orElseThrow();
        assertThat(newest.string("event_id")).contains(latest);
        assertThat(edited(newest)).contains(edit);
        assertThat(threadOf(event(alice, room, root)).bool("current_user_participated"))
                .contains(true);
        assertThat(threadOf(event(bob, room, root)).bool("current_user_participated"))
                .contains(true);
    }

    @BothDatabases
    void aThreadIsCountedWithoutTheIgnored(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String root = alice.says(room, "root");
        String own = alice.answers(room, root, "1");
        bob.answers(room, root, "2");
        String noise = alice.says(room, "other root");
        bob.answers(room, noise, "3");
        alice.ignores(bob);

        JsonObject thread = threadOf(event(alice, room, root));
        assertThat(thread.integer("count")).contains(1L);
        assertThat(thread.object("latest_event").flatMap(it -> it.string("event_id")))
                .contains(own);
        assertThat(threadOf(event(alice, room, noise)).isEmpty()).isTrue();
    }

    @BothDatabases
    void redactingTheNewestOfAThreadBringsBackTheOneBefore(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String one = alice.answers(room, root, "1");
        String two = alice.answers(room, root, "2");
        alice.redact(room, two).ok();

        JsonObject thread = threadOf(event(alice, room, root));
        assertThat(thread.integer("count")).contains(1L);
        assertThat(thread.object("latest_event").flatMap(it -> it.string("event_id")))
                .contains(one);
        alice.redact(room, one).ok();
        assertThat(threadOf(event(alice, room, root)).isEmpty()).isTrue();
    }

    /// What was said after the end of a membership is not told by the way either.
    @BothDatabases
    void whoHasLeftIsToldWhatThereWas(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String root = alice.says(room, "root");
        String before = alice.edits(room, root, "before");
        String answer = alice.answers(room, root, "answer");
        bob.leave(room).ok();
        server.clock().advance(Duration.ofSeconds(1));
        alice.edits(room, root, "secret");
        alice.answers(room, root, "secret");
        alice.relates(room, "m.reference", root, "secret");

        JsonObject event = event(bob, room, root);
        assertThat(edited(event)).contains(before);
        assertThat(references(event)).isEmpty();
        assertThat(threadOf(event).integer("count")).contains(1L);
        assertThat(threadOf(event).object("latest_event").flatMap(it -> it.string("event_id")))
                .contains(answer);
    }

    /// He was told of no edit at all, as if what he had read were taken back.
    @BothDatabases
    void whoWasAwayIsToldTheNewestEditThatHeMaySee(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom("joined");
        bob.join(room).ok();
        String root = alice.says(room, "root");
        alice.edits(room, root, "first");
        server.clock().advance(Duration.ofSeconds(1));
        String seen = alice.edits(room, root, "seen");
        bob.leave(room).ok();
        String hidden = "";
        for (int i = 0; i < 5; i++) {
            server.clock().advance(Duration.ofSeconds(1));
            hidden = alice.edits(room, root, "hidden " + i);
        }
        bob.join(room).ok();

        assertThat(edited(event(alice, room, root))).contains(hidden);
        assertThat(edited(event(bob, room, root))).contains(seen);
        alice.redact(room, seen).ok();
        assertThat(edited(event(bob, room, root))).isPresent().isNotEqualTo(Optional.of(seen));
    }

    @BothDatabases
    void everyReadPathOfATimelineBundles(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String edit = alice.edits(room, root, "edited");
        String reference = alice.relates(room, "m.reference", root, "refers");
        alice.answers(room, root, "thread");

        List<JsonObject> events = new ArrayList<>();
        events.add(event(alice, room, root));
        events.addAll(alice.get("/rooms/" + room + "/messages?dir=b&limit=20").list("chunk"));
        events.addAll(alice.get("/rooms/" + room + "/messages?dir=f&limit=20").list("chunk"));
        JsonObject context = alice.get("/rooms/" + room + "/context/" + root).ok();
        events.add(context.object("event").orElseThrow());
        JsonObject around = alice.get("/rooms/" + room + "/context/" + edit).ok();
        events.addAll(around.array("events_before").map(JsonArray::objects).orElseThrow());
        events.addAll(alice.get("/_matrix/client/v1/rooms/" + room + "/threads").list("chunk"));
        events.addAll(alice.sync().timeline(room));
        String parent = alice.says(room, "parent");
        alice.relates(room, "m.reference", parent, "child");
        List<JsonObject> roots =
                events.stream()
                        .filter(it -> it.string("event_id").equals(Optional.of(root)))
                        .toList();

        assertThat(roots).hasSize(7);
        for (JsonObject found : roots) {
            assertThat(edited(found)).contains(edit);
            assertThat(references(found)).containsExactly(reference);
            assertThat(threadOf(found).integer("count")).contains(1L);
        }
    }

    @BothDatabases
    void anIncrementalSyncBundlesWhatIsNew(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestSync before = alice.sync();
        String root = alice.says(room, "root");
        assertThat(bundle(alice.sync(before).timeline(room).getFirst())).isEmpty();
        String edit = alice.edits(room, root, "edited");

        assertThat(edited(alice.sync(before).timeline(room).getFirst())).contains(edit);
    }

    @BothDatabases
    void stateHasNothingBundled(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String name = id(alice.setState(room, "m.room.name", "", JsonObject.of("name", "a name")));
        alice.relates(room, "m.reference", name, "refers");

        assertThat(bundle(event(alice, room, name))).isEmpty();
    }
}
