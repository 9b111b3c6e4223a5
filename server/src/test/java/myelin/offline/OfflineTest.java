package myelin.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.crypto.SigningKey;
import myelin.core.event.Draft;
import myelin.core.event.EventBuilder;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A small room with a fork, made by one server, and what is answered about it.
class OfflineTest {
    private static final ServerName ONE = ServerName.parse("one.example");
    private static final SigningKey KEY =
            SigningKey.parseLine("ed25519 1 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1");
    private static final UserId ALICE = UserId.parse("@alice:one.example");
    private static final UserId BOB = UserId.parse("@bob:one.example");

    /// The keys as each of the forms has them.
    private static final List<String> KEYS =
            List.of(
                    "{'one.example':{'ed25519:1':'%s','curve25519:x':'?'}}",
                    "{'one.example':{'ed25519:1':{'key':'%s','valid_until_ts':99}}}",
                    "{'one.example':{'verify_keys':{'ed25519:1':{'key':'%s'}}}}",
                    "{'server_name':'one.example','verify_keys':{'ed25519:1':{'key':'%s'}},'valid_until_ts':99}",
                    "{'server_keys':[{'server_name':'one.example','old_verify_keys':{'ed25519:1':{'key':'%s','expired_ts':99}}}]}");

    /// The events of a room in which alice is, has set two topics that don't know each other, and bob is not.
    private static final class Room {
        private final RoomVersion version;
        private final List<Pdu> events = new ArrayList<>();
        private final Pdu create;
        private final Pdu join;
        private final Pdu topic;
        private final Pdu other;

        private Room(RoomVersion version) {
            this.version = version;
            JsonObject content = JsonObject.of("creator", ALICE, "room_version", version.id());
            create = event(Draft.state(ALICE, "m.room.create", "", content));
            JsonObject joined = JsonObject.of("membership", "join");
            join = event(Draft.state(ALICE, "m.room.member", ALICE.value(), joined), create);
            topic =
                    event(
                            Draft.state(ALICE, "m.room.topic", "", JsonObject.of("topic", "a")),
                            create,
                            join);
            other =
                    event(
                            Draft.state(ALICE, "m.room.topic", "", JsonObject.of("topic", "b")),
                            create,
                            join);
        }

        private Pdu event(Draft draft, Pdu... auth) {
            boolean hashed = version == RoomVersion.V12;
            Optional<RoomId> room =
                    !hashed
                            ? Optional.of(RoomId.parse("!r:one.example"))
                            : auth.length == 0 ? Optional.empty() : Optional.of(auth[0].roomId());
            List<EventId> ids = List.of(auth).stream().map(Pdu::eventId).toList();
            Pdu event =
                    EventBuilder.build(
                            new EventBuilder.Build(
                                    version,
                                    room,
                                    draft,
                                    ids.isEmpty() ? List.of() : List.of(ids.getLast()),
                                    hashed && !ids.isEmpty() ? ids.subList(1, ids.size()) : ids,
                                    events.size() + 1,
                                    events.size() + 1,
                                    ONE,
                                    KEY));
            events.add(event);
            return event;
        }

        private JsonArray array() {
            return JsonArray.from(events.stream().map(Pdu::json).toList());
        }

        private JsonObject byId() {
            JsonObject.Builder byId = JsonObject.builder();
            events.forEach(event -> byId.put(event.eventId().value(), event.json()));
            return byId.build();
        }
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void idHashesAndRedactionAreTheEventsOwn(RoomVersion version) {
        Room room = new Room(version);
        JsonObject topic = room.topic.json().with("unsigned", JsonObject.of("age", 1));
        assertThat(EventFacts.id(version, topic).string("event_id"))
                .hasValue(room.topic.eventId().value());
        assertThat(EventFacts.hash(version, JsonObject.of("event", topic)).object("hashes"))
                .isEqualTo(room.topic.json().object("hashes"));
        assertThat(EventFacts.redact(version, topic)).isEqualTo(room.topic.redacted().json());
        assertThat(EventFacts.id(version, room.create.json()).string("room_id"))
                .isEqualTo(
                        version == RoomVersion.V12
                                ? Optional.of(room.create.roomId().value())
                                : Optional.empty());
    }

