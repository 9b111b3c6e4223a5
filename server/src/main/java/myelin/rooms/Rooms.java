package myelin.rooms;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import myelin.core.crypto.SigningKey;
import myelin.core.event.EventType;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.room.Membership;
import myelin.core.state.StateKey;
import myelin.events.EventFeed;
import myelin.events.Events;
import myelin.events.OldEvent;
import myelin.events.RecentEvents;
import myelin.events.StateHistory;
import myelin.events.StateTimeline;
import myelin.events.StoredCounts;
import myelin.events.StoredEvent;
import myelin.events.Transactions;
import myelin.http.MatrixError;
import myelin.members.JoinedMember;
import myelin.members.LocalMembers;
import myelin.members.Members;
import myelin.members.RoomMember;
import myelin.observe.CacheMetrics;
import myelin.observe.Metrics;
import myelin.resolution.AuthChains;
import myelin.resolution.StateResolver;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.state.CitedStates;
import myelin.state.StateRoot;
import myelin.state.StateStore;
import myelin.stream.Appender;
import myelin.stream.Hint;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// The rooms that this server knows: their events, their state, and who is in them.
public final class Rooms {

    /// Submissions in one transaction, at most.
    private static final int BATCH = 100;

    private final Members memberships;
    private final Consumer<Hint> bus;
    private final Snapshots snapshots;
    private final RoomsTable table = new RoomsTable();
    private final StateStore states;
    private final Events events;
    private final EventFeed feed;
    private final RecentEvents recent;
    private final LocalMembers members;
    private final StateHistory stateHistory;
    private final EventSender sender;
    private final Database database;
    private final CurrentStateTable currentState = new CurrentStateTable();
    private final StoredCounts counts;
    private final Transactions transactions = new Transactions();
    private final EventReceiver receiver;
    private final AuthChains authChains;
    private final InstantSource clock;

    /// The server's name and the key with which it signs.
    public record Identity(ServerName server, SigningKey key) {

        /// Whether a user is of this server.
        boolean isOf(UserId user) {
            return user.isOf(server);
        }
    }

    /// @param policy asks the policy servers of rooms
    /// @param bus takes the hints of what this node has committed, once everything in memory knows of it
    public Rooms(
            Database database,
            Streams streams,
            Identity identity,
            InstantSource clock,
            Metrics metrics,
            PolicySigner policy,
            Consumer<Hint> bus) {
        this.memberships = new Members(database, streams, identity::isOf);
        this.bus = bus;
        this.clock = clock;
        this.database = database;
        long start = streams.heads().of(Stream.EVENTS);
        this.states = new StateStore(database, clock);
        this.events = new Events(database);
        this.snapshots = new Snapshots(database, table, states, events);
        this.stateHistory = new StateHistory(states, events);
        this.recent = new RecentEvents(start);
        this.members = memberships.local(recent, stateHistory, start);
        this.feed = new EventFeed(events, start, List.of(snapshots, events, recent, members));
        this.counts = new StoredCounts(identity.server(), metrics);
        this.authChains = new AuthChains(database, events, states);
        show(metrics, authChains);
        GraphStates graph =
                new GraphStates(events, new StateResolver(database, events, states, authChains));
        Arrivals arrivals = new Arrivals(graph, events, stateHistory);
        OwnEvents own = new OwnEvents(events, identity, clock);
        EventPlanner planner =
                new EventPlanner(
                        snapshots, events, arrivals, own, transactions, identity.server(), clock);
        EventWriter writer =
                new EventWriter(
                        new EventWriter.Tables(
                                events, authChains, table, currentState, memberships),
                        states,
                        snapshots,
                        streams,
                        planner,
                        clock,
                        this::committed);
        Appender<Addition, EventPlan.Outcome> appender =
                new Appender<>(database, "events", BATCH, writer);
        Policies policies = new Policies(memberships, identity.server(), policy);
        this.receiver =
                new EventReceiver(
                        appender,
                        snapshots,
                        events,
                        arrivals,
                        new Outside(database, streams, events, states, authChains, clock),
                        policies,
                        new Reversions(stateHistory, metrics)::look);
        this.sender =
                new EventSender(
                        appender,
                        new LoneEvents(snapshots, events, states, graph, own, policies, receiver),
                        transactions,
                        events,
                        room -> snapshots.find(room).filter(policies::watch).isPresent());
    }

