package myelin.members;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.room.Membership;
import myelin.events.RecentEvents;
import myelin.events.StoredEvent;
import myelin.sql.Database;
import myelin.sql.Tx;

/// Who is what in which room now, as rows. Written with the events that change it; any thread reads.
public final class Members {

    private final Database database;
    private final Predicate<UserId> local;
    private final MembershipsTable table = new MembershipsTable();

    /// @param local whether a user is of this server
    public Members(Database database, Predicate<UserId> local) {
        this.database = database;
        this.local = local;
    }

    /// What of it this node remembers of the users of this server.
    ///
    /// @param start the position of the EVENTS stream after which it will be told of every event
    public LocalMembers local(RecentEvents recent, long start) {
        return new LocalMembers(this, recent, start);
    }

    /// Whether an event is one by which a user's membership changes.
    public static boolean isMember(Pdu pdu) {
        return pdu.isState() && pdu.type().equals(EventType.M_ROOM_MEMBER);
    }

    /// Makes these member events the ones that count, in the transaction that does so for the room's
    /// state.
    public void set(Tx tx, Collection<StoredEvent> memberEvents) {
        table.set(tx, memberEvents, local);
    }

    /// Members of a room with this membership, those who have it longest first.
    public List<RoomMember> inRoom(RoomId room, Membership membership) {
        return database.read(tx -> table.inRoom(tx, room, membership));
    }

    /// Up to `limit` members with one of the memberships but for `except`, longest there first.
    public List<RoomMember> first(
            RoomId room, Collection<Membership> of, UserId except, int limit) {
        return database.read(tx -> table.first(tx, room, of, except, limit));
    }

    /// Marks a room which the user has left as forgotten.
    ///
    /// @return whether there was such a room
    public boolean forget(RoomId room, UserId user) {
        return database.transact(tx -> table.forget(tx, room, user));
    }

    List<RoomMember> ofUser(UserId user) {
        return database.read(tx -> table.ofUser(tx, user));
    }

    List<UserId> localInRoom(RoomId room) {
        return database.read(tx -> table.localInRoom(tx, room));
    }

    boolean isLocal(UserId user) {
        return local.test(user);
    }
}
