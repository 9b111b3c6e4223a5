package myelin.hostile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import myelin.TestRoom;
import myelin.TestServer;
import myelin.TestUser;
import myelin.core.json.JsonObject;
import myelin.http.Caller;
import myelin.http.Route;
import myelin.spec.SpecFacts;

/// People and rooms, so that what is asked about them reaches deep. What hostile requests do to one stage is left
/// behind with it: on each server there may be many.
final class Stage {
    static final String PASSWORD = "correct horse";

    private final String name;
    private final TestUser admin;
    private final TestUser moderator;
    private final TestUser member;
    private final TestUser stranger;
    private final TestUser guest;
    private final TestRoom open;
    private final TestRoom space;
    private final TestRoom knockable;
    private int numbers;
    private final List<String> roots = new ArrayList<>();
    private final Map<String, List<String>> words = new HashMap<>();

    /// @param name not yet that of another stage on this server
    Stage(TestServer server, String name) {
        this.name = name;
        admin = server.admin("admin" + name);
        moderator = server.user("moderator" + name);
        member = server.user("member" + name);
        stranger = server.user("stranger" + name);
        guest = server.guest();
        open = moderator.creates(JsonObject.of("preset", "public_chat", "visibility", "public"));
        member.join(open).ok();
        TestRoom closed = closed();
        space =
                moderator.creates(
                        JsonObject.of(
                                "creation_content",
                                JsonObject.of("type", "m.space"),
                                "visibility",
                                "public",
                                "room_alias_name",
                                "space" + name));
        moderator
                .setState(
                        space,
                        "m.space.child",
                        open.toString(),
                        JsonObject.of("via", List.of("test")))
                .ok();
        knockable =
                moderator.creates(
                        JsonObject.of(
                                "preset",
                                "private_chat",
                                "initial_state",
                                List.of(
                                        JsonObject.of(
                                                "type",
                                                "m.room.join_rules",
                                                "content",
                                                JsonObject.of("join_rule", "knock")))));
        keepThings(moderator);
        keepThings(member);
        List<String> events = talk(open);
        words.put("eventId", events);
        words.put("event_id", events);
        words.put("rootId", roots);
        words.put("m.read", events);
        words.put("m.fully_read", events);
        words.put("redacts", events);
        for (String key : List.of("roomId", "room_id")) {
            words.put(key, texts(open, open, open, closed, space));
        }
        words.put("roomIdOrAlias", texts(open, closed, knockable, "#space" + name + ":test"));
        words.put("roomAlias", texts("#space" + name + ":test", "#new" + name + ":test"));
        words.put(
                "room_alias_name",
                IntStream.range(0, 20).mapToObj(i -> "another" + i + name).toList());
        for (String key : List.of("userId", "user_id", "user", "sender", "invite")) {
            words.put(key, texts(moderator, member, member, stranger, guest));
        }
        words.put("username", texts("fresh" + name, "other" + name, moderator));
        words.put("deviceId", texts(moderator.device(), member.device()));
        words.put("device_id", words.get("deviceId"));
        words.put("devices", words.get("deviceId"));
        words.put("password", List.of(PASSWORD));
        words.put("new_password", List.of(PASSWORD));
        words.put("from", texts(member.sync().next()));
        for (String key : List.of("since", "to", "at", "pos", "batch")) {
            words.put(key, words.get("from"));
        }
        addNames();
    }

    /// Account data and push rules.
    private void keepThings(TestUser user) {
        JsonObject datum = JsonObject.of("a", 1);
        for (String where : List.of("/", "/rooms/" + open + "/")) {
            for (String type : List.of("m.direct", "a.b")) {
                user.put("/user/" + user + where + "account_data/" + type, datum).ok();
            }
        }
        for (String rule :
                List.of(
                        "override/one",
                        "underride/one",
                        "content/one",
                        "room/" + open,
                        "sender/" + moderator)) {
            JsonObject body = JsonObject.of("actions", List.of("notify"), "pattern", "one");
            user.put("/pushrules/global/" + rule, body).ok();
        }
    }

    private TestRoom closed() {
        TestRoom room =
                moderator.creates(
                        JsonObject.of(
                                "preset",
                                "private_chat",
                                "room_version",
                                "10",
                                "invite",
                                List.of(stranger.id())));
        moderator.invite(room, member).ok();
        member.join(room).ok();
        moderator.showsHistory(room, "world_readable");
        moderator.says(room, "one word");
        return room;
    }

