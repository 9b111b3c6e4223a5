package myelin.hostile;

import java.util.List;
import java.util.Map;

/// What is sent to routes of which the specification's files say nothing, or say less than is served.
final class Unspecified {
    private static final String SLIDING =
            """
            {"conn_id": "one", "pos": "<from>", "timeout": 0, "lists": {"all": {
              "ranges": [[0, 1], [3, 9]], "range": [0, 20], "timeline_limit": 5, "slow_get_all_rooms": false,
              "required_state": [["m.room.member", "$LAZY"], ["*", "<user_id>"], ["m.room.name", ""]],
              "filters": {"is_dm": false, "is_encrypted": false, "is_invite": false, "room_types": ["m.space", null],
                "not_room_types": ["a.b"], "tags": ["m.favourite"], "not_tags": ["u.x"], "spaces": ["<roomId>"],
                "room_name_like": "one"},
              "include_old_rooms": {"timeline_limit": 1, "required_state": []}}},
             "room_subscriptions": {"<roomId>": {"timeline_limit": 3, "required_state": [["*", "*"]]}},
             "extensions": {
              "to_device": {"enabled": true, "since": "0", "limit": 10},
              "e2ee": {"enabled": true},
              "account_data": {"enabled": true, "lists": ["*"], "rooms": ["<roomId>"]},
              "receipts": {"enabled": true, "lists": ["all"], "rooms": ["*"]},
              "typing": {"enabled": true, "lists": ["all"], "rooms": ["<roomId>"]},
              "io.element.msc4308.thread_subscriptions": {"enabled": true, "limit": 10}}}\
            """;

    private static final String ACCEPTED =
            SLIDING.replace(
                            "[[\"m.room.member\", \"$LAZY\"], [\"*\", \"<user_id>\"], [\"m.room.name\", \"\"]]",
                            "{\"include\": [{\"type\": \"m.room.member\", \"state_key\": \"<user_id>\"},"
                                    + " {\"type\": \"m.room.name\"}], \"exclude\": [{\"type\": \"a\"}],"
                                    + " \"lazy_members\": true}")
                    .replace("\"required_state\": [[\"*\", \"*\"]]", "\"required_state\": {}");

    private static final String REGISTRATION =
            """
            {"token": "one", "uses_allowed": 3, "expiry_time": 1867225600000, "length": 16}\
            """;

    private static final String LOGIN =
            """
            {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": "<user_id>",
              "medium": "email", "address": "a@b", "country": "GB", "phone": "1"},
             "password": "<password>", "user": "<user_id>", "device_id": "NEW", "token": "one",
             "initial_device_display_name": "name", "refresh_token": true}\
            """;

    /// Bodies by the name of the route. Words of the stage stand between `<` and `>`.
    static final Map<String, String> BODIES =
            Map.ofEntries(
                    Map.entry(
                            "POST /_matrix/client/unstable/org.matrix.simplified_msc3575/sync",
                            SLIDING),
                    Map.entry("POST /_matrix/client/v4/sync", ACCEPTED),
                    Map.entry("login", LOGIN),
                    Map.entry("POST /_synapse/admin/v1/registration_tokens/new", REGISTRATION),
                    Map.entry("PUT /_synapse/admin/v1/registration_tokens/{token}", REGISTRATION),
                    Map.entry(
                            "POST /_synapse/admin/v1/background_updates/enabled",
                            "{\"enabled\": true}"),
                    Map.entry(
                            "POST /_synapse/admin/v1/background_updates/start_job",
                            "{\"job_name\": \"regenerate_directory\"}"),
                    Map.entry("PUT /_synapse/admin/v1/rooms/{roomId}/block", "{\"block\": false}"),
                    Map.entry(
                            "POST /_synapse/admin/v1/register",
                            "{\"nonce\": \"one\", \"username\": \"new\", \"password\": \"<password>\","
                                    + " \"admin\": false, \"mac\": \"00\", \"user_type\": \"bot\","
                                    + " \"displayname\": \"name\"}"),
                    Map.entry(
                            "POST /_matrix/client/unstable/org.matrix.msc4140/delayed_events/{delayId}",
                            "{\"action\": \"restart\"}"));

    /// Parameters of the query that the files do not list.
    static final Map<String, List<String>> QUERY =
            Map.of(
                    "sendMessage",
                    List.of("org.matrix.msc4140.delay", "ts"),
                    "setRoomStateWithKey",
                    List.of("org.matrix.msc4140.delay", "ts"),
                    "GET /_synapse/admin/v1/event_reports",
                    List.of("from", "limit", "dir", "user_id", "room_id"),
                    "GET /_synapse/admin/v1/registration_tokens",
                    List.of("valid"),
                    "POST /_matrix/client/unstable/org.matrix.simplified_msc3575/sync",
                    List.of("pos"),
                    "POST /_matrix/client/v4/sync",
                    List.of("pos"),
                    "getRelatingEvents",
                    List.of("recurse", "org.matrix.msc3981.recurse"));

    private Unspecified() {}
}
