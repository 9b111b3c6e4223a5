package myelin.config.people;

import myelin.options.Section;

/// Whether users are turned away altogether.
///
/// @param disabled whether nobody may use the server (`hs_disabled`)
/// @param disabledMessage what they are told (`hs_disabled_message`)
public record BlockingConfig(boolean disabled, String disabledMessage) {

    public static BlockingConfig read(Section config) {
        return new BlockingConfig(config.flag("hs_disabled"), config.text("hs_disabled_message"));
    }
}
