package myelin.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestSync;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// A message that many are told of is written once for all of them; what is meant for one of them alone is told to
/// nobody else.
final class SharedEventsTest {

    private static final Pattern QUESTIONS = counter("cache", "told_events");
    private static final Pattern HITS = counter("cache_hits", "told_events");
    private static final Pattern HITS_WITH_ROOM = counter("cache_hits", "told_events_with_room");

    /// That somebody comes or goes wakes nobody.
    private static final JsonObject QUIET =
            JsonObject.of("presence", JsonObject.of("not_types", List.of("*")));

    @BothDatabases
    @Configured("enable_metrics: true")
    void aMessageIsWrittenOnceForAll(TestServer server) {
        TestUser alice = server.user("alice");
        List<TestUser> receivers =
                List.of(server.user("bob"), server.user("carol"), server.user("dan"));
        TestRoom room = alice.createsRoomWith(receivers.toArray(TestUser[]::new));
        List<TestUser.Pending> waiting = wait(receivers);
        long questions = count(server, QUESTIONS);
        long hits = count(server, HITS);

        alice.says(room, "hello");

        for (TestUser.Pending receiver : waiting) {
            assertThat(receiver.answer().messages(room)).containsExactly("hello");
        }
        assertThat(count(server, QUESTIONS)).isEqualTo(questions + receivers.size());
        assertThat(count(server, HITS)).isEqualTo(hits + receivers.size() - 1);
    }

    private static Pattern counter(String name, String cache) {
        return Pattern.compile(
                "_caches_%s\\{name=\"%s\",server_name=\"test\"} (\\d+)".formatted(name, cache));
    }

    @BothDatabases
    @Configured("enable_metrics: true")
    void aMemberIsWrittenOnceForAll(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob, carol);
        List<TestUser> readers = List.of(alice, bob, carol);

        Set<JsonObject> told = members(alice, room);
        long hits = count(server, HITS_WITH_ROOM);

