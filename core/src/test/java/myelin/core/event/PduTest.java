package myelin.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import myelin.core.id.EventId;
import myelin.core.id.InvalidId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.room.RoomVersion;
import myelin.core.state.StateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PduTest {
    private static final JsonObject MESSAGE =
            JsonParser.object(
                    """
                    {"type": "m.room.message", "sender": "@a:y", "room_id": "!r:y", "content": {"body": "b"},
                     "depth": 3, "origin_server_ts": 5, "prev_events": ["$p", 1, "no id"], "auth_events": ["$q"],
                     "unsigned": {"age": 1}}\
                    """);

    private static Pdu pdu(JsonObject json) {
        return Pdu.of(json, RoomVersion.V11);
    }

    @Test
    void aMessageHasNoPlaceInTheState() {
        Pdu message = pdu(MESSAGE);
        assertThat(message.isState()).isFalse();
        assertThat(message.key()).isEmpty();
        assertThat(message.stateKey()).isEmpty();
        assertThat(message.is("m.room.message", "")).isFalse();
    }

    @Test
    void aStateEventHasOne() {
        Pdu topic = pdu(MESSAGE.with("type", "m.room.topic").with("state_key", ""));
        assertThat(topic.key()).hasValue(StateKey.of("m.room.topic"));
        assertThat(topic.is("m.room.topic", "")).isTrue();
        assertThat(topic.is("m.room.topic", "x")).isFalse();
    }

    @Test
    void whatIsNoIdIsNoReference() {
        assertThat(pdu(MESSAGE).prevEvents()).containsExactly(EventId.parse("$p"));
        assertThat(pdu(MESSAGE).authEvents()).containsExactly(EventId.parse("$q"));
    }

    @Test
    void onlyRedactionsRedact() {
        JsonObject content = JsonObject.of("redacts", "$x");
        assertThat(pdu(MESSAGE.with("content", content)).redacts()).isEmpty();
        JsonObject redaction = MESSAGE.with("type", "m.room.redaction");
        assertThat(pdu(redaction.with("content", content)).redacts()).hasValue(EventId.parse("$x"));
        assertThat(pdu(redaction).redacts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "sender", "room_id", "content"})
    void whatEveryEventHasMustBeThere(String field) {
        assertThatThrownBy(() -> pdu(MESSAGE.without(field)))
                .isInstanceOf(InvalidPdu.class)
                .hasMessageContaining("'" + field + "'");
        assertThatThrownBy(() -> pdu(MESSAGE.with(field, JsonArray.EMPTY)))
                .isInstanceOf(InvalidPdu.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sender", "room_id"})
    void whatShouldBeAnIdMustBeOne(String field) {
        assertThatThrownBy(() -> pdu(MESSAGE.with(field, "x"))).isInstanceOf(InvalidId.class);
    }

    @Test
    void anEventOfTheOldestVersionsSaysItsId() {
        assertThatThrownBy(() -> Pdu.of(MESSAGE, RoomVersion.V1)).isInstanceOf(InvalidPdu.class);
        assertThat(Pdu.of(MESSAGE.with("event_id", "$x:y"), RoomVersion.V1).eventId())
                .isEqualTo(EventId.parse("$x:y"));
    }

    /// They were read as floats, and depths that differ came out equal.
    @ParameterizedTest
    @ValueSource(longs = {9007199254740993L, 9223372036854775806L, Long.MAX_VALUE})
    void depthsOfOldRoomsMayBeBeyondOtherIntegers(long depth) {
        JsonObject deep = MESSAGE.merge(JsonParser.object("{\"depth\":" + depth + "}"));
        assertThat(Pdu.of(deep, RoomVersion.V5).depth()).isEqualTo(depth);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -9007199254740993L, 9007199254740993L, Long.MAX_VALUE})
    void soMayTheirTimes(long time) {
        JsonObject event = MESSAGE.merge(JsonParser.object("{\"origin_server_ts\":" + time + "}"));
        assertThat(Pdu.of(event, RoomVersion.V5).originServerTs()).isEqualTo(time);
    }

    @Test
    void aCreateEventOfVersion12IsTheRoom() {
        JsonObject create =
                MESSAGE.without("room_id").with("type", "m.room.create").with("state_key", "");
        Pdu event = Pdu.of(create, RoomVersion.V12);
        assertThat(event.roomId().value()).isEqualTo("!" + event.eventId().value().substring(1));
    }

    @Test
    void redactedItIsTheSameEvent() {
        Pdu message = pdu(MESSAGE);
        assertThat(message.redacted()).isEqualTo(message).hasSameHashCodeAs(message);
        assertThat(message.redacted().content()).isEqualTo(JsonObject.EMPTY);
        assertThat(message.redacted().unsigned()).isEqualTo(JsonObject.EMPTY);
        assertThat(pdu(message.redacted().json()).eventId()).isEqualTo(message.eventId());
    }
}
