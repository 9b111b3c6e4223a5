-- owner: stream

-- One row for each stream: the position of its newest row. The row is locked until the commit, so that
-- the order of positions is the order of commits.
CREATE TABLE streams (
    name TEXT NOT NULL PRIMARY KEY, -- name of the stream, as in the program
    position BIGINT NOT NULL -- the last position given out; 0 before the first
)
-- postgres:WITH (fillfactor = 50)
;

INSERT INTO streams (name, position) VALUES
    ('events', 0),
    ('account_data', 0),
    ('receipts', 0),
    ('typing', 0),
    ('presence', 0),
    ('push_rules', 0),
    ('profiles', 0),
    ('device_lists', 0),
    ('to_device', 0);
