package myelin.bench;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import myelin.core.json.CanonicalJson;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.json.JsonWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What is done with the JSON of every event, alone and together.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class JsonBenchmark {
    private final byte[] bytes = SampleEvent.bytes();
    private final JsonObject event = JsonParser.object(bytes);

    /// As a PDU is taken in.
    @Benchmark
    public byte[] parseCanonicalHash() throws NoSuchAlgorithmException {
        JsonObject parsed = JsonParser.object(bytes).without("hashes", "signatures", "unsigned");
        return MessageDigest.getInstance("SHA-256").digest(CanonicalJson.bytes(parsed));
    }

    @Benchmark
    public JsonObject parseBytes() {
        return JsonParser.object(bytes);
    }

    /// As an event comes from a database.
    @Benchmark
    public JsonObject parseText() {
        return JsonParser.object(SampleEvent.TEXT);
    }

    @Benchmark
    public byte[] canonical() {
        return CanonicalJson.bytes(event);
    }

    @Benchmark
    public String writeText() {
        return JsonWriter.text(event);
    }
}
