package myelin.relations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.BothDatabases;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;

/// What relates to an event: paging through it, and what may be said.
final class RelationsTest {

    static JsonObject text(String body) {
        return JsonObject.of("msgtype", "m.text", "body", body);
    }

    static JsonObject relatesTo(String parent, String relType) {
        return JsonObject.of("rel_type", relType, "event_id", parent);
    }

    static JsonObject edit(String of, String body) {
        return text("* " + body)
                .with("m.new_content", text(body))
                .with("m.relates_to", relatesTo(of, "m.replace"));
    }

    static TestAnswer reacts(TestUser user, TestRoom room, String to, String key) {
        return user.send(
                room,
                "m.reaction",
                JsonObject.of("m.relates_to", relatesTo(to, "m.annotation").with("key", key)));
    }

    static String id(TestAnswer answer) {
        return answer.ok().string("event_id").orElseThrow();
    }

    private static TestAnswer relations(TestUser user, TestRoom room, String path) {
        return user.get("/_matrix/client/v1/rooms/" + room + "/relations/" + path);
    }

    static List<String> ids(TestAnswer answer) {
        answer.ok();
        return ids(answer.list("chunk"));
    }

    static List<String> ids(List<JsonObject> events) {
        return events.stream().map(event -> event.string("event_id").orElseThrow()).toList();
    }

    @BothDatabases
    void whatRelatesToAnEventIsFoundByHowAndByType(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String thread = alice.answers(room, root, "one");
        String reference = alice.relates(room, "m.reference", root, "two");
        String reaction = id(reacts(alice, room, root, "+"));
        String encrypted =
                id(
                        alice.send(
                                room,
                                "m.room.encrypted",
                                JsonObject.of("m.relates_to", relatesTo(root, "m.thread"))));

        assertThat(ids(relations(alice, room, root)))
                .containsExactly(encrypted, reaction, reference, thread);
        assertThat(ids(relations(alice, room, root + "/m.thread")))
                .containsExactly(encrypted, thread);
        assertThat(ids(relations(alice, room, root + "/m.thread/m.room.message")))
                .containsExactly(thread);
        assertThat(ids(relations(alice, room, root + "?dir=f")))
                .containsExactly(thread, reference, reaction, encrypted);
        assertThat(ids(relations(alice, room, root + "/m.nothing"))).isEmpty();
    }

    @BothDatabases
    void relationsArePaged(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String one = alice.relates(room, "m.reference", root, "1");
        String two = alice.relates(room, "m.reference", root, "2");
        alice.says(room, "between");
        String three = alice.relates(room, "m.reference", root, "3");

        TestAnswer first = relations(alice, room, root + "?limit=2");
        String next = first.text("next_batch").orElseThrow();
        TestAnswer second = relations(alice, room, root + "?limit=2&from=" + next);

        assertThat(ids(first)).containsExactly(three, two);
        assertThat(ids(second)).containsExactly(one);
        assertThat(second.text("next_batch")).isEmpty();
        assertThat(second.text("prev_batch")).contains(next);
        TestAnswer forward = relations(alice, room, root + "?dir=f&limit=1");
        String further = forward.text("next_batch").orElseThrow();
        assertThat(ids(forward)).containsExactly(one);
        assertThat(ids(relations(alice, room, root + "?dir=f&from=" + further)))
                .containsExactly(two, three);
        assertThat(ids(relations(alice, room, root + "?dir=f&to=" + further))).containsExactly(one);
    }

    @BothDatabases
    void aTokenOfSyncTellsFromWhereToPage(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String before = alice.relates(room, "m.reference", root, "before");
        String token = alice.sync().next();
        String after = alice.relates(room, "m.reference", root, "after");

        assertThat(ids(relations(alice, room, root + "?from=" + token))).containsExactly(before);
        assertThat(ids(relations(alice, room, root + "?dir=f&from=" + token)))
                .containsExactly(after);
    }

    @BothDatabases
    void relationsOfRelationsAreFollowedIfOneAsks(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String answer = alice.answers(room, root, "answer");
        String edit = alice.edits(room, answer, "better answer");
        String reaction = id(reacts(alice, room, answer, "+"));

        TestAnswer all = relations(alice, room, root + "?recurse=true");
        assertThat(ids(all)).containsExactly(reaction, edit, answer);
        assertThat(all.number("recursion_depth")).isEqualTo(3);
        assertThat(ids(relations(alice, room, root))).containsExactly(answer);
        assertThat(ids(relations(alice, room, root + "/m.replace?recurse=true")))
                .containsExactly(edit);
        assertThat(ids(relations(alice, room, root + "/m.annotation/m.reaction?recurse=true")))
                .containsExactly(reaction);
    }

