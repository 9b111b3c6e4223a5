package myelin.core.filter;

import static org.assertj.core.api.Assertions.assertThat;

import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import org.junit.jupiter.api.Test;

final class EventFilterTest {
    private static final RoomId ROOM = RoomId.parse("!room:example.org");
    private static final UserId ALICE = UserId.parse("@alice:example.org");
    private static final UserId BOB = UserId.parse("@bob:example.org");

    @Test
    void typesMayHoldAStarAnywhere() {
        EventFilter filter = filter("{\"types\":[\"m.room.*\",\"*.poll.*\"]}");
        assertThat(passes(filter, "m.room.message")).isTrue();
        assertThat(passes(filter, "org.example.poll.start")).isTrue();
        assertThat(passes(filter, "m.reaction")).isFalse();
    }

    @Test
    void anExcludedTypeIsOutThoughItIsIncluded() {
        EventFilter filter = filter("{\"types\":[\"m.*\"],\"not_types\":[\"m.room.*\"]}");
        assertThat(passes(filter, "m.reaction")).isTrue();
        assertThat(passes(filter, "m.room.message")).isFalse();
    }

    @Test
    void sendersAreIncludedAndExcluded() {
        EventFilter only = filter("{\"senders\":[\"@alice:example.org\"]}");
        EventFilter without = filter("{\"not_senders\":[\"@alice:example.org\"]}");
        assertThat(only.test("t", ALICE, JsonObject.EMPTY, ROOM)).isTrue();
        assertThat(only.test("t", BOB, JsonObject.EMPTY, ROOM)).isFalse();
        assertThat(without.test("t", ALICE, JsonObject.EMPTY, ROOM)).isFalse();
        assertThat(without.test("t", BOB, JsonObject.EMPTY, ROOM)).isTrue();
    }

    @Test
    void whatHasNoSenderIsNotFromAWantedOne() {
        assertThat(
                        filter("{\"senders\":[\"@alice:example.org\"]}")
                                .test("t", null, JsonObject.EMPTY, ROOM))
                .isFalse();
        assertThat(
                        filter("{\"not_senders\":[\"@alice:example.org\"]}")
                                .test("t", null, JsonObject.EMPTY, ROOM))
                .isTrue();
    }

    @Test
    void roomsAreIncludedAndExcluded() {
        assertThat(passes(filter("{\"rooms\":[\"!room:example.org\"]}"), "t")).isTrue();
        assertThat(passes(filter("{\"rooms\":[\"!other:example.org\"]}"), "t")).isFalse();
        assertThat(passes(filter("{\"not_rooms\":[\"!room:example.org\"]}"), "t")).isFalse();
    }

    @Test
    void aUrlIsAStringInTheContent() {
        EventFilter with = filter("{\"contains_url\":true}");
        EventFilter without = filter("{\"contains_url\":false}");
        JsonObject url = JsonObject.of("url", "mxc://example.org/a");
        JsonObject number = JsonObject.of("url", 1);
        assertThat(with.test("t", ALICE, url, ROOM)).isTrue();
        assertThat(with.test("t", ALICE, number, ROOM)).isFalse();
        assertThat(without.test("t", ALICE, url, ROOM)).isFalse();
        assertThat(without.test("t", ALICE, number, ROOM)).isTrue();
    }

    @Test
    void relationsAreIncludedAndExcluded() {
        EventFilter threads = filter("{\"org.matrix.msc3874.rel_types\":[\"m.thread\"]}");
        EventFilter noThreads = filter("{\"org.matrix.msc3874.not_rel_types\":[\"m.thread\"]}");
        JsonObject thread = JsonObject.of("m.relates_to", JsonObject.of("rel_type", "m.thread"));
        assertThat(threads.test("t", ALICE, thread, ROOM)).isTrue();
        assertThat(threads.test("t", ALICE, JsonObject.EMPTY, ROOM)).isFalse();
        assertThat(noThreads.test("t", ALICE, thread, ROOM)).isFalse();
        assertThat(noThreads.test("t", ALICE, JsonObject.EMPTY, ROOM)).isTrue();
    }

    @Test
    void aFilterThatLetsNothingThroughSaysSo() {
        assertThat(filter("{\"types\":[]}").isNothing()).isTrue();
        assertThat(filter("{\"not_types\":[\"*\"]}").isNothing()).isTrue();
        assertThat(filter("{\"senders\":[]}").isNothing()).isTrue();
        assertThat(filter("{\"types\":[\"m.*\"]}").isNothing()).isFalse();
        assertThat(EventFilter.ALL.isNothing()).isFalse();
    }

    /// Clients ask so for a sync without timeline.
    @Test
    void aLimitOfZeroIsZero() {
        assertThat(filter("{\"limit\":0}").limit(10, 100)).isZero();
    }

    private static EventFilter filter(String json) {
        return EventFilter.parse(JsonParser.object(json));
    }

    private static boolean passes(EventFilter filter, String type) {
        return filter.test(type, ALICE, JsonObject.EMPTY, ROOM);
    }
}
