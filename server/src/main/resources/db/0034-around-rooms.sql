-- owner: spaces

-- Walks through spaces that go on when the next page is asked for.
CREATE TABLE space_pages (
    token          TEXT    NOT NULL PRIMARY KEY,
    user_id        TEXT    NOT NULL, -- who walks
    room_id        TEXT    NOT NULL, -- the space at the root
    suggested_only BOOLEAN NOT NULL,
    max_depth      BIGINT  NOT NULL, -- steps below the root
    walk           TEXT    NOT NULL, -- JSON: rooms to visit next with their depths, and rooms visited
    created_ts     BIGINT  NOT NULL  -- milliseconds
);
CREATE INDEX space_pages_user ON space_pages (user_id, created_ts);
CREATE INDEX space_pages_age ON space_pages (created_ts);

-- owner: memberships

-- Rooms that nobody of this server may enter.
CREATE TABLE blocked_rooms (
    room_id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL -- the administrator who says so
);

-- owner: openid
CREATE TABLE openid_tokens (
    token_hash TEXT   NOT NULL PRIMARY KEY, -- SHA-256 of the token
    user_id    TEXT   NOT NULL, -- whom the token names
    expires_ts BIGINT NOT NULL  -- milliseconds
);
CREATE INDEX openid_tokens_expiry ON openid_tokens (expires_ts);

-- owner: stats

-- What rooms say of themselves, with the names that administrators know from Synapse.
CREATE TABLE room_stats_state (
    room_id            TEXT    NOT NULL PRIMARY KEY,
    name               TEXT,
    topic              TEXT,
    avatar             TEXT,             -- mxc URI
    canonical_alias    TEXT,
    encryption         TEXT,             -- algorithm; null: not encrypted
    join_rules         TEXT,
    history_visibility TEXT,
    guest_access       TEXT,
    is_federatable     BOOLEAN NOT NULL, -- users of other servers may take part
    room_type          TEXT              -- null: a usual room
);

-- How many of what are in rooms.
CREATE TABLE room_stats_current (
    room_id                   TEXT   NOT NULL PRIMARY KEY,
    current_state_events      BIGINT NOT NULL,
    joined_members            BIGINT NOT NULL,
    invited_members           BIGINT NOT NULL,
    left_members              BIGINT NOT NULL,
    banned_members            BIGINT NOT NULL,
    knocked_members           BIGINT NOT NULL,
    local_users_in_room       BIGINT NOT NULL, -- joined users of this server
    completed_delta_stream_id BIGINT NOT NULL  -- position of the EVENTS stream up to which was counted
);

-- In how many rooms the users of this server are.
CREATE TABLE user_stats_current (
    user_id                   TEXT   NOT NULL PRIMARY KEY,
    joined_rooms              BIGINT NOT NULL,
    completed_delta_stream_id BIGINT NOT NULL  -- position of the EVENTS stream up to which was counted
);