    @BothDatabases
    void whatWasRedactedRelatesToNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String one = alice.relates(room, "m.reference", root, "1");
        String two = alice.relates(room, "m.reference", root, "2");
        alice.redact(room, one).ok();

        assertThat(ids(relations(alice, room, root))).containsExactly(two);
    }

    @BothDatabases
    void theEditsOfWhatWasRedactedAreNotShown(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        alice.edits(room, root, "edited");
        String reference = alice.relates(room, "m.reference", root, "refers");
        alice.redact(room, root).ok();

        assertThat(ids(relations(alice, room, root))).containsExactly(reference);
    }

    @BothDatabases
    void onlyWhoMaySeeAnEventIsToldWhatRelatesToIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        alice.relates(room, "m.reference", root, "1");
        TestRoom other = alice.createsPublicRoom();

        relations(bob, room, root).isForbidden();
        relations(alice, other, root).isError(404, "M_NOT_FOUND");
        relations(alice, room, "$unknown").isError(404, "M_NOT_FOUND");
        relations(alice, room, root + "?dir=x").isError(400, "M_INVALID_PARAM");
        relations(alice, room, root + "?from=x").isError(400, "M_INVALID_PARAM");
        relations(alice, room, root + "?limit=-1").isError(400, "M_INVALID_PARAM");
    }

    @BothDatabases
    void theIgnoredAreNotHeard(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String root = alice.says(room, "root");
        bob.relates(room, "m.reference", root, "noise");
        String own = alice.relates(room, "m.reference", root, "own");
        alice.ignores(bob);

        assertThat(ids(relations(alice, room, root))).containsExactly(own);
    }

    @BothDatabases
    void theSameIsSaidOfAnEventOnce(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String root = alice.says(room, "root");
        String first = id(reacts(alice, room, root, "+"));

        reacts(alice, room, root, "+").isError(400, "M_DUPLICATE_ANNOTATION");
        reacts(alice, room, root, "-").ok();
        reacts(bob, room, root, "+").ok();
        alice.redact(room, first).ok();
        reacts(alice, room, root, "+").ok();
    }

    /// A client that has not got the answer asks again, and must not hear that it says the same twice.
    @BothDatabases
    void aReactionThatIsSentAgainIsTheSame(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        JsonObject content =
                JsonObject.of("m.relates_to", relatesTo(root, "m.annotation").with("key", "+"));
        String path = "/rooms/" + room + "/send/m.reaction/again";

        assertThat(id(alice.put(path, content))).isEqualTo(id(alice.put(path, content)));
    }

    @BothDatabases
    void relationsMustMakeSense(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        TestRoom other = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String answer = alice.answers(room, root, "answer");

        for (JsonObject relation :
                List.of(
                        relatesTo("$unknown", "m.thread"),
                        relatesTo(answer, "m.thread"),
                        relatesTo(root, "m.annotation"),
                        relatesTo(root, "m.annotation").with("key", "x".repeat(501)))) {
            alice.send(room, "m.room.message", text("bad").with("m.relates_to", relation))
                    .isError(400, "M_UNKNOWN");
        }
        alice.send(
                        other,
                        "m.room.message",
                        text("bad").with("m.relates_to", relatesTo(root, "m.thread")))
                .isError(400, "M_UNKNOWN");
        for (Object odd :
                List.of(
                        "text",
                        JsonArray.EMPTY,
                        JsonObject.of("rel_type", 5, "event_id", root),
                        JsonObject.of("rel_type", "m.thread", "event_id", "no id"),
                        JsonObject.of("m.in_reply_to", JsonObject.of("event_id", "$somewhere")))) {
            alice.send(room, "m.room.message", text("odd").with("m.relates_to", odd)).ok();
        }
    }

    @BothDatabases
    void aStrangerIsRefusedBeforeTheRelationIsLookedAt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");

        bob.send(
                        room,
                        "m.room.message",
                        text("?").with("m.relates_to", relatesTo(root, "m.thread")))
                .isForbidden();
        bob.send(
                        room,
                        "m.room.message",
                        text("?").with("m.relates_to", relatesTo("$no", "m.thread")))
                .isForbidden();
    }

    @BothDatabases
    void aFilterAsksForWhatOthersRelateTo(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String one = alice.says(room, "one");
        String two = alice.says(room, "two");
        alice.says(room, "three");
        bob.answers(room, one, "in thread");
        String reference = alice.relates(room, "m.reference", two, "refers");

        assertThat(
                        filtered(
                                alice,
                                room,
                                JsonObject.of("related_by_rel_types", List.of("m.thread"))))
                .containsExactly(one);
        assertThat(filtered(alice, room, JsonObject.of("related_by_senders", List.of(alice.id()))))
                .containsExactly(two);
        assertThat(
                        filtered(
                                alice,
                                room,
                                JsonObject.of(
                                        "related_by_senders",
                                        List.of(bob.id()),
                                        "related_by_rel_types",
                                        List.of("m.reference"))))
                .isEmpty();
        assertThat(
                        filtered(
                                alice,
                                room,
                                JsonObject.of(
                                        "org.matrix.msc3874.rel_types", List.of("m.reference"))))
                .containsExactly(reference);
        JsonObject sync =
                JsonObject.of(
                        "room",
                        JsonObject.of(
                                "timeline",
                                JsonObject.of("related_by_rel_types", List.of("m.thread"))));
        assertThat(ids(alice.sync(sync).timeline(room))).containsExactly(one);
    }

    private static List<String> filtered(TestUser user, TestRoom room, JsonObject filter) {
        return ids(
                user.get(
                        "/rooms/"
                                + room
                                + "/messages?dir=f&limit=100&filter="
                                + TestUser.encoded(filter)));
    }

    @BothDatabases
    void threadsAreListedByTheirNewestEvent(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String one = alice.says(room, "one");
        String two = bob.says(room, "two");
        String three = bob.says(room, "three");
        bob.answers(room, one, "1");
        bob.answers(room, two, "2");
        alice.answers(room, three, "3");
        bob.answers(room, one, "4");

        assertThat(ids(threads(alice, room, ""))).containsExactly(one, three, two);
        assertThat(ids(threads(alice, room, "?include=participated"))).containsExactly(one, three);
        TestAnswer first = threads(alice, room, "?limit=1");
        assertThat(ids(first)).containsExactly(one);
        TestAnswer second =
                threads(alice, room, "?limit=2&from=" + first.text("next_batch").orElseThrow());
        assertThat(ids(second)).containsExactly(three, two);
        assertThat(second.text("next_batch")).isEmpty();
    }

    private static TestAnswer threads(TestUser user, TestRoom room, String parameters) {
        return user.get("/_matrix/client/v1/rooms/" + room + "/threads" + parameters);
    }

    @BothDatabases
    void aThreadWhoseEventsAreAllRedactedIsNone(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String one = alice.says(room, "one");
        String two = alice.says(room, "two");
        alice.answers(room, one, "1");
        alice.answers(room, two, "2");
        String last = alice.answers(room, one, "3");
        alice.redact(room, last).ok();

        assertThat(ids(threads(alice, room, ""))).containsExactly(two, one);
        assertThat(threadOf(threads(alice, room, "").list("chunk").getLast()).integer("count"))
                .contains(1L);
    }

    static JsonObject threadOf(JsonObject event) {
        return bundle(event).flatMap(it -> it.object("m.thread")).orElse(JsonObject.EMPTY);
    }

    static Optional<JsonObject> bundle(JsonObject event) {
        return event.object("unsigned").flatMap(it -> it.object("m.relations"));
    }

    @BothDatabases
    void strangersSeeNoThreads(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsPublicRoom();

        threads(bob, room, "").isForbidden();
        threads(alice, room, "?include=x").isError(400, "M_INVALID_PARAM");
        threads(alice, room, "?from=x").isError(400, "M_INVALID_PARAM");
    }

    /// PostgreSQL can't store the character NUL in a text.
    @BothDatabases
    void oddCharactersAreNoFailure(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String nul = String.valueOf((char) 0);
        alice.says(room, text("odd").with("m.relates_to", relatesTo(root, "a" + nul)));
        JsonObject annotation = relatesTo(root, "m.annotation").with("key", "b" + nul);
        alice.send(room, "m.room.message", text("odd").with("m.relates_to", annotation))
                .isError(400, "M_UNKNOWN");

        assertThat(ids(relations(alice, room, root))).isEmpty();
        assertThat(filtered(alice, room, JsonObject.of("related_by_rel_types", List.of("a" + nul))))
                .isEmpty();
    }
}
