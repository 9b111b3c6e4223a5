package myelin.limits;

import java.util.Map;
import myelin.config.RateLimitConfig.Rate;

/// The things that are limited, one line each: the option which sets the rate, and the rate when it does not.
public enum RateLimit {
    /// Events that a user sends.
    MESSAGE("rc_message", 0.2, 10),
    /// Registrations from an address.
    REGISTRATION("rc_registration", 0.17, 3),
    /// Registrations that are begun from an address. Clients begin some only to see the flows, so ten for an account.
    REGISTRATION_BEGUN(REGISTRATION, 10),
    /// Checks of registration tokens from an address.
    REGISTRATION_TOKEN_VALIDITY("rc_registration_token_validity", 0.1, 5),
    /// Logins from an address.
    LOGIN_ADDRESS("rc_login.address", 0.003, 5),
    /// Logins to an account.
    LOGIN_ACCOUNT("rc_login.account", 0.003, 5),
    /// Logins to an account which failed.
    LOGIN_FAILED_ATTEMPTS("rc_login.failed_attempts", 0.17, 3),
    /// Redactions by those who moderate a room; in force only when it is configured, else `MESSAGE` is.
    ADMIN_REDACTION("rc_admin_redaction", 0.17, 3),
    /// Joins of a user to rooms that this server is in.
    JOINS_LOCAL("rc_joins.local", 0.1, 10),
    /// Joins of a user to rooms that this server must first join.
    JOINS_REMOTE("rc_joins.remote", 0.01, 10),
    /// Joins to one room, by anybody.
    JOINS_PER_ROOM("rc_joins_per_room", 1, 10),
    /// Requests for the keys of others, by device or by server.
    KEY_REQUESTS("rc_key_requests", 20, 100),
    /// Proofs that somebody owns a mail address or telephone number.
    THIRD_PARTY_VALIDATION("rc_3pid_validation", 0.003, 5),
    /// Invites to one room.
    INVITES_PER_ROOM("rc_invites.per_room", 0.3, 10),
    /// Invites of one user.
    INVITES_PER_USER("rc_invites.per_user", 0.003, 5),
    /// Invites by one user.
    INVITES_PER_ISSUER("rc_invites.per_issuer", 0.3, 10),
    /// Invites by mail address or telephone number.
    THIRD_PARTY_INVITE("rc_third_party_invite", 0.0025, 5),
    /// Media addresses that a user creates before the upload.
    MEDIA_CREATE("rc_media_create", 10, 50),
    /// Changes of a user's presence.
    PRESENCE("rc_presence.per_user", 0.1, 1),
    /// Requests about delayed events.
    DELAYED_EVENT_MANAGEMENT("rc_delayed_event_mgmt", 1, 5),
    /// Reports of users, rooms and events.
    REPORTS("rc_reports", 1, 5),
    /// Rooms that a user creates.
    ROOM_CREATION("rc_room_creation", 0.016, 10),
    /// Searches of the user directory.
    USER_DIRECTORY("rc_user_directory", 0.016, 200);

    private final String option;
    private final Rate usual;
    private final int times;

    RateLimit(String option, double perSecond, double burstCount) {
        this.option = option;
        this.usual = new Rate(perSecond, burstCount);
        this.times = 1;
    }

    RateLimit(RateLimit other, int times) {
        this.option = other.option;
        this.usual = other.usual;
        this.times = times;
    }

    /// The dotted path of the option that sets this limit.
    public String option() {
        return option;
    }

    /// The rate when the configuration says nothing, but for limits that are several times that of another.
    public Rate usual() {
        return usual;
    }

    /// The rate in force.
    ///
    /// @param rates what the configuration says, by option
    Rate rate(Map<String, Rate> rates) {
        Rate rate = rates.getOrDefault(option, usual);
        return new Rate(rate.perSecond() * times, rate.burstCount() * times);
    }
}
