package myelin.admin;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import myelin.cluster.Jobs;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.memberships.BlockedRooms;
import myelin.moderation.Notices;
import myelin.moderation.Reports;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.uia.RegistrationTokens;
import myelin.users.Users;

/// What administrators may ask and do, on Synapse's paths and in its words.
public final class Admin implements Capability {

    private final List<Route> routes;

    /// What administrators may look at and change.
    public record Parts(
            Database database,
            Users users,
            Jobs jobs,
            RegistrationTokens tokens,
            BlockedRooms blocked,
            Reports reports,
            Notices notices,
            Rooms rooms,
            InstantSource clock) {}

    public Admin(Parts parts) {
        Database database = parts.database();
        this.routes =
                Stream.of(
                                new BackgroundUpdateEndpoints(database, parts.jobs()).routes(),
                                new AccountModerationEndpoints(database, parts.users()).routes(),
                                new RoomBlockEndpoints(parts.blocked()).routes(),
                                new ReportEndpoints(parts.reports(), parts.rooms()).routes(),
                                new NoticeEndpoints(parts.notices()).routes(),
                                new RegistrationTokenEndpoints(
                                                database, parts.tokens(), parts.clock())
                                        .routes(),
                                new StateHistoryEndpoints(parts.rooms()).routes())
                        .flatMap(List::stream)
                        .toList();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }
}
