package myelin.devices;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.sql.Row;
import myelin.sql.Sql;
import myelin.sql.Tx;
import org.jspecify.annotations.Nullable;

/// The devices.
final class DevicesTable {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO devices (user_id, device_id, display_name, created_ts)
                    VALUES (:user, :device, :name, :now)
                    ON CONFLICT (user_id, device_id) DO NOTHING\
                    """);

    private static final Sql FIND =
            Sql.of(
                    """
                    SELECT device_id, display_name, created_ts
                    FROM devices WHERE user_id = :user AND device_id = :device\
                    """);

    private static final Sql LOCK =
            Sql.of(
                    """
                    SELECT device_id FROM devices
                    WHERE user_id = :user AND device_id = :device {lock}\
                    """);

    private static final Sql ALL =
            Sql.of(
                    """
                    SELECT device_id, display_name, created_ts
                    FROM devices WHERE user_id = :user ORDER BY device_id\
                    """);

    private static final Sql RENAME =
            Sql.of(
                    """
                    UPDATE devices SET display_name = :name
                    WHERE user_id = :user AND device_id = :device\
                    """);

    private static final Sql DELETE =
            Sql.of(
                    """
                    DELETE FROM devices WHERE user_id = :user AND device_id {in :devices}
                    RETURNING device_id\
                    """);

    /// Whether the device is new.
    boolean insert(Tx tx, UserId user, DeviceId device, @Nullable String name, long now) {
        return tx.update(INSERT)
                        .bind("user", user)
                        .bind("device", device)
                        .bind("name", name)
                        .bind("now", now)
                        .run()
                == 1;
    }

    Optional<DeviceRecord> find(Tx tx, UserId user, DeviceId device) {
        return tx.query(FIND).bind("user", user).bind("device", device).first(DevicesTable::read);
    }

    /// Whether there is such a device; then nobody deletes it before the commit.
    boolean lock(Tx tx, UserId user, DeviceId device) {
        return tx.query(LOCK).bind("user", user).bind("device", device).exists();
    }

    List<DeviceRecord> all(Tx tx, UserId user) {
        return tx.query(ALL).bind("user", user).list(DevicesTable::read);
    }

    /// Whether there is such a device.
    boolean rename(Tx tx, UserId user, DeviceId device, String name) {
        return tx.update(RENAME).bind("user", user).bind("device", device).bind("name", name).run()
                == 1;
    }

    /// Those which were there.
    List<DeviceId> delete(Tx tx, UserId user, Collection<DeviceId> devices) {
        return tx.update(DELETE)
                .bind("user", user)
                .bindStrings("devices", devices.stream().map(DeviceId::value).toList())
                .list(row -> row.id("device_id", DeviceId::parse));
    }

    private static DeviceRecord read(Row row) {
        return new DeviceRecord(
                row.id("device_id", DeviceId::parse),
                row.optionalString("display_name"),
                row.number("created_ts"));
    }
}
