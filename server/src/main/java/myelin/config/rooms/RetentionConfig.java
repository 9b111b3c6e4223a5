package myelin.config.rooms;

import java.time.Duration;
import myelin.options.Section;
import org.jspecify.annotations.Nullable;

/// How long messages are kept (MSC1763).
///
/// @param enabled whether messages ever get too old (`retention.enabled`)
/// @param defaultMinLifetime how long those of rooms that say nothing are kept at least; null: not at all
///     (`retention.default_policy.min_lifetime`)
/// @param defaultMaxLifetime how long those of rooms that say nothing are kept; null: for ever
///     (`retention.default_policy.max_lifetime`)
/// @param allowedLifetimeMin the shortest life that a room may choose; null: any
///     (`retention.allowed_lifetime_min`)
/// @param allowedLifetimeMax the longest life that a room may choose; null: any
///     (`retention.allowed_lifetime_max`)
/// @param announced whether clients may ask for all that (`experimental_features.msc1763_enabled`)
public record RetentionConfig(
        boolean enabled,
        @Nullable Duration defaultMinLifetime,
        @Nullable Duration defaultMaxLifetime,
        @Nullable Duration allowedLifetimeMin,
        @Nullable Duration allowedLifetimeMax,
        boolean announced) {

    public static RetentionConfig read(Section config) {
        Section retention = config.section("retention");
        Section usual = retention.section("default_policy");
        RetentionConfig read =
                new RetentionConfig(
                        retention.flag("enabled"),
                        usual.optionalDuration("min_lifetime"),
                        usual.optionalDuration("max_lifetime"),
                        retention.optionalDuration("allowed_lifetime_min"),
                        retention.optionalDuration("allowed_lifetime_max"),
                        config.section("experimental_features").flag("msc1763_enabled"));
        if (isLonger(read.defaultMinLifetime, read.defaultMaxLifetime)) {
            usual.problem("min_lifetime", "must not be longer than max_lifetime");
        }
        if (isLonger(read.allowedLifetimeMin, read.allowedLifetimeMax)) {
            retention.problem("allowed_lifetime_min", "must not be longer than the max");
        }
        return read;
    }

    private static boolean isLonger(@Nullable Duration least, @Nullable Duration most) {
        return least != null && most != null && least.compareTo(most) > 0;
    }
}
