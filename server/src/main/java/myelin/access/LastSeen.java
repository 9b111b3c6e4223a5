package myelin.access;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import myelin.concurrent.Loop;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.http.Request;
import myelin.sql.Batch;
import myelin.sql.Database;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;
import org.jspecify.annotations.Nullable;

/// When, from where and with what program each device last called.
///
/// A request only leaves a note in memory, at most one in two minutes for a device at an address; the notes are
/// written together every few seconds. What a node that dies had not written is lost, and does no harm. Request
/// threads add to `notes`, the loop takes from it.
public final class LastSeen {

    private static final Duration WRITE_EVERY = Duration.ofSeconds(10);
    private static final Duration FORGET_EVERY = Duration.ofHours(1);

    private static final Sql PUT =
            Sql.of(
                    """
                    INSERT INTO last_seen (user_id, device_id, ip, user_agent, last_seen_ts)
                    VALUES (:user, :device, :ip, :agent, :ts)
                    ON CONFLICT (user_id, device_id, ip)
                    DO UPDATE SET user_agent = excluded.user_agent, last_seen_ts = excluded.last_seen_ts
                    WHERE last_seen.last_seen_ts < excluded.last_seen_ts\
                    """);

    private static final Sql OF_USER =
            Sql.of(
                    """
                    SELECT device_id, ip, user_agent, last_seen_ts
                    FROM last_seen WHERE user_id = :user ORDER BY last_seen_ts DESC\
                    """);

    /// The last call of each device stays, which its owner is shown.
    private static final Sql DELETE_OLD =
            Sql.of(
                    """
                    DELETE FROM last_seen WHERE last_seen_ts < :before AND EXISTS (
                        SELECT 1 FROM last_seen later
                        WHERE later.user_id = last_seen.user_id AND later.device_id = last_seen.device_id
                          AND later.last_seen_ts > last_seen.last_seen_ts)\
                    """);

    private static final Sql DELETE_OF_DEVICES =
            Sql.of("DELETE FROM last_seen WHERE user_id = :user AND device_id {in :devices}");

    private static final Sql DELETE_OF_USER = Sql.of("DELETE FROM last_seen WHERE user_id = :user");

    private final Database database;
    private final InstantSource clock;
    private final @Nullable Duration maxAge;
    private final AtomicLong forgottenTs = new AtomicLong();
    private final Map<Place, Note> notes = new ConcurrentHashMap<>();
    private final Loop writer;

    /// A call that was noted.
    ///
    /// @param device what called; absent for a token without a device
    /// @param ip from where
    /// @param userAgent with what program; may be empty
    /// @param ts when, milliseconds
    public record Seen(Optional<DeviceId> device, String ip, String userAgent, long ts) {}

    private record Place(UserId user, String device, String ip) {}

    private record Note(String userAgent, long ts) {}

    /// @param maxAge for how long calls are remembered, the last ones apart; null: for ever
    LastSeen(Database database, InstantSource clock, @Nullable Duration maxAge) {
        this.database = database;
        this.clock = clock;
        this.maxAge = maxAge;
        this.writer =
                new Loop(
                        "last-seen",
                        () -> {
                            write();
                            forgetOld();
                            return WRITE_EVERY;
                        });
    }

    void start() {
        writer.start();
    }

    void note(Request request, UserId user, Optional<DeviceId> device) {
        notes.put(
                new Place(user, device.map(DeviceId::value).orElse(""), request.clientAddress()),
                new Note(request.userAgent(), clock.millis()));
    }

    /// Where a user was seen, the latest first.
    public List<Seen> of(UserId user) {
        write();
        return database.read(tx -> tx.query(OF_USER).bind("user", user).list(LastSeen::read));
    }

    /// The latest call of each device of a user.
    public Map<DeviceId, Seen> latestOf(UserId user) {
        Map<DeviceId, Seen> latest = new HashMap<>();
        for (Seen seen : of(user)) {
            seen.device().ifPresent(device -> latest.putIfAbsent(device, seen));
        }
        return latest;
    }

    /// Forgets where some devices of a user were.
    public void forget(Tx tx, UserId user, Collection<DeviceId> devices) {
        Set<String> names = devices.stream().map(DeviceId::value).collect(Collectors.toSet());
        tx.update(DELETE_OF_DEVICES).bind("user", user).bindStrings("devices", names).run();
        tx.afterCommit(() ->
                notes.keySet()
                        .removeIf(place ->
                                place.user().equals(user) && names.contains(place.device())));
    }

    /// Forgets where a user was.
    public void forget(Tx tx, UserId user) {
        tx.update(DELETE_OF_USER).bind("user", user).run();
        tx.afterCommit(() -> notes.keySet().removeIf(place -> place.user().equals(user)));
    }

    private void write() {
        Map<Place, Note> taken = new HashMap<>();
        notes.forEach((place, note) -> {
            if (notes.remove(place, note)) {
                taken.put(place, note);
            }
        });
        if (taken.isEmpty()) {
            return;
        }
        database.write(tx -> {
            Batch batch = tx.batch(PUT);
            taken.forEach((place, note) ->
                    batch.bind("user", place.user())
                            .bind("device", place.device())
                            .bind("ip", place.ip())
                            .bind("agent", note.userAgent())
                            .bind("ts", note.ts())
                            .add());
            batch.run();
        });
    }

    /// Once in an hour.
    void forgetOld() {
        long now = clock.millis();
        if (maxAge == null || now - forgottenTs.get() < FORGET_EVERY.toMillis()) {
            return;
        }
        forgottenTs.set(now);
        long before = now - maxAge.toMillis();
        database.write(tx -> tx.update(DELETE_OLD).bind("before", before).run());
    }

    private static Seen read(Row row) {
        return new Seen(
                DeviceId.tryParse(row.string("device_id")),
                row.string("ip"),
                row.string("user_agent"),
                row.number("last_seen_ts"));
    }

    /// Writes what is noted, and stops.
    void close() {
        writer.close();
        write();
    }
}
