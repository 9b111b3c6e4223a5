package myelin.spaces;

import java.time.InstantSource;
import java.util.List;
import myelin.core.id.RoomId;
import myelin.directory.Directory;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.memberships.Memberships;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.sql.Tx;

/// Spaces as trees of rooms, and what a room shows before one joins it.
public final class Spaces implements Capability {

    private final PagesTable pages;
    private final List<Route> routes;

    public Spaces(
            Database database,
            InstantSource clock,
            Rooms rooms,
            Directory directory,
            Memberships memberships) {
        RoomAccess access = new RoomAccess(rooms, memberships);
        this.pages = new PagesTable(database, clock);
        this.routes =
                new SpaceEndpoints(new Hierarchy(rooms, access, pages), access, directory, rooms)
                        .routes();
    }

    /// Deletes up to `limit` rows of a room that goes.
    ///
    /// @return how many; fewer than `limit` when none are left
    public int deleteRoom(Tx tx, RoomId room, int limit) {
        return pages.deleteIn(tx, room);
    }

    @Override
    public List<Route> routes() {
        return routes;
    }
}
