package myelin.rooms;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import myelin.concurrent.KeyedLocks;
import myelin.core.auth.AuthEvents.Cited;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.intake.Outcome;
import myelin.core.intake.PduIntake;
import myelin.core.room.Rule;
import myelin.events.Events;
import myelin.events.Standing;
import myelin.events.StoredEvent;
import myelin.http.MatrixError;
import myelin.state.StateRoot;
import myelin.stream.Appender;

/// The one way in which events made elsewhere enter a room. They have the right form, signatures and
/// hashes (steps 1 to 3 of the [checks on receipt](https://spec.matrix.org/v1.19/server-server-api/#checks-performed-on-receipt-of-a-pdu));
/// the steps that need the graph are done here.
///
/// An event enters alone, after the one before it is stored; one at a time in each room, on this node.
/// What other nodes and clients do to the room meanwhile is noticed under the room's lock, and then the
/// event tries again. Blocks; any thread, outside of transactions.
public final class EventReceiver {

    /// How often an event may find that the room has moved before it holds up the event writer.
    private static final int PATIENCE = 3;

    /// How often it tries in all.
    private static final int TRIES = 30;

    private static final long RETRY_AFTER_MS = 1_000;

    /// `prev_events` are "the most recent events in the room", and no rule has to say what follows from
    /// another room: nothing. What states say there would be mixed with those of this one.
    private static final Receipt.Rejected ELSEWHERE =
            new Receipt.Rejected("prev_events", "an event it follows is of another room");

    private static final Receipt.Rejected NOT_FIRST =
            new Receipt.Rejected("1", "only the room's creation follows no event");

    private final Appender<Addition, EventPlan.Outcome> appender;
    private final Snapshots snapshots;
    private final Events events;
    private final Arrivals arrivals;
    private final Outside outside;
    private final Policies policies;
    private final Consumer<StoredEvent> accepted;
    private final KeyedLocks<RoomId> locks = new KeyedLocks<>();

    /// @param accepted told of each event that has come into a timeline
    EventReceiver(
            Appender<Addition, EventPlan.Outcome> appender,
            Snapshots snapshots,
            Events events,
            Arrivals arrivals,
            Outside outside,
            Policies policies,
            Consumer<StoredEvent> accepted) {
        this.appender = appender;
        this.snapshots = snapshots;
        this.events = events;
        this.arrivals = arrivals;
        this.outside = outside;
        this.policies = policies;
        this.accepted = accepted;
    }

    /// Takes events, each after those among them that it refers to.
    ///
    /// @param pdus as they are to be stored: redacted, where the hash was wrong
    /// @return what became of each, in the order in which they were taken
    public Map<EventId, Receipt> receive(Collection<Pdu> pdus) {
        return receive(pdus, List.of());
    }

    /// Takes events and, with them, those that must be rejected whatever the room's state.
    ///
    /// @param pdus as they are to be stored: redacted, where the hash was wrong
    /// @param rejected by [PduIntake#verify]
    /// @return what became of each, in the order in which they were taken
    public Map<EventId, Receipt> receive(
            Collection<Pdu> pdus, Collection<Outcome.Rejected> rejected) {
        Refused refused = Refused.of(rejected);
        Map<EventId, Receipt> receipts = new LinkedHashMap<>();
        for (Pdu pdu : sorted(refused.and(pdus), EventReceiver::references)) {
            receipts.put(pdu.eventId(), receive(pdu, refused));
        }
        return receipts;
    }

    /// Takes one event.
    public Receipt receive(Pdu pdu) {
        return receive(pdu, Refused.NONE);
    }

    private Receipt receive(Pdu pdu, Refused refused) {
        try (KeyedLocks.Held _ = locks.hold(pdu.roomId())) {
            Optional<StoredEvent> known = events.known(pdu.eventId());
            if (known.isPresent() && known.get().standing() != Standing.OUTLIER) {
                return new Receipt.Known(known.get());
            }
            boolean isOrphan =
                    snapshots.find(pdu.roomId()).isEmpty() && !pdu.is(EventType.M_ROOM_CREATE, "");
            List<StoredEvent> prevEvents =
                    events.known(pdu.prevEvents()).stream()
                            .filter(prev -> hasPlace(prev) || isElsewhere(prev, pdu))
                            .filter(prev -> !isOrphan)
                            .toList();
            List<StoredEvent> authEvents = events.known(pdu.authEvents());
            Set<EventId> missingPrev = missing(pdu.prevEvents(), prevEvents);
            Set<EventId> missingAuth = missing(pdu.authEvents(), authEvents);
            if (!missingPrev.isEmpty() || !missingAuth.isEmpty()) {
                return new Receipt.Missing(missingPrev, missingAuth);
            }
            StateRoot before =
                    arrivals.before(
                            pdu.version(),
                            prevEvents.stream().filter(prev -> !isElsewhere(prev, pdu)).toList());
            Optional<Rejection> rejection =
                    misplaced(pdu, prevEvents)
                            .or(() -> byAuthEvents(pdu, authEvents, refused))
                            .or(() -> byState(pdu, before));
            if (rejection.isPresent()) {
                Receipt.Rejected why = rejection.get().why();
                outside.keep(
                        pdu, before, rejection.get().standing(), reason(why.rule(), why.reason()));
                return why;
            }
            return enter(Arrival.from(pdu, before, known));
        }
    }

