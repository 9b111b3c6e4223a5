-- owner: rooms
ALTER TABLE rooms ADD COLUMN forgotten_ts BIGINT; -- when the last user of this server who was ever in the room forgot it, milliseconds; 0: nobody knows when; null: somebody has not
ALTER TABLE rooms ADD COLUMN deleted_ts BIGINT; -- when the room was deleted, whose rows go a moment later, milliseconds; null: it was not
CREATE INDEX rooms_forgotten ON rooms (forgotten_ts) WHERE forgotten_ts IS NOT NULL;
CREATE INDEX rooms_deleted ON rooms (deleted_ts) WHERE deleted_ts IS NOT NULL;
UPDATE rooms SET forgotten_ts = 0
    WHERE EXISTS (SELECT 1 FROM memberships m WHERE m.room_id = rooms.room_id AND m.local = TRUE)
        AND NOT EXISTS (SELECT 1 FROM memberships m
            WHERE m.room_id = rooms.room_id AND m.local = TRUE AND m.forgotten = FALSE);

-- owner: accountdata
CREATE INDEX account_data_room ON account_data (room_id) WHERE room_id <> '';

-- owner: threadsubscriptions
CREATE INDEX thread_subscriptions_room ON thread_subscriptions (room_id);
