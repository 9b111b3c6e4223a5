-- owner: users
CREATE TABLE users (
    user_id         TEXT    NOT NULL PRIMARY KEY, -- always of this server
    folded          TEXT    NOT NULL, -- user_id in small letters: a login finds the account whatever the case
    password_hash   TEXT,             -- bcrypt; null: no password, so no login by one
    created_ts      BIGINT  NOT NULL, -- milliseconds
    user_type       TEXT,             -- a word of the administrator's choice, as bot or support; null: a person
    appservice_id   TEXT,             -- the application service that made the account; null: none
    consent_version TEXT,             -- version of the privacy policy that was accepted; null: none
    consent_ts      BIGINT,           -- when it was accepted, milliseconds; null: never
    admin           BOOLEAN NOT NULL, -- administrator of this server
    guest           BOOLEAN NOT NULL,
    deactivated     BOOLEAN NOT NULL, -- can never log in again, unless an administrator revives it
    erased          BOOLEAN NOT NULL, -- asked to be forgotten: events are hidden from who was not there
    locked          BOOLEAN NOT NULL, -- may only log out
    suspended       BOOLEAN NOT NULL, -- may only read, and redact what it sent
    shadow_banned   BOOLEAN NOT NULL, -- what it does is accepted and then forgotten
    position        BIGINT  NOT NULL  -- in stream USERS: the last change of the marks above or of its access tokens
);
CREATE INDEX users_folded ON users (folded);
CREATE INDEX users_position ON users (position);
INSERT INTO streams (name, position) VALUES ('users', 0);

-- owner: users
CREATE TABLE user_numbers (
    last BIGINT NOT NULL -- the last number that was given away as the name of a guest or a nameless user
);
INSERT INTO user_numbers (last) VALUES (0);

-- owner: users
CREATE TABLE profiles (
    user_id    TEXT   NOT NULL,
    field      TEXT   NOT NULL, -- displayname, avatar_url, m.tz, or a name of the client's choice
    value_json TEXT,            -- any JSON; null: the field was removed
    position   BIGINT NOT NULL, -- in stream PROFILES: the last change
    PRIMARY KEY (user_id, field)
);
CREATE INDEX profiles_position ON profiles (position);
