package myelin.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import myelin.cluster.Follower;
import myelin.config.rooms.DirectoryConfig;
import myelin.core.event.Draft;
import myelin.core.event.EventType;
import myelin.core.id.RoomAlias;
import myelin.core.id.RoomId;
import myelin.core.id.ServerName;
import myelin.core.id.UserId;
import myelin.core.json.JsonArray;
import myelin.core.json.JsonObject;
import myelin.history.History;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Requester;
import myelin.http.Route;
import myelin.rooms.RoomSnapshot;
import myelin.rooms.Rooms;
import myelin.sending.EventScreen;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Stream;

/// Room aliases of this server, and the rooms that it shows to the public.
public final class Directory implements Capability {

    private final Database database;
    private final Rooms rooms;
    private final History history;
    private final ServerName server;
    private final DirectoryConfig config;
    private final AliasesTable aliases = new AliasesTable();
    private final PublishedRoomsTable published = new PublishedRoomsTable();
    private final PublicRooms publicRooms;

    /// @param config who may name and publish rooms
    public Directory(
            Database database,
            Rooms rooms,
            History history,
            ServerName server,
            DirectoryConfig config) {
        this.database = database;
        this.rooms = rooms;
        this.history = history;
        this.server = server;
        this.config = config;
        this.publicRooms = new PublicRooms(database, published, rooms);
    }

    @Override
    public List<Route> routes() {
        List<Route> routes =
                new ArrayList<>(new AliasEndpoints(this, rooms, history, server).routes());
        routes.addAll(new PublicRoomsEndpoints(publicRooms, server, config).routes());
        return routes;
    }

    @Override
    public List<Follower> followers() {
        return List.of(Follower.atLeastOnce("public_rooms", Stream.EVENTS, publicRooms::follow));
    }

    /// The room of an alias of this server.
    public Optional<RoomId> resolve(RoomAlias alias) {
        return database.read(tx -> aliases.find(tx, alias)).map(AliasesTable.Target::room);
    }

    /// The aliases of a room on this server, sorted.
    public List<RoomAlias> aliases(RoomId room) {
        return database.read(tx -> aliases.ofRoom(tx, room));
    }

    /// Makes an alias, inside the transaction of whatever else it belongs to.
    ///
    /// @throws MatrixError M_FORBIDDEN where the server's rules say so, M_ROOM_IN_USE when it is
    ///     taken
    public void create(Tx tx, RoomAlias alias, RoomId room, UserId creator) {
        requireMayCreate(alias, room, creator);
        if (!aliases.insert(tx, alias, room, creator)) {
            throw MatrixError.roomInUse("The alias " + alias + " is taken");
        }
    }

    /// Makes an alias for a room that is there.
    ///
    /// @throws MatrixError 400 M_UNKNOWN when there is no such room, 409 M_UNKNOWN when it is taken
    void create(RoomAlias alias, RoomId room, Requester requester) {
        UserId creator = requester.user();
        boolean needsToBeIn = config.requireMembershipForAliases() && !requester.admin();
        if (needsToBeIn && !rooms.members().isJoined(creator, room)) {
            throw MatrixError.forbidden("You must be in the room to give it an alias");
        }
        if (rooms.find(room).isEmpty()) {
            throw MatrixError.unknown("This server does not know the room " + room);
        }
        requireMayCreate(alias, room, creator);
        boolean made = database.transact(tx -> aliases.insert(tx, alias, room, creator));
        if (!made) {
            throw MatrixError.of(409, "M_UNKNOWN", "The alias " + alias + " is taken");
        }
    }

    private void requireMayCreate(RoomAlias alias, RoomId room, UserId creator) {
        if (!config.mayCreateAlias(creator.value(), room.value(), alias.value())) {
            throw MatrixError.forbidden("You may not make this alias on this server");
        }
    }

