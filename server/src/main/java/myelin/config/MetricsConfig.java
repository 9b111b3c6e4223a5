package myelin.config;

import myelin.options.Section;

/// What the administrator may watch.
///
/// @param enableMetrics whether Prometheus metrics are kept (`enable_metrics`)
/// @param countsRooms whether rooms and users are counted (`stats.enabled`)
public record MetricsConfig(boolean enableMetrics, boolean countsRooms) {

    static MetricsConfig read(Section config) {
        return new MetricsConfig(
                config.flag("enable_metrics"), config.section("stats").flag("enabled"));
    }
}
