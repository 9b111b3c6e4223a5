-- owner: uia
CREATE TABLE uia_sessions (
    session_id  TEXT   NOT NULL PRIMARY KEY,
    created_ts  BIGINT NOT NULL, -- milliseconds; two days later the session is forgotten
    method      TEXT   NOT NULL, -- of the request to be confirmed
    path        TEXT   NOT NULL, -- of the request to be confirmed, as it was sent
    user_id     TEXT,            -- who must confirm; null: nobody in particular, as in a registration
    body        TEXT   NOT NULL, -- the request's body without auth and passwords
    notes       TEXT   NOT NULL  -- JSON object: what the operation itself remembers, as the hash of a new password
);
CREATE INDEX uia_sessions_created ON uia_sessions (created_ts);

-- owner: uia
CREATE TABLE uia_stages (
    session_id TEXT NOT NULL,
    stage      TEXT NOT NULL, -- type of a completed stage, as m.login.dummy
    result     TEXT NOT NULL, -- what it proved: a user id, a registration token, or nothing
    PRIMARY KEY (session_id, stage)
);

-- owner: uia
CREATE TABLE registration_tokens (
    token        TEXT   NOT NULL PRIMARY KEY, -- 1 to 64 characters, as an administrator hands it out
    uses_allowed BIGINT,          -- null: without limit
    pending      BIGINT NOT NULL, -- registrations which have begun with it
    completed    BIGINT NOT NULL, -- registrations done with it
    expiry_ts    BIGINT           -- milliseconds; null: never
);
