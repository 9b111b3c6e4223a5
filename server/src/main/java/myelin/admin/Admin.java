package myelin.admin;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import myelin.cluster.Jobs;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.memberships.BlockedRooms;
import myelin.moderation.Reports;
import myelin.rooms.Rooms;
import myelin.sql.Database;
import myelin.uia.RegistrationTokens;
import myelin.users.Users;

/// What administrators may ask and do, on Synapse's paths and in its words.
public final class Admin implements Capability {

    private final List<Route> routes;

    public Admin(
            Database database,
            Users users,
            Jobs jobs,
            RegistrationTokens tokens,
            BlockedRooms blocked,
            Reports reports,
            Rooms rooms,
            InstantSource clock) {
        this.routes =
                Stream.of(
                                new BackgroundUpdateEndpoints(database, jobs).routes(),
                                new AccountModerationEndpoints(database, users).routes(),
                                new RoomBlockEndpoints(blocked).routes(),
                                new ReportEndpoints(reports, rooms).routes(),
                                new RegistrationTokenEndpoints(database, tokens, clock).routes())
                        .flatMap(List::stream)
                        .toList();
    }

    @Override
    public List<Route> routes() {
        return routes;
    }
}
