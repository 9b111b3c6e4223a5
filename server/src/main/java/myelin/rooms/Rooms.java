package myelin.rooms;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import myelin.core.crypto.SigningKey;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.room.Membership;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.limits.RateLimits;
import myelin.sql.Database;
import myelin.state.StateStore;
import myelin.stream.Appender;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// The rooms that this server knows: their events, their state, and who is in them.
public final class Rooms implements Capability {

    /// Submissions in one transaction, at most.
    private static final int BATCH = 100;

    private final Database database;
    private final MembershipsTable memberships = new MembershipsTable();
    private final CurrentStateTable currentState = new CurrentStateTable();
    private final Snapshots snapshots;
    private final StateStore states;
    private final Events events;
    private final EventFeed feed;
    private final RecentEvents recent;
    private final LocalMembers members;
    private final EventSender sender;
    private final Drafts drafts;
    private final List<EventFeed.Subscriber> subscribers = new ArrayList<>();
    private final List<Route> routes;
    private List<EventScreen> screens = List.of();

    /// The server's name and the key with which it signs.
    public record Identity(ServerName server, SigningKey key) {}

    /// @param committed told of the events of each commit of this node, once everything in memory
    ///     knows of them
    public Rooms(
            Database database,
            Streams streams,
            Identity identity,
            InstantSource clock,
            RateLimits limits,
            Consumer<List<StoredEvent>> committed) {
        this.database = database;
        this.drafts = new Drafts(identity.server());
        EventsTable eventsTable = new EventsTable();
        RoomsTable roomsTable = new RoomsTable();
        long start = streams.heads().of(Stream.EVENTS);
        this.states = new StateStore(database);
        this.events = new Events(database, eventsTable);
        this.snapshots = new Snapshots(database, roomsTable, states, events);
        this.recent = new RecentEvents(start);
        this.members =
                new LocalMembers(
                        database,
                        memberships,
                        recent,
                        user -> user.server().equals(identity.server()),
                        start);
        subscribers.addAll(List.of(snapshots, events, recent, members));
        this.feed = new EventFeed(database, eventsTable, start, subscribers);
        EventPlanner planner =
                new EventPlanner(snapshots, events, identity.server(), identity.key(), clock);
        EventWriter writer =
                new EventWriter(
                        new EventWriter.Tables(eventsTable, roomsTable, currentState, memberships),
                        states,
                        snapshots,
                        streams,
                        planner,
                        clock,
                        stored -> {
                            feed.committed(stored);
                            committed.accept(stored);
                        });
        this.sender = new EventSender(new Appender<>(database, "events", BATCH, writer), events);
        this.routes = new SendEndpoints(this, limits).routes();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    /// The room as it is now, if this server knows it.
    public Optional<RoomSnapshot> find(RoomId room) {
        return snapshots.find(room);
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

    /// Who looks at drafts before they are sent; called once, before the server starts.
    public void screenWith(List<EventScreen> all) {
        screens = List.copyOf(all);
    }

    /// Lets a client's draft pass, or throws what the client shall see.
    ///
    /// @return the draft as it shall be sent
    Draft screen(RoomSnapshot room, Draft draft, Requester requester) {
        Draft screened = draft;
        for (EventScreen screen : screens) {
            screened = screen.screen(room, screened, requester);
        }
        return screened;
    }

    /// Tells those who screen of a state event that a client has sent.
    void sent(RoomSnapshot before, StoredEvent event) {
        screens.forEach(screen -> screen.sent(before, event));
    }

    /// What must be right in what clients send.
    public Drafts drafts() {
        return drafts;
    }

    /// Adds events.
    public EventSender sender() {
        return sender;
    }

    /// Reads events.
    public Events events() {
        return events;
    }

    /// Reads states.
    public StateStore states() {
        return states;
    }

    /// Who is where, of this server.
    public LocalMembers members() {
        return members;
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
        return database.read(tx -> memberships.inRoom(tx, room, membership));
    }

    /// Up to `limit` members with one of the memberships but for `except`, longest there first.
    public List<RoomMember> firstMembers(
            RoomId room, Collection<Membership> of, UserId except, int limit) {
        return database.read(tx -> memberships.first(tx, room, of, except, limit));
    }

    /// Notes that a user who has left does not want to see the room any more.
    ///
    /// @return whether there was a membership to forget
    public boolean forget(RoomId room, UserId user) {
        boolean forgotten = database.transact(tx -> memberships.forget(tx, room, user));
        members.reload(user);
        return forgotten;
    }

    /// The rooms of events.
    public static Set<RoomId> roomsOf(List<StoredEvent> stored) {
        return stored.stream().map(event -> event.pdu().roomId()).collect(Collectors.toSet());
    }

    /// The users whose membership events change, who may not be in the room.
    public static Set<UserId> targetsOf(List<StoredEvent> stored) {
        return stored.stream()
                .filter(event -> isMember(event.pdu()))
                .flatMap(event -> event.pdu().stateKey().flatMap(UserId::tryParse).stream())
                .collect(Collectors.toSet());
    }

    /// Whether an event is one by which a user's membership changes.
    public static boolean isMember(Pdu pdu) {
        return pdu.isState() && pdu.type().equals(EventType.M_ROOM_MEMBER);
    }
}
