package myelin.serverinfo;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import myelin.config.ExperimentalConfig;
import myelin.config.rooms.PushConfig;
import myelin.config.rooms.RoomConfig;

/// The features of proposals that work here before they are in the specification, or under the names they had before;
/// clients find them in `unstable_features` of `/versions`. Those ending in `.stable` work under the names of the
/// specification, for clients that look for the feature and not for the version.
public final class UnstableFeatures {

    private static final Set<String> ALWAYS =
            Set.of(
                    "com.beeper.msc4169",
                    "org.matrix.msc2285.stable",
                    "org.matrix.msc2432",
                    "org.matrix.msc3440.stable",
                    "org.matrix.msc3771",
                    "org.matrix.msc3827.stable",
                    "org.matrix.msc3874",
                    "org.matrix.msc3981",
                    "org.matrix.msc4222",
                    "org.matrix.msc4380.stable",
                    "uk.half-shot.msc2666.query_mutual_rooms",
                    "uk.half-shot.msc2666.query_mutual_rooms.stable",
                    "uk.tcpip.msc4133",
                    "uk.tcpip.msc4133.stable");

    /// By preset: that rooms made by it are encrypted whatever the client wants, which Element says in its dialogs.
    private static final Map<String, String> ENCRYPTED =
            Map.of(
                    "public_chat", "io.element.e2ee_forced.public",
                    "private_chat", "io.element.e2ee_forced.private",
                    "trusted_private_chat", "io.element.e2ee_forced.trusted_private");

    private UnstableFeatures() {}

    /// Their names, with those that the administrator has switched on.
    ///
    /// @param delayedEvents whether events may be sent later (MSC4140)
    public static List<String> of(
            ExperimentalConfig experimental,
            RoomConfig rooms,
            PushConfig push,
            boolean delayedEvents) {
        Set<String> features = new TreeSet<>(ALWAYS);
        if (experimental.showsRedacted()) {
            features.add("fi.mau.msc2815");
        }
        if (experimental.deletesAccountData()) {
            features.add("org.matrix.msc3391");
        }
        if (experimental.redactsRelated()) {
            features.add("org.matrix.msc3912");
        }
        if (experimental.threadSubscriptions()) {
            features.add("org.matrix.msc4306");
        }
        if (experimental.filtersInvites()) {
            features.add("org.matrix.msc4155");
        }
        if (experimental.knowsBusy()) {
            features.add("org.matrix.msc3026.busy_presence");
        }
        if (experimental.readsBack()) {
            features.add("com.beeper.msc4446");
        }
        if (experimental.slidingSync()) {
            features.add("org.matrix.simplified_msc3575");
        }
        if (experimental.reasonsForFirstInvites()) {
            features.add("uk.timedout.msc4491.create_room_invite_reasons");
        }
        if (push.features().everyEncryptedEvent()) {
            features.add("org.matrix.msc4028");
        }
        if (delayedEvents) {
            features.add("org.matrix.msc4140");
        }
        ENCRYPTED.forEach((preset, feature) -> {
            if (rooms.encryptedPresets().contains(preset)) {
                features.add(feature);
            }
        });
        return List.copyOf(features);
    }
}
