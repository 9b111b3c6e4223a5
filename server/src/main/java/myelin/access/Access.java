package myelin.access;

import java.time.InstantSource;
import myelin.config.ServerConfig;
import myelin.config.people.BlockingConfig;
import myelin.config.people.ConsentConfig;
import myelin.config.people.SessionConfig;
import myelin.sql.Database;
import myelin.users.Users;
import org.jspecify.annotations.Nullable;

/// Who is calling.
public final class Access implements AutoCloseable {

    private final LastSeen lastSeen;
    private final LoginTokens loginTokens;
    private final Usage usage;
    private final AccessTokens tokens;

    /// What the configuration says.
    ///
    /// @param consent the privacy policy; null when there is none
    public record Settings(
            SessionConfig sessions,
            BlockingConfig blocking,
            ServerConfig server,
            @Nullable ConsentConfig consent) {}

    public Access(Database database, InstantSource clock, Users users, Settings settings) {
        SessionConfig config = settings.sessions();
        this.lastSeen = new LastSeen(database, clock, config.userIpsMaxAge());
        this.loginTokens = new LoginTokens(database, clock);
        this.usage =
                new Usage(
                        database,
                        users,
                        settings.blocking(),
                        new MonthlyActiveUsers(
                                database, clock, users, settings.blocking().activeUsers()),
                        settings.server().adminContact());
        this.tokens =
                new AccessTokens(
                        database,
                        clock,
                        users,
                        new TokenLifetimes(config),
                        lastSeen,
                        loginTokens,
                        new AccessTokens.Admission(
                                usage,
                                new Consent(
                                        settings.consent(), settings.server().publicBaseUrl())));
    }

    /// Starts to write down when devices were seen.
    public void start() {
        lastSeen.start();
    }

    /// The tokens that are sent with each request.
    public AccessTokens tokens() {
        return tokens;
    }

    /// The tokens that are good for one login.
    public LoginTokens loginTokens() {
        return loginTokens;
    }

    /// Whether people may use the server at all.
    public Usage usage() {
        return usage;
    }

    /// When devices were seen.
    public LastSeen lastSeen() {
        return lastSeen;
    }

    /// Writes down what is still to be written, and stops.
    @Override
    public void close() {
        lastSeen.close();
    }
}
