-- owner: moderation
CREATE TABLE reports (
    -- sqlite: number INTEGER PRIMARY KEY AUTOINCREMENT,
    -- postgres: number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind           TEXT   NOT NULL, -- event, room or user: what is reported
    received_ts    BIGINT NOT NULL, -- milliseconds
    user_id        TEXT   NOT NULL, -- who reported
    room_id        TEXT,            -- the room, or that of the event; null for users
    event_id       TEXT,            -- null for rooms and users
    target_user_id TEXT,            -- the user, or the sender of the event; null for rooms
    reason         TEXT,            -- in the words of who reported; null: none
    score          BIGINT           -- from -100, very bad, to 0; null: none
);
CREATE INDEX reports_time ON reports (kind, received_ts, number);
