package myelin.config;

import myelin.core.json.JsonObject;
import myelin.options.Section;

/// Switches of unfinished MSCs (`experimental_features`), by the names that Synapse gave them.
public record ExperimentalConfig(JsonObject features) {

    /// Whether the switch, e.g. `msc3026_enabled`, is set to true.
    public boolean enabled(String feature) {
        return features.bool(feature).orElse(false);
    }

    static ExperimentalConfig read(Section config) {
        return new ExperimentalConfig(config.object("experimental_features"));
    }
}
