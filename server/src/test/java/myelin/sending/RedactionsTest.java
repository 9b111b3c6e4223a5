package myelin.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import myelin.BothDatabases;
import myelin.Configured;
import myelin.TestAnswer;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;

/// Redacting many events at once: what relates to one, and what somebody has sent who is removed.
final class RedactionsTest {

    private static boolean isRedacted(TestUser user, TestRoom room, String event) {
        TestAnswer answer = user.get("/rooms/" + room + "/event/" + event);
        answer.ok();
        return answer.find("unsigned", "redacted_because").isPresent();
    }

    private static TestAnswer redact(TestUser user, TestRoom room, String event, Object types) {
        return user.put(
                "/rooms/" + room + "/redact/" + event + "/1",
                JsonObject.of("org.matrix.msc3912.with_relations", types, "reason", "why"));
    }

    @BothDatabases
    @Configured("experimental_features: {msc3912_enabled: true}")
    void whatRelatesToAnEventIsRedactedWithIt(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String root = bob.says(room, "root");
        String edit = bob.relates(room, "m.replace", root, "b");
        String reference = bob.relates(room, "m.reference", root, "b");
        String other = alice.relates(room, "m.replace", root, "b");
        redact(bob, room, root, List.of("m.replace")).ok();

        assertThat(isRedacted(alice, room, root)).isTrue();
        assertThat(isRedacted(alice, room, edit)).isTrue();
        assertThat(isRedacted(alice, room, reference)).isFalse();
        assertThat(isRedacted(alice, room, other)).as("of another").isFalse();
        assertThat(
                        alice.get("/rooms/" + room + "/event/" + edit)
                                .text("unsigned", "redacted_because", "content", "reason"))
                .contains("why");
    }

    @BothDatabases
    @Configured("experimental_features: {msc3912_enabled: true}")
    void moderatorsRedactWhatOthersRelateToAnEvent(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String root = bob.says(room, "root");
        String one = bob.relates(room, "m.thread", root, "b");
        String two = alice.relates(room, "org.example.other", root, "b");
        redact(alice, room, root, List.of("*")).ok();

        assertThat(isRedacted(alice, room, one)).isTrue();
        assertThat(isRedacted(alice, room, two)).isTrue();
        redact(alice, room, two, "no list").ok();
    }

    @BothDatabases
    void withoutTheSwitchOneEventIsRedacted(TestServer server) {
        TestUser alice = server.user("alice");
        TestRoom room = alice.createsPublicRoom();
        String root = alice.says(room, "root");
        String edit = alice.relates(room, "m.replace", root, "b");
        redact(alice, room, root, List.of("*")).ok();

        assertThat(isRedacted(alice, room, edit)).isFalse();
    }

    /// Since version 1.18 of the spec a redaction may be sent like any event, in rooms of all versions.
    @BothDatabases
    void aRedactionCanBeSentAsAnEvent(TestServer server) {
        TestUser alice = server.user("alice");
        for (String version : List.of("10", "11", "12")) {
            TestRoom room =
                    alice.creates(JsonObject.of("preset", "public_chat", "room_version", version));
            String event = alice.says(room, "secret");
            alice.send(room, "m.room.redaction", JsonObject.of("redacts", event, "reason", "why"))
                    .ok();

            assertThat(isRedacted(alice, room, event)).isTrue();
        }
        TestRoom room = alice.createsPublicRoom();
        alice.send(room, "m.room.redaction", JsonObject.EMPTY).isError(400, "M_BAD_JSON");
    }

    private static TestAnswer remove(TestUser user, TestRoom room, String how, TestUser target) {
        return user.post(
                "/rooms/" + room + "/" + how,
                JsonObject.of("user_id", target.id(), "org.matrix.msc4293.redact_events", true));
    }

    @BothDatabases
    @Configured("experimental_features: {msc4293_enabled: true}")
    void aBanRedactsWhatItsTargetHasSent(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        for (String how : List.of("ban", "kick")) {
            TestRoom room = alice.createsRoomWith(bob);
            String own = alice.says(room, "own");
            String one = bob.says(room, "one");
            String two = bob.relates(room, "m.thread", own, "b");
            remove(alice, room, how, bob).ok();

            assertThat(isRedacted(alice, room, one)).isTrue();
            assertThat(isRedacted(alice, room, two)).isTrue();
            assertThat(isRedacted(alice, room, own)).isFalse();
            assertThat(
                            alice.get("/rooms/" + room + "/event/" + own)
                                    .find("unsigned", "m.relations"))
                    .as("the thread is gone")
                    .isEmpty();
            assertThat(
                            alice.get("/rooms/" + room + "/event/" + one)
                                    .text("unsigned", "redacted_because", "type"))
                    .contains("m.room.member");
        }
    }

    @BothDatabases
    @Configured("experimental_features: {msc4293_enabled: true}")
    void whatIsSentAfterTheReturnStays(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String before = bob.says(room, "before");
        remove(alice, room, "ban", bob).ok();
        alice.unban(room, bob).ok();
        bob.join(room).ok();
        String after = bob.says(room, "after");

        assertThat(isRedacted(alice, room, before)).isTrue();
        assertThat(isRedacted(alice, room, after)).isFalse();
    }

    @BothDatabases
    @Configured("experimental_features: {msc4293_enabled: true}")
    void whoMayBanButNotRedactRedactsNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestUser carol = server.user("carol");
        TestRoom room =
                alice.creates(
                        JsonObject.of(
                                "preset",
                                "public_chat",
                                "power_level_content_override",
                                JsonObject.of(
                                        "ban",
                                        10,
                                        "redact",
                                        60,
                                        "users",
                                        JsonObject.of(bob.id().value(), 50))));
        bob.join(room).ok();
        carol.join(room).ok();
        String event = carol.says(room, "stays");
        remove(bob, room, "ban", carol).ok();

        assertThat(isRedacted(alice, room, event)).isFalse();
    }

    @BothDatabases
    void withoutTheSwitchABanRedactsNothing(TestServer server) {
        TestUser alice = server.user("alice");
        TestUser bob = server.user("bob");
        TestRoom room = alice.createsRoomWith(bob);
        String event = bob.says(room, "stays");
        remove(alice, room, "ban", bob).ok();

        assertThat(isRedacted(alice, room, event)).isFalse();
        assertThat(alice.state(room, "m.room.member", bob.toString()).keys())
                .isEqualTo(List.of("membership"));
    }
}
