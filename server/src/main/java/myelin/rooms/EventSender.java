package myelin.rooms;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import myelin.core.event.Draft;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.events.Events;
import myelin.events.StoredEvent;
import myelin.events.TransactionKey;
import myelin.events.Transactions;
import myelin.http.MatrixError;
import myelin.stream.Appender;

/// The one way in which events made here enter a room. Blocks until they are committed; any thread.
public final class EventSender {

    /// How often a room may move under a submission before it is given up.
    private static final int TRIES = 20;

    private static final long RETRY_AFTER_MS = 1_000;

    private final Appender<Addition, EventPlan.Outcome> appender;
    private final LoneEvents lone;
    private final Transactions transactions;
    private final Events events;
    private final Predicate<RoomId> watched;

    /// @param watched whether a room has a policy server
    EventSender(
            Appender<Addition, EventPlan.Outcome> appender,
            LoneEvents lone,
            Transactions transactions,
            Events events,
            Predicate<RoomId> watched) {
        this.appender = appender;
        this.lone = lone;
        this.transactions = transactions;
        this.events = events;
        this.watched = watched;
    }

    /// Adds events to a room, all or none; but one after the other where the room has more forward
    /// extremities than an event may name, or a policy server.
    ///
    /// @return the events, in the order of their drafts; where a state event would have changed
    ///     nothing, or a client's transaction was there before, the event that is there
    /// @throws MatrixError M_FORBIDDEN when the room's rules do not permit one of them or the room
    ///     is not known, M_TOO_LARGE when one exceeds the spec's limits, M_BAD_JSON when one has
    ///     numbers that can't be signed, or what the room's policy server answers that refuses one
    public List<StoredEvent> send(Submission submission) {
        if (submission.room().filter(watched).isPresent()) {
            Optional<StoredEvent> before = stored(submission);
            return before.isPresent() ? List.of(before.get()) : sendOneByOne(submission);
        }
        for (int attempt = 0; attempt < TRIES; attempt++) {
            EventPlan.Outcome outcome = repeatable(submission, () -> appender.submit(submission));
            switch (outcome) {
                case EventPlan.Outcome.Stored(List<StoredEvent> stored) -> {
                    return stored;
                }
                case EventPlan.Outcome.Crowded() -> {
                    return sendOneByOne(submission);
                }
                case EventPlan.Outcome.Moved() -> {}
                case EventPlan.Outcome.Denied _,
                        EventPlan.Outcome.TooLarge _,
                        EventPlan.Outcome.NotSignable _,
                        EventPlan.Outcome.UnknownRoom _ ->
                        throw refusal(outcome);
            }
        }
        throw MatrixError.limitExceeded(RETRY_AFTER_MS);
    }

    private List<StoredEvent> sendOneByOne(Submission submission) {
        RoomId room = submission.room().orElseThrow();
        List<StoredEvent> all = new ArrayList<>();
        for (Submission each : submission.oneByOne()) {
            EventPlan.Outcome outcome = repeatable(each, () -> lone.add(room, each));
            if (!(outcome instanceof EventPlan.Outcome.Stored(List<StoredEvent> stored))) {
                throw refusal(outcome);
            }
            all.addAll(stored);
        }
        return all;
    }

    private static RuntimeException refusal(EventPlan.Outcome outcome) {
        return switch (outcome) {
            case EventPlan.Outcome.Denied(String rule, String reason) ->
                    MatrixError.forbidden(reason);
            case EventPlan.Outcome.TooLarge(String reason) -> MatrixError.tooLarge(reason);
            case EventPlan.Outcome.NotSignable(String reason) -> MatrixError.badJson(reason);
            case EventPlan.Outcome.UnknownRoom() ->
                    MatrixError.forbidden("You are not in this room");
            case EventPlan.Outcome.Stored _,
                    EventPlan.Outcome.Crowded _,
                    EventPlan.Outcome.Moved _ ->
                    new IllegalStateException("not refused: " + outcome);
        };
    }

    /// Adds one event.
    public StoredEvent send(RoomId room, Draft draft) {
        return send(Submission.to(room, draft)).getFirst();
    }

    /// Whether this node has carried out a client's transaction lately. Others are known by the events table only.
    public boolean remembers(RoomId room, UserId sender, TransactionKey key) {
        return transactions.find(new Transactions.Sent(room, sender, key)).isPresent();
    }

    /// A transaction that this node has not seen, but another has or this one long ago, meets the
    /// unique index of the events table. Then its event is the answer.
    private EventPlan.Outcome repeatable(
            Submission submission, Supplier<EventPlan.Outcome> sending) {
        try {
            return sending.get();
        } catch (RuntimeException failed) {
            Optional<StoredEvent> before = stored(submission);
            if (before.isEmpty()) {
                throw failed;
            }
            return new EventPlan.Outcome.Stored(List.of(before.get()));
        }
    }

    private Optional<StoredEvent> stored(Submission submission) {
        if (submission.transaction().isEmpty()) {
            return Optional.empty();
        }
        return switch (submission.target()) {
            case Submission.Target.Created created -> Optional.empty();
            case Submission.Target.Existing(RoomId room) ->
                    events.ofTransaction(
                            room,
                            submission.drafts().getFirst().sender(),
                            submission.transaction().get());
        };
    }
}