    /// Brings an event into its room that was made here, upon a part of the room only.
    ///
    /// @return accepted, or soft failed
    Receipt receive(Arrival made) {
        try (KeyedLocks.Held _ = locks.hold(made.pdu().roomId())) {
            return enter(made);
        }
    }

    /// Keeps events that others cite as auth events, or that belong to a state, and whose own place in
    /// the graph is not known. Each must be permitted by its auth events.
    ///
    /// @return what is missing: auth events of some of these, which therefore have not been kept
    public Set<EventId> keepOutliers(Collection<Pdu> pdus) {
        return keepOutliers(pdus, List.of());
    }

    /// As [#keepOutliers(Collection)], with those that must be rejected whatever they cite.
    ///
    /// @param rejected by [PduIntake#verify]
    public Set<EventId> keepOutliers(Collection<Pdu> pdus, Collection<Outcome.Rejected> rejected) {
        Refused refused = Refused.of(rejected);
        Set<EventId> lacking = new LinkedHashSet<>();
        for (Pdu pdu : sorted(refused.and(pdus), Pdu::authEvents)) {
            List<StoredEvent> authEvents = events.known(pdu.authEvents());
            Set<EventId> missing = missing(pdu.authEvents(), authEvents);
            lacking.addAll(missing);
            if (missing.isEmpty() && events.known(pdu.eventId()).isEmpty()) {
                Optional<Rejection> rejection = byAuthEvents(pdu, authEvents, refused);
                outside.keep(
                        pdu,
                        StateRoot.EMPTY,
                        rejection.map(Rejection::standing).orElse(Standing.OUTLIER),
                        rejection.flatMap(it -> reason(it.why().rule(), it.why().reason())));
            }
        }
        return lacking;
    }

    /// Events that have been found to be signed wrongly, so that nothing has to be asked any more.
    private record Refused(Map<EventId, Outcome.Rejected> byId) {
        static final Refused NONE = new Refused(Map.of());

        static Refused of(Collection<Outcome.Rejected> rejected) {
            Map<EventId, Outcome.Rejected> byId = new LinkedHashMap<>();
            rejected.forEach(entry -> byId.put(entry.event().eventId(), entry));
            return new Refused(byId);
        }

        List<Pdu> and(Collection<Pdu> others) {
            List<Pdu> all = new ArrayList<>(others);
            byId.values().forEach(entry -> all.add(entry.event()));
            return all;
        }
    }

    /// Why an event is rejected, and what that makes of it.
    private record Rejection(Receipt.Rejected why, Standing standing) {}

    private static boolean hasPlace(StoredEvent event) {
        return event.standing() != Standing.OUTLIER && event.hasState();
    }

    private static boolean isElsewhere(StoredEvent prev, Pdu pdu) {
        return !prev.pdu().roomId().equals(pdu.roomId());
    }

    private static Set<EventId> missing(List<EventId> wanted, List<StoredEvent> found) {
        Set<EventId> missing = new LinkedHashSet<>(wanted);
        found.forEach(event -> missing.remove(event.pdu().eventId()));
        return missing;
    }

    private Optional<Rejection> misplaced(Pdu pdu, List<StoredEvent> prevEvents) {
        if (prevEvents.stream().anyMatch(prev -> isElsewhere(prev, pdu))) {
            return Optional.of(new Rejection(ELSEWHERE, Standing.REJECTED_BY_AUTH_EVENTS));
        }
        boolean isFirst =
                pdu.is(EventType.M_ROOM_CREATE, "") && snapshots.find(pdu.roomId()).isEmpty();
        return pdu.prevEvents().isEmpty() && !isFirst
                ? Optional.of(new Rejection(NOT_FIRST, Standing.REJECTED_BY_AUTH_EVENTS))
                : Optional.empty();
    }

    private Optional<Rejection> byAuthEvents(
            Pdu pdu, List<StoredEvent> authEvents, Refused refused) {
        Outcome.OfAuthorization signed = refused.byId().get(pdu.eventId());
        return rejection(
                signed == null ? againstAuthEvents(pdu, authEvents) : signed,
                Standing.REJECTED_BY_AUTH_EVENTS);
    }

    private Optional<Rejection> byState(Pdu pdu, StateRoot before) {
        RoomSnapshot then =
                snapshots
                        .find(pdu.roomId())
                        .orElseGet(() -> snapshots.empty(pdu))
                        .moved(before, List.of());
        return rejection(PduIntake.againstStateBefore(pdu, then), Standing.REJECTED);
    }