    @Test
    void fractionsAreRefusedWhereTheVersionDoes() {
        JsonObject event =
                JsonObject.of("type", "m.half", "content", JsonParser.object("{\"x\":0.5}"));
        assertThat(EventFacts.hash(RoomVersion.V5, event).has("content_hash")).isTrue();
        assertThatThrownBy(() -> EventFacts.hash(RoomVersion.V6, event))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("content.x");
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void signaturesAreVerifiedWithKeysOfAnyForm(RoomVersion version) {
        Room room = new Room(version);
        for (String form : KEYS) {
            JsonObject keys =
                    JsonParser.object(form.replace('\'', '"').formatted(KEY.verifyKey().base64()));
            JsonObject answer =
                    Verification.of(
                            version, JsonObject.of("event", room.topic.json(), "keys", keys));
            assertThat(answer.string("verdict")).as(form).hasValue("accepted");
            assertThat(answer.object("signatures"))
                    .hasValue(JsonObject.of("one.example", JsonObject.of("ed25519:1", "valid")));
        }
    }

    @Test
    void whatWasChangedIsSeen() {
        Room room = new Room(RoomVersion.V11);
        JsonObject keys =
                JsonObject.of("one.example", JsonObject.of("ed25519:1", KEY.verifyKey().base64()));
        JsonObject redacted =
                Verification.of(
                        RoomVersion.V11,
                        JsonObject.of(
                                "event",
                                room.topic.json().with("content", JsonObject.of("topic", "c")),
                                "keys",
                                keys));
        assertThat(redacted.string("verdict")).hasValue("redacted");
        assertThat(redacted.string("content_hash")).hasValue("differs");
        assertThat(redacted.object("event")).hasValue(room.topic.redacted().json());

        JsonObject moved =
                Verification.of(
                        RoomVersion.V11,
                        JsonObject.of("event", room.topic.json().with("depth", 9), "keys", keys));
        assertThat(moved.string("verdict")).hasValue("dropped");
        assertThat(moved.object("signatures"))
                .hasValue(JsonObject.of("one.example", JsonObject.of("ed25519:1", "invalid")));

        JsonObject unknown =
                Verification.of(RoomVersion.V11, JsonObject.of("event", room.topic.json()));
        assertThat(unknown.object("signatures"))
                .hasValue(JsonObject.of("one.example", JsonObject.of("ed25519:1", "unknown_key")));
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void theRulesAreAskedWithEventsOfAnyForm(RoomVersion version) {
        Room room = new Room(version);
        JsonObject join = JsonObject.of("membership", "join");
        Pdu wrong = room.event(Draft.state(BOB, "m.room.member", BOB.value(), join), room.create);
        for (Object events : List.of(room.array(), room.byId())) {
            for (String name : List.of("events", "auth_events")) {
                JsonObject allowed =
                        Judgement.of(
                                version, JsonObject.of("event", room.topic.json(), name, events));
                assertThat(allowed.bool("allowed")).hasValue(true);
                JsonObject denied =
                        Judgement.of(version, JsonObject.of("event", wrong.json(), name, events));
                assertThat(denied.string("verdict")).hasValue("denied");
                assertThat(denied.string("reason")).hasValue("You are not invited to this room");
                assertThat(denied.string("rule").orElseThrow()).matches("[45]\\.[23]\\.[67]");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void whatCitesARejectedEventIsDenied(RoomVersion version) {
        Room room = new Room(version);
        JsonObject input =
                JsonObject.of(
                        "event",
                        room.topic.eventId(),
                        "events",
                        room.byId(),
                        "rejected",
                        JsonArray.of(room.join.eventId()));
        assertThat(Judgement.of(version, input).string("rule"))
                .hasValue(version == RoomVersion.V12 ? "3.3" : "2.3");
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void theStateBeforeIsAskedToo(RoomVersion version) {
        Room room = new Room(version);
        JsonObject input =
                JsonObject.of(
                        "event",
                        room.topic.json(),
                        "events",
                        room.array(),
                        "state",
                        JsonArray.of(room.create.eventId()));
        JsonObject answer = Judgement.of(version, input);
        assertThat(answer.string("by")).hasValue("state");
        assertThat(answer.string("reason")).hasValue("You are not in this room");
    }

    @Test
    void anAuthEventThatIsNotGivenIsBadInput() {
        Room room = new Room(RoomVersion.V11);
        assertThatThrownBy(() ->
                        Judgement.of(RoomVersion.V11, JsonObject.of("event", room.topic.json())))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("is not given");
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void statesOfAnyFormAreResolved(RoomVersion version) {
        Room room = new Room(version);
        JsonArray ids =
                JsonArray.of(room.create.eventId(), room.join.eventId(), room.topic.eventId());
        JsonArray entries =
                JsonArray.of(
                        JsonObject.of(
                                "type",
                                "m.room.create",
                                "state_key",
                                "",
                                "event_id",
                                room.create.eventId()),
                        JsonArray.of("m.room.member", ALICE, room.join.eventId()),
                        room.other.json());
        JsonObject nested =
                JsonObject.of(
                        "m.room.create",
                        JsonObject.of("", room.create.eventId()),
                        "m.room.member",
                        JsonObject.of(ALICE.value(), room.join.eventId()),
                        "m.room.topic",
                        JsonObject.of("", room.other.eventId()));
        JsonObject expected = null;
        for (Object events : List.of(room.array(), room.byId())) {
            for (Object second : List.of(entries, nested)) {
                JsonObject answer =
                        Resolution.of(
                                version,
                                JsonObject.of(
                                        "events", events, "state_sets", JsonArray.of(ids, second)));
                assertThat(answer.array("state").orElseThrow().size()).isEqualTo(3);
                assertThat(answer.has("missing")).isFalse();
                assertThat(expected == null || expected.equals(answer)).isTrue();
                expected = answer;
            }
        }
    }

    @Test
    void whatIsNotThereIsNamed() {
        Room room = new Room(RoomVersion.V12);
        JsonArray states =
                JsonArray.of(
                        JsonArray.of(room.topic.eventId()), JsonArray.of(room.other.eventId()));
        JsonObject events =
                JsonObject.of(
                        room.topic.eventId().value(),
                        room.topic.json(),
                        room.other.eventId().value(),
                        room.other.json());
        JsonObject answer =
                Resolution.of(
                        RoomVersion.V12, JsonObject.of("events", events, "state_sets", states));
        assertThat(answer.array("missing").orElseThrow().strings())
                .containsExactlyInAnyOrder(
                        room.create.eventId().value(), room.join.eventId().value());
        assertThatThrownBy(() ->
                        Resolution.of(
                                RoomVersion.V12,
                                JsonObject.of(
                                        "state_sets",
                                        JsonArray.of(JsonArray.of(room.topic.eventId())))))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("state_sets[0]");
    }
}
