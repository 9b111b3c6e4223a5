package myelin.bench.resolution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import myelin.config.DatabaseConfig;
import myelin.core.id.EventId;
import myelin.core.room.RoomVersion;
import myelin.core.state.AuthChain;
import myelin.core.state.Conflict;
import myelin.core.state.KnownEvents;
import myelin.core.state.StateKey;
import myelin.core.state.StateMap;
import myelin.core.state.StateResolution;
import myelin.schema.Migrations;
import myelin.state.StateRoot;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Three forks with 100 conflicting members and 5 conflicting power events, in a room of 50,000 members, and in one whose
/// power levels have changed 5,000 times.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ResolutionBenchmark {

    @Param({"LARGE", "OLD"})
    public String shape = "";

    private ForkedRoom room = ForkedRoom.of(RoomVersion.V11, ForkedRoom.Shape.SMALL);
    private List<StateMap> maps = List.of();
    private Conflict conflict = Conflict.between(maps);
    private KnownEvents known = KnownEvents.of(Map.of(), Set.of());
    private Set<EventId> related = Set.of();
    private Optional<StoredRoom> stored = Optional.empty();
    private List<StateRoot> roots = List.of();

    @Setup
    public void fill() throws IOException {
        ForkedRoom.Shape wanted =
                shape.equals("LARGE") ? ForkedRoom.Shape.LARGE : ForkedRoom.Shape.OLD;
        room = ForkedRoom.of(RoomVersion.V11, wanted);
        maps = room.forks();
        known = KnownEvents.of(room.byId(), Set.of());
        related = AuthChain.difference(maps, known);
        Set<StateKey> differing = new HashSet<>(Conflict.between(maps).differing().keySet());
        conflict =
                new Conflict(
                        key ->
                                differing.contains(key)
                                        ? Optional.empty()
                                        : Optional.ofNullable(room.trunk().get(key)),
                        Conflict.between(maps).differing());
        Path file = Files.createTempDirectory("resolution").resolve("rooms.db");
        StoredRoom store =
                StoredRoom.of(
                        Migrations.opened(
                                new DatabaseConfig.Sqlite(file, DatabaseConfig.Synchronous.OFF)));
        roots = store.store(room);
        stored = Optional.of(store);
    }

    @TearDown
    public void close() {
        stored.ifPresent(store -> store.database().close());
    }

    /// Given what conflicts and the auth difference: the rules alone.
    @Benchmark
    public Map<StateKey, EventId> rules() {
        return StateResolution.resolve(RoomVersion.V11.rules(), conflict, related, known);
    }

    /// Given whole states, of which the auth chains have to be walked.
    @Benchmark
    public StateMap wholeStates() {
        return StateResolution.resolve(RoomVersion.V11.rules(), maps, known);
    }

    /// All that the server does: compare trees, find the difference in SQLite, and write the result there.
    @Benchmark
    public StateRoot throughTheStore() {
        return stored.orElseThrow().resolve(RoomVersion.V11, roots);
    }
}
