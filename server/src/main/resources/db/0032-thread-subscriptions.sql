INSERT INTO streams (name, position) VALUES ('thread_subscriptions', 0);

-- owner: threadsubscriptions
CREATE TABLE thread_subscriptions (
    user_id         TEXT    NOT NULL,
    room_id         TEXT    NOT NULL,
    root_id         TEXT    NOT NULL, -- event with which the thread begins
    subscribed      BOOLEAN NOT NULL, -- false: was once, and is not any more
    automatic       BOOLEAN NOT NULL, -- the client did it of its own accord, as for a mention
    unsubscribed_at BIGINT,           -- position of the room's newest event when the subscription ended; null: it has not
    position        BIGINT  NOT NULL, -- place in the THREAD_SUBSCRIPTIONS stream
    PRIMARY KEY (user_id, room_id, root_id)
);
CREATE INDEX thread_subscriptions_user ON thread_subscriptions (user_id, position);
CREATE INDEX thread_subscriptions_root ON thread_subscriptions (root_id);
