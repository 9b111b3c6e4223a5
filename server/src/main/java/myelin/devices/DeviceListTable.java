package myelin.devices;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import myelin.core.id.DeviceId;
import myelin.core.id.UserId;
import myelin.sql.Batch;
import myelin.sql.Sql;
import myelin.sql.Tx;

/// The changes of device lists, one row each.
final class DeviceListTable {

    private static final Sql INSERT =
            Sql.of(
                    """
                    INSERT INTO device_list_changes (position, user_id, device_id)
                    VALUES (:position, :user, :device)\
                    """);

    private static final Sql CHANGES =
            Sql.of(
                    """
                    SELECT position, user_id, device_id FROM device_list_changes
                    WHERE position > :since AND position <= :to ORDER BY position LIMIT :limit\
                    """);

    private static final Sql CHANGED_AMONG =
            Sql.of(
                    """
                    SELECT DISTINCT user_id FROM device_list_changes
                    WHERE position > :since AND position <= :to AND user_id {in :users}\
                    """);

    private static final Sql LATEST =
            Sql.of("SELECT max(position) AS latest FROM device_list_changes WHERE user_id = :user");

    /// @param last the position of the last of the devices, which take as many positions as they are
    void insert(Tx tx, UserId user, List<Optional<DeviceId>> devices, long last) {
        Batch batch = tx.batch(INSERT);
        long position = last - devices.size();
        for (Optional<DeviceId> device : devices) {
            position++;
            batch.bind("position", position)
                    .bind("user", user)
                    .bind("device", device.map(DeviceId::value).orElse(""))
                    .add();
        }
        batch.run();
    }

    List<DeviceListChange> changes(Tx tx, long since, long to, int limit) {
        return tx.query(CHANGES)
                .bind("since", since)
                .bind("to", to)
                .bind("limit", limit)
                .list(row ->
                        new DeviceListChange(
                                row.number("position"),
                                row.id("user_id", UserId::parse),
                                DeviceId.tryParse(row.string("device_id"))));
    }

    List<UserId> changedAmong(Tx tx, Collection<UserId> users, long since, long to) {
        return tx.query(CHANGED_AMONG)
                .bind("since", since)
                .bind("to", to)
                .bindStrings("users", users.stream().map(UserId::value).toList())
                .list(row -> row.id("user_id", UserId::parse));
    }

    long latest(Tx tx, UserId user) {
        return tx.query(LATEST)
                .bind("user", user)
                .first(row -> row.optionalNumber("latest").orElse(0L))
                .orElse(0L);
    }
}
