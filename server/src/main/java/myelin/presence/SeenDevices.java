package myelin.presence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import myelin.config.rooms.PresenceConfig;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import org.jspecify.annotations.Nullable;

/// The devices that this node has heard of lately, by user, and what of them it has written down. Only those are here
/// which sync, or did so within the time after which they count as gone. Any thread; each entry changes as a whole.
final class SeenDevices {

    private final PresenceConfig config;
    private final long granularityMs;
    private final Map<UserId, Entry> users = new ConcurrentHashMap<>();

    /// What is heard of: a device, or tokens that have none, or what a node has left that is gone.
    private record Source(Optional<DeviceId> device, boolean restored) {

        static final Source RESTORED = new Source(Optional.empty(), true);

        static Source of(Optional<DeviceId> device) {
            return new Source(device, false);
        }
    }

    /// @param written what this node has last written of the user
    private record Entry(Map<Source, DevicePresence> devices, Sight written) {

        static final Entry NONE = new Entry(Map.of(), Sight.NOTHING);

        Entry with(Source source, DevicePresence device) {
            Map<Source, DevicePresence> changed = new HashMap<>(devices);
            changed.put(source, device);
            return new Entry(changed, written);
        }

        Entry without(Source source) {
            Map<Source, DevicePresence> changed = new HashMap<>(devices);
            changed.remove(source);
            return new Entry(changed, written);
        }

        /// Null when nothing is left that anybody has to know.
        @Nullable Entry later(PresenceConfig config, long now) {
            Map<Source, DevicePresence> still = new HashMap<>();
            devices.forEach((source, device) -> {
                if (!device.isGone(config, now)) {
                    still.put(source, device.later(config, now));
                }
            });
            if (still.isEmpty() && written.state() == PresenceState.OFFLINE) {
                return null;
            }
            return still.equals(devices) ? this : new Entry(still, written);
        }
    }

    SeenDevices(PresenceConfig config) {
        this.config = config;
        this.granularityMs = config.lastActiveGranularity().toMillis();
    }

    /// Notes what has happened on a device, and returns it as it is now.
    DevicePresence note(
            UserId user, Optional<DeviceId> device, UnaryOperator<DevicePresence> change) {
        Source source = Source.of(device);
        Entry now =
                users.compute(
                        user,
                        (key, known) -> {
                            Entry entry = known == null ? Entry.NONE : known;
                            DevicePresence before =
                                    entry.devices().getOrDefault(source, DevicePresence.UNKNOWN);
                            return entry.with(source, change.apply(before));
                        });
        return now.devices().getOrDefault(source, DevicePresence.UNKNOWN);
    }

    /// Notes what a node that is gone saw of a user.
    ///
    /// @param written what of it this node has written
    void restore(UserPresence left, long now, Sight written) {
        DevicePresence device = DevicePresence.restored(left.state(), left.lastActiveTs(), now);
        users.compute(
                left.user(),
                (key, known) -> {
                    Entry entry = known == null ? new Entry(Map.of(), written) : known;
                    return entry.with(Source.RESTORED, device);
                });
    }

    /// Forgets what was restored of a user who has a say of his own.
    void forgetRestored(UserId user) {
        users.computeIfPresent(user, (key, entry) -> entry.without(Source.RESTORED));
    }

    /// What all devices of a user show together.
    Sight sight(UserId user, long now) {
        return sight(users.getOrDefault(user, Entry.NONE), now);
    }

    private Sight sight(Entry entry, long now) {
        return Sight.of(entry.devices().values(), now, granularityMs);
    }

    /// Whether there is something to write down of a user.
    boolean isNews(UserId user, long now) {
        return isNews(users.getOrDefault(user, Entry.NONE), now);
    }

    private boolean isNews(Entry entry, long now) {
        return sight(entry, now).isNewsAfter(entry.written(), granularityMs);
    }

    /// Notes what was written down of a user.
    void written(UserId user, Sight sight) {
        users.computeIfPresent(
                user,
                (key, entry) ->
                        entry.devices().isEmpty() ? null : new Entry(entry.devices(), sight));
    }

    /// Whatever was written down must be written again.
    void forgetWritten() {
        users.replaceAll((user, entry) -> new Entry(entry.devices(), Sight.NOTHING));
    }

    /// Lets time pass for all: who does nothing is idle, who does not sync is gone.
    ///
    /// @return of whom there is something to write down
    List<UserId> pass(long now) {
        List<UserId> news = new ArrayList<>();
        for (UserId user : users.keySet()) {
            Entry entry = users.computeIfPresent(user, (key, known) -> known.later(config, now));
            if (entry != null && isNews(entry, now)) {
                news.add(user);
            }
        }
        return news;
    }
}
