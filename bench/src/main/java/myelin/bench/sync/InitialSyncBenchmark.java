package myelin.bench.sync;

import java.util.List;
import java.util.concurrent.TimeUnit;
import myelin.bench.Population;
import myelin.http.Method;
import myelin.http.Response;
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

/// The first `/sync` of a user in 200 rooms: from the request to the bytes, without the web server.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 6, time = 3)
@Measurement(iterations = 6, time = 3)
@Fork(1)
public class InitialSyncBenchmark {

    private static final int MEMBERS = 10;
    private static final int ROOMS = 200;

    /// What the rooms are called; empty: after their members.
    @Param({"", "Hall"})
    public String name = "";

    private final Population population = Population.of(MEMBERS, false);

    @Setup
    public void fill() {
        List<Population.User> users = population.users();
        for (int i = 0; i < ROOMS; i++) {
            String room = population.createRoom(users.getFirst(), name, users.subList(1, MEMBERS));
            population.say(users.getLast(), room, "hello");
        }
    }

    @TearDown
    public void close() {
        population.close();
    }

    @Benchmark
    public Response answer() {
        return population.answer(
                Population.as(
                                population.users().getFirst(),
                                Method.GET,
                                Population.CLIENT + "sync?filter=" + Population.FILTER)
                        .build());
    }
}
