package myelin.bench;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import myelin.core.auth.AuthState;
import myelin.core.auth.Authorization;
import myelin.core.auth.Verdict;
import myelin.core.crypto.EventHashes;
import myelin.core.crypto.SigningKey;
import myelin.core.event.Draft;
import myelin.core.event.EventBuilder;
import myelin.core.event.EventBuilder.Build;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.event.Redaction;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.CanonicalJson;
import myelin.core.json.JsonObject;
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

/// What the core does for an event that is sent: build it, and ask whether it is permitted.
///
/// The signature dwarfs the rest with Java's own Ed25519, so the parts without it are measured apart.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EventBenchmark {
    private static final RoomVersion VERSION = RoomVersion.V12;
    private static final ServerName ORIGIN = ServerName.parse("one.example");
    private static final SigningKey KEY =
            SigningKey.parseLine("ed25519 1 YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1");
    private static final UserId ALICE = UserId.parse("@alice:one.example");
    private static final UserId BOB = UserId.parse("@bob:one.example");

    private final Draft draft =
            Draft.message(
                    BOB,
                    "m.room.message",
                    JsonObject.of(
                            "msgtype", "m.text", "body", "The quick brown fox jumps. ".repeat(10)));
    private final Pdu create = create();
    private final Build build = build(Optional.of(create.roomId()), draft, 4);
    private final Pdu event = EventBuilder.build(build);
    private final Pdu join = EventBuilder.build(build(Optional.of(create.roomId()), join(), 4));
    private final AuthState state = state();
    private final AuthState manyLevels = levels(1_000);

    private static Pdu create() {
        return EventBuilder.build(
                build(
                        Optional.empty(),
                        Draft.state(
                                ALICE,
                                EventType.M_ROOM_CREATE,
                                "",
                                JsonObject.of("room_version", "12")),
                        0));
    }

    private static Build build(Optional<RoomId> room, Draft draft, int references) {
        EventId some = EventId.parse("$Rqnc-F-dvnEYJTyHq_iKxU2bZ1CI92-kuZq3a5lr5Zg");
        List<EventId> ids = java.util.Collections.nCopies(references, some);
        return new Build(VERSION, room, draft, ids, ids, 100, 1_700_000_000_000L, ORIGIN, KEY);
    }

    private static Draft join() {
        return Draft.state(
                BOB,
                EventType.M_ROOM_MEMBER,
                BOB.value(),
                JsonObject.of("membership", "join", "displayname", "Bob"));
    }

    private AuthState state() {
        return levels(10);
    }

    private AuthState levels(int users) {
        Map<String, Integer> levels = new HashMap<>();
        for (int i = 0; i < users; i++) {
            levels.put("@user" + i + ":one.example", 50);
        }
        return AuthState.of(
                List.of(
                        create,
                        join,
                        inRoom(EventType.M_ROOM_JOIN_RULES, JsonObject.of("join_rule", "public")),
                        inRoom(
                                EventType.M_ROOM_POWER_LEVELS,
                                JsonObject.of("users", JsonObject.from(levels)))));
    }

    private Pdu inRoom(String type, JsonObject content) {
        Draft state = Draft.state(ALICE, type, "", content);
        return EventBuilder.build(build(Optional.of(create.roomId()), state, 4));
    }

    /// Everything, with the signature.
    @Benchmark
    public Pdu build() {
        return EventBuilder.build(build);
    }

    @Benchmark
    public byte[] contentHash() {
        return EventHashes.contentHash(event.json());
    }

    @Benchmark
    public byte[] referenceHash() {
        return EventHashes.referenceHash(event.json(), VERSION.rules());
    }

    @Benchmark
    public JsonObject redact() {
        return Redaction.redact(event.json(), VERSION.rules());
    }

    @Benchmark
    public byte[] sign() {
        return KEY.sign(CanonicalJson.bytes(event.json()));
    }

    @Benchmark
    public Verdict authorizeMessage() {
        return Authorization.check(VERSION.rules(), event, state);
    }

    @Benchmark
    public Verdict authorizeMessageAmongManyLevels() {
        return Authorization.check(VERSION.rules(), event, manyLevels);
    }

    @Benchmark
    public Verdict authorizeJoin() {
        return Authorization.check(VERSION.rules(), join, state);
    }
}
