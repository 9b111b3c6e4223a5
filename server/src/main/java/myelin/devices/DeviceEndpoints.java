package myelin.devices;

import static myelin.http.Caller.USER;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import myelin.access.LastSeen;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.core.json.JsonObject;
import myelin.http.MatrixError;
import myelin.http.Request;
import myelin.http.Requester;
import myelin.http.Response;
import myelin.http.Route;
import myelin.sql.Database;
import myelin.uia.Outcome;
import myelin.uia.Uia;
import myelin.uia.Uia.Reuse;
import org.jspecify.annotations.Nullable;

/// What users do with their devices.
final class DeviceEndpoints {

    private final Devices devices;
    private final Database database;
    private final LastSeen lastSeen;
    private final Uia uia;

    DeviceEndpoints(Devices devices, Database database, LastSeen lastSeen, Uia uia) {
        this.devices = devices;
        this.database = database;
        this.lastSeen = lastSeen;
        this.uia = uia;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/_matrix/client/v3/devices")
                        .r0()
                        .operation("getDevices")
                        .caller(USER)
                        .guests()
                        .to(this::list),
                Route.get("/_matrix/client/v3/devices/{deviceId}")
                        .r0()
                        .operation("getDevice")
                        .caller(USER)
                        .guests()
                        .to(this::show),
                Route.put("/_matrix/client/v3/devices/{deviceId}")
                        .r0()
                        .operation("updateDevice")
                        .caller(USER)
                        .guests()
                        .to(this::rename),
                Route.delete("/_matrix/client/v3/devices/{deviceId}")
                        .r0()
                        .operation("deleteDevice")
                        .caller(USER)
                        .to(this::delete),
                Route.post("/_matrix/client/v3/delete_devices")
                        .r0()
                        .operation("deleteDevices")
                        .caller(USER)
                        .to(this::deleteSeveral));
    }

    private JsonObject list(Request request) {
        UserId user = request.requester().user();
        Map<DeviceId, LastSeen.Seen> seen = lastSeen.latestOf(user);
        List<JsonObject> found =
                database.read(tx -> devices.of(tx, user)).stream()
                        .map(device ->
                                json(device, user, Optional.ofNullable(seen.get(device.device()))))
                        .toList();
        return JsonObject.of("devices", found);
    }

    private JsonObject show(Request request) {
        UserId user = request.requester().user();
        DeviceId device = request.path("deviceId", DeviceId::parse);
        return database.read(tx -> devices.find(tx, user, device))
                .map(found ->
                        json(found, user, Optional.ofNullable(lastSeen.latestOf(user).get(device))))
                .orElseThrow(() -> MatrixError.notFound("No device found"));
    }

    record Rename(@Nullable String displayName) {}

    private JsonObject rename(Request request) {
        UserId user = request.requester().user();
        DeviceId device = request.path("deviceId", DeviceId::parse);
        String name = request.body(Rename.class).displayName();
        boolean found =
                database.transact(tx ->
                        name == null
                                ? devices.find(tx, user, device).isPresent()
                                : devices.rename(tx, user, device, name));
        if (!found) {
            throw MatrixError.notFound("No device found");
        }
        return JsonObject.EMPTY;
    }

    private Object delete(Request request) {
        DeviceId device = request.path("deviceId", DeviceId::parse);
        return delete(request, List.of(device));
    }

    record DeleteDevices(List<String> devices) {}

    private Object deleteSeveral(Request request) {
        List<DeviceId> named =
                request.body(DeleteDevices.class).devices().stream()
                        .flatMap(device -> DeviceId.tryParse(device).stream())
                        .toList();
        return delete(request, named);
    }

    /// Which devices is said by each request, so nothing of it has to be kept.
    private Object delete(Request request, List<DeviceId> named) {
        Requester requester = request.requester();
        return switch (uia.confirm(request, JsonObject.EMPTY, Reuse.RECENT)) {
            case Outcome.Challenged(_, Response response) -> response;
            case Outcome.Confirmed _ -> {
                database.write(tx -> devices.delete(tx, requester.user(), named));
                yield JsonObject.EMPTY;
            }
        };
    }

    private static JsonObject json(DeviceRecord device, UserId user, Optional<LastSeen.Seen> seen) {
        return JsonObject.builder()
                .put("device_id", device.device())
                .put("user_id", user)
                .putIfPresent("display_name", device.displayName())
                .putIfPresent("last_seen_ip", seen.map(LastSeen.Seen::ip))
                .putIfPresent("last_seen_ts", seen.map(LastSeen.Seen::ts))
                .build();
    }
}
