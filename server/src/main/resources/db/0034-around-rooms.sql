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
