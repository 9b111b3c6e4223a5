package myelin.config;

import myelin.options.Section;

/// Switches of unfinished MSCs (`experimental_features`), those that do something here. They have the names that
/// Synapse gave them.
///
/// @param showsRedacted moderators may read redacted events (MSC2815)
public record ExperimentalConfig(boolean showsRedacted) {

    static ExperimentalConfig read(Section config) {
        Section features = config.section("experimental_features");
        return new ExperimentalConfig(features.flag("msc2815_enabled"));
    }
}
