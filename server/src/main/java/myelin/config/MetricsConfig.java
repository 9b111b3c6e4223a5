package myelin.config;

import myelin.options.Section;

/// What the administrator may watch.
///
/// @param enableMetrics whether Prometheus metrics are kept (`enable_metrics`)
public record MetricsConfig(boolean enableMetrics) {

    static MetricsConfig read(Section config) {
        return new MetricsConfig(config.flag("enable_metrics"));
    }
}
