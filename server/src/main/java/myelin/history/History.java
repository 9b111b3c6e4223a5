package myelin.history;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import myelin.config.rooms.RetentionConfig;
import myelin.core.id.RoomId;
import myelin.core.id.UserId;
import myelin.core.room.HistoryVisibility;
import myelin.core.room.Membership;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Route;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.state.StateRoot;

/// What users may read of rooms: events, and the state as it is or was.
public final class History implements Capability {

    private final Rooms rooms;
    private final Retention retention;
    private final Stays stays;
    private final Visibility visibility;
    private final ClientEvents clientEvents;

    /// @param retention how long messages may be read
    /// @param erased whether a user of this server has been erased
    /// @param unwanted whether a user of this server does not want to be invited by another user
    public History(
            Rooms rooms,
            InstantSource clock,
            RetentionConfig retention,
            Predicate<UserId> erased,
            BiPredicate<UserId, UserId> unwanted) {
        this.rooms = rooms;
        this.retention = new Retention(rooms, retention, clock);
        this.stays = new Stays(rooms);
        this.visibility = new Visibility(rooms, stays, this.retention, unwanted);
        this.clientEvents = new ClientEvents(rooms.events(), visibility, clock, erased);
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(new StateEndpoints(rooms, this).routes());
        routes.addAll(retention.routes());
        return routes;
    }

    /// Who may see what.
    public Visibility visibility() {
        return visibility;
    }

    /// How long messages are kept.
    public Retention retention() {
        return retention;
    }

    /// Who was in which room from when to when.
    public Stays stays() {
        return stays;
    }

    /// How clients see events.
    public ClientEvents clientEvents() {
        return clientEvents;
    }

    /// The state that a user may read: the current one for members, that at the end of their membership for those
    /// who left, and where the history is world readable the current one for others.
    ///
    /// @throws MatrixError M_FORBIDDEN for everybody else, and when there is no such room
    public StateRoot readableState(RoomId room, UserId user) {
        RoomSnapshot snapshot = known(room);
        long last = lastShown(snapshot, user);
        return last == Long.MAX_VALUE
                ? snapshot.head().state()
                : rooms.events().at(last).roomState();
    }

    /// Whether a user may see what goes on in a room now: members may, and everybody where the history is
    /// world readable.
    public boolean mayLookInto(RoomId room, UserId user) {
        return rooms.find(room)
                .filter(known ->
                        known.isJoined(user)
                                || known.historyVisibility() == HistoryVisibility.WORLD_READABLE)
                .isPresent();
    }

    /// The last position of a room's timeline that a user may see: as [#lastReadable(RoomId, UserId)], and 0
    /// for those who never were in the room. Costs nothing for members.
    public long lastVisible(RoomId room, UserId user) {
        return rooms.members().isJoined(user, room)
                ? Long.MAX_VALUE
                : rooms.find(room)
                        .flatMap(known -> visibility.lastVisiblePosition(user, known))
                        .orElse(0L);
    }

    /// The last position of a room's timeline that a user may ask for; no end for members.
    ///
    /// @throws MatrixError M_FORBIDDEN for those who never were in the room
    public long lastReadable(RoomId room, UserId user) {
        return lastReadable(known(room), user);
    }

    /// Up to where the room as a whole is shown to a user, its state and newest messages: no end for members; "if
    /// the user has left the room", what there was then, even where all may read more by asking for it.
    ///
    /// @throws MatrixError M_FORBIDDEN for those who never were in the room, unless all may read it
    public long lastShown(RoomId room, UserId user) {
        return lastShown(known(room), user);
    }

    private long lastShown(RoomSnapshot room, UserId user) {
        return rooms.members()
                .member(user, room.room())
                .filter(member -> member.membership() == Membership.LEAVE)
                .flatMap(stays::end)
                .orElseGet(() -> lastReadable(room, user));
    }

    private RoomSnapshot known(RoomId room) {
        return rooms.find(room)
                .orElseThrow(() -> MatrixError.forbidden("You are not in this room"));
    }

    /// The last position of a room's timeline that a user may ask for; no end for members.
    ///
    /// @throws MatrixError M_FORBIDDEN for those who never were in the room
    public long lastReadable(RoomSnapshot room, UserId user) {
        return visibility
                .lastVisiblePosition(user, room)
                .orElseThrow(() -> MatrixError.forbidden("You are not in this room"));
    }
}
