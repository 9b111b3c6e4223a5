package myelin.moderation;

import java.time.InstantSource;
import java.util.List;
import myelin.history.History;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.users.Users;

/// What users report of rooms, events and each other.
public final class Moderation implements Capability {

    private final Reports reports;
    private final List<Route> routes;

    /// @param secretive whether nobody learns by a report whether something exists (MSC4277)
    public Moderation(
            Database database,
            InstantSource clock,
            Users users,
            Rooms rooms,
            History history,
            boolean secretive) {
        this.reports = new Reports(database, clock);
        this.routes = new ReportEndpoints(reports, users, rooms, history, secretive).routes();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    /// What has been reported.
    public Reports reports() {
        return reports;
    }
}