        assertThat(readers).allMatch(reader -> members(reader, room).equals(told));
        assertThat(count(server, HITS_WITH_ROOM)).isEqualTo(hits + 9);
    }

    @BothDatabases
    void aMemberWhoIsRedactedIsToldSo(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        assertThat(names(alice, room)).containsOnly(Optional.of("alice"), Optional.of("bob"));

        alice.redact(room, memberEvent(alice, room, bob)).ok();

        assertThat(names(alice, room)).containsOnly(Optional.of("alice"), Optional.empty());
        assertThat(names(bob, room)).containsOnly(Optional.of("alice"), Optional.empty());
    }

    private static String memberEvent(TestUser reader, TestRoom room, TestUser member) {
        return members(reader, room).stream()
                .filter(event -> event.string("state_key").equals(Optional.of(member.toString())))
                .findFirst()
                .flatMap(event -> event.string("event_id"))
                .orElseThrow();
    }

    private static List<Optional<String>> names(TestUser reader, TestRoom room) {
        return members(reader, room).stream()
                .map(event -> event.object("content").orElseThrow().string("displayname"))
                .toList();
    }

    private static Set<JsonObject> members(TestUser reader, TestRoom room) {
        return reader
                .get("/rooms/" + room + "/members")
                .ok()
                .array("chunk")
                .orElseThrow()
                .objects()
                .stream()
                .map(event -> event.without("unsigned"))
                .collect(Collectors.toSet());
    }

    private static List<TestUser.Pending> wait(List<TestUser> receivers) {
        List<TestUser.Pending> waiting = new ArrayList<>();
        for (TestUser receiver : receivers) {
            waiting.add(receiver.waits(receiver.sync(), "&filter=" + TestUser.encoded(QUIET)));
        }
        return waiting;
    }

    private static long count(TestServer server, Pattern line) {
        Matcher matcher = line.matcher(server.page("/_synapse/metrics"));
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    @BothDatabases
    void theTransactionOfAMessageIsToldToTheDeviceThatSentItAlone(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser phone = alice.onNewDevice();
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        List<TestUser> receivers = List.of(bob, alice, phone, bob, alice);
        List<TestUser.Pending> waiting = wait(receivers);

        alice.put("/rooms/" + room + "/send/m.room.message/mine", text("hello")).ok();

        List<JsonObject> told = new ArrayList<>();
        for (TestUser.Pending receiver : waiting) {
            told.add(receiver.answer().timeline(room).getLast());
        }
        assertThat(told.stream().map(SharedEventsTest::transaction))
                .containsExactly(
                        Optional.empty(),
                        Optional.of("mine"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("mine"));
        assertThat(told.stream().map(event -> event.without("unsigned")).distinct()).hasSize(1);
    }

    private static JsonObject text(String body) {
        return JsonObject.of("msgtype", "m.text", "body", body);
    }

    private static Optional<String> transaction(JsonObject event) {
        return unsigned(event).string("transaction_id");
    }

    private static JsonObject unsigned(JsonObject event) {
        return event.object("unsigned").orElseThrow();
    }

    /// MSC4115.
    @BothDatabases
    void everybodyIsToldHisOwnMembership(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "hello");
        carol.join(room).ok();

        for (int i = 0; i < 2; i++) {
            assertThat(membership(bob, room, event)).contains("join");
            assertThat(membership(carol, room, event)).contains("leave");
        }
    }

    private static Optional<String> membership(TestUser user, TestRoom room, String event) {
        return unsigned(event(user.sync(), room, event)).string("membership");
    }

    private static JsonObject event(TestSync sync, TestRoom room, String id) {
        return sync.timeline(room).stream()
                .filter(event -> event.string("event_id").equals(Optional.of(id)))
                .findFirst()
                .orElseThrow();
    }

    @BothDatabases
    void whoTookPartInAThreadIsToldSoAlone(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob, carol);
        String root = alice.says(room, "who comes?");
        JsonObject thread = JsonObject.of("rel_type", "m.thread", "event_id", root);
        bob.says(room, text("me").with("m.relates_to", thread));

        assertThat(takesPart(bob, room, root)).contains(true);
        assertThat(takesPart(carol, room, root)).contains(false);
        assertThat(takesPart(alice, room, root)).contains(true);
    }

    private static Optional<Boolean> takesPart(TestUser user, TestRoom room, String root) {
        return unsigned(event(user.sync(), room, root))
                .object("m.relations")
                .flatMap(relations -> relations.object("m.thread"))
                .flatMap(it -> it.bool("current_user_participated"));
    }

    @BothDatabases
    void theAgeOfAMessageIsThatOfNow(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "hello");
        assertThat(age(alice, room, event)).contains(0L);

        server.clock().advance(java.time.Duration.ofSeconds(3));

        assertThat(age(bob, room, event)).contains(3000L);
    }

    private static Optional<Long> age(TestUser user, TestRoom room, String event) {
        return unsigned(event(user.sync(), room, event)).integer("age");
    }

    @BothDatabases
    void everybodyIsToldTheFieldsThatHeWants(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "hello");
        JsonObject fields = JsonObject.of("event_fields", List.of("type", "content.body"));

        JsonObject whole = event(alice.sync(), room, event);

        assertThat(bob.sync(fields).timeline(room).getLast())
                .isEqualTo(
                        JsonObject.of(
                                "type",
                                "m.room.message",
                                "content",
                                JsonObject.of("body", "hello")));
        assertThat(event(bob.sync(), room, event).without("unsigned"))
                .isEqualTo(whole.without("unsigned"));
        assertThat(whole.keys())
                .containsExactly(
                        "content", "event_id", "origin_server_ts", "sender", "type", "unsigned");
    }

    @BothDatabases
    void whoWantsEventsAsServersHaveThemIsToldThemSo(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "hello");
        JsonObject whole = event(alice.sync(), room, event);

        JsonObject signed =
                bob.sync(JsonObject.of("event_format", "federation")).timeline(room).getLast();

        assertThat(signed.keys()).contains("hashes", "signatures", "auth_events");
        assertThat(signed.has("unsigned")).isFalse();
        assertThat(event(alice.sync(), room, event)).isEqualTo(whole);
    }

    @BothDatabases
    void theRoomOfAMessageIsNamedWhereItMustBe(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String event = alice.says(room, "hello");
        JsonObject told = event(alice.sync(), room, event);

        JsonObject alone = alice.get("/rooms/" + room + "/event/" + event).ok();

        assertThat(told.has("room_id")).isFalse();
        assertThat(alone).isEqualTo(told.with("room_id", room.id()));
    }

    @BothDatabases
    void aMessageThatWasToldIsEmptyOnceItIsRedacted(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = alice.says(room, "oops");
        assertThat(bob.sync().messages(room)).containsExactly("oops");

        alice.redact(room, event).ok();

        assertThat(bob.sync().messages(room)).isEmpty();
    }

    /// Who was not in the room sees less of what the erased have sent than others.
    @BothDatabases
    void whatTheErasedHaveSaidIsToldToThoseWhoWereThere(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room = alice.createsRoomWith(bob);
        bob.says(room, "hello");
        carol.join(room).ok();
        bob.erasesHimself();

        assertThat(alice.sync().messages(room)).containsExactly("hello");
        assertThat(carol.sync().messages(room)).isEmpty();
        assertThat(alice.sync().messages(room)).containsExactly("hello");
    }
}
