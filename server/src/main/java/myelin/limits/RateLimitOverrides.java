package myelin.limits;

import java.util.Optional;
import myelin.config.RateLimitConfig.Rate;
import myelin.core.id.UserId;

/// What single users are allowed instead of the usual: an administrator's `override_ratelimit`, or an application
/// service which is not limited. Asked at each counted action, so an implementation should answer from memory.
public interface RateLimitOverrides {

    /// Nobody is an exception.
    RateLimitOverrides NONE = user -> Optional.empty();

    /// The rate at which this user may send. A rate of 0 per second frees the user from all limits; any other counts
    /// for `RateLimit.MESSAGE` only. Empty when the usual limits are in force.
    Optional<Rate> of(UserId user);
}
