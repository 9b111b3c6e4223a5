package myelin.accounts;

import java.util.Optional;
import myelin.access.AccessTokens;
import myelin.access.IssuedTokens;
import myelin.access.Login;
import myelin.core.id.DeviceId;
import myelin.core.id.InvalidId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.devices.Devices;
import myelin.http.MatrixError;
import myelin.sql.Database;
import org.jspecify.annotations.Nullable;

/// Lets somebody in who has proved who he is: registers the device and issues its tokens.
final class Sessions {

    private final Database database;
    private final Devices devices;
    private final AccessTokens accessTokens;

    Sessions(Database database, Devices devices, AccessTokens accessTokens) {
        this.database = database;
        this.devices = devices;
        this.accessTokens = accessTokens;
    }

    /// What a client says of the session it wants.
    ///
    /// @param deviceId the device it was before; null: a new one
    /// @param initialDeviceDisplayName what a new device is called; null: nothing
    /// @param refreshToken whether it understands refresh tokens; null: no
    record Wish(
            @Nullable String deviceId,
            @Nullable String initialDeviceDisplayName,
            @Nullable Boolean refreshToken) {}

    /// The answer to a login.
    ///
    /// @throws MatrixError 400 when the device's id or name is too long
    JsonObject open(UserId user, Wish wish) {
        Optional<DeviceId> wanted =
                Optional.ofNullable(wish.deviceId())
                        .filter(id -> !id.isEmpty())
                        .map(Sessions::device);
        boolean refreshable = Boolean.TRUE.equals(wish.refreshToken());
        return database.transact(tx -> {
            DeviceId device = devices.register(tx, user, wanted, wish.initialDeviceDisplayName());
            return json(user, device, accessTokens.issue(tx, Login.of(user, device, refreshable)));
        });
    }

    /// The answer to the registration of a guest, whose only wish can be the name of the device.
    JsonObject openForGuest(UserId user, @Nullable String initialDeviceDisplayName) {
        return database.transact(tx -> {
            DeviceId device =
                    devices.register(tx, user, Optional.empty(), initialDeviceDisplayName);
            Login login = new Login(user, Optional.of(device), false, true);
            return json(user, device, accessTokens.issue(tx, login));
        });
    }

    private static DeviceId device(String id) {
        try {
            return DeviceId.parse(id);
        } catch (InvalidId problem) {
            throw MatrixError.invalidParam("device_id is " + problem.getMessage());
        }
    }

    private static JsonObject json(UserId user, DeviceId device, IssuedTokens tokens) {
        return JsonObject.builder()
                .put("user_id", user)
                .put("home_server", user.server())
                .put("device_id", device)
                .put("access_token", tokens.accessToken())
                .putIfPresent("expires_in_ms", tokens.expiresInMs())
                .putIfPresent("refresh_token", tokens.refreshToken())
                .build();
    }
}
