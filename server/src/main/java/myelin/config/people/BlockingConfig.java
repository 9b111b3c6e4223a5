package myelin.config.people;

import java.time.Duration;
import myelin.options.Section;

/// Whether users are turned away altogether.
///
/// @param disabled whether nobody may use the server (`hs_disabled`)
/// @param disabledMessage what they are told (`hs_disabled_message`)
/// @param activeUsers how many may use it
public record BlockingConfig(boolean disabled, String disabledMessage, ActiveUsers activeUsers) {

    /// Users who were active within a month.
    ///
    /// @param counted whether they are counted (`mau_stats_only`, or `limited`)
    /// @param limited whether their number is limited (`limit_usage_by_mau`)
    /// @param most that number; 0 where it is not limited (`max_mau_value`)
    /// @param trial how long a new user does not count (`mau_trial_days`)
    public record ActiveUsers(boolean counted, boolean limited, int most, Duration trial) {}

    public static BlockingConfig read(Section config) {
        boolean limited = config.flag("limit_usage_by_mau");
        boolean counted = config.flag("mau_stats_only");
        int most = config.integer("max_mau_value", 0, Integer.MAX_VALUE);
        return new BlockingConfig(
                config.flag("hs_disabled"),
                config.text("hs_disabled_message"),
                new ActiveUsers(
                        counted || limited,
                        limited,
                        limited ? most : 0,
                        Duration.ofDays(config.integer("mau_trial_days", 0, Integer.MAX_VALUE))));
    }
}
