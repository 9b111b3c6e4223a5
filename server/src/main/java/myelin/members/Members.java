package myelin.members;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import myelin.core.event.EventType;
import myelin.core.event.MemberContent;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.room.Membership;
import myelin.core.state.StateKey;
import myelin.events.RecentEvents;
import myelin.events.StateChange;
import myelin.events.StateHistory;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// Who is what in which room now, as rows. Written with the events that change it; any thread reads.
public final class Members {

    private final Database database;
    private final Streams streams;
    private final Predicate<UserId> local;
    private final MembershipsTable table = new MembershipsTable();

    /// @param local whether a user is of this server
    public Members(Database database, Streams streams, Predicate<UserId> local) {
        this.database = database;
        this.streams = streams;
        this.local = local;
    }

    /// What of it this node remembers of the users of this server.
    ///
    /// @param start the position of the EVENTS stream after which it will be told of every event
    public LocalMembers local(RecentEvents recent, StateHistory history, long start) {
        return new LocalMembers(this, recent, history, start);
    }

    /// Whether an event is one by which a user's membership changes.
    public static boolean isMember(Pdu pdu) {
        return pdu.isState() && pdu.type().equals(EventType.M_ROOM_MEMBER);
    }

    /// Does with the memberships what is done with the state of their rooms, in the same transaction.
    /// Of a key that is no user's id there is no membership.
    public void change(Tx tx, Collection<StateChange> changes) {
        List<RoomMember> set = new ArrayList<>();
        for (StateChange change : changes) {
            Optional<UserId> user = member(change.key());
            if (user.isPresent()) {
                change.after()
                        .ifPresentOrElse(
                                event ->
                                        set.add(member(event.pdu(), user.get(), change.position())),
                                () -> table.remove(tx, change.room(), user.get()));
            }
        }
        table.set(tx, set, local);
    }

    /// Whose membership a place of the state holds.
    static Optional<UserId> member(StateKey key) {
        return key.type().equals(EventType.M_ROOM_MEMBER)
                ? UserId.tryParse(key.key())
                : Optional.empty();
    }

    /// @param position at which it became so
    static RoomMember member(Pdu pdu, UserId user, long position) {
        MemberContent content = new MemberContent(pdu.content());
        return new RoomMember(
                pdu.roomId(),
                user,
                content.membership().orElseThrow(),
                pdu.eventId(),
                position,
                pdu.sender(),
                false,
                content.displayName(),
                content.avatarUrl());
    }

    /// Members of a room with this membership, those who have it longest first.
    public List<RoomMember> inRoom(RoomId room, Membership membership) {
        return database.read(tx -> table.inRoom(tx, room, membership));
    }

    /// Who is in a room, of all servers, in no order.
    public List<JoinedMember> joined(RoomId room) {
        return database.read(tx -> table.joined(tx, room));
    }

    /// Whether somebody of a server is joined to a room.
    public boolean isServerIn(ServerName server, RoomId room) {
        return !database.read(tx -> table.joinedOf(tx, room, server)).isEmpty();
    }

    /// How many users have which membership of a room.
    public Map<Membership, Long> count(RoomId room) {
        return database.read(tx -> table.count(tx, room));
    }

    /// Up to `limit` members with one of the memberships but for `except`, longest there first.
    public List<RoomMember> first(
            RoomId room, Collection<Membership> of, UserId except, int limit) {
        return database.read(tx -> table.first(tx, room, of, except, limit));
    }

    /// As above, of several rooms in one query, which looks at all their members.
    public List<RoomMember> first(
            Collection<RoomId> rooms, Collection<Membership> of, UserId except, int limit) {
        return database.read(tx -> table.first(tx, rooms, of, except, limit));
    }

    /// Whether the user has been sent away from the room, or has left it.
    public boolean isGone(Tx tx, RoomId room, UserId user) {
        return table.isGone(tx, room, user);
    }

    /// Marks a room which the user has left as forgotten. Late in the transaction.
    ///
    /// @return the position in stream FORGOTTEN_ROOMS that it has taken
    public long forget(Tx tx, RoomId room, UserId user) {
        long position = streams.reserve(tx, Stream.FORGOTTEN_ROOMS, 1);
        table.forget(tx, room, user, position);
        return position;
    }

    /// Whether every user of this server who is known to the room has left and forgotten it; and somebody has.
    public boolean areAllForgotten(Tx tx, RoomId room) {
        return table.areAllForgotten(tx, room);
    }

    /// Deletes the memberships that users of this server have of a room.
    ///
    /// @return whose they were
    public List<UserId> deleteLocal(Tx tx, RoomId room) {
        return table.deleteLocal(tx, room);
    }

    /// Deletes up to `limit` memberships of a room.
    ///
    /// @return whose they were
    public List<UserId> deleteIn(Tx tx, RoomId room, int limit) {
        return table.deleteIn(tx, room, limit);
    }

    /// How far stream FORGOTTEN_ROOMS has come.
    long forgotten() {
        return streams.heads().of(Stream.FORGOTTEN_ROOMS);
    }

    /// Who has forgotten a room above `after` and up to `upTo` of that stream, on whichever node.
    List<UserId> whoForgot(long after, long upTo) {
        return database.read(tx -> table.whoForgot(tx, after, upTo));
    }

    List<RoomMember> ofUser(UserId user) {
        return database.read(tx -> table.ofUser(tx, user));
    }

    /// The users of this server who are joined to rooms.
    Map<RoomId, Set<UserId>> localInRooms(Collection<RoomId> rooms) {
        return database.read(tx -> table.localInRooms(tx, rooms));
    }

    boolean isLocal(UserId user) {
        return local.test(user);
    }
}
