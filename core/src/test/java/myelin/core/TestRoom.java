package myelin.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.core.auth.AuthState;
import myelin.core.auth.Authorization;
import myelin.core.auth.Verdict;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.core.state.StateKey;

/// A room for tests: created by alice, who is in it. Its events are neither hashed nor signed.
///
/// The methods which set state do so without asking whether it is permitted, and return the room.
public final class TestRoom implements AuthState {
    public static final UserId ALICE = UserId.parse("@alice:one.example");
    public static final UserId BOB = UserId.parse("@bob:two.example");
    public static final UserId CAROL = UserId.parse("@carol:three.example");

    private final RoomVersion version;
    private final Map<StateKey, Pdu> state = new HashMap<>();
    private final Pdu create;
    private int events;

    private TestRoom(RoomVersion version, JsonObject createContent) {
        this.version = version;
        this.create = event(Draft.state(ALICE, EventType.M_ROOM_CREATE, "", createContent));
        put(create);
        member(ALICE, "join");
    }

    /// A room with a create event as it is usual in this version.
    public static TestRoom of(RoomVersion version) {
        return of(version, JsonObject.EMPTY);
    }

    /// A room whose create event has this content, and what else it needs.
    public static TestRoom of(RoomVersion version, JsonObject createContent) {
        JsonObject content = createContent.with("room_version", version.id());
        return new TestRoom(
                version,
                version.rules().has(Rule.CREATOR_IS_SENDER) || content.has("creator")
                        ? content
                        : content.with("creator", ALICE));
    }

    public TestRoom member(UserId user, String membership) {
        return state(
                user,
                EventType.M_ROOM_MEMBER,
                user.value(),
                JsonObject.of("membership", membership));
    }

    public TestRoom joinRule(String rule) {
        return state(ALICE, EventType.M_ROOM_JOIN_RULES, "", JsonObject.of("join_rule", rule));
    }

    public TestRoom levels(JsonObject content) {
        return state(ALICE, EventType.M_ROOM_POWER_LEVELS, "", content);
    }

    /// Power levels which give these users these levels.
    public TestRoom levelsOf(Map<UserId, Integer> users) {
        return levels(JsonObject.of("users", JsonObject.from(users)));
    }

    public TestRoom state(UserId sender, String type, String stateKey, JsonObject content) {
        put(event(Draft.state(sender, type, stateKey, content)));
        return this;
    }

    public TestRoom put(Pdu event) {
        state.put(event.key().orElseThrow(), event);
        return this;
    }

    /// An event of this room after two others.
    public Pdu event(Draft draft) {
        return event(
                draft, List.of(new EventId("$previous:one.example"), new EventId("$x:y.example")));
    }

    public Pdu event(Draft draft, List<EventId> prevEvents) {
        events++;
        EventId id = new EventId("$event%037dA".formatted(events) + suffix(draft.sender()));
        boolean isCreate = draft.type().equals(EventType.M_ROOM_CREATE);
        JsonObject.Builder json =
                JsonObject.builder()
                        .put("type", draft.type())
                        .put("sender", draft.sender())
                        .put("content", draft.content())
                        .put("depth", events)
                        .put("origin_server_ts", 1_000_000 + events)
                        .put("prev_events", isCreate ? JsonArray.EMPTY : references(prevEvents))
                        .put("auth_events", JsonArray.EMPTY)
                        .putIfPresent("state_key", draft.stateKey())
                        .putIfPresent("redacts", draft.redacts());
        if (!version.rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)) {
            json.put("room_id", "!room:one.example");
        } else if (!isCreate) {
            json.put("room_id", create.roomId());
        }
        return Pdu.of(json.build(), version, id);
    }

    private String suffix(UserId sender) {
        return version.rules().has(Rule.EVENT_ID_IN_EVENT) ? ":" + sender.server() : "";
    }

    private JsonArray references(List<EventId> ids) {
        List<Object> references = new ArrayList<>();
        for (EventId id : ids) {
            references.add(
                    version.rules().has(Rule.EVENT_ID_IN_EVENT)
                            ? JsonArray.of(id, JsonObject.of("sha256", ""))
                            : id);
        }
        return JsonArray.from(references);
    }

    /// What the rules say about sending this draft now.
    public Verdict check(Draft draft) {
        return check(event(draft));
    }

    public Verdict check(Pdu event) {
        return Authorization.check(version.rules(), event, this);
    }

    /// What the rules say about `sender` changing the membership of `target`.
    public Verdict membership(UserId sender, UserId target, String membership) {
        return membership(sender, target, JsonObject.of("membership", membership));
    }

    public Verdict membership(UserId sender, UserId target, JsonObject content) {
        return check(Draft.state(sender, EventType.M_ROOM_MEMBER, target.value(), content));
    }

    /// What the rules say about `sender` setting the power levels.
    public Verdict setLevels(UserId sender, JsonObject content) {
        return check(Draft.state(sender, EventType.M_ROOM_POWER_LEVELS, "", content));
    }

    @Override
    public Optional<Pdu> event(String type, String stateKey) {
        return Optional.ofNullable(state.get(new StateKey(type, stateKey)));
    }

    public RoomVersion version() {
        return version;
    }

    public RoomId roomId() {
        return create.roomId();
    }

    public Pdu create() {
        return create;
    }
}
