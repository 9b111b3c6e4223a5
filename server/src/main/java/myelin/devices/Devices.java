package myelin.devices;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import myelin.access.Access;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.crypto.RandomText;
import myelin.http.Capability;
import myelin.http.MatrixError;
import myelin.http.Route;
import myelin.sql.Database;
import myelin.sql.Tx;
import myelin.stream.Hint;
import myelin.stream.Streams;
import myelin.uia.Uia;
import org.jspecify.annotations.Nullable;

/// The devices of local users. Called by all request threads.
///
/// [Device management](https://spec.matrix.org/v1.19/client-server-api/#device-management)
public final class Devices implements Capability {

    private static final int MAX_DISPLAY_NAME = 100;
    private static final int ID_LENGTH = 10;
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private final Database database;
    private final InstantSource clock;
    private final Access access;
    private final Uia uia;
    private final DevicesTable table = new DevicesTable();
    private final DeviceLists lists;
    private List<DeletedDevices> whenDeleted = List.of();

    /// @param bus takes the hints that the stream has moved
    public Devices(
            Database database,
            Streams streams,
            Consumer<Hint> bus,
            InstantSource clock,
            Access access,
            Uia uia) {
        this.database = database;
        this.clock = clock;
        this.access = access;
        this.uia = uia;
        this.lists = new DeviceLists(streams, bus);
    }

    @Override
    public List<Route> routes() {
        return new DeviceEndpoints(this, database, access.lastSeen(), uia).routes();
    }

    /// Whose devices have changed.
    public DeviceLists lists() {
        return lists;
    }

    /// Makes a device of a user, or finds the one that is there, which keeps its name.
    ///
    /// @param wanted the id that the client asks for; absent: any
    /// @param displayName how it is called at first, or null
    /// @throws MatrixError 400 `M_TOO_LARGE` when the name is too long
    public DeviceId register(
            Tx tx, UserId user, Optional<DeviceId> wanted, @Nullable String displayName) {
        requireShort(displayName);
        while (true) {
            DeviceId device = wanted.orElseGet(Devices::randomId);
            if (table.insert(tx, user, device, displayName, clock.millis())) {
                lists.changed(tx, user, Set.of(device));
                return device;
            }
            // A device that is deleted at this moment must not get a token: wait until it is gone.
            if (wanted.isPresent() && table.lock(tx, user, device)) {
                return device;
            }
        }
    }

    /// All devices of a user, by id.
    public List<DeviceRecord> of(Tx tx, UserId user) {
        return table.all(tx, user);
    }

    /// One device.
    public Optional<DeviceRecord> find(Tx tx, UserId user, DeviceId device) {
        return table.find(tx, user, device);
    }

    /// Who drops something together with devices; called once, before the server starts.
    public void whenDeleted(List<DeletedDevices> all) {
        whenDeleted = List.copyOf(all);
    }

    /// Renames a device.
    ///
    /// @return whether there is such a device
    /// @throws MatrixError 400 `M_TOO_LARGE` when the name is too long
    public boolean rename(Tx tx, UserId user, DeviceId device, String displayName) {
        requireShort(displayName);
        if (!table.rename(tx, user, device, displayName)) {
            return false;
        }
        lists.changed(tx, user, Set.of(device));
        return true;
    }

    /// Deletes devices and ends their tokens; those which are not there are passed over. Late in the transaction.
    public void delete(Tx tx, UserId user, Collection<DeviceId> devices) {
        drop(tx, user, devices);
        access.tokens().deleteOf(tx, user, devices);
    }

    /// Deletes all devices of a user but one, and ends all their tokens. Late in the transaction.
    ///
    /// @param except the device that stays, with its token; absent: none
    /// @param exceptToken the number of the token that stays; 0: none
    public void deleteAll(Tx tx, UserId user, Optional<DeviceId> except, long exceptToken) {
        List<DeviceId> devices =
                table.all(tx, user).stream()
                        .map(DeviceRecord::device)
                        .filter(device -> !except.equals(Optional.of(device)))
                        .toList();
        drop(tx, user, devices);
        access.tokens().deleteAll(tx, user, exceptToken);
    }

    private void drop(Tx tx, UserId user, Collection<DeviceId> devices) {
        List<DeviceId> deleted = table.delete(tx, user, devices);
        access.lastSeen().forget(tx, user, devices);
        whenDeleted.forEach(follower -> follower.deleted(tx, user, deleted));
        lists.changed(tx, user, deleted);
    }

    private static void requireShort(@Nullable String displayName) {
        if (displayName != null
                && displayName.codePointCount(0, displayName.length()) > MAX_DISPLAY_NAME) {
            throw MatrixError.of(
                    400,
                    "M_TOO_LARGE",
                    "Device display name is too long (max " + MAX_DISPLAY_NAME + ")");
        }
    }

    private static DeviceId randomId() {
        return DeviceId.parse(RandomText.ofLetters(LETTERS, ID_LENGTH));
    }
}
