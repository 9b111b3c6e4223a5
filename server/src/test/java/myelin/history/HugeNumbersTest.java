package myelin.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import myelin.BothDatabases;
import myelin.RemoteRoom;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.crypto.SigningKey;
import myelin.core.event.Draft;
import myelin.core.event.EventBuilder;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.UserId;
import myelin.core.intake.Outcome;
import myelin.core.intake.PduIntake;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.rooms.Receipt;

/// Other servers claim what they like about how deep in the room an event is, and when it was made.
class HugeNumbersTest {

    private static final UserId CAROL = UserId.parse("@carol:elsewhere.example");
    private static final SigningKey KEY = SigningKey.generate("a_1", new SecureRandom());

    /// The longs of rooms of each version.
    private static final Map<String, List<Long>> EXTREMES =
            Map.of(
                    "1", List.of(Long.MAX_VALUE, Long.MIN_VALUE, -1L),
                    "5", List.of(Long.MAX_VALUE, Long.MIN_VALUE, -1L),
                    "12", List.of((1L << 53) - 1, 1 - (1L << 53), -1L));

    private static TestRoom room(TestUser alice, String version) {
        return alice.creates(JsonObject.of("preset", "public_chat", "room_version", version));
    }

    private static RemoteRoom joinedByCarol(TestServer server, TestRoom room) {
        RemoteRoom there = RemoteRoom.of(server.homeserver().rooms(), room.id());
        accept(
                server,
                there.make(List.of(there.newest()), RemoteRoom.member(CAROL, CAROL, "join")));
        return there;
    }

    private static void accept(TestServer server, Pdu pdu) {
        assertThat(server.homeserver().rooms().receiver().receive(pdu))
                .isInstanceOf(Receipt.Accepted.class);
    }

    private static Pdu claiming(RemoteRoom there, String field, long value) {
        Draft hello = Draft.message(CAROL, EventType.M_ROOM_MESSAGE, JsonObject.of("body", "hi"));
        Pdu made = there.make(List.of(there.newest()), hello);
        JsonObject claim = made.json().without("event_id").with(field, value);
        return EventBuilder.seal(claim, made.version(), CAROL.server(), KEY);
    }

    /// Nobody could sync any more: the age of such an event was a number that could not be written.
    @BothDatabases
    void eventsOfAnyTimeAreShown(TestServer server) {
        TestUser alice = server.user("alice");
        EXTREMES.forEach((version, times) -> {
            for (long time : times) {
                TestRoom room = room(alice, version);
                Pdu event = claiming(joinedByCarol(server, room), "origin_server_ts", time);
                accept(server, event);

                JsonObject shown = alice.sync().timeline(room).getLast();

                assertThat(shown.string("event_id")).contains(event.eventId().value());
                assertThat(shown.value("origin_server_ts"))
                        .isEqualTo(event.json().value("origin_server_ts"));
                assertThat(shown.object("unsigned").flatMap(it -> it.integer("age")).orElse(-1L))
                        .isNotNegative();
            }
        });
    }

    /// What followed such an event had a depth below zero, which is no event for others.
    @BothDatabases
    void whatFollowsTheDeepestEventIsAnEvent(TestServer server) {
        TestUser alice = server.user("alice");
        EXTREMES.forEach((version, depths) -> {
            TestRoom room = room(alice, version);
            accept(server, claiming(joinedByCarol(server, room), "depth", depths.getFirst()));

            EventId said = EventId.parse(alice.says(room, "deeper?"));

            Pdu pdu = server.homeserver().rooms().events().known(said).orElseThrow().pdu();
            assertThat(pdu.depth()).isEqualTo((1L << 53) - 1);
            assertThat(PduIntake.checkForm(pdu.json(), RoomVersion.of(version).orElseThrow()))
                    .isInstanceOf(Outcome.Accepted.class);
        });
    }
}
