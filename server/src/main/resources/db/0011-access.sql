-- owner: access
CREATE TABLE access_tokens (
    -- sqlite: number INTEGER PRIMARY KEY AUTOINCREMENT,
    -- postgres: number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash     TEXT    NOT NULL UNIQUE, -- SHA-256 of the token, URL-safe base64
    user_id        TEXT    NOT NULL,
    device_id      TEXT,             -- null: a token without a device, as an administrator's
    issued_ts      BIGINT  NOT NULL, -- milliseconds
    valid_until_ts BIGINT,           -- milliseconds; null: for ever
    refresh_number BIGINT,           -- the refresh token that was issued with it; null: none
    used           BOOLEAN NOT NULL, -- seen in a request; known only for those with a refresh token
    validated_ts   BIGINT  NOT NULL  -- when its owner last proved to be there (user-interactive authentication); 0: never
);
CREATE INDEX access_tokens_user ON access_tokens (user_id, device_id);
CREATE INDEX access_tokens_refresh ON access_tokens (refresh_number);

-- owner: access
CREATE TABLE refresh_tokens (
    -- sqlite: number INTEGER PRIMARY KEY AUTOINCREMENT,
    -- postgres: number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token_hash      TEXT   NOT NULL UNIQUE, -- SHA-256 of the token, URL-safe base64
    user_id         TEXT   NOT NULL,
    device_id       TEXT   NOT NULL,
    expires_ts      BIGINT,          -- milliseconds; null: never
    session_ends_ts BIGINT,          -- hard end of the whole session, milliseconds; null: none
    next_number     BIGINT           -- the refresh token it was changed for, which is not yet used; null: none
);
CREATE INDEX refresh_tokens_user ON refresh_tokens (user_id, device_id);
CREATE INDEX refresh_tokens_next ON refresh_tokens (next_number);

-- owner: access
CREATE TABLE login_tokens (
    token_hash TEXT   NOT NULL PRIMARY KEY, -- SHA-256 of the token, URL-safe base64
    user_id    TEXT   NOT NULL,
    expires_ts BIGINT NOT NULL  -- milliseconds; it is good for one login before that
);
CREATE INDEX login_tokens_expires ON login_tokens (expires_ts);

-- owner: access
CREATE TABLE last_seen (
    user_id      TEXT   NOT NULL,
    device_id    TEXT   NOT NULL, -- empty: a token without a device
    ip           TEXT   NOT NULL,
    user_agent   TEXT   NOT NULL, -- of the last request from there
    last_seen_ts BIGINT NOT NULL, -- milliseconds, some minutes behind at most
    PRIMARY KEY (user_id, device_id, ip)
);
CREATE INDEX last_seen_ts ON last_seen (last_seen_ts);
