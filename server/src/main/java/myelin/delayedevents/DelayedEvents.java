package myelin.delayedevents;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.cluster.Follower;
import myelin.cluster.Lease;
import myelin.cluster.Leases;
import myelin.concurrent.Loop;
import myelin.config.rooms.DelayedEventsConfig;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.state.StateKey;
import myelin.crypto.RandomText;
import myelin.events.StoredEvent;
import myelin.events.TransactionKey;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.rooms.Rooms;
import myelin.sending.Postponed;
import myelin.sending.Sending;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Stream;
import myelin.users.Mark;
import myelin.users.Users;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Events that clients want sent later
/// ([MSC4140](https://github.com/matrix-org/matrix-spec-proposals/pull/4140)), as when a caller's
/// device has not been heard of any more.
///
/// They are rows, so they outlive the server. One node watches the clock; whoever sends an event takes its
/// row out in the same transaction, so that it is sent once. `lease` belongs to the loop's thread.
public final class DelayedEvents implements Capability, Postponed, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DelayedEvents.class);

    /// How late an event may be that another node has taken.
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration UNTIL_NEXT_TRY = Duration.ofSeconds(3);
    private static final int AT_ONCE = 100;
    private static final int ID_BYTES = 18;

    private final Database database;
    private final Leases leases;
    private final Parts parts;
    private final DelayedEventsConfig config;
    private final InstantSource clock;
    private final DelayedEventsTable table = new DelayedEventsTable();
    private final Loop loop = new Loop("delayed-events", this::run);
    private @Nullable Lease lease;

    /// Where the events go, and whose they are.
    public record Parts(Rooms rooms, Sending sending, Users users) {}

    public DelayedEvents(
            Database database,
            Leases leases,
            Parts parts,
            DelayedEventsConfig config,
            InstantSource clock) {
        this.database = database;
        this.leases = leases;
        this.parts = parts;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return new DelayedEventEndpoints(this).routes();
    }

    @Override
    public List<Follower> followers() {
        return List.of(Follower.atLeastOnce("delayed_events", Stream.EVENTS, this::follow));
    }

    /// Begins to watch the clock.
    public void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
    }

    @Override
    public Optional<String> repeated(Requester requester, RoomId room, TransactionKey transaction) {
        return database.read(tx -> table.ofTransaction(tx, requester.user(), room, transaction));
    }

    @Override
    public String keep(Requester requester, Wish wish, long delayMs) {
        if (!config.enabled()) {
            throw MatrixError.forbidden("This server does not delay events");
        }
        if (delayMs > config.longest().toMillis()) {
            throw MatrixError.forbidden(
                    "Events can be delayed for at most " + config.longest().toMillis() + " ms");
        }
        long now = clock.millis();
        DelayedEvent event =
                new DelayedEvent(
                        RandomText.ofBytes(ID_BYTES),
                        requester.user(),
                        requester.device(),
                        wish.room(),
                        wish.draft().type(),
                        wish.draft().stateKey(),
                        DelayedEvent.content(wish.draft()),
                        wish.originServerTs(),
                        delayMs,
                        now);
        long position = parts.rooms().feed().seen();
        database.write(tx -> {
            List<DelayedEvent> waiting = table.ofUser(tx, requester.user());
            if (waiting.size() >= config.mostPerUser()) {
                long next = waiting.get(waiting.size() - config.mostPerUser()).sendTs();
                throw MatrixError.limitExceeded(Math.max(0, next - now));
            }
            table.insert(tx, event, wish.transaction(), position);
        });
        loop.wake();
        return event.id();
    }

    /// Deletes up to `limit` rows of a room that goes.
    ///
    /// @return how many; fewer than `limit` when none are left
    public int deleteRoom(Tx tx, RoomId room, int limit) {
        return table.deleteIn(tx, room, limit);
    }

    /// What a user has waiting.
    List<DelayedEvent> of(UserId user) {
        return database.read(tx -> table.ofUser(tx, user));
    }

    /// Has an event never be sent.
    ///
    /// @throws MatrixError M_NOT_FOUND when there is none, or it has been sent
    void cancel(String id) {
        require(database.transact(tx -> table.delete(tx, id)));
    }

    /// Lets the time of an event begin anew.
    ///
    /// @throws MatrixError M_NOT_FOUND when there is none, or it has been sent
    void restart(String id) {
        require(database.transact(tx -> table.restart(tx, id, clock.millis())));
    }

    /// Sends an event now.
    ///
    /// @throws MatrixError M_NOT_FOUND when there is none, or it has been sent; or as the room refuses it
    void send(String id) {
        Optional<DelayedEvent> event = database.read(tx -> table.find(tx, id));
        require(event.isPresent());
        require(send(event.orElseThrow()));
    }

    private static void require(boolean there) {
        if (!there) {
            throw MatrixError.notFound("There is no such delayed event");
        }
    }

    /// Sends what is due. Of what is due at one place of a room's state, only the first is sent: so one
    /// thread sends at a time.
    public synchronized void sendDue() {
        List<DelayedEvent> due;
        do {
            long now = clock.millis();
            due = database.read(tx -> table.due(tx, now, AT_ONCE));
            for (DelayedEvent event : due) {
                try {
                    if (send(event) && event.stateKey().isPresent()) {
                        StateKey key = new StateKey(event.type(), event.stateKey().get());
                        database.write(tx -> table.dropDue(tx, event.room(), key, now));
                    }
                } catch (MatrixError refused) {
                    log.info(
                            "delayed event refused id={} room={}",
                            event.id(),
                            event.room(),
                            refused);
                }
            }
        } while (due.size() == AT_ONCE);
    }

    /// @return whether it was there to be sent
    private boolean send(DelayedEvent event) {
        if (parts.users().is(event.user(), Mark.DEACTIVATED)) {
            return database.transact(tx -> table.delete(tx, event.id()));
        }
        try {
            parts.sending()
                    .send(
                            requester(event),
                            new Wish(
                                    event.room(),
                                    event.draft(),
                                    Optional.empty(),
                                    event.originServerTs()),
                            (tx, events) -> {
                                if (!table.delete(tx, event.id())) {
                                    throw new Gone();
                                }
                            });
            database.write(tx -> table.delete(tx, event.id()));
            return true;
        } catch (Gone gone) {
            return false;
        } catch (MatrixError refused) {
            database.write(tx -> table.delete(tx, event.id()));
            throw refused;
        }
    }

    /// Somebody else has sent or cancelled the event meanwhile.
    private static final class Gone extends RuntimeException {
        Gone() {
            super(null, null, false, false);
        }
    }

    private Requester requester(DelayedEvent event) {
        return new Requester(
                event.user(),
                event.device(),
                0,
                parts.users().is(event.user(), Mark.GUEST),
                false,
                false,
                parts.users().is(event.user(), Mark.SUSPENDED),
                Optional.empty());
    }

    private Duration run() {
        Lease held = lease;
        if (held == null || !leases.isHeld(held)) {
            held = leases.tryAcquire("delayed-events").orElse(null);
            lease = held;
        }
        if (held == null) {
            return UNTIL_NEXT_TRY;
        }
        sendDue();
        return database.read(table::next)
                .map(next -> Duration.ofMillis(Math.max(1, next - clock.millis())))
                .filter(pause -> pause.compareTo(LOOK) < 0)
                .orElse(LOOK);
    }

    /// Somebody else's state at the same place makes what waits for it pointless.
    private void follow(long after, long upTo) {
        List<StoredEvent> states =
                parts.rooms().between(after, upTo).stream()
                        .filter(event -> event.pdu().isState())
                        .toList();
        if (states.isEmpty()) {
            return;
        }
        Set<RoomId> rooms = new HashSet<>();
        states.forEach(event -> rooms.add(event.pdu().roomId()));
        if (database.read(tx -> table.any(tx, rooms))) {
            database.write(tx ->
                    states.forEach(event ->
                            table.dropOvertaken(
                                    tx,
                                    event.pdu().roomId(),
                                    event.pdu().key().orElseThrow(),
                                    event.pdu().sender(),
                                    event.position())));
        }
    }
}
