package myelin.userdirectory;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import myelin.cluster.Follower;
import myelin.core.event.EventType;
import myelin.core.id.MxcUri;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.room.HistoryVisibility;
import myelin.core.room.JoinRule;
import myelin.core.state.StateKey;
import myelin.events.StateChange;
import myelin.events.StoredEvent;
import myelin.members.JoinedMember;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Stream;
import myelin.users.Mark;
import myelin.users.ProfileChange;
import myelin.users.ProfileFields;
import myelin.users.UserRecord;
import myelin.users.Users;

/// Keeps the list of users up to date: behind the profiles, where users of this server get their names,
/// and behind the events, which say who is in which room and which rooms are open.
final class Listing {

    private static final Set<StateKey> RULES =
            Set.of(
                    new StateKey(EventType.M_ROOM_JOIN_RULES, ""),
                    new StateKey(EventType.M_ROOM_HISTORY_VISIBILITY, ""));

    /// Accounts of this type help to find faults, and talk to nobody.
    private static final Optional<String> SUPPORT = Optional.of("support");

    private final Database database;
    private final Rooms rooms;
    private final Users users;
    private final UserDirectoryTable table;

    Listing(Database database, Rooms rooms, Users users, UserDirectoryTable table) {
        this.database = database;
        this.rooms = rooms;
        this.users = users;
        this.table = table;
    }

    List<Follower> followers() {
        return List.of(
                Follower.inTransaction(
                        "user_directory_profiles", Stream.PROFILES, this::followProfiles),
                Follower.atLeastOnce("user_directory", Stream.EVENTS, this::followEvents));
    }

    private void followProfiles(Tx tx, long after, long upTo) {
        Set<UserId> changed = new HashSet<>();
        for (ProfileChange change : users.profiles().changes(tx, after, upTo, Integer.MAX_VALUE)) {
            if (change.field().equals(ProfileFields.DISPLAYNAME)
                    || change.field().equals(ProfileFields.AVATAR_URL)) {
                changed.add(change.user());
            }
        }
        changed.forEach(user -> list(tx, user));
    }

    private void followEvents(long after, long upTo) {
        Set<RoomId> ruled = new HashSet<>();
        Set<UserId> moved = new HashSet<>();
        for (StoredEvent event : rooms.between(after, upTo)) {
            for (StateChange change : changes(event)) {
                if (RULES.contains(change.key())) {
                    ruled.add(change.room());
                } else if (change.key().type().equals(EventType.M_ROOM_MEMBER)) {
                    UserId.tryParse(change.key().key()).ifPresent(moved::add);
                }
            }
        }
        for (RoomId room : ruled) {
            moved.addAll(moveRules(room));
        }
        moved.removeAll(settled(moved));
        if (!moved.isEmpty()) {
            database.write(tx -> moved.forEach(user -> list(tx, user)));
        }
    }

    private List<StateChange> changes(StoredEvent event) {
        return event.pdu().isState() || event.isForked()
                ? rooms.stateHistory().of(event)
                : List.of();
    }

    /// Notes whether the room is open.
    ///
    /// @return users of other servers of whom more or less may be known now
    private Set<UserId> moveRules(RoomId room) {
        boolean open = rooms.find(room).filter(Listing::isOpen).isPresent();
        boolean changed =
                database.transact(tx -> {
                    boolean was = table.isOpen(tx, room);
                    table.setOpen(tx, room, open);
                    return was != open;
                });
        Set<UserId> remote = new HashSet<>();
        if (changed) {
            rooms.joinedMembers(room).stream()
                    .map(JoinedMember::user)
                    .filter(user -> !users.isLocal(user))
                    .forEach(remote::add);
        }
        return remote;
    }

    private static boolean isOpen(RoomSnapshot room) {
        return room.joinRule() == JoinRule.PUBLIC
                || room.historyVisibility() == HistoryVisibility.WORLD_READABLE;
    }

    /// Users of this server who are listed already: they change with their profiles only, or when they
    /// are deactivated, which takes them out of their rooms.
    private Set<UserId> settled(Set<UserId> moved) {
        if (moved.isEmpty()) {
            return Set.of();
        }
        Set<UserId> listed = database.read(tx -> table.among(tx, moved));
        listed.removeIf(user -> !users.isLocal(user) || users.is(user, Mark.DEACTIVATED));
        return listed;
    }

    /// Lists users of other servers anew, who have left a room.
    void left(Tx tx, List<UserId> some) {
        some.stream().filter(user -> !users.isLocal(user)).forEach(user -> list(tx, user));
    }

    private void list(Tx tx, UserId user) {
        Optional<ListedUser> listed = users.isLocal(user) ? own(tx, user) : table.seen(tx, user);
        listed.ifPresentOrElse(found -> table.put(tx, found), () -> table.remove(tx, user));
    }

    private Optional<ListedUser> own(Tx tx, UserId user) {
        return users.find(tx, user)
                .filter(Listing::isShown)
                .map(account ->
                        new ListedUser(
                                user,
                                true,
                                users.profiles().displayName(tx, user).map(Listing::storable),
                                users.profiles()
                                        .avatarUrl(tx, user)
                                        .filter(url -> MxcUri.tryParse(url).isPresent())));
    }

    /// No database column takes a NUL.
    private static String storable(String name) {
        return name.replace('\0', ' ');
    }

    private static boolean isShown(UserRecord account) {
        return !account.is(Mark.DEACTIVATED)
                && account.appservice().isEmpty()
                && !account.userType().equals(SUPPORT);
    }
}
