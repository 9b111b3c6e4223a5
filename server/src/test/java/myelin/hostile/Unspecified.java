package myelin.hostile;

import java.util.List;
import java.util.Map;

/// What is sent to routes of which the specification's files say nothing, or say less than is served.
final class Unspecified {
    private static final String SLIDING =
            """
            {"conn_id": "one", "pos": "<pos>", "timeout": 0, "lists": {"all": {
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

    private static final String PUSH_RULE =
            """
            {"actions": ["notify", {"set_tweak": "sound", "value": "default"}, {"set_tweak": "highlight"}],
             "conditions": [{"kind": "event_match", "key": "content.body", "pattern": "one*"},
               {"kind": "room_member_count", "is": ">=2"}, {"kind": "contains_display_name"},
               {"kind": "sender_notification_permission", "key": "room"},
               {"kind": "event_property_is", "key": "content.n", "value": 7},
               {"kind": "event_property_contains", "key": "content.l", "value": null}],
             "pattern": "one*"}\
            """;

    private static final String ROOM =
            """
            {"creation_content": {"m.federate": false, "type": "m.space"}, "invite": ["<user_id>"], "invite_3pid": [],
             "initial_state": [{"type": "m.room.guest_access", "state_key": "", "content": {"guest_access": "can_join"}}],
             "is_direct": false, "name": "name", "topic": "topic", "preset": "private_chat", "room_version": "10",
             "room_alias_name": "<room_alias_name>", "visibility": "private",
             "power_level_content_override": {"events": {"m.room.name": 50}, "users_default": 0}}\
            """;

    private static final String NOTICE =
            "{\"user_id\": \"<user_id>\", \"type\": \"m.room.message\","
                    + " \"content\": {\"msgtype\": \"m.text\", \"body\": \"notice\"}}";

    /// Bodies by the name of the route. Words of the stage stand between `<` and `>`.
    static final Map<String, String> BODIES =
            Map.ofEntries(
                    Map.entry(
                            "POST /_matrix/client/unstable/org.matrix.simplified_msc3575/sync",
                            SLIDING),
                    Map.entry("POST /_matrix/client/v4/sync", ACCEPTED),
                    Map.entry("login", LOGIN),
                    Map.entry("createRoom", ROOM),
                    Map.entry("PUT /_matrix/client/v3/createRoom/{txnId}", ROOM),
                    Map.entry("setPushRule", PUSH_RULE),
                    Map.entry("setPushRuleActions", PUSH_RULE),
                    Map.entry(
                            "setProfileField",
                            "{\"displayname\": \"name\", \"avatar_url\": \"mxc://test/one\","
                                    + " \"m.tz\": \"Europe/London\", \"a.b\": {\"c\": 1}}"),
                    Map.entry("POST /_synapse/admin/v1/registration_tokens/new", REGISTRATION),
                    Map.entry("PUT /_synapse/admin/v1/registration_tokens/{token}", REGISTRATION),
                    Map.entry(
                            "POST /_synapse/admin/v1/background_updates/enabled",
                            "{\"enabled\": true}"),
                    Map.entry(
                            "POST /_synapse/admin/v1/background_updates/start_job",
                            "{\"job_name\": \"collect_unused_state\"}"),
                    Map.entry("PUT /_synapse/admin/v1/rooms/{roomId}/block", "{\"block\": false}"),
                    Map.entry("POST /_synapse/admin/v1/send_server_notice", NOTICE),
                    Map.entry("PUT /_synapse/admin/v1/send_server_notice/{txnId}", NOTICE),
                    Map.entry(
                            "POST /_synapse/admin/v1/register",
                            "{\"nonce\": \"one\", \"username\": \"new\", \"password\": \"<password>\","
                                    + " \"admin\": false, \"mac\": \"00\", \"user_type\": \"bot\","
                                    + " \"displayname\": \"name\"}"),
                    Map.entry(
                            "POST /_matrix/client/unstable/org.matrix.msc4140/delayed_events/{delayId}",
                            "{\"action\": \"restart\"}"));

    private static final String AUTH =
            """
            "auth": {"type": "m.login.password", "session": "<session>", "password": "<password>",
              "identifier": {"type": "m.id.user", "user": "<user_id>"}}\
            """;

    /// Bodies in which stands what has been given to the client: that the stages of a session are done.
    static final Map<String, String> BODIES_WITH_GIFTS =
            Map.of(
                    "PUT /_matrix/client/v3/rooms/{roomId}/invite/{txnId}",
                    "{\"user_id\": \"<user_id>\", \"reason\": \"because\"}",
                    "deactivateAccount",
                    "{\"erase\": true, \"id_server\": \"test\", " + AUTH + "}",
                    "changePassword",
                    "{\"new_password\": \"another horse\", \"logout_devices\": true, " + AUTH + "}",
                    "deleteDevices",
                    "{\"devices\": [\"<device_id>\"], " + AUTH + "}",
                    "deleteDevice",
                    "{" + AUTH + "}",
                    "generateLoginToken",
                    "{" + AUTH + "}",
                    "register",
                    """
                    {"auth": {"type": "m.login.dummy", "session": "<session>"}, "username": "<username>",
                     "password": "<password>", "device_id": "NEW", "initial_device_display_name": "name",
                     "inhibit_login": false, "refresh_token": true}\
                    """,
                    "login",
                    """
                    {"type": "m.login.token", "token": "<token>", "device_id": "NEW", "refresh_token": true,
                     "initial_device_display_name": "name"}\
                    """,
                    "POST /_synapse/admin/v1/register",
                    """
                    {"nonce": "<nonce>", "username": "<username>", "password": "<password>", "mac": "<mac>",
                     "admin": false, "user_type": "bot", "displayname": "name", "inhibit_login": false,
                     "device_id": "NEW", "initial_device_display_name": "name", "refresh_token": true}\
                    """);

    private static final List<String> DELAY = List.of("org.matrix.msc4140.delay", "ts");
    private static final List<String> PAGE = List.of("from", "limit", "dir");
    private static final List<String> SESSION = List.of("session");
    private static final List<String> SLIDING_QUERY = List.of("pos", "set_presence");

    /// Parameters of the query that the files do not list.
    static final Map<String, List<String>> QUERY =
            Map.ofEntries(
                    Map.entry("sendMessage", DELAY),
                    Map.entry("setRoomStateWithKey", DELAY),
                    Map.entry(
                            "GET /_synapse/admin/v1/event_reports",
                            List.of("from", "limit", "dir", "user_id", "room_id")),
                    Map.entry("GET /_synapse/admin/v1/user_reports", PAGE),
                    Map.entry("GET /_synapse/admin/v1/rooms/{roomId}/state_history", PAGE),
                    Map.entry("GET /_synapse/admin/v1/registration_tokens", List.of("valid")),
                    Map.entry(
                            "GET /_matrix/client/unstable/io.element.msc4308/thread_subscriptions",
                            List.of("from", "to", "limit", "dir")),
                    Map.entry("GET /_matrix/client/v3/auth/{authType}/fallback/web", SESSION),
                    Map.entry("POST /_matrix/client/v3/auth/{authType}/fallback/web", SESSION),
                    Map.entry(
                            "POST /_matrix/client/unstable/org.matrix.simplified_msc3575/sync",
                            SLIDING_QUERY),
                    Map.entry("POST /_matrix/client/v4/sync", SLIDING_QUERY),
                    Map.entry(
                            "getOneRoomEvent",
                            List.of("fi.mau.msc2815.include_unredacted_content")),
                    Map.entry(
                            "getRelatingEvents", List.of("recurse", "org.matrix.msc3981.recurse")));

    private Unspecified() {}
}
