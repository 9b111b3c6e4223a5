package myelin.config;

import java.util.Map;

/// The rate limits that the configuration sets; what is absent has the default of `myelin.limits.RateLimit`.
///
/// @param rates from the dotted path of the option (`rc_message`, `rc_login.address`) to its rate
public record RateLimitConfig(Map<String, Rate> rates) {

    /// No limit is set by hand: all defaults.
    public static final RateLimitConfig DEFAULTS = new RateLimitConfig(Map.of());

    public RateLimitConfig {
        rates = Map.copyOf(rates);
    }

    /// One limit.
    ///
    /// @param perSecond how many actions a second are allowed in the long run
    /// @param burstCount how many actions are allowed at once after a pause
    public record Rate(double perSecond, double burstCount) {}
}
