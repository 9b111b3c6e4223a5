package myelin.bench;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.core.json.JsonParser;
import myelin.core.push.Actions;
import myelin.core.push.CompiledPushRules;
import myelin.core.push.PushEvent;
import myelin.core.push.PushFeatures;
import myelin.core.push.PushRecipient;
import myelin.core.push.PushRuleChange;
import myelin.core.push.PushRules;
import myelin.core.push.RuleKind;
import myelin.core.room.PowerLevels;
import myelin.core.room.RoomVersion;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The push rules of one member asked about a message: done for every local member at every event.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PushRulesBenchmark {
    private static final UserId BOB = UserId.parse("@bob:example.org");

    private static final Pdu MESSAGE =
            Pdu.of(
                    JsonParser.object(
                            """
                            {"auth_events":[],"content":{"body":"The quick brown fox jumps over the \
                            lazy dog, and the dog did not mind at all.","m.mentions":{},\
                            "msgtype":"m.text"},"depth":12,"hashes":{"sha256":"x"},\
                            "origin_server_ts":1700000000000,"prev_events":[],\
                            "room_id":"!room:example.org","sender":"@alice:example.org",\
                            "signatures":{},"type":"m.room.message","unsigned":{}}\
                            """),
                    RoomVersion.V11,
                    EventId.parse("$" + "a".repeat(43)));

    private static final Pdu LEGACY_MESSAGE =
            Pdu.of(
                    MESSAGE.json().with("content", MESSAGE.content().without("m.mentions")),
                    RoomVersion.V11,
                    MESSAGE.eventId());

    private final PowerLevels levels =
            PowerLevels.of(RoomVersion.V11.rules(), Optional.empty(), Optional.empty());
    private final CompiledPushRules usual = PushRules.defaults(BOB, PushFeatures.DEFAULT).compile();
    private final CompiledPushRules twentyWords = withWords(20).compile();
    private final PushEvent prepared = PushEvent.of(MESSAGE, () -> levels, 100);
    private final PushEvent preparedLegacy = PushEvent.of(LEGACY_MESSAGE, () -> levels, 100);

    /// What each further member costs.
    @Benchmark
    public Actions message() {
        return usual.evaluate(prepared, PushRecipient.named("Bob"));
    }

    /// The same without `m.mentions`, so that names are looked for in the body.
    @Benchmark
    public Actions messageWithoutMentions() {
        return usual.evaluate(preparedLegacy, PushRecipient.named("Bob"));
    }

    /// The same for a user who waits for twenty words.
    @Benchmark
    public Actions messageForTwentyWords() {
        return twentyWords.evaluate(prepared, PushRecipient.named("Bob"));
    }

    /// What the first member costs.
    @Benchmark
    public Actions firstMember() {
        return usual.evaluate(
                PushEvent.of(LEGACY_MESSAGE, () -> levels, 100), PushRecipient.named("Bob"));
    }

    /// What a change of rules costs when they are next asked.
    @Benchmark
    public CompiledPushRules compile() {
        return PushRules.defaults(BOB, PushFeatures.DEFAULT).compile();
    }

    private static PushRules withWords(int words) {
        PushRules rules = PushRules.defaults(BOB, PushFeatures.DEFAULT);
        for (int i = 0; i < words; i++) {
            String word = "word" + i;
            JsonObject body = JsonObject.of("pattern", word, "actions", JsonArray.of("notify"));
            if (rules.put(RuleKind.CONTENT, word, body, null, null)
                    instanceof PushRuleChange.Changed(var changed)) {
                rules = changed;
            }
        }
        return rules;
    }
}
