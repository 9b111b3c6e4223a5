package myelin.access;

import java.util.Optional;
import myelin.config.people.BlockingConfig;
import myelin.core.id.UserId;
import myelin.http.MatrixError;
import myelin.http.Requester;
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

    private final Users users;
    private final BlockingConfig config;
    private final @Nullable String adminContact;

    /// @param adminContact whom those may ask who are turned away; null: nobody
    Usage(Users users, BlockingConfig config, @Nullable String adminContact) {
        this.users = users;
        this.config = config;
        this.adminContact = adminContact;
    }

    /// Requires that there is room for one more account.
    ///
    /// @throws MatrixError 403 `M_RESOURCE_LIMIT_EXCEEDED` when the server is closed
    public void requireForNewcomer() {
        if (config.disabled()) {
            throw closed();
        }
    }

    /// Requires that a caller may use the server.
    ///
    /// @throws MatrixError 403 `M_RESOURCE_LIMIT_EXCEEDED` when the server is closed
    void require(Requester requester) {
        if (config.disabled() && requester.appservice().isEmpty()) {
            refuseUnlessSupport(users.find(requester.user()));
        }
    }

    /// As above, for somebody who is about to get a token.
    void require(Tx tx, UserId user) {
        if (config.disabled()) {
            refuseUnlessSupport(users.find(tx, user));
        }
    }

    private void refuseUnlessSupport(Optional<UserRecord> user) {
        if (!user.flatMap(UserRecord::userType).equals(Optional.of(SUPPORT))) {
            throw closed();
        }
    }

    private MatrixError closed() {
        MatrixError error =
                MatrixError.of(403, "M_RESOURCE_LIMIT_EXCEEDED", config.disabledMessage())
                        .with("limit_type", "hs_disabled");
        return adminContact == null ? error : error.with("admin_contact", adminContact);
    }
}
