-- owner: receipts
CREATE TABLE receipts (
    room_id        TEXT   NOT NULL,
    user_id        TEXT   NOT NULL,
    receipt_type   TEXT   NOT NULL, -- m.read or m.read.private
    thread_id      TEXT   NOT NULL, -- '': unthreaded; main: the main timeline; else the root of the thread
    event_id       TEXT   NOT NULL, -- up to and with this event the user has read
    event_position BIGINT NOT NULL, -- its place in the EVENTS stream; 0: this server does not have it
    ts             BIGINT NOT NULL, -- milliseconds, when it was sent
    position       BIGINT NOT NULL, -- place in the RECEIPTS stream
    PRIMARY KEY (room_id, user_id, receipt_type, thread_id)
);
CREATE INDEX receipts_position ON receipts (position);
CREATE INDEX receipts_room ON receipts (room_id, position);

-- owner: push
CREATE TABLE push_rule_changes (
    user_id        TEXT   NOT NULL PRIMARY KEY,
    rules          TEXT   NOT NULL, -- JSON: what the user has changed of the default rules, and added
    position       BIGINT NOT NULL  -- place in the PUSH_RULES stream
);

-- owner: push
CREATE TABLE unread_counts (
    user_id        TEXT   NOT NULL,
    room_id        TEXT   NOT NULL,
    counts         TEXT   NOT NULL, -- JSON: notifications and highlights, of the main timeline and by thread
    read_position  BIGINT NOT NULL, -- newest of the receipts that were counted with, in the RECEIPTS stream
    counted        BIGINT NOT NULL, -- events up to this position are counted
    PRIMARY KEY (user_id, room_id)
);

-- owner: typing
-- sqlite: CREATE TABLE typing (
-- postgres: CREATE UNLOGGED TABLE typing (
    room_id        TEXT   NOT NULL PRIMARY KEY,
    users          TEXT   NOT NULL, -- JSON: user id to the time, in milliseconds, until which they count as typing
    expires        BIGINT NOT NULL, -- the soonest of these times; 0: nobody is typing
    position       BIGINT NOT NULL  -- place in the TYPING stream
);
CREATE INDEX typing_position ON typing (position);

-- owner: presence
-- sqlite: CREATE TABLE presence (
-- postgres: CREATE UNLOGGED TABLE presence (
    user_id        TEXT   NOT NULL PRIMARY KEY,
    presence       TEXT   NOT NULL, -- online, unavailable, busy or offline
    status_msg     TEXT,            -- null: the user has said nothing
    last_active_ts BIGINT NOT NULL, -- milliseconds
    position       BIGINT NOT NULL  -- place in the PRESENCE stream
);
CREATE INDEX presence_position ON presence (position);
