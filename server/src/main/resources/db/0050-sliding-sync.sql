-- owner: slidingsync
CREATE TABLE sliding_sync_connections (
    -- sqlite: connection INTEGER PRIMARY KEY AUTOINCREMENT,
    -- postgres: connection BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id    TEXT   NOT NULL,
    device_id  TEXT   NOT NULL, -- empty: the token belongs to no device
    name       TEXT   NOT NULL, -- the client's name for the connection, conn_id; empty: none
    newest     BIGINT NOT NULL, -- number of the state that was added last
    used_ts    BIGINT NOT NULL, -- milliseconds, when it was used, give or take some hours
    UNIQUE (user_id, device_id, name)
);
CREATE INDEX sliding_sync_connections_used ON sliding_sync_connections (used_ts);

-- owner: slidingsync
CREATE TABLE sliding_sync_states (
    connection BIGINT NOT NULL,
    state      BIGINT NOT NULL, -- counts from 1 for each connection; named by the tokens of answers
    sent       TEXT   NOT NULL, -- JSON: what the client has been sent, by room; never changed
    PRIMARY KEY (connection, state)
);
