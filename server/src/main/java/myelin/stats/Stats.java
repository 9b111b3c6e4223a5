package myelin.stats;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import myelin.cluster.Follower;
import myelin.core.event.CreateContent;
import myelin.core.event.EventType;
import myelin.core.event.Pdu;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.room.Membership;
import myelin.core.state.StateKey;
import myelin.events.StoredEvent;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Stream;

/// What rooms are, how many are in them, and in how many rooms each user is: rows with the names that
/// administrators know from Synapse.
///
/// They follow the state of the rooms. What has changed is counted anew, so that nothing is ever counted
/// twice; a room of thousands is counted once for all that happened in it meanwhile.
public final class Stats implements Capability {

    private final Database database;
    private final Rooms rooms;
    private final Predicate<UserId> local;
    private final boolean enabled;
    private final StatsTable table = new StatsTable();

    /// @param local whether a user is of this server
    public Stats(Database database, Rooms rooms, Predicate<UserId> local, boolean enabled) {
        this.database = database;
        this.rooms = rooms;
        this.local = local;
        this.enabled = enabled;
    }

    @Override
    public List<Route> routes() {
        return List.of();
    }

    @Override
    public List<Follower> followers() {
        return enabled
                ? List.of(Follower.atLeastOnce("stats", Stream.EVENTS, this::follow))
                : List.of();
    }

    /// Deletes up to `limit` rows of a room that goes.
    ///
    /// @return how many; fewer than `limit` when none are left
    public int deleteRoom(Tx tx, RoomId room, int limit) {
        return table.delete(tx, room);
    }

    private void follow(long after, long upTo) {
        Set<RoomId> changed = new HashSet<>();
        Set<UserId> moved = new HashSet<>();
        for (StoredEvent event : rooms.between(after, upTo)) {
            Pdu pdu = event.pdu();
            if (pdu.isState()) {
                changed.add(pdu.roomId());
                if (pdu.type().equals(EventType.M_ROOM_MEMBER)) {
                    pdu.stateKey().flatMap(UserId::tryParse).filter(local).ifPresent(moved::add);
                }
            } else if (pdu.redacts().isPresent()) {
                changed.add(pdu.roomId());
            }
        }
        if (changed.isEmpty()) {
            return;
        }
        List<RoomStats> counted = new ArrayList<>();
        changed.forEach(room -> rooms.find(room).map(this::count).ifPresent(counted::add));
        List<UserStats> users = moved.stream().map(user -> count(user, upTo)).toList();
        database.write(tx -> {
            counted.forEach(room -> table.set(tx, room));
            users.forEach(user -> table.set(tx, user));
        });
    }

    /// In how many rooms a user is.
    ///
    /// @param position up to which that is known
    record UserStats(UserId user, long joinedRooms, long position) {}

    private UserStats count(UserId user, long position) {
        long joined =
                rooms.members().roomsOf(user).values().stream()
                        .filter(member -> member.membership() == Membership.JOIN)
                        .count();
        return new UserStats(user, joined, position);
    }

    private RoomStats count(RoomSnapshot room) {
        Optional<CreateContent> create =
                room.event(EventType.M_ROOM_CREATE, "").map(CreateContent::new);
        return new RoomStats(
                room.room(),
                new RoomStats.Described(
                        text(room, EventType.M_ROOM_NAME, "name"),
                        text(room, EventType.M_ROOM_TOPIC, "topic"),
                        text(room, EventType.M_ROOM_AVATAR, "url"),
                        text(room, EventType.M_ROOM_CANONICAL_ALIAS, "alias"),
                        text(room, EventType.M_ROOM_ENCRYPTION, "algorithm")),
                new RoomStats.Rules(
                        text(room, EventType.M_ROOM_JOIN_RULES, "join_rule"),
                        text(room, EventType.M_ROOM_HISTORY_VISIBILITY, "history_visibility"),
                        text(room, EventType.M_ROOM_GUEST_ACCESS, "guest_access"),
                        create.map(CreateContent::federates).orElse(true),
                        create.flatMap(CreateContent::type)),
                rooms.memberCounts(room.room()),
                rooms.members().joined(room.room()).size(),
                rooms.stateCount(room.room()),
                room.head().position());
    }

    private static Optional<String> text(RoomSnapshot room, String type, String field) {
        return room.stored(new StateKey(type, ""))
                .map(StoredEvent::shown)
                .flatMap(pdu -> pdu.content().string(field));
    }
}
