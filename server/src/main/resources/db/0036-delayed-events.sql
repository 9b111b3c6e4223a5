-- owner: delayedevents
CREATE TABLE delayed_events (
    delay_id         TEXT   NOT NULL PRIMARY KEY, -- a secret: who knows it may cancel, restart or send the event
    user_id          TEXT   NOT NULL, -- who will have sent it
    device_id        TEXT,            -- with which device it was put down; null: none
    room_id          TEXT   NOT NULL,
    type             TEXT   NOT NULL,
    state_key        TEXT,            -- null: not a state event
    content          TEXT   NOT NULL, -- JSON
    origin_server_ts BIGINT,          -- milliseconds that the event will claim; null: when it is sent
    delay_ms         BIGINT NOT NULL,
    running_since    BIGINT NOT NULL, -- when it was put down or restarted, milliseconds
    send_ts          BIGINT NOT NULL, -- running_since + delay_ms
    position         BIGINT NOT NULL, -- of the EVENTS stream when it was put down: later state of others cancels it
    transaction_id   TEXT             -- the client's transaction id; null: none
);
CREATE INDEX delayed_events_due ON delayed_events (send_ts);
CREATE INDEX delayed_events_user ON delayed_events (user_id, send_ts);
CREATE INDEX delayed_events_state ON delayed_events (room_id, type, state_key);