    /// Deletes an alias, for who made it, for server administrators, and for those who may change
    /// the room's canonical alias; a canonical alias that named it is taken back where the user may.
    void delete(RoomAlias alias, Requester requester) {
        AliasesTable.Target target =
                database.read(tx -> aliases.find(tx, alias))
                        .orElseThrow(() -> MatrixError.notFound("There is no alias " + alias));
        Optional<RoomSnapshot> room = rooms.find(target.room());
        boolean allowed =
                target.creator().equals(requester.user())
                        || requester.admin()
                        || room.filter(known -> mayName(known, requester.user())).isPresent();
        if (!allowed) {
            throw MatrixError.forbidden("You may not delete this alias");
        }
        database.write(tx -> aliases.delete(tx, alias));
        room.filter(known -> mayName(known, requester.user()))
                .flatMap(known -> withoutAlias(known, alias, requester.user()))
                .ifPresent(draft -> rooms.sender().send(target.room(), draft));
    }

    private static boolean mayName(RoomSnapshot room, UserId user) {
        long needed = room.powerLevels().needed(EventType.M_ROOM_CANONICAL_ALIAS, true);
        return room.isJoined(user) && room.powerLevels().of(user) >= needed;
    }

    private static Optional<Draft> withoutAlias(RoomSnapshot room, RoomAlias alias, UserId user) {
        JsonObject content =
                room.event(EventType.M_ROOM_CANONICAL_ALIAS, "")
                        .map(event -> event.content())
                        .orElse(JsonObject.EMPTY);
        JsonObject changed = content;
        if (content.string("alias").equals(Optional.of(alias.value()))) {
            changed = changed.without("alias");
        }
        List<String> others =
                content.array("alt_aliases").map(JsonArray::strings).orElse(List.of());
        if (others.contains(alias.value())) {
            changed =
                    changed.with(
                            "alt_aliases",
                            others.stream().filter(name -> !name.equals(alias.value())).toList());
        }
        return changed.equals(content)
                ? Optional.empty()
                : Optional.of(Draft.state(user, EventType.M_ROOM_CANONICAL_ALIAS, "", changed));
    }

    /// Whether the public room list shows the room.
    public boolean isPublished(RoomId room) {
        return database.read(tx -> published.contains(tx, room));
    }

    /// Shows the room in the public room list, once it is [#describe]d, or no longer.
    public void publish(Tx tx, RoomId room, boolean show) {
        published.set(tx, room, show);
    }

    /// Shows the room in the public room list, or no longer, for a member who may.
    void publish(RoomId room, boolean show, Requester requester) {
        RoomSnapshot snapshot =
                rooms.find(room).orElseThrow(() -> MatrixError.notFound("There is no such room"));
        if (!requester.admin() && !mayName(snapshot, requester.user())) {
            throw MatrixError.forbidden("You may not change this room's place in the directory");
        }
        if (show && !mayPublish(room, aliases(room), requester.user())) {
            throw MatrixError.forbidden(
                    "This server's room_list_publication_rules do not let you publish this room");
        }
        database.write(tx -> publish(tx, room, show));
        describe(room);
    }

    /// Has the public room list, if the room is in it, show the room as it is now.
    public void describe(RoomId room) {
        publicRooms.describe(List.of(room));
    }

    /// Gives a room's aliases, and its place in the public room list, to the room that replaces it.
    public void move(Tx tx, RoomId from, RoomId to) {
        aliases.move(tx, from, to);
        if (published.contains(tx, from)) {
            published.set(tx, from, false);
            published.set(tx, to, true);
        }
    }

    /// Takes up to `limit` aliases from a room that goes, and the room out of the public room list.
    ///
    /// @return how many rows that were; fewer than `limit` when none are left
    public int deleteRoom(Tx tx, RoomId room, int limit) {
        publish(tx, room, false);
        return aliases.deleteIn(tx, room, limit);
    }

    /// Whether the server's rules let the user publish the room.
    public boolean mayPublish(RoomId room, List<RoomAlias> aliases, UserId user) {
        Set<String> names = aliases.stream().map(RoomAlias::value).collect(Collectors.toSet());
        return config.mayPublish(user.value(), room.value(), names);
    }

    /// Who looks at events that name rooms.
    public EventScreen screen() {
        return new AliasScreen(this, config.requireMembershipForAliases());
    }
}
