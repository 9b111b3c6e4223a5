package myelin.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import myelin.BothDatabases;
import myelin.RemoteRoom;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.events.StoredEvent;
import myelin.sql.Database;

/// Histories made by chance on servers elsewhere, with bans, struggles for power, and events that nobody permits or that
/// follow one of another room, come in any order, by way of two nodes which are restarted now and then. What follows from
/// them is compared with the resolution of whole states.
class RandomForksTest {

    private static final int ROOMS = 3;
    private static final int STEPS = 45;
    private static final UserId CREATOR = UserId.parse("@creator:one.example");
    private static final List<UserId> USERS =
            List.of(
                    CREATOR,
                    UserId.parse("@bob:one.example"),
                    UserId.parse("@carol:two.example"),
                    UserId.parse("@dan:two.example"));

    @BothDatabases
    void whateverTheOrderTheStatesAreTheSame(Database database) {
        long seed = Long.getLong("myelin.seed", new Random().nextLong());
        for (RoomVersion version : RoomVersion.values()) {
            for (int i = 0; i < ROOMS; i++) {
                try {
                    check(database, version, new Random(seed + i));
                } catch (AssertionError | RuntimeException failure) {
                    throw new AssertionError(
                            "version " + version + ", -Dmyelin.seed=" + (seed + i), failure);
                }
            }
        }
    }

    private static void check(Database database, RoomVersion version, Random random) {
        UserId creator = UserId.parse("@creator" + random.nextInt(1 << 30) + ":one.example");
        RemoteRoom there =
                RemoteRoom.createdBy(
                        version, creator, "v" + version.id() + "r" + random.nextInt(1 << 30));
        UserId another = UserId.parse("@another" + random.nextInt(1 << 30) + ":one.example");
        RemoteRoom elsewhere = RemoteRoom.createdBy(version, another, "of" + there.id().hashCode());
        Pdu last = live(there, creator, elsewhere.newest(), random);
        List<RoomFixture> nodes =
                new ArrayList<>(List.of(new RoomFixture(database), new RoomFixture(database)));
        elsewhere.events().forEach(event -> ForksTest.accept(nodes.getFirst(), event));
        List<Pdu> waiting = new ArrayList<>(there.events());
        Collections.shuffle(waiting, random);
        for (int turn = 0; !waiting.isEmpty(); turn++) {
            assertThat(turn).as("%s", stuck(nodes.getFirst(), waiting)).isLessThan(5_000);
            Pdu pdu = waiting.removeFirst();
            RoomFixture node = nodes.get(random.nextInt(2));
            if (node.rooms.receiver().receive(pdu) instanceof Receipt.Missing) {
                waiting.add(pdu);
            }
            if (random.nextInt(20) == 0) {
                nodes.set(random.nextInt(2), new RoomFixture(database));
            }
        }
        RoomFixture fresh = new RoomFixture(database);
        for (Pdu pdu : there.events()) {
            StoredEvent stored = fresh.rooms.events().known(pdu.eventId()).orElseThrow();
            assertThat(stored.standing().isRejected())
                    .as("rejected %s", pdu)
                    .isEqualTo(there.isRejected(pdu));
            assertThat(ForksTest.stateBefore(fresh, pdu.eventId()))
                    .as("state before %s", pdu)
                    .isEqualTo(there.before(pdu.eventId()).events());
        }
        List<EventId> ends = ForksTest.extremities(fresh, there);
        assertThat(ForksTest.currentState(fresh, there)).isEqualTo(there.resolve(ends).events());
        if (fresh.rooms.events().find(last.eventId()).isPresent()) {
            assertThat(ends).containsExactly(last.eventId());
        }
        ForksTest.assertMembersAsInState(fresh, there);
        nodes.forEach(node -> {
            node.rooms.feed().catchUp(Long.MAX_VALUE);
            ForksTest.assertMembersAsInState(node, there);
            assertThat(ForksTest.currentState(node, there))
                    .isEqualTo(ForksTest.currentState(fresh, there));
        });
    }

    /// Those which wait for nobody that waits.
    private static List<String> stuck(RoomFixture node, List<Pdu> waiting) {
        Set<EventId> ids = waiting.stream().map(Pdu::eventId).collect(Collectors.toSet());
        return waiting.stream()
                .filter(pdu -> Collections.disjoint(pdu.prevEvents(), ids))
                .filter(pdu -> Collections.disjoint(pdu.authEvents(), ids))
                .map(pdu -> pdu + " upon " + node.rooms.events().known(pdu.prevEvents()))
                .toList();
    }

    /// @param foreign an event of another room, which events here claim to follow
    /// @return an event that joins all forks
    private static Pdu live(RemoteRoom there, UserId creator, Pdu foreign, Random random) {
        List<UserId> users = new ArrayList<>(USERS);
        users.set(0, creator);
        List<Pdu> tips = new ArrayList<>(List.of(there.newest()));
        for (UserId user : users.subList(1, users.size())) {
            tips.set(0, there.make(tips, RemoteRoom.member(user, user, "join")));
        }
        for (int step = 0; step < STEPS; step++) {
            Draft draft = draft(there, users, random);
            Pdu tip = tips.get(random.nextInt(tips.size()));
            if (random.nextInt(8) == 0 && tips.size() > 1) {
                Pdu joined = there.make(tips, draft);
                tips.clear();
                tips.add(joined);
                continue;
            }
            Pdu made =
                    there.make(
                            random.nextInt(15) == 0 ? List.of(tip, foreign) : List.of(tip), draft);
            if (random.nextInt(5) == 0 && tips.size() < 4) {
                tips.add(made);
            } else {
                tips.set(tips.indexOf(tip), made);
            }
        }
        return there.make(
                List.copyOf(new LinkedHashSet<>(tips)), RoomFixture.message(creator, "so"));
    }

    private static Draft draft(RemoteRoom there, List<UserId> users, Random random) {
        UserId sender = users.get(random.nextInt(users.size()));
        UserId target = users.get(random.nextInt(users.size()));
        return switch (random.nextInt(9)) {
            case 0, 1 -> RoomFixture.message(sender, "m" + random.nextInt());
            case 2 -> RoomFixture.topic(sender, "t" + random.nextInt());
            case 3, 4 -> levels(there, sender, users, random);
            case 5 ->
                    Draft.state(
                            sender,
                            EventType.M_ROOM_JOIN_RULES,
                            "",
                            JsonObject.of("join_rule", random.nextBoolean() ? "public" : "invite"));
            case 6 -> RemoteRoom.member(sender, sender, random.nextBoolean() ? "join" : "leave");
            default ->
                    RemoteRoom.member(
                            sender,
                            target,
                            List.of("ban", "leave", "invite").get(random.nextInt(3)));
        };
    }

    private static Draft levels(
            RemoteRoom there, UserId sender, List<UserId> users, Random random) {
        Map<String, Integer> levels = new HashMap<>();
        for (UserId user : users) {
            levels.put(user.value(), List.of(0, 50, 50, 100).get(random.nextInt(4)));
        }
        if (there.version().rules().has(Rule.PRIVILEGED_CREATORS)) {
            levels.remove(users.getFirst().value());
        } else {
            levels.put(users.getFirst().value(), 100);
        }
        return Draft.state(
                sender,
                EventType.M_ROOM_POWER_LEVELS,
                "",
                JsonObject.of("users", JsonObject.from(levels)));
    }
}
