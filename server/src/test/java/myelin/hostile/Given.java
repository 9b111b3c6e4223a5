package myelin.hostile;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import myelin.TestAnswer;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.crypto.UnpaddedBase64;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.http.Method;
import myelin.http.Request;
import myelin.http.Route;

/// What the server gives to clients and they send back: tokens of pages, ids of what they have made, sessions. Behind a
/// real one a request gets further than behind one that nobody has given out.
final class Given {
    private static final String THREADS = "/_matrix/client/unstable/io.element.msc4306/rooms/";
    private static final String DELAYED =
            "/_matrix/client/unstable/org.matrix.msc4140/delayed_events/{delayId}";
    private static final String REGISTER = "/_matrix/client/v3/register";
    private static final String SLIDING =
            "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";

    /// What follows the name in what stands for a value until it is there.
    private static final String MARK = "-to-be-given";

    /// What somebody has been given.
    ///
    /// @param values by the names of the parameters and members in which they are sent back
    record Gift(Optional<TestUser> owner, Map<String, String> values) {

        /// What stands for the values in a request that is made before they are known.
        Map<String, List<String>> marks() {
            return values.keySet().stream()
                    .collect(Collectors.toMap(name -> name, name -> List.of(name + MARK)));
        }

        /// The same where one value is another.
        Gift with(String name, String value) {
            Map<String, String> changed = new HashMap<>(values);
            changed.put(name, value);
            return new Gift(owner, changed);
        }

        /// A text in which the values stand where they were marked.
        String in(String text) {
            String filled = text;
            for (Map.Entry<String, String> value : values.entrySet()) {
                filled = filled.replace(value.getKey() + MARK, value.getValue());
            }
            return filled;
        }

        /// An address in which the values stand where they were marked.
        String inAddress(String address) {
            Map<String, String> encoded = new HashMap<>();
            values.forEach((name, value) -> encoded.put(name, TestUser.encoded(value)));
            return new Gift(owner, encoded).in(address);
        }
    }

    private final TestServer server;
    private final Stage stage;
    private final Map<String, Function<String, Gift>> gifts = new HashMap<>();

    Given(TestServer server, Stage stage) {
        this.server = server;
        this.stage = stage;
        ofTimelines();
        ofSyncs();
        ofLists();
        ofThings();
        ofMemberships();
        ofAdministrators();
        ofSessions();
    }

    /// Whether something is given out that is sent back to the route.
    boolean isFor(Route route) {
        return gifts.containsKey(route.name());
    }

    /// Something new that the route will know, behind one of its paths.
    Gift anew(Route route, String path) {
        return gifts.get(route.name()).apply(path);
    }

    private static Gift gift(TestUser owner, String... namesAndValues) {
        return new Gift(Optional.of(owner), values(namesAndValues));
    }

    private static Gift ofNobody(String... namesAndValues) {
        return new Gift(Optional.empty(), values(namesAndValues));
    }

