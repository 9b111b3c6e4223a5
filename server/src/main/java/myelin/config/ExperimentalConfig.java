package myelin.config;

import myelin.options.Section;

/// Switches of unfinished MSCs (`experimental_features`), those that do something here. They have the names that
/// Synapse gave them.
///
/// @param showsRedacted moderators may read redacted events (MSC2815)
/// @param redactsRelated what relates to an event can be redacted with it (MSC3912)
/// @param redactsRemoved a ban or kick can redact all that its target has sent (MSC4293)
/// @param unreadCounts unread messages are counted also where they don't notify (MSC2654)
/// @param threadSubscriptions users may subscribe to threads (MSC4306, MSC4308)
/// @param deletesAccountData users may delete account data (MSC3391)
/// @param dropsLocalNotificationSettings what users have set for a device goes with it (MSC3890)
/// @param filtersInvites users may list who may invite them (MSC4155)
/// @param knowsBusy users may be busy (MSC3026)
/// @param readsBack users may move back up to where they have read a room (MSC4446)
/// @param slidingSync clients may sync by sliding sync (MSC4186)
/// @param reasonsForFirstInvites who makes a room may say why he invites (MSC4491)
/// @param saysThatLeavingForgets clients find whether leaving is forgetting, under its old name, too (MSC4267)
/// @param hidesReported nobody learns by a report whether something exists (MSC4277)
public record ExperimentalConfig(
        boolean showsRedacted,
        boolean redactsRelated,
        boolean redactsRemoved,
        boolean unreadCounts,
        boolean threadSubscriptions,
        boolean deletesAccountData,
        boolean dropsLocalNotificationSettings,
        boolean filtersInvites,
        boolean knowsBusy,
        boolean readsBack,
        boolean slidingSync,
        boolean reasonsForFirstInvites,
        boolean saysThatLeavingForgets,
        boolean hidesReported) {

    static ExperimentalConfig read(Section config) {
        Section features = config.section("experimental_features");
        if (features.flag("msc3890_enabled") && !features.flag("msc3391_enabled")) {
            features.problem("msc3890_enabled", "needs msc3391_enabled, to delete account data");
        }
        return new ExperimentalConfig(
                features.flag("msc2815_enabled"),
                features.flag("msc3912_enabled"),
                features.flag("msc4293_enabled"),
                features.flag("msc2654_enabled"),
                features.flag("msc4306_enabled"),
                features.flag("msc3391_enabled"),
                features.flag("msc3890_enabled"),
                features.flag("msc4155_enabled"),
                features.flag("msc3026_enabled"),
                features.flag("msc4446_enabled"),
                features.flag("msc3575_enabled"),
                features.flag("msc4491_enabled"),
                features.flag("msc4267_enabled"),
                features.flag("msc4277_enabled"));
    }
}
