package myelin.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static myelin.state.StateWorld.OTHER;
import static myelin.state.StateWorld.ROOM;
import static myelin.state.StateWorld.members;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import myelin.BothDatabases;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.observe.Exposition;
import myelin.sql.Database;

/// What a scrape tells of the states' sizes.
class StateSizesTest {

    private static final Pattern SHOWN =
            Pattern.compile(
                    "myelin_state_([a-z_]+)\\{(?:room_id=\"(.*?)\",)?server_name=\"test\"} (.*)");

    /// The metrics by their names, or by their rooms.
    private static Map<String, Double> scrape(StateWorld world) {
        Exposition exposition = new Exposition(world.metrics, ServerName.parse("test"), "1");
        Map<String, Double> shown = new TreeMap<>();
        SHOWN.matcher(new String(exposition.page("").body(), UTF_8))
                .results()
                .forEach(line ->
                        shown.put(
                                line.group(2) == null ? line.group(1) : line.group(2),
                                Double.valueOf(line.group(3))));
        return shown;
    }

    private static void count(StateWorld world) {
        world.collector.look(StateCollectorTest.jobs(world, world.database));
    }

    private static double bytes(StateWorld world, RoomId room) {
        return world.states.size(room).orElseThrow().bytes();
    }

    @BothDatabases
    void allStatesAndEachOfTheLargestRoomsAreShown(Database database) {
        StateWorld world = new StateWorld(database);
        count(world);
        double usual = scrape(world).get("keys");
        world.cite(ROOM, 1, StateRoot.EMPTY, members(500, 1));
        world.cite(OTHER, 2, StateRoot.EMPTY, members(20, 1_000));
        assertThat(scrape(world)).containsEntry("nodes", 0.0);

        count(world);

        assertThat(scrape(world))
                .containsOnly(
                        Map.entry(
                                "nodes",
                                (double) world.stored(ROOM).size() + world.stored(OTHER).size()),
                        Map.entry("bytes", bytes(world, ROOM) + bytes(world, OTHER)),
                        Map.entry("keys", usual + 500),
                        Map.entry(ROOM.value(), bytes(world, ROOM)),
                        Map.entry(OTHER.value(), bytes(world, OTHER)));
    }

    /// A server may know a hundred thousand rooms, and nobody wants to draw as many lines.
    @BothDatabases
    void ofManyRoomsTheTenLargestAreShown(Database database) {
        StateWorld world = new StateWorld(database);
        List<RoomId> rooms =
                IntStream.range(0, 13).mapToObj(i -> RoomId.parse("!r" + i + ":test")).toList();
        for (int i = 0; i < rooms.size(); i++) {
            world.cite(rooms.get(i), i, StateRoot.EMPTY, members(1 + i, 100L * i));
        }

        count(world);

        Map<String, Double> shown = scrape(world);
        shown.keySet().removeIf(name -> !name.startsWith("!"));
        assertThat(shown.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        rooms.stream()
                                .sorted(Comparator.comparingDouble(room -> -bytes(world, room)))
                                .limit(10)
                                .map(RoomId::value)
                                .toList());
    }
}
