package myelin.serverinfo;

import java.util.ArrayList;
import java.util.List;
import myelin.config.ExperimentalConfig;

/// The features of proposals that work here before they are in the specification, or under the names they had before;
/// clients find them in `unstable_features` of `/versions`.
public final class UnstableFeatures {

    private static final List<String> ALWAYS =
            List.of(
                    "org.matrix.msc4222",
                    "org.matrix.simplified_msc3575",
                    "org.matrix.msc3440.stable",
                    "org.matrix.msc3771",
                    "org.matrix.msc3773",
                    "org.matrix.msc3874",
                    "org.matrix.msc3981",
                    "com.beeper.msc4169",
                    "uk.half-shot.msc2666.query_mutual_rooms");

    private UnstableFeatures() {}

    /// Their names, with those that the administrator has switched on.
    ///
    /// @param delayedEvents whether events may be sent later (MSC4140)
    public static List<String> of(ExperimentalConfig experimental, boolean delayedEvents) {
        List<String> features = new ArrayList<>(ALWAYS);
        if (experimental.showsRedacted()) {
            features.add("fi.mau.msc2815");
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
        if (delayedEvents) {
            features.add("org.matrix.msc4140");
        }
        return List.copyOf(features);
    }
}
