package myelin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.Method;
import myelin.http.Request;

/// A user on a device. Paths are below `/_matrix/client/v3` unless they begin with `/_`.
public final class TestUser {

    private static final AtomicLong TRANSACTIONS = new AtomicLong();
    private static final String HISTORY = "m.room.history_visibility";
    private static final String VISIBILITY = "history_visibility";

    private final TestServer server;
    private final UserId id;
    private final String device;
    private final String token;

    private TestUser(TestServer server, UserId id, String device, String token) {
        this.server = server;
        this.id = id;
        this.device = device;
        this.token = token;
    }

    /// Who has just got a token.
    static TestUser of(TestServer server, JsonObject login) {
        return new TestUser(
                server,
                UserId.parse(login.string("user_id").orElseThrow()),
                login.string("device_id").orElseThrow(),
                login.string("access_token").orElseThrow());
    }

    public UserId id() {
        return id;
    }

    public String device() {
        return device;
    }

    /// The access token.
    public String token() {
        return token;
    }

    @Override
    public String toString() {
        return id.value();
    }

    /// The same user on the same device, who talks to another server on the same database.
    public TestUser at(TestServer other) {
        return new TestUser(other, id, device, token);
    }

    /// The same user on one more device.
    public TestUser onNewDevice() {
        return server.login(this);
    }

    public TestAnswer get(String path) {
        return server.send(Request.to(Method.GET, full(path)).token(token).build());
    }

    /// The objects of an answer that is an array.
    public List<JsonObject> getList(String path) {
        return server.list(Request.to(Method.GET, full(path)).token(token).build());
    }

    /// Wants to read no more what this one says.
    public void ignores(TestUser other) {
        JsonObject users = JsonObject.of(other.toString(), JsonObject.EMPTY);
        put(
                        "/user/" + this + "/account_data/m.ignored_user_list",
                        JsonObject.of("ignored_users", users))
                .ok();
    }

    /// Deactivates the account for good.
    public void erasesHimself() {
        JsonObject auth =
                JsonObject.of(
                        "type",
                        "m.login.password",
                        "identifier",
                        JsonObject.of("type", "m.id.user", "user", id),
                        "password",
                        TestServer.PASSWORD);
        post("/account/deactivate", JsonObject.of("erase", true, "auth", auth)).ok();
    }

    public TestAnswer delete(String path) {
        return server.send(Request.to(Method.DELETE, full(path)).token(token).build());
    }

    public TestAnswer put(String path, JsonObject body) {
        return server.send(Request.to(Method.PUT, full(path)).token(token).body(body).build());
    }

    /// A body as it is, be it JSON or not.
    public TestAnswer put(String path, byte[] body) {
        return server.send(Request.to(Method.PUT, full(path)).token(token).body(body).build());
    }

    public TestAnswer post(String path, JsonObject body) {
        return server.send(Request.to(Method.POST, full(path)).token(token).body(body).build());
    }

    public TestAnswer post(String path) {
        return post(path, JsonObject.EMPTY);
    }

    private static String full(String path) {
        return path.startsWith("/_") ? path : "/_matrix/client/v3" + path;
    }

    /// What a path or query needs to carry a text.
    public static String encoded(Object text) {
        return URLEncoder.encode(text.toString(), UTF_8).replace("+", "%20");
    }

    /// Creates a room.
    public TestRoom creates(JsonObject body) {
        JsonObject answer = post("/createRoom", body).ok();
        return new TestRoom(RoomId.parse(answer.string("room_id").orElseThrow()));
    }

    /// Creates a room that everybody may join.
    public TestRoom createsPublicRoom() {
        return creates(JsonObject.of("preset", "public_chat"));
    }

    /// Creates a room that everybody may join.
    ///
    /// @param history who may read what is said there: `world_readable`, `shared`, `invited` or `joined`
    public TestRoom createsPublicRoom(String history) {
        JsonObject state =
                JsonObject.of("type", HISTORY, "content", JsonObject.of(VISIBILITY, history));
        return creates(JsonObject.of("preset", "public_chat", "initial_state", List.of(state)));
    }

    /// Creates a room and has others join it.
    public TestRoom createsRoomWith(TestUser... others) {
        TestRoom room = createsPublicRoom();
        for (TestUser other : others) {
            other.join(room).ok();
        }
        return room;
    }

    public TestAnswer join(TestRoom room) {
        return post("/rooms/" + room + "/join");
    }

    public TestAnswer leave(TestRoom room) {
        return post("/rooms/" + room + "/leave");
    }

    public TestAnswer forget(TestRoom room) {
        return post("/rooms/" + room + "/forget");
    }

    public TestAnswer knock(TestRoom room) {
        return post("/knock/" + room);
    }

    public TestAnswer invite(TestRoom room, TestUser other) {
        return about("invite", room, other);
    }

    public TestAnswer kick(TestRoom room, TestUser other) {
        return about("kick", room, other);
    }

    public TestAnswer ban(TestRoom room, TestUser other) {
        return about("ban", room, other);
    }

