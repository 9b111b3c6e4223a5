package myelin.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

/// An event of usual size and shape, about 1 kB, as another server sends it.
final class SampleEvent {
    static final String TEXT =
            """
            {"auth_events":["$urlsafe_hash_of_the_create_event_43_characters_1",\
            "$urlsafe_hash_of_the_power_levels_43_characters",\
            "$urlsafe_hash_of_the_membership_is_43_characters"],\
            "content":{"body":"Here is a message of usual length,\\nwith a line break and \\"quotes\\".",\
            "format":"org.matrix.custom.html",\
            "formatted_body":"Here is a <b>message</b> of usual length,<br>with a line break.",\
            "m.mentions":{"user_ids":["@bob:elsewhere.example.org"]},"msgtype":"m.text",\
            "m.relates_to":{"event_id":"$urlsafe_hash_of_the_thread_root_43_characters",\
            "rel_type":"m.thread","is_falling_back":true}},\
            "depth":12345,"hashes":{"sha256":"thishashcoversallfieldsincasethisisredacted"},\
            "origin_server_ts":1760000000000,\
            "prev_events":["$urlsafe_hash_of_the_previous_event_43_character"],\
            "room_id":"!UcYsUzyxTGDxLBEvLz:example.org","sender":"@alice:example.org",\
            "signatures":{"example.org":{"ed25519:a_ABCD":\
            "KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw"}},\
            "type":"m.room.message","unsigned":{"age":120}}\
            """;

    private SampleEvent() {}

    static byte[] bytes() {
        return TEXT.getBytes(UTF_8);
    }
}
