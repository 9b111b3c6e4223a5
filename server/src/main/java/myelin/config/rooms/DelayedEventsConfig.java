package myelin.config.rooms;

import java.time.Duration;
import myelin.options.Section;

/// Events that are sent later (MSC4140).
///
/// @param longest how long they may be delayed; zero: not at all (`max_event_delay_duration`)
/// @param mostPerUser how many a user may have waiting
///     (`experimental_features.msc4140_max_delayed_events_per_user`)
public record DelayedEventsConfig(Duration longest, int mostPerUser) {

    /// Whether there are any.
    public boolean enabled() {
        return longest.isPositive() && mostPerUser > 0;
    }

    public static DelayedEventsConfig read(Section config) {
        Duration longest = config.optionalDuration("max_event_delay_duration");
        if (longest != null && !longest.isPositive()) {
            config.problem("max_event_delay_duration", "must be more than nothing");
        }
        return new DelayedEventsConfig(
                longest == null ? Duration.ZERO : longest,
                config.section("experimental_features")
                        .integer("msc4140_max_delayed_events_per_user", 0, Integer.MAX_VALUE));
    }
}
