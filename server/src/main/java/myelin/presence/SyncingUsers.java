package myelin.presence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import myelin.core.id.UserId;

/// Whose devices sync on this node, or did so lately. Any thread; each entry changes as a whole.
final class SyncingUsers {

    private final Map<UserId, Syncing> users = new ConcurrentHashMap<>();

    /// @param presence what the latest sync has said
    /// @param under how many syncs wait for their answer
    /// @param lastTs when a sync last began or ended, milliseconds
    private record Syncing(String presence, int under, long lastTs) {}

    /// A sync begins.
    ///
    /// @return what the syncs of the user have said before; empty when none was known
    Optional<String> begin(UserId user, String presence, long nowTs) {
        while (true) {
            Syncing before = users.get(user);
            if (before == null) {
                if (users.putIfAbsent(user, new Syncing(presence, 1, nowTs)) == null) {
                    return Optional.empty();
                }
            } else if (users.replace(
                    user, before, new Syncing(presence, before.under() + 1, nowTs))) {
                return Optional.of(before.presence());
            }
        }
    }

    /// A sync has been answered.
    void end(UserId user, long nowTs) {
        users.computeIfPresent(
                user, (key, now) -> new Syncing(now.presence(), now.under() - 1, nowTs));
    }

    /// Forgets those who have not synced since a time, and returns them. Who still waits is there.
    List<UserId> gone(long sinceTs) {
        List<UserId> gone = new ArrayList<>();
        users.forEach((user, syncing) -> {
            boolean isGone = syncing.under() == 0 && syncing.lastTs() < sinceTs;
            if (isGone && users.remove(user, syncing)) {
                gone.add(user);
            }
        });
        return gone;
    }
}
