package myelin.moderation;

import java.time.InstantSource;
import java.util.List;
import myelin.config.rooms.NoticesConfig;
import myelin.history.History;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.sql.Database;

/// What users report of rooms, events and each other, and what the server tells them.
public final class Moderation implements Capability {

    private final Reports reports;
    private final Notices notices;
    private final List<Route> routes;

    /// @param secretive whether nobody learns by a report whether something exists (MSC4277)
    public record Settings(boolean secretive, NoticesConfig notices) {}

    /// @param parts those through whom notices are sent
    public Moderation(
            Database database,
            InstantSource clock,
            History history,
            Notices.Parts parts,
            Settings settings) {
        this.reports = new Reports(database, clock);
        this.notices = new Notices(parts, settings.notices());
        this.routes =
                new ReportEndpoints(
                                reports,
                                parts.users(),
                                parts.rooms(),
                                history,
                                settings.secretive())
                        .routes();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }

    /// What the server tells single users.
    public Notices notices() {
        return notices;
    }

    /// What has been reported.
    public Reports reports() {
        return reports;
    }
}
