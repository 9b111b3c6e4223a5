-- owner: state

-- The numbers that stand for (type, state key) pairs in state trees.
CREATE TABLE state_keys (
    -- sqlite: number INTEGER PRIMARY KEY AUTOINCREMENT,
    -- postgres: number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type                TEXT NOT NULL,
    state_key           TEXT NOT NULL,
    UNIQUE (type, state_key)
);

-- The numbers that stand for rooms in state trees, what their states take, and what of it may be unused.
CREATE TABLE state_rooms (
    -- sqlite: number INTEGER PRIMARY KEY AUTOINCREMENT,
    -- postgres: number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    room_id             TEXT   NOT NULL UNIQUE,
    generation          BIGINT NOT NULL DEFAULT 0, -- of the nodes that are written now; grows when unused ones are looked for
    nodes               BIGINT NOT NULL DEFAULT 0, -- how many there are in state_nodes
    bytes               BIGINT NOT NULL DEFAULT 0, -- of their contents
    doubtful_bytes      BIGINT NOT NULL DEFAULT 0, -- written for states that were held, and may never have been cited
    released_ts         BIGINT                     -- when it was last said that nodes may be unused, milliseconds; null: nothing to look for
)
-- postgres:WITH (fillfactor = 80)
;
CREATE INDEX state_rooms_released ON state_rooms (released_ts) WHERE released_ts IS NOT NULL;

-- The nodes of all state trees. A state is cited by the hash of its topmost node and the number of its room.
CREATE TABLE state_nodes (
    room                BIGINT NOT NULL, -- number in state_rooms
    node_id             TEXT   NOT NULL, -- hash of the content, 22 characters of URL-safe base64
    generation          BIGINT NOT NULL, -- of the room when it was last written, or found in use
    content             BYTEA  NOT NULL, -- a leaf or a branch, as StateNode writes it
    PRIMARY KEY (room, node_id)
)
-- sqlite:WITHOUT ROWID
;

-- States which somebody has stored and may cite soon.
CREATE TABLE state_holds (
    room                BIGINT NOT NULL, -- number in state_rooms
    node_id             TEXT   NOT NULL, -- the topmost node of the state
    held_until          BIGINT NOT NULL, -- milliseconds; then a row cites it, or nobody will
    bytes               BIGINT NOT NULL, -- what was written for it
    PRIMARY KEY (room, node_id)
);
CREATE INDEX state_holds_until ON state_holds (held_until);