    /// @return ids of events: a message, an answer in its thread, an edit, a reaction, one that was redacted
    private List<String> talk(TestRoom room) {
        List<String> events = new ArrayList<>();
        String root = moderator.says(room, "one");
        roots.add(root);
        events.add(root);
        for (String type : List.of("m.thread", "m.reference", "m.replace")) {
            JsonObject relation = JsonObject.of("rel_type", type, "event_id", root);
            JsonObject content =
                    JsonObject.of("msgtype", "m.text", "body", "two", "m.relates_to", relation);
            events.add(
                    moderator.says(
                            room,
                            type.equals("m.replace")
                                    ? content.with("m.new_content", content.without("m.relates_to"))
                                    : content));
        }
        roots.add(moderator.says(room, "one other"));
        moderator.says(
                room,
                JsonObject.of(
                        "msgtype",
                        "m.text",
                        "body",
                        "another one",
                        "m.relates_to",
                        JsonObject.of("rel_type", "m.thread", "event_id", roots.getLast())));
        String redacted = member.says(room, "three");
        member.redact(room, redacted).ok();
        events.add(redacted);
        return events;
    }

    private void addNames() {
        List<String> types = new ArrayList<>();
        for (String type : SpecFacts.committed().eventTypes()) {
            if (!type.contains("$")) {
                types.add(type);
            }
        }
        // More often what is in each room.
        List<String> common = new ArrayList<>(types);
        for (int i = 0; i < types.size() / 4; i++) {
            common.addAll(List.of("m.room.create", "m.room.member", "m.room.power_levels"));
        }
        words.put("eventType", common);
        words.put("types", types);
        words.put("not_types", types);
        for (String key : List.of("senders", "not_senders", "additional_creators")) {
            words.put(key, words.get("userId"));
        }
        words.put("related_by_senders", words.get("userId"));
        words.put("not_rooms", words.get("roomId"));
        words.put("rooms", words.get("roomId"));
        words.put("server", texts("test"));
        words.put("only", texts("highlight"));
        words.put("type", texts("m.direct", "m.ignored_user_list", "m.text", "m.room.name", "a.b"));
        words.put("stateKey", texts("", moderator, member));
        words.put("state_key", words.get("stateKey"));
        words.put("relType", texts("m.thread", "m.reference", "m.replace", "m.annotation"));
        words.put("rel_type", words.get("relType"));
        words.put("receiptType", texts("m.read", "m.read.private", "m.fully_read"));
        words.put("kind", texts("override", "underride", "content", "room", "sender"));
        words.put("ruleId", texts(".m.rule.master", "one", "one", open, moderator));
        words.put("before", texts("one"));
        words.put("keyName", texts("displayname", "avatar_url", "m.tz", "a.b"));
        words.put("filterId", texts("0", "1"));
        words.put("tag", texts("m.favourite", "u.work"));
        words.put("dir", texts("b", "f"));
        words.put("ts", texts("0", "1767225600000"));
        words.put("timeout", texts("0"));
        words.put("limit", texts("1", "20"));
        words.put("new_version", texts("11", "12"));
        words.put("room_version", texts("1", "6", "10", "12"));
        words.put("authType", texts("m.login.dummy", "m.login.terms"));
        words.put("presence", texts("online", "busy"));
        words.put("membership", texts("join", "leave", "invite", "ban", "knock"));
        words.put("url", texts("mxc://test/one"));
        words.put("avatar_url", words.get("url"));
        words.put("search_term", texts("one"));
        words.put("next_batch", texts("b9000_1", "b9000_1_1000000_9"));
        words.put("via", texts("test"));
        words.put("servers", texts("test"));
        words.put("pattern", texts("one*"));
        words.put("key", texts("content.body", "event_match"));
        words.put("is", texts(">=2"));
    }

    private static List<String> texts(Object... values) {
        return List.of(values).stream().map(Object::toString).toList();
    }

    Map<String, List<String>> words() {
        return words;
    }

    String name() {
        return name;
    }

    /// A number that was not given before.
    int next() {
        return ++numbers;
    }

    TestUser admin() {
        return admin;
    }

    /// Who made the rooms.
    TestUser moderator() {
        return moderator;
    }

    TestUser member() {
        return member;
    }

    /// A room that is in the public list.
    TestRoom open() {
        return open;
    }

    /// The space that the open room is in.
    TestRoom space() {
        return space;
    }

    /// A room that lets in whom it has answered.
    TestRoom knockable() {
        return knockable;
    }

    /// An event with which a thread begins.
    String root() {
        return roots.getFirst();
    }

    /// All of them in the open room.
    List<String> roots() {
        return roots;
    }

    /// Who calls: most often somebody whom the route lets in.
    Optional<TestUser> caller(Route route, RandomGenerator random) {
        int chance = random.nextInt(20);
        if (route.caller() == Caller.ADMIN && chance < 16) {
            return Optional.of(admin);
        }
        if (chance == 0) {
            return Optional.empty();
        }
        return Optional.of(
                chance < 10 ? moderator : chance < 15 ? member : chance < 18 ? stranger : guest);
    }
}
