package myelin.accounts;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import myelin.access.Access;
import myelin.accountdata.AccountData;
import myelin.cluster.Follower;
import myelin.config.people.ConsentConfig;
import myelin.config.people.PasswordConfig;
import myelin.config.people.RegistrationConfig;
import myelin.config.people.SessionConfig;
import myelin.core.json.JsonObject;
import myelin.creation.Creation;
import myelin.devices.Devices;
import myelin.directory.Directory;
import myelin.http.Capability;
import myelin.http.Route;
import myelin.limits.RateLimits;
import myelin.memberships.Memberships;
import myelin.sql.Database;
import myelin.uia.Uia;
import myelin.users.Users;
import org.jspecify.annotations.Nullable;

/// How accounts come, open sessions and go.
public final class Accounts implements Capability {

    private final Parts parts;
    private final Registration registration;
    private final Deactivation deactivation;
    private final Usernames usernames;
    private final Sessions sessions;

    /// What the front is made of.
    ///
    /// @param reserved the names that application services keep
    /// @param arrival takes newcomers into the rooms where all are
    /// @param departure takes the deactivated out of their rooms
    public record Parts(
            Database database,
            InstantSource clock,
            Users users,
            Access access,
            Uia uia,
            Devices devices,
            AccountData accountData,
            RateLimits limits,
            ReservedNames reserved,
            Departure departure,
            Arrival arrival,
            Settings settings) {}

    /// @param consent the privacy policy; null when there is none
    /// @param wellKnown what an answer to a login repeats of `/.well-known/matrix/client`; may be empty
    public record Settings(
            RegistrationConfig registration,
            PasswordConfig password,
            SessionConfig session,
            @Nullable ConsentConfig consent,
            JsonObject wellKnown) {}

    public Accounts(Parts parts) {
        this.parts = parts;
        this.usernames =
                new Usernames(
                        parts.settings().registration().names(),
                        parts.database(),
                        parts.users(),
                        parts.reserved());
        this.registration =
                new Registration(parts.database(), parts.users(), usernames, parts.arrival());
        this.deactivation = new Deactivation(parts);
        this.sessions = new Sessions(parts.database(), parts.devices(), parts.access().tokens());
    }

    /// Takes newcomers into the rooms that the configuration names.
    public static Arrival autoJoin(
            RegistrationConfig.AutoJoin config,
            Users users,
            Directory directory,
            Memberships memberships,
            Creation creation) {
        return new AutoJoin(config, users, directory, memberships, creation);
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.addAll(new RegisterEndpoints(parts, usernames, registration, sessions).routes());
        routes.addAll(new SharedSecretEndpoints(parts, registration, sessions).routes());
        routes.addAll(new LoginEndpoints(parts, sessions, parts.settings().wellKnown()).routes());
        ConsentConfig consent = parts.settings().consent();
        if (consent != null) {
            routes.addAll(new ConsentEndpoints(consent, parts.database(), parts.users()).routes());
        }
        routes.addAll(new AccountEndpoints(parts, deactivation).routes());
        return routes;
    }

    @Override
    public List<Follower> followers() {
        return List.of(deactivation.follower());
    }

    /// Makes accounts.
    public Registration registration() {
        return registration;
    }

    /// Ends accounts.
    public Deactivation deactivation() {
        return deactivation;
    }
}
