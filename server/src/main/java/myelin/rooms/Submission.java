package myelin.rooms;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import myelin.core.event.Draft;
import myelin.core.id.RoomId;
import myelin.core.room.RoomVersion;
import myelin.events.StoredEvent;
import myelin.events.TransactionKey;
import myelin.sql.Tx;

/// Events to be added to one room, in order, all or none.
///
/// @param target the room
/// @param drafts what to add; each is checked against the state that the ones before have made
/// @param transaction the client's transaction, of a submission of one draft
/// @param originServerTs the time that the events claim, in milliseconds; empty: now
/// @param also what must be stored in the same database transaction
public record Submission(
        Target target,
        List<Draft> drafts,
        Optional<TransactionKey> transaction,
        Optional<Long> originServerTs,
        Optional<Also> also)
        implements Addition {

    /// Where events go.
    public sealed interface Target {

        /// A room that is there.
        record Existing(RoomId room) implements Target {}

        /// A room that the first draft, an m.room.create, brings to life. Its id is chosen here,
        /// or is the create event's where the version says so.
        record Created(RoomVersion version) implements Target {}
    }

    /// Rows of other tables that belong to the events. An exception undoes the whole submission
    /// and flies to who sent it.
    public interface Also {
        void store(Tx tx, List<StoredEvent> events);
    }

    @Override
    public Optional<RoomId> room() {
        return switch (target) {
            case Target.Existing(RoomId room) -> Optional.of(room);
            case Target.Created created -> Optional.empty();
        };
    }

    /// Drafts for a room that is there.
    public static Submission to(RoomId room, Draft... drafts) {
        return new Submission(
                new Target.Existing(room),
                List.of(drafts),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// Drafts for a new room, the first of them its m.room.create.
    public static Submission newRoom(RoomVersion version, List<Draft> drafts) {
        return new Submission(
                new Target.Created(version),
                drafts,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// Its drafts, each alone; what must be stored with them comes with the last.
    List<Submission> oneByOne() {
        List<Submission> each = new ArrayList<>();
        for (Draft draft : drafts) {
            boolean last = each.size() == drafts.size() - 1;
            each.add(
                    new Submission(
                            target,
                            List.of(draft),
                            transaction,
                            originServerTs,
                            last ? also : Optional.empty()));
        }
        return each;
    }

    /// The same, as the client's transaction.
    public Submission in(Optional<TransactionKey> key) {
        return new Submission(target, drafts, key, originServerTs, also);
    }

    /// The same, with the time that an application service claims.
    public Submission at(Optional<Long> ts) {
        return new Submission(target, drafts, transaction, ts, also);
    }

    /// The same, with rows that are stored in the same transaction.
    public Submission and(Also rows) {
        return new Submission(target, drafts, transaction, originServerTs, Optional.of(rows));
    }
}
