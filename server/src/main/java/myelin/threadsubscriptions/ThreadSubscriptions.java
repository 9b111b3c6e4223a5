package myelin.threadsubscriptions;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import myelin.cluster.Bus;
import myelin.core.id.EventId;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.events.StoredEvent;
import myelin.history.History;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Route;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.sql.Work;
import myelin.stream.Hint;
import myelin.stream.Remembered;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// Which threads users follow (MSC4306), and what they have changed of it since they looked (MSC4308).
/// Any thread.
public final class ThreadSubscriptions implements Capability {

    /// Begins a token of the paging.
    static final String TOKEN = "ts";

    /// Threads whose subscribers are in memory, at most.
    private static final int CACHED = 1_000;

    private final Database database;
    private final Streams streams;
    private final Bus bus;
    private final Rooms rooms;
    private final boolean enabled;
    private final ThreadSubscriptionsTable table = new ThreadSubscriptionsTable();
    private final List<Route> routes;

    private final Remembered<Key, Set<UserId>> subscribers;

    /// A thread, as somebody asks for it who need not be right about the room.
    private record Key(RoomId room, EventId root) {}

    /// @param enabled whether clients may subscribe; otherwise nobody is subscribed to anything
    public ThreadSubscriptions(
            Database database,
            Streams streams,
            Bus bus,
            Rooms rooms,
            History history,
            boolean enabled) {
        this.database = database;
        this.streams = streams;
        this.subscribers = new Remembered<>(streams, Stream.THREAD_SUBSCRIPTIONS, CACHED);
        this.bus = bus;
        this.rooms = rooms;
        this.enabled = enabled;
        this.routes =
                enabled
                        ? new ThreadSubscriptionEndpoints(this, rooms, history, streams).routes()
                        : List.of();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    /// What a user has changed, the oldest change first.
    ///
    /// @param limited older changes were left out
    public record Changes(List<ThreadSubscription> subscriptions, boolean limited) {

        /// From where on what was left out can be paged back through; without meaning unless `limited`.
        public String token() {
            return TOKEN + (subscriptions.getFirst().position() - 1);
        }

        /// `subscribed` and `unsubscribed`, by room and thread, as clients get it; empty parts are missing.
        public JsonObject toJson() {
            JsonObject.Builder json = JsonObject.builder();
            put(json, "subscribed", true);
            put(json, "unsubscribed", false);
            return json.build();
        }

        private void put(JsonObject.Builder json, String part, boolean subscribed) {
            Map<String, JsonObject> byRoom = new TreeMap<>();
            for (ThreadSubscription subscription : subscriptions) {
                if (subscription.subscribed() == subscribed) {
                    JsonObject told = JsonObject.of("bump_stamp", subscription.position());
                    byRoom.merge(
                            subscription.room().value(),
                            JsonObject.of(
                                    subscription.root().value(),
                                    subscribed
                                            ? told.with("automatic", subscription.automatic())
                                            : told),
                            JsonObject::merge);
                }
            }
            if (!byRoom.isEmpty()) {
                json.put(part, JsonObject.from(byRoom));
            }
        }
    }

    /// What a user has changed above `after` and up to `upTo` of the THREAD_SUBSCRIPTIONS stream.
    ///
    /// @param limit the newest so many changes, at least 1
    public Changes changes(UserId user, long after, long upTo, int limit) {
        if (!enabled || upTo <= after) {
            return new Changes(List.of(), false);
        }
        List<ThreadSubscription> newest =
                database.read(tx -> table.newest(tx, user, after, upTo, limit + 1));
        boolean limited = newest.size() > limit;
        List<ThreadSubscription> told =
                new ArrayList<>(limited ? newest.subList(0, limit) : newest);
        Collections.reverse(told);
        return new Changes(List.copyOf(told), limited);
    }

    /// Who of this server follows a thread.
    public Set<UserId> subscribers(RoomId room, EventId root) {
        if (!enabled) {
            return Set.of();
        }
        return subscribers.of(
                new Key(room, root),
                before -> Set.copyOf(database.read(tx -> table.subscribers(tx, room, root))));
    }

    /// Forgets all that a user who goes for good has subscribed to.
    public void forget(UserId user) {
        database.write(tx -> table.deleteAll(tx, user));
    }

    /// Deletes up to `limit` rows of a room that goes.
    ///
    /// @return how many; fewer than `limit` when none are left
    public int deleteRoom(Tx tx, RoomId room, int limit) {
        return table.deleteIn(tx, room, limit);
    }

    /// The subscription of a user to a thread, if there is one.
    Optional<ThreadSubscription> find(UserId user, RoomId room, EventId root) {
        return database.read(tx -> table.find(tx, user, room, root))
                .filter(ThreadSubscription::subscribed);
    }

    /// Subscribes a user. What is there already and serves is left as it is: a subscription that the user
    /// made is not weakened by an automatic one.
    ///
    /// @param cause the event for which the client does it of its own accord; empty: the user wants it
    /// @throws MatrixError 409 when the user has unsubscribed after the cause was there
    void subscribe(UserId user, RoomId room, EventId root, Optional<StoredEvent> cause) {
        boolean automatic = cause.isPresent();
        change(
                user,
                tx -> {
                    Optional<ThreadSubscription> before = table.lock(tx, user, room, root);
                    if (before.filter(it -> it.subscribed() && (automatic || !it.automatic()))
                            .isPresent()) {
                        return 0L;
                    }
                    boolean obsolete =
                            before.isPresent()
                                    && cause.isPresent()
                                    && before.get().unsubscribedAt().orElse(0)
                                            >= cause.get().position();
                    if (obsolete) {
                        throw MatrixError.of(
                                409,
                                "IO.ELEMENT.MSC4306.M_CONFLICTING_UNSUBSCRIPTION",
                                "The user has unsubscribed since");
                    }
                    long position = streams.reserve(tx, Stream.THREAD_SUBSCRIPTIONS, 1);
                    table.set(
                            tx,
                            user,
                            new ThreadSubscription(
                                    room, root, true, automatic, OptionalLong.empty(), position));
                    return position;
                });
    }

    /// Ends a subscription; nothing happens when there is none.
    void unsubscribe(UserId user, RoomId room, EventId root) {
        long newest = rooms.find(room).map(known -> known.head().position()).orElse(0L);
        change(
                user,
                tx -> {
                    Optional<ThreadSubscription> before = table.lock(tx, user, room, root);
                    if (before.filter(ThreadSubscription::subscribed).isEmpty()) {
                        return 0L;
                    }
                    long position = streams.reserve(tx, Stream.THREAD_SUBSCRIPTIONS, 1);
                    table.set(
                            tx,
                            user,
                            new ThreadSubscription(
                                    room, root, false, false, OptionalLong.of(newest), position));
                    return position;
                });
    }

    /// @param change gives the position that it has taken; 0: nothing has changed
    private void change(UserId user, Work<Long> change) {
        long position = database.transact(change);
        if (position > 0) {
            bus.publish(new Hint(Stream.THREAD_SUBSCRIPTIONS, position, Set.of(), Set.of(user)));
        }
    }
}