    private void committed(List<StoredEvent> stored) {
        transactions.committed(stored);
        feed.committed(stored);
        counts.count(stored);
        bus.accept(hint(stored));
    }

    private void show(Metrics metrics, AuthChains authChains) {
        metrics.gauge(
                "synapse_event_persisted_position",
                "Newest position of the stream of events that this node knows of",
                feed::seen);
        CacheMetrics shown = metrics.caches();
        events.show(shown);
        snapshots.show(shown);
        states.show(shown);
        members.show(shown);
        authChains.show(shown);
    }

    /// The room as it is now, if this server knows it.
    public Optional<RoomSnapshot> find(RoomId room) {
        return snapshots.find(room);
    }

    /// Those of several rooms which this server knows, read together.
    public Map<RoomId, RoomSnapshot> find(Collection<RoomId> some) {
        return snapshots.find(some);
    }

    /// The room as it is now, for somebody who must be joined.
    ///
    /// @throws MatrixError M_FORBIDDEN when the user is not joined, or there is no such room
    public RoomSnapshot joined(RoomId room, UserId user) {
        return snapshots
                .find(room)
                .filter(snapshot -> snapshot.isJoined(user))
                .orElseThrow(() -> MatrixError.forbidden("You are not joined to this room"));
    }

    /// Adds events that were made elsewhere.
    public EventReceiver receiver() {
        return receiver;
    }

    /// How rooms' states came to be what they are.
    public StateTimeline stateTimeline() {
        return new StateTimeline(events, stateHistory);
    }

    /// How the current states have changed, event by event.
    public StateHistory stateHistory() {
        return stateHistory;
    }

    /// Adds events that are made here.
    public EventSender sender() {
        return sender;
    }

    /// Reads events.
    public Events events() {
        return events;
    }

    /// The events of all rooms above a position and up to another, oldest first, for who follows
    /// the stream: from memory where that reaches back so far. Of rooms that were deleted nothing is told:
    /// what their events refer to may be gone.
    public List<StoredEvent> between(long after, long upTo) {
        feed.catchUp(upTo);
        List<StoredEvent> found = recent.since(after).orElseGet(() -> events.since(after, upTo));
        Map<RoomId, Boolean> known = new HashMap<>();
        return found.stream()
                .filter(event -> event.position() <= upTo)
                .filter(event ->
                        known.computeIfAbsent(
                                event.pdu().roomId(), room -> snapshots.find(room).isPresent()))
                .toList();
    }

    /// Reads states.
    public StateStore states() {
        return states;
    }

    /// Rooms in the order of their ids.
    ///
    /// @param after where the page before ended; empty: from the first on
    public List<RoomId> after(Tx tx, Optional<RoomId> after, int limit) {
        return table.after(tx, after.map(RoomId::value).orElse(""), limit);
    }

    /// The room as it ends now, and until the transaction does, if this server knows it. Rooms are locked in the
    /// order of their ids.
    public Optional<RoomHead> lock(Tx tx, RoomId room) {
        table.lock(tx, List.of(room));
        return table.find(tx, room);
    }

    /// Rooms that were forgotten by all users of this server who were ever in them, at a time or before, as far as
    /// is known.
    ///
    /// @param upTo milliseconds since 1970
    public List<RoomId> forgotten(Tx tx, long upTo, int limit) {
        return table.forgotten(tx, upTo, limit);
    }

    /// Lets the time begin now for rooms of which nobody knows when they were forgotten.
    public void dateForgotten(Tx tx) {
        table.dateForgotten(tx, clock.millis());
    }

