package myelin.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import myelin.config.RateLimitConfig;
import myelin.config.RateLimitConfig.Rate;
import myelin.core.id.UserId;

/// The token buckets of this node. Called by all request threads; a bucket changes only inside `buckets.asMap()`.
///
/// A bucket is one number: the time at which it will have drained (the generic cell rate algorithm). It holds
/// `(drainedAt - now) * perSecond` tokens, and an action adds `1 / perSecond` seconds. A drained bucket equals none, so
/// it expires. The least used are forgotten beyond `MAX_BUCKETS`, which only forgives their owners.
public final class RateLimits {

    private static final int MAX_BUCKETS = 200_000;

    /// A bucket with a rate of 0 per second never drains; its owner is told to wait a day.
    private static final double NEVER_MICROS = 24 * 60 * 60 * 1e6;

    private final RateLimitConfig config;
    private final RateLimitOverrides overrides;
    private final InstantSource clock;
    private final Cache<Bucket, Long> buckets;

    private record Bucket(RateLimit limit, String key) {}

    /// @param overrides what single users are allowed instead
    public RateLimits(RateLimitConfig config, RateLimitOverrides overrides, InstantSource clock) {
        this.config = config;
        this.overrides = overrides;
        this.clock = clock;
        this.buckets =
                Caffeine.newBuilder()
                        .maximumSize(MAX_BUCKETS)
                        .ticker(() -> nowMicros() * 1000)
                        .expireAfter(Expiry.<Bucket, Long>writing((bucket, at) -> untilDrained(at)))
                        .build();
    }

    /// Whether the configuration names this limit, or leaves it at its default.
    public boolean isConfigured(RateLimit limit) {
        return config.rates().containsKey(limit.option());
    }

    /// Counts one action of a key (an address, a room), whoever does it.
    ///
    /// @throws LimitExceeded when it is one too many; then it is not counted
    public void check(RateLimit limit, String key) {
        take(limit, key, rate(limit), 1);
    }

    /// Counts one action of a user.
    ///
    /// @throws LimitExceeded when it is one too many; then it is not counted
    public void check(RateLimit limit, UserId user) {
        check(limit, user, user.value(), 1);
    }

    /// As `check`, for what is passed over when it is one too many.
    public boolean allows(RateLimit limit, UserId user) {
        try {
            check(limit, user);
            return true;
        } catch (LimitExceeded tooMany) {
            return false;
        }
    }

    /// Counts actions that a user does, in the bucket of a key (the user itself, a room, a device): all or none.
    ///
    /// @throws LimitExceeded when they are too many; then none is counted
    public void check(RateLimit limit, UserId user, String key, int actions) {
        Optional<Rate> override = overrides.of(user);
        if (override.isPresent() && override.get().perSecond() <= 0) {
            return;
        }
        Rate usual = rate(limit);
        take(limit, key, limit == RateLimit.MESSAGE ? override.orElse(usual) : usual, actions);
    }

    /// As `check`, but counts nothing: for limits on what fails, which is known only later (see `record`).
    ///
    /// @throws LimitExceeded when one more would be too many
    public void peek(RateLimit limit, String key) {
        Long drainedAt = buckets.getIfPresent(new Bucket(limit, key));
        if (drainedAt != null) {
            refuseWhenFull(drainedAt - nowMicros(), rate(limit), 1);
        }
    }

    /// Counts an action that has happened, even one beyond the limit.
    public void record(RateLimit limit, String key) {
        Rate rate = rate(limit);
        long now = nowMicros();
        buckets.asMap()
                .compute(
                        new Bucket(limit, key),
                        (b, at) -> filled(at == null ? now : at, now, rate, 1));
    }

    private Rate rate(RateLimit limit) {
        return limit.rate(config.rates());
    }

    private void take(RateLimit limit, String key, Rate rate, int actions) {
        long now = nowMicros();
        buckets.asMap()
                .compute(
                        new Bucket(limit, key),
                        (bucket, at) -> {
                            long drainedAt = at == null ? now : at;
                            refuseWhenFull(drainedAt - now, rate, actions);
                            return filled(drainedAt, now, rate, actions);
                        });
    }

    private static void refuseWhenFull(long drainsInMicros, Rate rate, int actions) {
        double room = Math.floor(rate.burstCount()) - actions;
        double excessMicros = Math.max(0, drainsInMicros) - room * microsPerAction(rate);
        // Half a microsecond of tolerance: the bucket's time is rounded to whole ones.
        if (room < 0 || excessMicros > 0.5) {
            double waitMicros = room < 0 ? NEVER_MICROS : Math.min(excessMicros, NEVER_MICROS);
            throw new LimitExceeded((long) Math.ceil(waitMicros / 1000));
        }
    }

    private static long filled(long drainedAt, long now, Rate rate, int actions) {
        return Math.max(drainedAt, now) + Math.round(actions * microsPerAction(rate));
    }

    private static double microsPerAction(Rate rate) {
        return rate.perSecond() > 0
                ? Math.min(1_000_000 / rate.perSecond(), NEVER_MICROS)
                : NEVER_MICROS;
    }

    private Duration untilDrained(long drainedAt) {
        return Duration.ofNanos(Math.max(1, drainedAt - nowMicros()) * 1000);
    }

    private long nowMicros() {
        return clock.millis() * 1000;
    }
}
