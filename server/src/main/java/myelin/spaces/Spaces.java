package myelin.spaces;

import java.time.InstantSource;
import java.util.List;
import myelin.directory.Directory;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.memberships.Memberships;
import myelin.rooms.Rooms;
import myelin.sql.Database;

/// Spaces as trees of rooms, and what a room shows before one joins it.
public final class Spaces implements Capability {

    private final List<Route> routes;

    public Spaces(
            Database database,
            InstantSource clock,
            Rooms rooms,
            Directory directory,
            Memberships memberships) {
        RoomAccess access = new RoomAccess(rooms, memberships);
        this.routes =
                new SpaceEndpoints(
                                new Hierarchy(rooms, access, new PagesTable(database, clock)),
                                access,
                                directory,
                                rooms)
                        .routes();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }
}
