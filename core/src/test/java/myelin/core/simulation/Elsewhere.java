package myelin.core.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.Rule;

/// The beginning of another room, in which mallory may do what she likes. What happens there gives her nothing here.
final class Elsewhere {
    private static final UserId MALLORY = UserId.parse("@mallory:mallory.example");
    private static final ServerName SERVER = MALLORY.server();

    /// So great that no event of the room itself has such a number.
    private static final int FIRST_NUMBER = 5_000;

    private final World world;
    private final List<Pdu> events = new ArrayList<>();

    private Elsewhere(World world) {
        this.world = world;
    }

    static List<Pdu> room(World world) {
        Elsewhere elsewhere = new Elsewhere(world);
        JsonObject content = JsonObject.of("room_version", world.version().id());
        boolean named = world.version().rules().has(Rule.CREATOR_IS_SENDER);
        elsewhere.add(
                EventType.M_ROOM_CREATE, "", named ? content : content.with("creator", MALLORY));
        elsewhere.add(
                EventType.M_ROOM_MEMBER, MALLORY.value(), JsonObject.of("membership", "join"));
        boolean creatorsRule = world.version().rules().has(Rule.PRIVILEGED_CREATORS);
        elsewhere.add(
                EventType.M_ROOM_POWER_LEVELS,
                "",
                creatorsRule
                        ? JsonObject.EMPTY
                        : JsonObject.of("users", JsonObject.of(MALLORY.value(), 100)));
        elsewhere.add(EventType.M_ROOM_JOIN_RULES, "", JsonObject.of("join_rule", "public"));
        return List.copyOf(elsewhere.events);
    }

    private void add(String type, String stateKey, JsonObject content) {
        boolean idIsRoom = world.version().rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID);
        List<EventId> before = events.stream().map(Pdu::eventId).toList();
        Optional<RoomId> room =
                events.isEmpty()
                        ? Optional.of(RoomId.parse("!elsewhere:" + SERVER)).filter(_ -> !idIsRoom)
                        : Optional.of(events.getFirst().roomId());
        World.Frame frame =
                new World.Frame(
                        SERVER,
                        room,
                        before.subList(Math.max(0, before.size() - 1), before.size()),
                        before.subList(idIsRoom ? Math.min(1, before.size()) : 0, before.size()),
                        before.size() + 1L,
                        before.size(),
                        FIRST_NUMBER + before.size());
        events.add(world.event(Draft.state(MALLORY, type, stateKey, content), frame));
    }
}
