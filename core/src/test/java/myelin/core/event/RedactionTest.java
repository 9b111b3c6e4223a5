package myelin.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.room.RoomVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RedactionTest {
    private static final String ALL_KEYS =
            """
            {"event_id": "$x:y", "type": "m.room.message", "room_id": "!r:y", "sender": "@a:y", "state_key": "",
             "content": {"body": "secret"}, "hashes": {}, "signatures": {}, "depth": 1, "prev_events": [],
             "auth_events": [], "origin_server_ts": 1, "origin": "y", "membership": "join", "prev_state": [],
             "unsigned": {"age": 1}, "redacts": "$z:y", "other": 1}\
            """;

    private static final String KEPT =
            "auth_events content depth event_id hashes origin_server_ts prev_events room_id sender signatures"
                    + " state_key type";

    @ParameterizedTest
    @EnumSource(
            value = RoomVersion.class,
            names = {"V11", "V12", "OWNED_STATE_11"})
    void whatEveryEventKeepsSinceVersion11(RoomVersion version) {
        assertThat(keys(redact(ALL_KEYS, version))).isEqualTo(KEPT);
    }

    @ParameterizedTest
    @EnumSource(
            value = RoomVersion.class,
            names = {"V11", "V12", "OWNED_STATE_11"},
            mode = EnumSource.Mode.EXCLUDE)
    void whatEveryEventKeepsUntilVersion10(RoomVersion version) {
        assertThat(redact(ALL_KEYS, version).without("origin", "membership", "prev_state").keys())
                .hasSize(12);
        assertThat(redact(ALL_KEYS, version).keys()).hasSize(15);
    }

    @ParameterizedTest
    @EnumSource(RoomVersion.class)
    void theContentOfMostTypesGoes(RoomVersion version) {
        assertThat(redact(ALL_KEYS, version).object("content")).hasValue(JsonObject.EMPTY);
    }

    @ParameterizedTest
    @CsvSource({
        "V1, m.room.member, membership",
        "V8, m.room.member, membership",
        "V9, m.room.member, join_authorised_via_users_server membership",
        "V10, m.room.member, join_authorised_via_users_server membership",
        "V11, m.room.member, join_authorised_via_users_server membership third_party_invite",
        "V12, m.room.member, join_authorised_via_users_server membership third_party_invite",
        "V1, m.room.create, creator",
        "V10, m.room.create, creator",
        "V1, m.room.join_rules, join_rule",
        "V7, m.room.join_rules, join_rule",
        "V8, m.room.join_rules, allow join_rule",
        "V12, m.room.join_rules, allow join_rule",
        "V1, m.room.power_levels, ban events events_default kick redact state_default users users_default",
        "V10, m.room.power_levels, ban events events_default kick redact state_default users users_default",
        "V11, m.room.power_levels, ban events events_default invite kick redact state_default users users_default",
        "V1, m.room.aliases, aliases",
        "V5, m.room.aliases, aliases",
        "V6, m.room.aliases, ''",
        "V1, m.room.history_visibility, history_visibility",
        "V12, m.room.history_visibility, history_visibility",
        "V10, m.room.redaction, ''",
        "V11, m.room.redaction, redacts",
        "V12, m.room.redaction, redacts",
        "V12, m.room.name, ''"
    })
    void someTypesKeepWhatTheRoomNeeds(RoomVersion version, String type, String kept) {
        JsonObject content =
                JsonParser.object(
                        """
                        {"membership": "join", "join_authorised_via_users_server": "@a:y", "displayname": "Eve",
                         "third_party_invite": {"signed": {"token": "t"}, "display_name": "e"},
                         "creator": "@a:y", "join_rule": "invite", "allow": [], "ban": 1, "events": {"x": 1},
                         "events_default": 1, "kick": 1, "redact": 1, "state_default": 1, "users": {},
                         "users_default": 1, "invite": 1, "notifications": {}, "aliases": [],
                         "history_visibility": "shared", "redacts": "$x", "reason": "r", "name": "n"}\
                        """);
        JsonObject event = JsonObject.of("type", type, "content", content);
        JsonObject redacted = Redaction.redact(event, version.rules());
        assertThat(keys(redacted.object("content").orElseThrow())).isEqualTo(kept);
    }

    @Test
    void aCreateEventKeepsAllSinceVersion11() {
        String create =
                "{\"type\":\"m.room.create\",\"content\":{\"anything\":1,\"m.federate\":true}}";
        assertThat(redact(create, RoomVersion.V11)).isEqualTo(JsonParser.object(create));
        assertThat(redact(create, RoomVersion.V10).object("content")).hasValue(JsonObject.EMPTY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'signed':{'a':1},'display_name':'e'} | {'third_party_invite':{'signed':{'a':1}}}",
                "{'display_name':'e'}                  | {'third_party_invite':{}}",
                "'e'                                   | {}"
            },
            quoteCharacter = '"')
    void onlyWhatIsSignedOfAThirdPartyInviteStays(String invite, String kept) {
        String event = "{'type':'m.room.member','content':{'third_party_invite':" + invite + "}}";
        assertThat(redact(event.replace('\'', '"'), RoomVersion.V12).object("content"))
                .hasValue(JsonParser.object(kept.replace('\'', '"')));
    }

    private static JsonObject redact(String event, RoomVersion version) {
        return Redaction.redact(JsonParser.object(event), version.rules());
    }

    private static String keys(JsonObject object) {
        Set<String> sorted = new TreeSet<>(object.keys());
        return String.join(" ", sorted);
    }
}
