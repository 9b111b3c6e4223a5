package myelin.config.rooms;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import myelin.options.Section;
import org.jspecify.annotations.Nullable;

/// How long messages are kept (MSC1763), and rooms in which nobody is any more.
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
/// @param purgeJobs when what is too old is deleted (`retention.purge_jobs`)
/// @param forgottenRoomPeriod after how long a room is deleted that all users of this server have left and
///     forgotten; null: never (`forgotten_room_retention_period`)
/// @param announced whether clients may ask for all that (`experimental_features.msc1763_enabled`)
public record RetentionConfig(
        boolean enabled,
        @Nullable Duration defaultMinLifetime,
        @Nullable Duration defaultMaxLifetime,
        @Nullable Duration allowedLifetimeMin,
        @Nullable Duration allowedLifetimeMax,
        List<PurgeJob> purgeJobs,
        @Nullable Duration forgottenRoomPeriod,
        boolean announced) {

    /// What is done where nothing is said.
    private static final PurgeJob USUAL = new PurgeJob(null, null, Duration.ofDays(1));

    /// Deletes the old messages of some rooms, now and then.
    ///
    /// @param shortestMaxLifetime of rooms that keep messages longer than this; null: also of those that
    ///     keep them shortest
    /// @param longestMaxLifetime of rooms that keep them so long at most; null: however long
    /// @param interval from one time to the next
    public record PurgeJob(
            @Nullable Duration shortestMaxLifetime,
            @Nullable Duration longestMaxLifetime,
            Duration interval) {}

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
                        purgeJobs(retention),
                        config.optionalDuration("forgotten_room_retention_period"),
                        config.section("experimental_features").flag("msc1763_enabled"));
        if (isLonger(read.defaultMinLifetime, read.defaultMaxLifetime)) {
            usual.problem("min_lifetime", "must not be longer than max_lifetime");
        }
        if (isLonger(read.allowedLifetimeMin, read.allowedLifetimeMax)) {
            retention.problem("allowed_lifetime_min", "must not be longer than the max");
        }
        return read;
    }

    private static List<PurgeJob> purgeJobs(Section retention) {
        List<PurgeJob> jobs = new ArrayList<>();
        for (Section job : retention.sections("purge_jobs")) {
            PurgeJob read =
                    new PurgeJob(
                            job.optionalDuration("shortest_max_lifetime"),
                            job.optionalDuration("longest_max_lifetime"),
                            job.duration("interval"));
            if (!read.interval.isPositive()) {
                job.problem("interval", "must say how often the job runs, and more than 0");
            }
            if (isLonger(read.shortestMaxLifetime, read.longestMaxLifetime)) {
                job.problem("shortest_max_lifetime", "must not be longer than the longest");
            }
            jobs.add(read);
        }
        return jobs.isEmpty() ? List.of(USUAL) : List.copyOf(jobs);
    }

    private static boolean isLonger(@Nullable Duration least, @Nullable Duration most) {
        return least != null && most != null && least.compareTo(most) > 0;
    }
}