    /// Whether no user of this server is in the room, or may want to look into it again. Who is wrong about that
    /// is not told of the room any more.
    public boolean isForgotten(Tx tx, RoomId room) {
        boolean forgotten = memberships.areAllForgotten(tx, room);
        if (!forgotten) {
            table.setForgotten(tx, room, Optional.empty());
        }
        return forgotten;
    }

    /// Deletes a room that is locked: from the commit on this server knows it no more. Its rows are there for a
    /// while, for those who have begun to read them.
    ///
    /// @return the users of this server who have been in it, or were asked to be
    public List<UserId> delete(Tx tx, RoomId room) {
        table.setDeleted(tx, room, clock.millis());
        return memberships.deleteLocal(tx, room);
    }

    /// The room that was deleted longest ago, of those that were at a time or before and have rows left.
    ///
    /// @param upTo milliseconds since 1970
    public Optional<RoomId> deleted(Tx tx, long upTo) {
        return table.deleted(tx, upTo);
    }

    /// Deletes memberships of a deleted room.
    ///
    /// @return whose, up to `limit`; fewer when none are left
    public List<UserId> deleteMembers(Tx tx, RoomId room, int limit) {
        return memberships.deleteIn(tx, room, limit);
    }

    /// Deletes events of a deleted room, with what is known of their place in auth chains.
    ///
    /// @return how many, up to `limit`; fewer when none are left
    public int deleteEvents(Tx tx, RoomId room, int limit) {
        List<OldEvent> some = events.oldest(tx, room, OldEvent.Place.FIRST, Long.MAX_VALUE, limit);
        if (!some.isEmpty()) {
            events.delete(tx, room, some);
            authChains.delete(
                    tx, some.stream().filter(OldEvent::isState).map(OldEvent::number).toList());
        }
        return some.size();
    }

    /// Deletes what is stored of the state of a deleted room.
    ///
    /// @return how many rows, up to `limit`; fewer when none are left
    public int deleteState(Tx tx, RoomId room, int limit) {
        int deleted = currentState.deleteIn(tx, room, limit);
        return deleted < limit ? deleted + states.deleteRoom(tx, room, limit - deleted) : deleted;
    }

    /// Deletes the last row of a deleted room.
    public void deleteLast(Tx tx, RoomId room) {
        table.delete(tx, room);
    }

    /// Drops what is in memory of rooms of which something was deleted.
    ///
    /// @param users who have lost memberships by it
    public void forget(Predicate<RoomId> rooms, Predicate<UserId> users) {
        snapshots.forget(rooms);
        events.forget(rooms);
        states.forget(rooms);
        authChains.forget(rooms);
        members.forget(rooms, users);
    }

    /// The state event of a type, with an empty key, in each of the rooms that have one.
    public Map<RoomId, StoredEvent> stateOfType(Tx tx, Collection<RoomId> rooms, String type) {
        return events.known(tx, currentState.eventsOfType(tx, rooms, type)).stream()
                .collect(Collectors.toMap(event -> event.pdu().roomId(), Function.identity()));
    }

    /// The states that rows cite of a room, in pages: the current one and those of its events.
    public CitedStates.Page citedStates(Tx tx, RoomId room, long after, int limit) {
        CitedStates.Page page = events.citedStates(tx, room, after, limit);
        List<StateRoot> roots = new ArrayList<>(page.roots());
        table.find(tx, room).map(RoomHead::state).ifPresent(roots::add);
        return new CitedStates.Page(roots, page.end());
    }

    /// Who is where, of this server.
    public LocalMembers members() {
        return members;
    }

    /// The event that says what a member is. It may be older than the position at which it became so.
    public StoredEvent memberEvent(RoomMember member) {
        return events.known(member.event()).orElseThrow();
    }

    /// The newest events of all rooms.
    public RecentEvents recent() {
        return recent;
    }

    /// Tells this node's memory of new events.
    public EventFeed feed() {
        return feed;
    }

