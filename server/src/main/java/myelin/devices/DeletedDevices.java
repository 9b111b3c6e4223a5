package myelin.devices;

import java.util.Collection;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.sql.Tx;

/// Somebody who keeps something of devices, and drops it together with them.
public interface DeletedDevices {

    /// Drops what is kept of these devices of a user. Late in the transaction; takes positions of no
    /// streams but those before DEVICE_LISTS.
    void deleted(Tx tx, UserId user, Collection<DeviceId> devices);
}
