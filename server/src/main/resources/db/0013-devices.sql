-- owner: devices
CREATE TABLE devices (
    user_id      TEXT   NOT NULL, -- always of this server
    device_id    TEXT   NOT NULL,
    display_name TEXT,            -- null: none was given
    created_ts   BIGINT NOT NULL, -- milliseconds
    PRIMARY KEY (user_id, device_id)
);

-- owner: devices
CREATE TABLE device_list_changes (
    position  BIGINT NOT NULL PRIMARY KEY, -- in stream DEVICE_LISTS
    user_id   TEXT   NOT NULL, -- of any server
    device_id TEXT   NOT NULL  -- the device that was added, removed, renamed or got keys; empty: something of the whole user
);
CREATE INDEX device_list_changes_user ON device_list_changes (user_id, position);
