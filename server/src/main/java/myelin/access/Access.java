package myelin.access;

import java.time.InstantSource;
import myelin.config.people.SessionConfig;
import myelin.sql.Database;
import myelin.users.Users;

/// Who is calling.
public final class Access implements AutoCloseable {

    private final LastSeen lastSeen;
    private final LoginTokens loginTokens;
    private final AccessTokens tokens;

    public Access(Database database, InstantSource clock, Users users, SessionConfig config) {
        this.lastSeen = new LastSeen(database, clock, config.userIpsMaxAge());
        this.loginTokens = new LoginTokens(database, clock);
        this.tokens =
                new AccessTokens(
                        database, clock, users, new TokenLifetimes(config), lastSeen, loginTokens);
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
