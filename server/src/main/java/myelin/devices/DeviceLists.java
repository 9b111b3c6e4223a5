package myelin.devices;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.sql.Tx;
import myelin.stream.Hint;
import myelin.stream.Stream;
import myelin.stream.Streams;

/// Whose devices have changed, and when: the stream DEVICE_LISTS. Called by all request threads and by followers.
///
/// [Tracking the device list for a user](https://spec.matrix.org/v1.19/client-server-api/#tracking-the-device-list-for-a-user)
public final class DeviceLists {

    private final Streams streams;
    private final Consumer<Hint> bus;
    private final DeviceListTable table = new DeviceListTable();

    DeviceLists(Streams streams, Consumer<Hint> bus) {
        this.streams = streams;
        this.bus = bus;
    }

    /// Says that devices of a user were added, removed or renamed, or have other keys. Late in the transaction.
    public void changed(Tx tx, UserId user, Collection<DeviceId> devices) {
        append(tx, user, devices.stream().map(Optional::of).toList());
    }

    /// Says that something of the whole user has changed, as his cross-signing keys. Late in the transaction.
    public void changed(Tx tx, UserId user) {
        append(tx, user, List.of(Optional.empty()));
    }

    /// The changes after `since` up to `to`, oldest first.
    public List<DeviceListChange> changes(Tx tx, long since, long to, int limit) {
        return table.changes(tx, since, to, limit);
    }

    /// Which of these users' devices have changed after `since` up to `to`.
    public List<UserId> changedAmong(Tx tx, Collection<UserId> users, long since, long to) {
        return users.isEmpty() ? List.of() : table.changedAmong(tx, users, since, to);
    }

    /// The position of the last change of a user's devices; 0 when there was none.
    public long latest(Tx tx, UserId user) {
        return table.latest(tx, user);
    }

    private void append(Tx tx, UserId user, List<Optional<DeviceId>> devices) {
        if (devices.isEmpty()) {
            return;
        }
        long last = streams.reserve(tx, Stream.DEVICE_LISTS, devices.size());
        table.insert(tx, user, devices, last);
        tx.afterCommit(() -> bus.accept(Hint.ofUsers(Stream.DEVICE_LISTS, last, Set.of(user))));
    }
}
