package myelin.purge;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import myelin.cluster.Job;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.observe.Counter;
import myelin.rooms.Rooms;
import myelin.sql.Tx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes rooms with all that belongs to them: in one transaction it makes a room one that nobody knows, and frees
/// its aliases; its rows go [#UNSEEN] later, by a background update in small batches. So nobody who has begun to
/// read the room, and no node that has not heard yet, finds half of it.
///
/// What administrators may want to know afterwards stays: reports, and that the room is blocked. So does what users
/// say of rooms among other things, as in `m.direct`.
final class RoomDeletion {
    private static final Logger log = LoggerFactory.getLogger(RoomDeletion.class);

    /// The name of the background update.
    static final String JOB = "delete_rooms";

    /// How long somebody may still read a room that was deleted.
    static final Duration UNSEEN = Duration.ofMinutes(1);

    private final Rooms rooms;
    private final Deletions deletions;
    private final RoomRows names;
    private final List<RoomRows> parts;
    private final LongSupplier now;
    private final Counter deleted;

    /// @param names by which rooms are found, which go at once
    /// @param rows what else belongs to rooms
    /// @param now the time in milliseconds since 1970
    /// @param deleted counts the rooms that are gone
    RoomDeletion(
            Rooms rooms,
            Deletions deletions,
            RoomRows names,
            List<RoomRows> rows,
            LongSupplier now,
            Counter deleted) {
        this.rooms = rooms;
        this.deletions = deletions;
        this.names = names;
        this.parts =
                Stream.concat(
                                rows.stream(),
                                Stream.of(names, rooms::deleteEvents, rooms::deleteState))
                        .toList();
        this.now = now;
        this.deleted = deleted;
    }

    /// Deletes a room.
    ///
    /// @return whether this server knew it
    boolean delete(Tx tx, RoomId room) {
        if (rooms.lock(tx, room).isEmpty()) {
            return false;
        }
        vanish(tx, room);
        return true;
    }

    /// Deletes a room if no user of this server is in it or may want to look into it again.
    void deleteForgotten(Tx tx, RoomId room) {
        if (rooms.lock(tx, room).isPresent() && rooms.isForgotten(tx, room)) {
            vanish(tx, room);
        }
    }

    private void vanish(Tx tx, RoomId room) {
        List<UserId> users = rooms.delete(tx, room);
        names.delete(tx, room, Integer.MAX_VALUE);
        deletions.tell(tx, Set.of(room), Set.copyOf(users));
        tx.afterCommit(() -> log.info("room deleted room={} members={}", room, users.size()));
    }

    /// Whether rows are to be deleted now.
    boolean isDue(Tx tx) {
        return next(tx).isPresent();
    }

    private Optional<RoomId> next(Tx tx) {
        return rooms.deleted(tx, now.getAsLong() - UNSEEN.toMillis());
    }

    /// Does the next batch. Where it goes on is where there are rows.
    ///
    /// @param progress the room, and how many of its rows were deleted
    Job.Batch batch(Tx tx, JsonObject progress, int size) {
        Optional<RoomId> next = next(tx);
        if (next.isEmpty()) {
            return Job.Batch.last(0);
        }
        RoomId room = next.get();
        long before =
                progress.string("room").equals(Optional.of(room.value()))
                        ? progress.integer("rows").orElse(0L)
                        : 0;
        int left = size;
        for (RoomRows part : parts) {
            if (left > 0) {
                left -= part.delete(tx, room, left);
            }
        }
        long rows = before + size - left;
        deletions.tell(tx, Set.of(room), Set.of());
        if (left <= 0) {
            return Job.Batch.more(JsonObject.of("room", room, "rows", rows), size - left);
        }
        rooms.deleteLast(tx, room);
        tx.afterCommit(() -> {
            deleted.increment();
            log.info("rows of deleted room gone room={} rows={}", room, rows);
        });
        return Job.Batch.more(JsonObject.EMPTY, Math.max(1, size - left));
    }
}
