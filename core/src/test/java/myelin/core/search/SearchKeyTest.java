package myelin.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import myelin.core.event.Pdu;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;

/// What of events can be searched.
final class SearchKeyTest {

    private static JsonObject event(String type, JsonObject content) {
        return JsonObject.builder()
                .put("type", type)
                .put("room_id", "!a:b")
                .put("sender", "@a:b")
                .put("content", content)
                .put("origin_server_ts", 1)
                .put("depth", 1)
                .put("prev_events", List.of())
                .put("auth_events", List.of())
                .put("hashes", JsonObject.EMPTY)
                .put("signatures", JsonObject.EMPTY)
                .build();
    }

    private static Optional<String> text(JsonObject event) {
        Pdu pdu = Pdu.of(event, RoomVersion.V11);
        return SearchKey.of(pdu).flatMap(key -> key.text(pdu));
    }

    private static Optional<String> message(JsonObject content) {
        return text(event("m.room.message", content));
    }

    private static Optional<String> state(String type, JsonObject content) {
        return text(event(type, content).with("state_key", ""));
    }

    @Test
    void messagesNamesAndTopicsHaveText() {
        assertThat(message(JsonObject.of("body", "one"))).contains("one");
        assertThat(state("m.room.name", JsonObject.of("name", "two"))).contains("two");
        assertThat(state("m.room.topic", JsonObject.of("topic", "three"))).contains("three");
        assertThat(text(event("m.room.encrypted", JsonObject.of("body", "one")))).isEmpty();
    }

    @Test
    void whatIsNoTextIsNone() {
        assertThat(message(JsonObject.of("body", 7))).isEmpty();
        assertThat(message(JsonObject.EMPTY)).isEmpty();
        assertThat(state("m.room.message", JsonObject.of("body", "one"))).isEmpty();
        assertThat(text(event("m.room.name", JsonObject.of("name", "two")))).isEmpty();
    }

    @Test
    void anEditSaysWhatItSaysInstead() {
        JsonObject relation = JsonObject.of("rel_type", "m.replace", "event_id", "$one");
        JsonObject fallback = JsonObject.of("body", "* new", "m.relates_to", relation);

        assertThat(message(fallback.with("m.new_content", JsonObject.of("body", "new"))))
                .contains("new");
        assertThat(message(fallback.with("m.new_content", JsonObject.EMPTY))).contains("* new");
        assertThat(message(fallback)).contains("* new");
    }

    @Test
    void aTopicAlsoSaysWhatItsPlainTextSays() {
        JsonObject html = JsonObject.of("mimetype", "text/html", "body", "<b>bold</b>");
        JsonObject plain = JsonObject.of("body", "plain");
        JsonObject content =
                JsonObject.of(
                        "topic", "old", "m.topic", JsonObject.of("m.text", List.of(html, plain)));

        assertThat(state("m.room.topic", content)).contains("old\nplain");
        assertThat(state("m.room.topic", content.without("topic"))).contains("plain");
        assertThat(state("m.room.topic", content.with("topic", "plain"))).contains("plain");
        assertThat(state("m.room.topic", content.with("m.topic", "odd"))).contains("old");
    }

    @Test
    void keysHaveTheNamesOfTheSpecification() {
        assertThat(SearchKey.of("content.body")).contains(SearchKey.BODY);
        assertThat(SearchKey.of("content.topic")).contains(SearchKey.TOPIC);
        assertThat(SearchKey.of("content.formatted_body")).isEmpty();
    }
}
