-- owner: accountdata
CREATE TABLE account_data (
    user_id  TEXT   NOT NULL,
    room_id  TEXT   NOT NULL, -- empty: not of a room
    type     TEXT   NOT NULL, -- m.tag holds the tags of a room
    content  TEXT,            -- JSON object; null: it was deleted, which clients are told as an empty object
    position BIGINT NOT NULL, -- in stream ACCOUNT_DATA: the last change
    PRIMARY KEY (user_id, room_id, type)
);
CREATE INDEX account_data_position ON account_data (user_id, position);

-- owner: accountdata
CREATE TABLE filters (
    user_id     TEXT   NOT NULL,
    filter_id   BIGINT NOT NULL, -- counts from 0 for each user
    filter_json TEXT   NOT NULL, -- as the client sent it, keys in order
    PRIMARY KEY (user_id, filter_id)
);