    private static Map<String, String> values(String... namesAndValues) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return values;
    }

    private static String text(TestAnswer answer, String... path) {
        return answer.text(path).orElseThrow(() -> new AssertionError(answer.json().toString()));
    }

    private TestUser member() {
        return stage.member();
    }

    private String open() {
        return stage.open().toString();
    }

    private void ofTimelines() {
        String v1 = "/_matrix/client/v1/rooms/" + open();
        gifts.put("getRoomEvents", _ -> page("/messages?dir=b&limit=2", "from", "end"));
        gifts.put("getMembersByRoom", _ -> here("at", member().sync().next()));
        for (String operation :
                List.of(
                        "getRelatingEvents",
                        "getRelatingEventsWithRelType",
                        "getRelatingEventsWithRelTypeAndEventType")) {
            String root = stage.root();
            gifts.put(
                    operation,
                    _ -> {
                        TestAnswer page = member().get(v1 + "/relations/" + root + "?limit=1");
                        return here("eventId", root, "from", text(page, "next_batch"));
                    });
        }
        gifts.put(
                "getThreadRoots",
                _ -> here("from", text(member().get(v1 + "/threads?limit=1"), "next_batch")));
        gifts.put(
                "GET /_matrix/client/unstable/io.element.msc4308/thread_subscriptions",
                _ -> {
                    stage.roots()
                            .forEach(root ->
                                    member().put(subscription(root), JsonObject.EMPTY).ok());
                    String path =
                            "/_matrix/client/unstable/io.element.msc4308/thread_subscriptions";
                    String end = text(member().get(path + "?dir=b&limit=1"), "end");
                    return gift(member(), "from", end, "dir", "b");
                });
        gifts.put(
                "GET " + THREADS + "{roomId}/thread/{rootId}/subscription",
                _ -> {
                    member().put(subscription(stage.root()), JsonObject.EMPTY).ok();
                    return here("rootId", stage.root());
                });
    }

    private String subscription(String root) {
        return THREADS + open() + "/thread/" + root + "/subscription";
    }

    private Gift here(String... namesAndValues) {
        return new Gift(Optional.of(member()), values(namesAndValues)).with("roomId", open());
    }

    private Gift page(String path, String name, String token) {
        return here(name, text(member().get("/rooms/" + open() + path), token));
    }

    private void ofSyncs() {
        gifts.put("sync", _ -> gift(member(), "since", member().sync().next(), "filter", filter()));
        gifts.put(
                "getEvents",
                _ -> gift(member(), "from", text(member().get("/initialSync"), "end")));
        for (String path : List.of(SLIDING, "/_matrix/client/v4/sync")) {
            gifts.put("POST " + path, _ -> gift(member(), "pos", position(path)));
        }
    }

    private String filter() {
        return text(member().post("/user/" + member() + "/filter", JsonObject.EMPTY), "filter_id");
    }

    /// Where a client stands that has been told of its rooms.
    private String position(String path) {
        JsonObject state = JsonObject.of("include", JsonArray.EMPTY);
        JsonObject list =
                JsonObject.of(
                        "ranges",
                        JsonArray.of(JsonArray.of(0, 9)),
                        "timeline_limit",
                        1,
                        "required_state",
                        path.equals(SLIDING) ? JsonArray.EMPTY : state);
        JsonObject body = JsonObject.of("conn_id", "one", "lists", JsonObject.of("all", list));
        return text(member().post(path, body), "pos");
    }

    private void ofLists() {
        gifts.put(
                "getPublicRooms",
                _ ->
                        gift(
                                member(),
                                "since",
                                text(member().get("/publicRooms?limit=1"), "next_batch")));
        gifts.put(
                "queryPublicRooms",
                _ ->
                        gift(
                                member(),
                                "since",
                                text(
                                        member().post("/publicRooms", JsonObject.of("limit", 1)),
                                        "next_batch")));
        gifts.put(
                "getNotifications",
                _ ->
                        gift(
                                member(),
                                "from",
                                text(member().get("/notifications?limit=1"), "next_token")));
        gifts.put("search", _ -> gift(member(), "next_batch", nextOfSearch()));
        gifts.put(
                "getMutualRooms",
                _ ->
                        gift(
                                member(),
                                "user_id",
                                stage.moderator().toString(),
                                "from",
                                UnpaddedBase64.encodeUrl("!".getBytes(StandardCharsets.UTF_8))));
        gifts.put(
                "getSpaceHierarchy",
                _ -> {
                    String path = "/_matrix/client/v1/rooms/" + stage.space() + "/hierarchy";
                    String asked = "?limit=1&max_depth=3&suggested_only=false";
                    String from = text(stage.moderator().get(path + asked), "next_batch");
                    Gift gift = gift(stage.moderator(), "from", from, "max_depth", "3");
                    return gift.with("roomId", stage.space().toString())
                            .with("suggested_only", "false");
                });
    }

    private String nextOfSearch() {
        server.awaitIdle();
        JsonObject sought =
                JsonObject.of(
                        "search_term",
                        "one",
                        "filter",
                        JsonObject.of("limit", 1, "rooms", List.of(open())));
        TestAnswer answer =
                member().post(
                                "/search",
                                JsonObject.of(
                                        "search_categories", JsonObject.of("room_events", sought)));
        return text(answer, "search_categories", "room_events", "next_batch");
    }

    private void ofThings() {
        gifts.put(
                "getFilter",
                _ -> gift(member(), "userId", member().toString(), "filterId", filter()));
        for (String operation : List.of("getAccountData", "getAccountDataPerRoom")) {
            gifts.put(operation, _ -> here("userId", member().toString(), "type", "a.b"));
        }
        for (String action : List.of("", "/cancel", "/restart", "/send")) {
            gifts.put("POST " + DELAYED + action, _ -> gift(member(), "delayId", delayed()));
        }
        gifts.put("exchangeOpenIdToken", _ -> ofNobody("access_token", openIdToken()));
    }

    private void ofMemberships() {
        String room = "/_matrix/client/v3/rooms/{roomId}/";
        for (String put : List.of("", "PUT ")) {
            gifts.put(
                    put.isEmpty() ? "unban" : put + room + "unban/{txnId}",
                    _ -> {
                        TestUser newcomer = newcomer();
                        stage.moderator().ban(stage.open(), newcomer).ok();
                        return moderators("user_id", newcomer.toString());
                    });
            gifts.put(
                    put.isEmpty() ? "forgetRoom" : put + room + "forget/{txnId}",
                    _ -> {
                        TestUser newcomer = newcomer();
                        newcomer.join(stage.open()).ok();
                        newcomer.leave(stage.open()).ok();
                        return gift(newcomer, "roomId", open());
                    });
            gifts.put(
                    put.isEmpty()
                            ? "knockRoom"
                            : put + "/_matrix/client/v3/knock/{roomIdOrAlias}/{txnId}",
                    _ -> gift(newcomer(), "roomIdOrAlias", stage.knockable().toString()));
            gifts.put(
                    put.isEmpty() ? "inviteUser" : put + room + "invite/{txnId}",
                    _ -> moderators("user_id", newcomer().toString()));
        }
        gifts.put("setRoomAlias", _ -> moderators("roomAlias", alias()).with("room_id", open()));
        gifts.put(
                "deleteRoomAlias",
                _ -> {
                    String alias = alias();
                    stage.moderator()
                            .put(
                                    "/directory/room/" + TestUser.encoded(alias),
                                    JsonObject.of("room_id", open()))
                            .ok();
                    return moderators("roomAlias", alias);
                });
    }

    private Gift moderators(String name, String value) {
        return gift(stage.moderator(), "roomId", open(), name, value);
    }

    private String alias() {
        return "#" + stage.name() + "alias" + stage.next() + ":test";
    }

    private String delayed() {
        String path =
                "/rooms/%s/send/m.room.message/delayed%d?org.matrix.msc4140.delay=60000"
                        .formatted(open(), stage.next());
        JsonObject message = JsonObject.of("msgtype", "m.text", "body", "later");
        return text(member().put(path, message), "delay_id");
    }

    private String openIdToken() {
        return text(member().post("/user/" + member() + "/openid/request_token"), "access_token");
    }

    private void ofAdministrators() {
        TestUser admin = stage.admin();
        String reports = "/_synapse/admin/v1/";
        for (Method method : List.of(Method.GET, Method.DELETE)) {
            for (String kind : List.of("event_reports", "user_reports")) {
                gifts.put(
                        method + " " + reports + kind + "/{reportId}",
                        _ -> {
                            report();
                            JsonObject newest =
                                    admin.get(reports + kind + "?limit=1").list(kind).getFirst();
                            return gift(
                                    admin, "reportId", newest.value("id").orElseThrow().toString());
                        });
            }
        }
        gifts.put(
                "GET " + reports + "rooms/{roomId}/state_history",
                _ -> {
                    String path = reports + "rooms/" + open() + "/state_history?limit=1";
                    String from = text(admin.get(path), "next_token");
                    return gift(admin, "roomId", open(), "from", from);
                });
        for (Method method : List.of(Method.GET, Method.PUT, Method.DELETE)) {
            gifts.put(
                    method + " " + reports + "registration_tokens/{token}",
                    _ -> gift(admin, "token", registrationToken()));
        }
        gifts.put("registrationTokenValidity", _ -> ofNobody("token", registrationToken()));
    }

    private void report() {
        JsonObject reason = JsonObject.of("reason", "spam");
        member().post("/rooms/" + open() + "/report/" + stage.root(), reason).ok();
        member().post("/users/" + stage.moderator() + "/report", reason).ok();
    }

    private String registrationToken() {
        String path = "/_synapse/admin/v1/registration_tokens/new";
        return text(stage.admin().post(path), "token");
    }

    private void ofSessions() {
        gifts.put("deactivateAccount", this::challenged);
        gifts.put("changePassword", this::challenged);
        gifts.put("deleteDevices", this::challenged);
        gifts.put("generateLoginToken", this::challenged);
        gifts.put(
                "deleteDevice",
                path -> {
                    TestUser newcomer = newcomer();
                    TestAnswer challenge =
                            newcomer.delete(path.replace("{deviceId}", newcomer.device()));
                    return gift(newcomer, "session", text(challenge, "session"))
                            .with("deviceId", newcomer.device())
                            .with("user_id", newcomer.toString());
                });
        gifts.put("register", this::registration);
        for (Method method : List.of(Method.GET, Method.POST)) {
            String path = " /_matrix/client/v3/auth/{authType}/fallback/web";
            gifts.put(
                    method + path,
                    _ -> registration(REGISTER).with("authType", "m.login.registration_token"));
        }
        gifts.put("refresh", _ -> ofNobody("refresh_token", text(login(true), "refresh_token")));
        gifts.put("login", _ -> ofNobody("token", loginToken()));
        gifts.put("POST /_synapse/admin/v1/register", _ -> nonce());
    }

    private TestUser newcomer() {
        return server.user(stage.name() + "newcomer" + stage.next());
    }

    /// A session in which a newcomer has still to say that it is really he.
    private Gift challenged(String path) {
        TestUser newcomer = newcomer();
        JsonObject body =
                JsonObject.of(
                        "devices",
                        JsonArray.of(newcomer.device()),
                        "new_password",
                        "another horse");
        TestAnswer challenge = newcomer.post(path, body);
        return gift(
                newcomer,
                "session",
                text(challenge, "session"),
                "device_id",
                newcomer.device(),
                "user_id",
                newcomer.toString());
    }

    private Gift registration(String path) {
        String name = stage.name() + "newcomer" + stage.next();
        TestAnswer challenge = server.post(path, JsonObject.of("username", name));
        return ofNobody("session", text(challenge, "session"), "username", name);
    }

    private TestAnswer login(boolean refreshable) {
        return server.post(
                "/_matrix/client/v3/login",
                JsonObject.of(
                        "type",
                        "m.login.password",
                        "identifier",
                        JsonObject.of("type", "m.id.user", "user", member().id()),
                        "password",
                        Stage.PASSWORD,
                        "refresh_token",
                        refreshable));
    }

    private String loginToken() {
        String path = "/_matrix/client/v1/login/get_token";
        Gift gift = challenged(path);
        TestUser newcomer = gift.owner().orElseThrow();
        JsonObject auth =
                JsonObject.of(
                        "type",
                        "m.login.password",
                        "identifier",
                        JsonObject.of("type", "m.id.user", "user", newcomer.id()),
                        "password",
                        Stage.PASSWORD,
                        "session",
                        gift.values().get("session"));
        return text(newcomer.post(path, JsonObject.of("auth", auth)), "login_token");
    }

    private Gift nonce() {
        String nonce =
                text(
                        server.send(Request.to(Method.GET, "/_synapse/admin/v1/register").build()),
                        "nonce");
        String name = stage.name() + "newcomer" + stage.next();
        String mac = TestServer.mac(nonce, name, Stage.PASSWORD, "notadmin", "bot");
        return ofNobody("nonce", nonce, "username", name, "mac", mac);
    }

    /// What is made of a token that was given out, so that it almost looks like one.
    static List<String> forged(String token) {
        return Stream.of(
                        token + "\0",
                        token + "/",
                        token + "0",
                        token.substring(0, token.length() / 2),
                        token.substring(token.length() / 2),
                        token + token,
                        token.replaceAll("[0-9]", "9"),
                        token.replaceAll("[0-9]+", "0"),
                        token.replaceAll("[0-9]+", "9223372036854775807"),
                        token.replaceAll("[0-9]+", "9007199254740993"),
                        token.replaceAll("[0-9]+", "-1"),
                        token.replaceAll("[0-9]", "\u0663"),
                        token.toUpperCase(Locale.ROOT),
                        " " + token)
                .distinct()
                .toList();
    }
}