    public TestAnswer unban(TestRoom room, TestUser other) {
        return about("unban", room, other);
    }

    private TestAnswer about(String what, TestRoom room, TestUser other) {
        return post("/rooms/" + room + "/" + what, JsonObject.of("user_id", other.id()));
    }

    /// Sends an event with a transaction id of its own.
    public TestAnswer send(TestRoom room, String type, JsonObject content) {
        return put(
                "/rooms/" + room + "/send/" + type + "/t" + TRANSACTIONS.incrementAndGet(),
                content);
    }

    /// Sends a message.
    ///
    /// @return the id of the event
    public String says(TestRoom room, String text) {
        return says(room, JsonObject.of("msgtype", "m.text", "body", text));
    }

    /// Sends a message.
    ///
    /// @return the id of the event
    public String says(TestRoom room, JsonObject content) {
        return send(room, "m.room.message", content).ok().string("event_id").orElseThrow();
    }

    /// Says something in a thread.
    ///
    /// @return the id of the event
    public String answers(TestRoom room, String root, String text) {
        return relates(room, "m.thread", root, text);
    }

    /// Says something that relates to an event.
    ///
    /// @return the id of the event
    public String relates(TestRoom room, String relType, String to, String text) {
        JsonObject relation = JsonObject.of("rel_type", relType, "event_id", to);
        return says(
                room, JsonObject.of("msgtype", "m.text", "body", text, "m.relates_to", relation));
    }

    /// Says what an event should have said.
    ///
    /// @return the id of the event
    public String edits(TestRoom room, String event, String text) {
        return says(
                room,
                JsonObject.of(
                        "msgtype",
                        "m.text",
                        "body",
                        "* " + text,
                        "m.new_content",
                        JsonObject.of("msgtype", "m.text", "body", text),
                        "m.relates_to",
                        JsonObject.of("rel_type", "m.replace", "event_id", event)));
    }

    public TestAnswer setState(TestRoom room, String type, String key, JsonObject content) {
        return put("/rooms/" + room + "/state/" + type + "/" + encoded(key), content);
    }

    /// Says who may read what is said in a room from now on.
    ///
    /// @param to as of [#createsPublicRoom(String)]
    public void showsHistory(TestRoom room, String to) {
        setState(room, HISTORY, "", JsonObject.of(VISIBILITY, to)).ok();
    }

    /// The content of a state event that the user may read.
    public JsonObject state(TestRoom room, String type, String key) {
        return get("/rooms/" + room + "/state/" + type + "/" + encoded(key)).ok();
    }

    /// The content of a state event with an empty key.
    public JsonObject state(TestRoom room, String type) {
        return state(room, type, "");
    }

    /// What the membership of somebody is, as this user reads it.
    public String membership(TestRoom room, TestUser of) {
        return state(room, "m.room.member", of.toString()).string("membership").orElseThrow();
    }

    public TestAnswer redact(TestRoom room, String event) {
        return put(
                "/rooms/"
                        + room
                        + "/redact/"
                        + encoded(event)
                        + "/t"
                        + TRANSACTIONS.incrementAndGet(),
                JsonObject.EMPTY);
    }

    /// The first sync.
    public TestSync sync() {
        return new TestSync(get("/sync").ok());
    }

    /// What is new; does not wait.
    public TestSync sync(TestSync before) {
        return new TestSync(get("/sync?since=" + before.next()).ok());
    }

    /// The first sync with more parameters, such as `full_state=true`.
    public TestSync sync(String parameters) {
        return new TestSync(get("/sync?" + parameters).ok());
    }

    /// The first sync with a filter.
    public TestSync sync(JsonObject filter) {
        return sync("filter=" + encoded(filter));
    }

    /// What is new, with a filter.
    public TestSync sync(TestSync before, JsonObject filter) {
        return sync("filter=" + encoded(filter) + "&since=" + before.next());
    }

    /// A sync that waits for news; it waits already when this returns.
    public Pending waits(TestSync before) {
        return waits(before, "");
    }

    /// As `waits`, with more parameters, such as `&set_presence=unavailable`.
    public Pending waits(TestSync before, String parameters) {
        FutureTask<TestSync> task =
                new FutureTask<>(() -> sync("timeout=300000&since=" + before.next() + parameters));
        Thread thread = Thread.startVirtualThread(task);
        while (thread.getState() != Thread.State.TIMED_WAITING && !task.isDone()) {
            Thread.onSpinWait();
        }
        return new Pending(task);
    }

    /// A request that is being answered.
    public record Pending(FutureTask<TestSync> task) {

        /// The answer, which must come within seconds.
        public TestSync answer() {
            try {
                return task.get(10, TimeUnit.SECONDS);
            } catch (InterruptedException | TimeoutException | ExecutionException failure) {
                throw new AssertionError("no answer", failure);
            }
        }
    }

    /// What the user's own member event says now, if anything.
    public Optional<String> ownMembership(TestRoom room) {
        return get("/rooms/" + room + "/state/m.room.member/" + id).json().string("membership");
    }
}
