package myelin.rooms;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import myelin.core.crypto.SigningKey;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.core.room.RoomVersion;
import myelin.core.room.Rule;
import myelin.events.StoredEvent;
import myelin.observe.Metrics;
import myelin.sql.Database;
import myelin.stream.Hint;
import myelin.stream.Hints;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// The rooms of a server of one, without anything around them.
final class RoomFixture {

    static final ServerName SERVER = ServerName.parse("example.org");
    static final UserId ALICE = UserId.of("alice", SERVER);
    static final UserId BOB = UserId.of("bob", SERVER);
    private static final SigningKey KEY = SigningKey.generate("a_1", new SecureRandom());
    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.ofEpochMilli(1_700_000_000_000L));

    final Rooms rooms;
    final Metrics metrics = new Metrics();
    final List<Hint> hints = Collections.synchronizedList(new ArrayList<>());
    final List<StoredEvent> told = Collections.synchronizedList(new ArrayList<>());
    private final Streams streams;

    RoomFixture(Database database) {
        this(database, CLOCK, PolicySigner.UNREACHABLE);
    }

    RoomFixture(Database database, PolicySigner policy) {
        this(database, CLOCK, policy);
    }

    RoomFixture(Database database, InstantSource clock) {
        this(database, clock, PolicySigner.UNREACHABLE);
    }

    private RoomFixture(Database database, InstantSource clock, PolicySigner policy) {
        this.streams = new Streams(database);
        this.rooms =
                new Rooms(
                        database,
                        streams,
                        new Rooms.Identity(SERVER, KEY),
                        clock,
                        metrics,
                        policy,
                        hints::add);
        rooms.feed().subscribe(told::addAll);
    }

    /// Hears what another node has done.
    void hear(Hint hint) {
        try (Hints heard = new Hints(streams)) {
            heard.deliver(hint);
        }
        rooms.feed().catchUp(streams.heads().of(Stream.EVENTS));
    }

    static Instant now() {
        return CLOCK.instant();
    }

    RoomId room(RoomVersion version) {
        return rooms.sender()
                .send(Submission.newRoom(version, firstEvents(version)))
                .getFirst()
                .pdu()
                .roomId();
    }

    RoomId room() {
        return room(RoomVersion.V12);
    }

    private static List<Draft> firstEvents(RoomVersion version) {
        JsonObject create = JsonObject.of("room_version", version.id());
        if (!version.rules().has(Rule.CREATOR_IS_SENDER)) {
            create = create.with("creator", ALICE);
        }
        JsonObject users =
                version.rules().has(Rule.PRIVILEGED_CREATORS)
                        ? JsonObject.EMPTY
                        : JsonObject.of(ALICE.value(), 100);
        return List.of(
                Draft.state(ALICE, EventType.M_ROOM_CREATE, "", create),
                join(ALICE),
                Draft.state(
                        ALICE, EventType.M_ROOM_POWER_LEVELS, "", JsonObject.of("users", users)),
                Draft.state(
                        ALICE,
                        EventType.M_ROOM_JOIN_RULES,
                        "",
                        JsonObject.of("join_rule", "public")));
    }

    static Draft join(UserId user) {
        return Draft.state(
                user, EventType.M_ROOM_MEMBER, user.value(), JsonObject.of("membership", "join"));
    }

    static Draft leave(UserId user) {
        return Draft.state(
                user, EventType.M_ROOM_MEMBER, user.value(), JsonObject.of("membership", "leave"));
    }

    static Draft message(UserId user, String body) {
        return Draft.message(
                user, EventType.M_ROOM_MESSAGE, JsonObject.of("msgtype", "m.text", "body", body));
    }

    static Draft topic(UserId user, String topic) {
        return Draft.state(user, EventType.M_ROOM_TOPIC, "", JsonObject.of("topic", topic));
    }
}
