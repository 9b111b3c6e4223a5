package myelin.devices;

import java.util.Optional;
import myelin.core.id.DeviceId;

/// A device of a local user.
///
/// @param device its id, unique among the user's devices
/// @param displayName how its owner calls it
/// @param createdTs when it first logged in, milliseconds
public record DeviceRecord(DeviceId device, Optional<String> displayName, long createdTs) {}
