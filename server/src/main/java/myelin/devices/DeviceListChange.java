package myelin.devices;

import java.util.Optional;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;

/// Something about the devices of a user has changed.
///
/// @param position in stream DEVICE_LISTS
/// @param user whose devices, of any server
/// @param device which one; absent when it is something of the whole user, as his cross-signing keys
public record DeviceListChange(long position, UserId user, Optional<DeviceId> device) {}
