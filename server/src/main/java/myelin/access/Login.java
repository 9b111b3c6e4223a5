package myelin.access;

import java.util.Optional;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;

/// Somebody who has proved who he is, and wants a token.
///
/// @param user who it is
/// @param device the device that is to act for the user, already registered; absent for an administrator's token
/// @param refreshable whether the client understands refresh tokens
/// @param guest whether it is a guest, whose token never ends, because nothing would bring it back
public record Login(UserId user, Optional<DeviceId> device, boolean refreshable, boolean guest) {

    /// The login of a person on a device.
    public static Login of(UserId user, DeviceId device, boolean refreshable) {
        return new Login(user, Optional.of(device), refreshable, false);
    }
}
