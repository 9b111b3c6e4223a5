-- owner: rooms
CREATE TABLE rooms (
    room_id             TEXT   NOT NULL PRIMARY KEY,
    version             TEXT   NOT NULL, -- the room version, as m.room.create says
    creator             TEXT   NOT NULL, -- sender of m.room.create
    created_ts          BIGINT NOT NULL, -- origin_server_ts of m.room.create, milliseconds
    last_position       BIGINT NOT NULL, -- position of the newest event; whoever writes compares it under the row lock
    depth               BIGINT NOT NULL, -- greatest depth among the forward extremities
    forward_extremities TEXT   NOT NULL, -- JSON array of event ids which no event has as prev_event yet
    state               TEXT   NOT NULL, -- root of the current state in state_nodes
    joined_members      BIGINT NOT NULL, -- members with membership join, of all servers
    invited_members     BIGINT NOT NULL, -- members with membership invite, of all servers
    bump_position       BIGINT NOT NULL, -- position of the newest event that brings the room up in a list of rooms; 0: none
    room_type           TEXT             -- as m.room.create says; null: an ordinary room
);

-- owner: events
CREATE TABLE events (
    -- sqlite: position INTEGER NOT NULL PRIMARY KEY, -- place in the EVENTS stream; negative: in no timeline
    -- postgres: position BIGINT NOT NULL PRIMARY KEY, -- place in the EVENTS stream; negative: in no timeline
    number              BIGINT,          -- the event's number in state_nodes, negative: it was known before it came into the timeline; null: its position
    event_id            TEXT   NOT NULL UNIQUE,
    room_id             TEXT   NOT NULL,
    version             TEXT   NOT NULL, -- the room version, which says how the event is to be read
    type                TEXT   NOT NULL,
    state_key           TEXT,            -- null: not a state event
    sender              TEXT   NOT NULL,
    depth               BIGINT NOT NULL,
    origin_server_ts    BIGINT NOT NULL, -- milliseconds, as the sender's server claims
    received_ts         BIGINT NOT NULL, -- milliseconds, when this server stored it
    json                TEXT   NOT NULL, -- the event as it was signed; never changed
    state_before        TEXT   NOT NULL, -- root of the state before the event
    state_after         TEXT,            -- root of the state before the event with what it changes, where the room had forked; null: room_state
    room_state_before   TEXT,            -- root of the room's current state before the event was stored, where the room had forked; null: state_before
    room_state          TEXT   NOT NULL, -- root of the room's current state once the event was stored; where it is in no timeline, of the state after it
    replaces_state      TEXT,            -- event id of the state event that held this type and state_key before; null: none
    transaction_device  TEXT,            -- device which sent it with transaction_id; null: no client's transaction
    transaction_id      TEXT,            -- the client's transaction id; null: no client's transaction
    redacted_by         TEXT,            -- event id of the redaction that counts; null: not redacted
    standing            TEXT,            -- soft failed, rejected (by the state before it), rejected by auth events, or outlier (known only because others cite it); null: accepted
    reason              TEXT             -- why it was rejected or soft failed, for administrators; null: it was not
);
CREATE INDEX events_number ON events (number) WHERE number IS NOT NULL;
CREATE INDEX events_room ON events (room_id, position);
CREATE INDEX events_time ON events (room_id, origin_server_ts);
CREATE UNIQUE INDEX events_transaction ON events (sender, transaction_device, room_id, transaction_id)
    WHERE transaction_id IS NOT NULL;

-- owner: rooms
CREATE TABLE current_state (
    room_id             TEXT   NOT NULL,
    type                TEXT   NOT NULL,
    state_key           TEXT   NOT NULL,
    event_id            TEXT   NOT NULL,
    position            BIGINT NOT NULL, -- number of the state event
    PRIMARY KEY (room_id, type, state_key)
);

-- owner: members
CREATE TABLE memberships (
    room_id             TEXT    NOT NULL,
    user_id             TEXT    NOT NULL,
    membership          TEXT    NOT NULL, -- join, invite, leave, ban or knock
    event_id            TEXT    NOT NULL,
    position            BIGINT  NOT NULL, -- at which it became so: of the member event, or of the one by which forks were resolved
    sender              TEXT    NOT NULL, -- who caused it
    local               BOOLEAN NOT NULL, -- the user is of this server
    forgotten           BOOLEAN NOT NULL, -- the user does not want to see the room any more
    display_name        TEXT,             -- of the member event; null: none
    avatar_url          TEXT,             -- of the member event; null: none
    PRIMARY KEY (room_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id, membership);
