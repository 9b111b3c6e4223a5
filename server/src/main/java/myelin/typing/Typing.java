package myelin.typing;

import static myelin.http.Caller.USER;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import myelin.cluster.Bus;
import myelin.concurrent.Loop;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.Json;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonInteger;
import myelin.core.json.JsonObject;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Route;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Hint;
import myelin.stream.Recent;
import myelin.stream.Stream;
import myelin.stream.Streams;
import org.jspecify.annotations.Nullable;

/// Who is typing where, for a while. Who does not say so again stops typing when the time is over.
public final class Typing implements Capability, AutoCloseable {

    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /// How exactly somebody stops typing who has not said so.
    private static final Duration SWEEP = Duration.ofSeconds(1);

    /// How long nobody looks when nobody types.
    private static final Duration REST = Duration.ofMinutes(5);

    /// Rooms of which it is kept that nobody types there any more, at most. A client that comes so late that it misses
    /// it believes in a typist for a while.
    private static final int ENDS_KEPT = 10_000;

    /// After how many changes those beyond that are looked for.
    private static final int ENDS_OFTEN = 1_000;

    private static final JsonObject NOBODY = JsonObject.of("user_ids", JsonArray.EMPTY);

    private final Database database;
    private final Streams streams;
    private final Bus bus;
    private final Rooms rooms;
    private final InstantSource clock;
    private final TypingTable table = new TypingTable();
    private final Loop sweeper = new Loop("typing-sweeper", this::sweep);
    private final Recent<TypingTable.Typists> recent = new Recent<>();
    private volatile boolean somebodyTypes = true;

    /// Where the stream was when old ends were last forgotten; only the sweeper uses it.
    private long forgottenAt;

    public Typing(Database database, Streams streams, Bus bus, Rooms rooms, InstantSource clock) {
        this.database = database;
        this.streams = streams;
        this.bus = bus;
        this.rooms = rooms;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.put("/_matrix/client/v3/rooms/{roomId}/typing/{userId}")
                        .operation("setTyping")
                        .caller(USER)
                        .proactive()
                        .r0()
                        .to(this::setTyping));
    }

    /// Begins to end what nobody renews.
    public void start() {
        sweeper.start();
    }

    @Override
    public void close() {
        sweeper.close();
    }

    record SetTyping(boolean typing, @Nullable Long timeout) {}

    private JsonObject setTyping(Request request) {
        UserId user = request.path("userId", UserId::parse);
        RoomId room = request.path("roomId", RoomId::parse);
        SetTyping body = request.body(SetTyping.class);
        if (!user.equals(request.requester().user())) {
            throw MatrixError.forbidden("You can type only for yourself");
        }
        rooms.joined(room, user);
        long timeout = body.timeout() == null ? USUAL.toMillis() : body.timeout();
        set(room, user, body.typing() ? Math.clamp(timeout, 1, LONGEST.toMillis()) : 0);
        return JsonObject.EMPTY;
    }

    /// @param forMs how long the user will count as typing, in milliseconds; 0: no longer
    private void set(RoomId room, UserId user, long forMs) {
        long now = clock.millis();
        change(
                room,
                typists ->
                        forMs == 0
                                ? typists.without(user.value())
                                : typists.with(user.value(), now + forMs));
        if (forMs > 0) {
            somebodyTypes = true;
            sweeper.wake();
        }
    }

    private interface Change {
        JsonObject of(JsonObject typists);
    }

    /// Stores who types now. Nobody is told when the same users go on, which clients say every few
    /// seconds.
    private void change(RoomId room, Change change) {
        Optional<TypingTable.Typists> changed =
                database.transactRelaxed(tx -> {
                    TypingTable.Typists before =
                            table.find(tx, room)
                                    .orElse(new TypingTable.Typists(room, JsonObject.EMPTY, 0));
                    JsonObject after = change.of(before.users());
                    if (after.equals(before.users())) {
                        return Optional.empty();
                    }
                    boolean renewed = after.keys().equals(before.users().keys());
                    long at = renewed ? before.position() : streams.reserve(tx, Stream.TYPING, 1);
                    TypingTable.Typists typists = new TypingTable.Typists(room, after, at);
                    table.set(tx, typists, soonest(after));
                    return renewed ? Optional.empty() : Optional.of(typists);
                });
        changed.ifPresent(typists -> {
            recent.add(typists, typists.position());
            bus.publish(Hint.ofRooms(Stream.TYPING, typists.position(), Set.of(room)));
        });
    }

    private static long soonest(JsonObject typists) {
        long soonest = 0;
        for (Map.Entry<String, Json> entry : typists.entries()) {
            if (entry.getValue() instanceof JsonInteger(long until)) {
                soonest = soonest == 0 ? until : Math.min(soonest, until);
            }
        }
        return soonest;
    }

    /// Deletes up to `limit` rows of a room that goes.
    ///
    /// @return how many; fewer than `limit` when none are left
    public int deleteRoom(Tx tx, RoomId room, int limit) {
        return table.delete(tx, room);
    }

    private Duration sweep() {
        long now = clock.millis();
        for (RoomId room : database.read(tx -> table.expired(tx, now))) {
            change(room, typists -> stillTyping(typists, now));
        }
        long head = streams.heads().of(Stream.TYPING);
        if (head - forgottenAt >= ENDS_OFTEN) {
            database.transactRelaxed(tx -> table.forget(tx, ENDS_KEPT));
            forgottenAt = head;
        }
        somebodyTypes = database.read(tx -> !table.expired(tx, Long.MAX_VALUE).isEmpty());
        return somebodyTypes ? SWEEP : REST;
    }

    private static JsonObject stillTyping(JsonObject typists, long now) {
        JsonObject.Builder still = JsonObject.builder();
        typists.forEach((user, until) -> {
            if (until instanceof JsonInteger(long end) && end > now) {
                still.put(user, until);
            }
        });
        return still.build();
    }

    /// Rooms where somebody types, with the content of an m.typing event.
    public Map<RoomId, JsonObject> current(Collection<RoomId> in, long upTo) {
        Map<RoomId, JsonObject> contents =
                contents(in, database.read(tx -> table.current(tx, upTo)));
        contents.values().removeIf(content -> content.equals(NOBODY));
        return contents;
    }

    /// Rooms where it has changed who types, with the content of an m.typing event. It costs no query when this node
    /// remembers what has changed.
    public Map<RoomId, JsonObject> changes(Collection<RoomId> in, long after, long upTo) {
        return contents(
                in,
                recent.between(
                        after,
                        upTo,
                        (from, to) -> database.read(tx -> table.changed(tx, from, to))));
    }

    /// @param changes oldest first; of each room the last one counts
    private Map<RoomId, JsonObject> contents(
            Collection<RoomId> in, List<TypingTable.Typists> changes) {
        Map<RoomId, TypingTable.Typists> newest = new HashMap<>();
        for (TypingTable.Typists typists : changes) {
            if (in.contains(typists.room())) {
                newest.put(typists.room(), typists);
            }
        }
        Map<RoomId, JsonObject> contents = new HashMap<>();
        newest.forEach((room, typists) ->
                contents.put(room, JsonObject.of("user_ids", JsonArray.from(stillThere(typists)))));
        return contents;
    }

    private List<String> stillThere(TypingTable.Typists typists) {
        Optional<RoomSnapshot> room = rooms.find(typists.room());
        return typists.users().keys().stream()
                .filter(user -> room.filter(it -> it.isJoined(UserId.parse(user))).isPresent())
                .toList();
    }
}