    /// Members of a room with this membership, those who have it longest first.
    public List<RoomMember> members(RoomId room, Membership membership) {
        return memberships.inRoom(room, membership);
    }

    /// Who is in a room, of all servers, in no order.
    public List<JoinedMember> joinedMembers(RoomId room) {
        return memberships.joined(room);
    }

    /// How many users have which membership of a room.
    public Map<Membership, Long> memberCounts(RoomId room) {
        return memberships.count(room);
    }

    /// How many entries a room's state has.
    public long stateCount(RoomId room) {
        return database.read(tx -> currentState.count(tx, room));
    }

    /// Up to `limit` members with one of the memberships but for `except`, longest there first.
    public List<RoomMember> firstMembers(
            RoomId room, Collection<Membership> of, UserId except, int limit) {
        return memberships.first(room, of, except, limit);
    }

    /// Notes that a user who has left does not want to see the room any more.
    ///
    /// @return whether there was a membership to forget
    public boolean forget(RoomId room, UserId user) {
        Optional<Long> position =
                database.transact(tx -> {
                    lock(tx, room);
                    if (!memberships.isGone(tx, room, user)) {
                        return Optional.empty();
                    }
                    Optional<Long> taken = Optional.of(memberships.forget(tx, room, user));
                    if (memberships.areAllForgotten(tx, room)) {
                        table.setForgotten(tx, room, Optional.of(clock.millis()));
                    }
                    return taken;
                });
        position.ifPresent(
                at -> bus.accept(Hint.ofUsers(Stream.FORGOTTEN_ROOMS, at, Set.of(user))));
        return position.isPresent();
    }

    /// Those of the rooms that this server knows, as lists of rooms need them.
    public List<RoomListing> listed(Collection<RoomId> rooms) {
        return database.read(tx -> table.listed(tx, rooms));
    }

    /// As above, of several rooms in one query, which looks at all their members: for rooms of a few.
    public List<RoomMember> firstMembers(
            Collection<RoomId> some, Collection<Membership> of, UserId except, int limit) {
        return memberships.first(some, of, except, limit);
    }

    /// Where the state events of some types are now in each of the rooms that have any, by key.
    public Map<RoomId, Map<StateKey, Long>> stateOfTypes(
            Collection<RoomId> some, Collection<String> types) {
        return database.read(tx -> currentState.ofTypes(tx, some, types));
    }

    /// Where the state events of some types are now, by key.
    public Map<StateKey, Long> stateOfTypes(RoomId room, Collection<String> types) {
        return database.read(tx -> currentState.ofTypes(tx, room, types));
    }

    /// Where the state event of a type, with an empty key, is now in each of the rooms that have one.
    public Map<RoomId, Long> stateOfType(Collection<RoomId> rooms, String type) {
        return database.read(tx -> currentState.ofType(tx, rooms, type));
    }

    private Hint hint(List<StoredEvent> stored) {
        return new Hint(
                Stream.EVENTS, stored.getLast().position(), roomsOf(stored), targetsOf(stored));
    }

    private static Set<RoomId> roomsOf(List<StoredEvent> stored) {
        return stored.stream().map(event -> event.pdu().roomId()).collect(Collectors.toSet());
    }

    /// The users whose memberships change by these events, who may not be in the room.
    private Set<UserId> targetsOf(List<StoredEvent> stored) {
        Set<UserId> targets = new HashSet<>();
        for (StoredEvent event : stored) {
            if (event.isForked()) {
                stateHistory
                        .of(event)
                        .forEach(change -> target(change.key()).ifPresent(targets::add));
            } else {
                event.pdu().key().flatMap(Rooms::target).ifPresent(targets::add);
            }
        }
        return targets;
    }

    private static Optional<UserId> target(StateKey key) {
        return key.type().equals(EventType.M_ROOM_MEMBER)
                ? UserId.tryParse(key.key())
                : Optional.empty();
    }
}
