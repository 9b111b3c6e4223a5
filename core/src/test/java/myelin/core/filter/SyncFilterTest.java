package myelin.core.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import myelin.core.filter.SyncFilter.EventFormat;
import myelin.core.id.RoomId;
import myelin.core.json.BadJson;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import org.junit.jupiter.api.Test;

final class SyncFilterTest {
    private static final RoomId ROOM = RoomId.parse("!room:example.org");
    private static final RoomId OTHER = RoomId.parse("!other:example.org");

    @Test
    void anEmptyFilterLetsEverythingThrough() {
        SyncFilter filter = filter("{}");
        assertThat(filter).isEqualTo(SyncFilter.ALL);
        assertThat(filter.eventFormat()).isEqualTo(EventFormat.CLIENT);
        assertThat(filter.room().wants(ROOM)).isTrue();
        assertThat(filter.room().includeLeave()).isFalse();
        assertThat(filter.room().timeline().limit(10, 100)).isEqualTo(10);
    }

    @Test
    void unknownPropertiesAreLeftAlone() {
        assertThat(filter("{\"org.example\":1,\"room\":{\"later\":[]}}").room().wants(ROOM))
                .isTrue();
    }

    @Test
    void aRoomIsWantedWhenItIsNamedAndNotExcluded() {
        RoomFilter rooms =
                filter(
                                """
                                {"room":{"rooms":["!room:example.org","!other:example.org"],
                                         "not_rooms":["!other:example.org"]}}\
                                """)
                        .room();
        assertThat(rooms.wants(ROOM)).isTrue();
        assertThat(rooms.wants(OTHER)).isFalse();
    }

    @Test
    void eachPartOfARoomHasItsOwnFilter() {
        RoomFilter room =
                filter(
                                """
                                {"room":{"timeline":{"limit":5,"unread_thread_notifications":true},
                                         "state":{"lazy_load_members":true,
                                                  "include_redundant_members":true},
                                         "ephemeral":{"types":["m.receipt"]},
                                         "account_data":{"not_types":["*"]},
                                         "include_leave":true}}\
                                """)
                        .room();
        assertThat(room.timeline().limit(10, 100)).isEqualTo(5);
        assertThat(room.timeline().unreadThreadNotifications()).isTrue();
        assertThat(room.state().lazyLoadMembers()).isTrue();
        assertThat(room.state().includeRedundantMembers()).isTrue();
        assertThat(room.ephemeral().wantsType("m.typing")).isFalse();
        assertThat(room.accountData().isNothing()).isTrue();
        assertThat(room.includeLeave()).isTrue();
    }

    @Test
    void aLimitNeverExceedsTheServersOwn() {
        assertThat(
                        filter("{\"room\":{\"timeline\":{\"limit\":5000}}}")
                                .room()
                                .timeline()
                                .limit(10, 100))
                .isEqualTo(100);
    }

    @Test
    void theFormatOfEventsIsRead() {
        assertThat(filter("{\"event_format\":\"federation\"}").eventFormat())
                .isEqualTo(EventFormat.FEDERATION);
    }

    @Test
    void aProblemIsNamedByItsPath() {
        refuses(
                "{\"room\":{\"timeline\":{\"types\":\"m.room.message\"}}}",
                "room.timeline.types: ");
        refuses(
                "{\"room\":{\"state\":{\"senders\":[\"@a:b\",\"bob\"]}}}",
                "room.state.senders[1]: ");
        refuses("{\"room\":{\"rooms\":[\"not a room\"]}}", "room.rooms[0]: ");
        refuses("{\"room\":[]}", "room: ");
        refuses("{\"presence\":{\"limit\":\"10\"}}", "presence.limit: ");
        refuses("{\"presence\":{\"limit\":-1}}", "presence.limit: ");
        refuses("{\"room\":{\"include_leave\":\"yes\"}}", "room.include_leave: ");
        refuses("{\"event_format\":\"xml\"}", "event_format: ");
        refuses("{\"event_fields\":[1]}", "event_fields[0]: ");
    }

    @Test
    void onlyTheWantedFieldsAreLeft() {
        SyncFilter filter = filter("{\"event_fields\":[\"type\",\"content.body\",\"absent.x\"]}");
        JsonObject event =
                JsonParser.object(
                        """
                        {"type":"m.room.message","sender":"@a:b",
                         "content":{"body":"hi","msgtype":"m.text"}}\
                        """);
        assertThat(filter.eventFields().of(event))
                .hasToString("{\"content\":{\"body\":\"hi\"},\"type\":\"m.room.message\"}");
    }

    @Test
    void wantedFieldsMayHoldEscapedDots() {
        SyncFilter filter = filter("{\"event_fields\":[\"content.m\\\\.relates_to.key\"]}");
        JsonObject event =
                JsonParser.object(
                        "{\"content\":{\"m.relates_to\":{\"key\":\"a\",\"event_id\":\"b\"}}}");
        assertThat(filter.eventFields().of(event))
                .hasToString("{\"content\":{\"m.relates_to\":{\"key\":\"a\"}}}");
    }

    @Test
    void aWholeObjectAndAPartOfItAreTheWhole() {
        JsonObject event =
                JsonParser.object("{\"content\":{\"body\":\"hi\",\"msgtype\":\"m.text\"}}");
        assertThat(
                        filter("{\"event_fields\":[\"content\",\"content.body\"]}")
                                .eventFields()
                                .of(event))
                .isEqualTo(event);
        assertThat(
                        filter("{\"event_fields\":[\"content.body\",\"content\"]}")
                                .eventFields()
                                .of(event))
                .isEqualTo(event);
    }

    @Test
    void noWantedFieldsAreAllFields() {
        JsonObject event = JsonObject.of("type", "x");
        assertThat(filter("{\"event_fields\":[]}").eventFields().of(event)).isEqualTo(event);
    }

    private static SyncFilter filter(String json) {
        return SyncFilter.parse(JsonParser.object(json));
    }

    private static void refuses(String json, String message) {
        assertThatThrownBy(() -> filter(json))
                .isInstanceOf(BadJson.class)
                .hasMessageStartingWith(message);
    }
}