    private static Optional<Rejection> rejection(
            Outcome.OfAuthorization outcome, Standing standing) {
        return switch (outcome) {
            case Outcome.Accepted(_) -> Optional.empty();
            case Outcome.Rejected(_, String rule, String reason) ->
                    Optional.of(new Rejection(new Receipt.Rejected(rule, reason), standing));
        };
    }

    private Outcome.OfAuthorization againstAuthEvents(Pdu pdu, List<StoredEvent> authEvents) {
        Optional<Cited> create =
                pdu.version().rules().has(Rule.CREATE_EVENT_ID_IS_ROOM_ID)
                        ? EventId.tryParse("$" + pdu.roomId().value().substring(1))
                                .flatMap(events::known)
                                .map(EventReceiver::cited)
                        : Optional.empty();
        return PduIntake.againstAuthEvents(
                pdu, authEvents.stream().map(EventReceiver::cited).toList(), create);
    }

    private static Cited cited(StoredEvent event) {
        return new Cited(event.pdu(), event.standing().isRejected());
    }

    /// Brings an event into the timeline that is permitted where it stands, unless the room as it is
    /// now does not permit it, or its policy server does not recommend it.
    private Receipt enter(Arrival arrival) {
        Arrival trying = arrival;
        try {
            Optional<RoomSnapshot> now = snapshots.find(arrival.pdu().roomId());
            if (now.isPresent()) {
                trying = arrival.signed(policies.recommended(arrival.pdu(), now.get()));
            }
        } catch (MatrixError refused) {
            return softFailed(arrival, "policy", String.valueOf(refused.getMessage()));
        }
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Pdu pdu = trying.pdu();
            RoomSnapshot room = snapshots.find(pdu.roomId()).orElseGet(() -> snapshots.empty(pdu));
            switch (arrivals.decide(trying, room)) {
                case Arrivals.Decision.NeedsNumber() -> {
                    StoredEvent kept =
                            outside.keep(pdu, trying.before(), Standing.OUTLIER, Optional.empty());
                    trying = trying.known(kept);
                }
                case Arrivals.Decision.SoftFailed(String rule, String reason) -> {
                    return softFailed(trying, rule, reason);
                }
                case Arrivals.Decision.Accepted accepted -> {
                    Optional<Receipt> receipt = submit(trying);
                    if (receipt.isPresent()) {
                        return receipt.get();
                    }
                    trying = trying.insisting(attempt >= PATIENCE);
                }
                case Arrivals.Decision.Unresolved unresolved ->
                        throw new IllegalStateException("what takes time was permitted");
            }
        }
        throw MatrixError.limitExceeded(RETRY_AFTER_MS);
    }

    private Optional<Receipt> submit(Arrival arrival) {
        return switch (appender.submit(arrival)) {
            case EventPlan.Outcome.Stored(List<StoredEvent> stored) -> {
                accepted.accept(stored.getFirst());
                yield Optional.of(new Receipt.Accepted(stored.getFirst()));
            }
            case EventPlan.Outcome.Denied(String rule, String reason) ->
                    Optional.of(softFailed(arrival, rule, reason));
            case EventPlan.Outcome.Moved() -> Optional.empty();
            case EventPlan.Outcome.TooLarge _,
                    EventPlan.Outcome.NotSignable _,
                    EventPlan.Outcome.Crowded _,
                    EventPlan.Outcome.UnknownRoom _ ->
                    throw new IllegalStateException("no arrival ends like this");
        };
    }

    private Receipt softFailed(Arrival arrival, String rule, String why) {
        outside.keep(arrival.pdu(), arrival.before(), Standing.SOFT_FAILED, reason(rule, why));
        return new Receipt.SoftFailed(rule, why);
    }

    private static Optional<String> reason(String rule, String reason) {
        return Optional.of(rule + " " + reason);
    }

    private static List<EventId> references(Pdu pdu) {
        List<EventId> ids = new ArrayList<>(pdu.prevEvents());
        ids.addAll(pdu.authEvents());
        return ids;
    }

    /// Each event after those that it refers to; else in the order in which they were given. Ids of the
    /// oldest room versions are no hashes, so events may claim to follow each other: then any order does.
    private static List<Pdu> sorted(Collection<Pdu> pdus, Function<Pdu, List<EventId>> references) {
        Map<EventId, Pdu> byId = new LinkedHashMap<>();
        pdus.forEach(pdu -> byId.putIfAbsent(pdu.eventId(), pdu));
        Map<EventId, Pdu> sorted = new LinkedHashMap<>();
        Set<EventId> met = new HashSet<>();
        Deque<Pdu> path = new ArrayDeque<>(byId.values());
        while (!path.isEmpty()) {
            Pdu pdu = path.peek();
            if (!met.add(pdu.eventId())) {
                sorted.putIfAbsent(pdu.eventId(), path.pop());
                continue;
            }
            for (EventId id : references.apply(pdu)) {
                Pdu other = byId.get(id);
                if (other != null && !met.contains(id)) {
                    path.push(other);
                }
            }
        }
        return List.copyOf(sorted.values());
    }
}
