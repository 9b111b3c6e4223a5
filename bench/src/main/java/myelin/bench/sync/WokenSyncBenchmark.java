package myelin.bench.sync;

import java.util.List;
import java.util.concurrent.TimeUnit;
import myelin.bench.Population;
import myelin.http.Method;
import myelin.http.Request;
import myelin.http.Response;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// One answer of a `/sync` that a message has woken, in a room of 200 members who all get theirs: from the request to
/// the bytes, without the web server.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 6, time = 3)
@Measurement(iterations = 6, time = 3)
@Fork(1)
public class WokenSyncBenchmark {

    private static final int MEMBERS = 200;

    /// How long the message is.
    @Param({"80", "4000"})
    public int length = 80;

    private final Population population = Population.of(MEMBERS, false);
    private String room = "";
    private final String[] tokens = new String[MEMBERS];
    private final Request[] requests = new Request[MEMBERS];

    @Setup
    public void fill() {
        List<Population.User> users = population.users();
        room = population.createRoom(users.getFirst(), "Hall", users.subList(1, MEMBERS));
        for (int member = 0; member < MEMBERS; member++) {
            tokens[member] = next(population.answer(sync(member, "")));
        }
    }

    private Request sync(int member, String since) {
        return Population.as(
                        population.users().get(member),
                        Method.GET,
                        Population.CLIENT + "sync?filter=" + Population.FILTER + since)
                .build();
    }

    private static String next(Response response) {
        return response.json().string("next_batch").orElseThrow();
    }

    /// Sends a message. What everybody goes on from is the answer that tells the last one.
    @Setup(Level.Invocation)
    public void say() {
        String token = next(population.answer(sync(0, "&since=" + tokens[0])));
        population.say(population.users().getLast(), room, "x".repeat(length));
        for (int member = 0; member < MEMBERS; member++) {
            tokens[member] = token;
            requests[member] = sync(member, "&since=" + token);
        }
    }

    @TearDown
    public void close() {
        population.close();
    }

    @Benchmark
    @OperationsPerInvocation(MEMBERS)
    public long answer() {
        long bytes = 0;
        for (Request request : requests) {
            Response response = population.answer(request);
            bytes += ((Response.Body.Bytes) response.body()).bytes().length;
        }
        return bytes;
    }
}
