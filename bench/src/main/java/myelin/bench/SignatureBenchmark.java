package myelin.bench;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import myelin.core.crypto.JsonSignatures;
import myelin.core.crypto.SigningKey;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Signing and verifying an event with the JDK's own provider, which the server replaces where it can.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SignatureBenchmark {
    private final SigningKey key = SigningKey.generate("a", new Random(1));
    private final JsonObject event = JsonParser.object(SampleEvent.bytes());
    private final JsonObject signed = JsonSignatures.sign(event, "example.org", key);

    @Benchmark
    public JsonObject sign() {
        return JsonSignatures.sign(event, "example.org", key);
    }

    @Benchmark
    public boolean verify() {
        return JsonSignatures.verify(signed, "example.org", key.verifyKey());
    }
}
