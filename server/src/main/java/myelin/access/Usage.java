package myelin.access;

import java.util.Optional;
import myelin.config.people.BlockingConfig;
import myelin.core.id.UserId;
import myelin.http.MatrixError;
import myelin.http.Requester;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.users.UserRecord;
import myelin.users.Users;
import org.jspecify.annotations.Nullable;

/// Whether people may use the server at all: log in, sync, and send anything into rooms. Called by all request threads.
///
/// Those whose type is `support` always may; application services, too. An administrator's own requests to the admin API
/// are no use in this sense.
public final class Usage {

    private static final String SUPPORT = "support";

    private final Database database;
    private final Users users;
    private final BlockingConfig config;
    private final MonthlyActiveUsers active;
    private final @Nullable String adminContact;

    /// @param adminContact whom those may ask who are turned away; null: nobody
    Usage(
            Database database,
            Users users,
            BlockingConfig config,
            MonthlyActiveUsers active,
            @Nullable String adminContact) {
        this.database = database;
        this.users = users;
        this.config = config;
        this.active = active;
        this.adminContact = adminContact;
    }

    /// How many users were active within thirty days; 0 where they are not counted.
    public long monthlyActiveUsers() {
        return config.activeUsers().counted() ? active.count() : 0;
    }

    /// Requires that there is room for one more account.
    ///
    /// @throws MatrixError 403 `M_RESOURCE_LIMIT_EXCEEDED` when the server is closed or full
    public void requireForNewcomer() {
        if (config.disabled()) {
            throw closed();
        }
        if (config.activeUsers().limited() && !database.read(active::hasRoom)) {
            throw full();
        }
    }

    /// Notes that somebody is there.
    void seen(Requester requester) {
        if (requester.appservice().isEmpty()) {
            active.seen(requester.user());
        }
    }

    /// Requires that a caller may use the server.
    ///
    /// @throws MatrixError 403 `M_RESOURCE_LIMIT_EXCEEDED` when the server is closed, or full without him
    void require(Requester requester) {
        boolean admitted = !config.activeUsers().limited() || active.isKnown(requester.user());
        if (requester.appservice().isEmpty() && (config.disabled() || !admitted)) {
            database.read(tx -> required(tx, requester.user()));
        }
    }

    /// As above, for somebody who is about to get a token.
    void require(Tx tx, UserId user) {
        if (config.disabled() || config.activeUsers().limited()) {
            required(tx, user);
        }
    }

    /// The account of somebody who may use the server.
    private UserRecord required(Tx tx, UserId user) {
        UserRecord record = users.find(tx, user).orElseThrow();
        if (isSupport(record)) {
            return record;
        }
        if (config.disabled()) {
            throw closed();
        }
        if (!active.admits(tx, record)) {
            throw full();
        }
        return record;
    }

    /// Whether somebody is there to help the others.
    static boolean isSupport(UserRecord user) {
        return user.userType().equals(Optional.of(SUPPORT));
    }

    private MatrixError closed() {
        return exceeded(config.disabledMessage(), "hs_disabled");
    }

    private MatrixError full() {
        return exceeded("Monthly Active User Limit Exceeded", "monthly_active_user");
    }

    private MatrixError exceeded(String error, String limitType) {
        MatrixError exceeded =
                MatrixError.of(403, "M_RESOURCE_LIMIT_EXCEEDED", error)
                        .with("limit_type", limitType);
        return adminContact == null ? exceeded : exceeded.with("admin_contact", adminContact);
    }
}
