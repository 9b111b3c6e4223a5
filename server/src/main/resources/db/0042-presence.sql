-- What was said before nodes kept what they see would stand for ever.
UPDATE presence SET presence = 'offline';
ALTER TABLE presence ADD COLUMN currently_active BOOLEAN NOT NULL DEFAULT FALSE; -- told as such: nothing more is told while the user goes on to do things

-- owner: presence
-- What each node sees of its users' devices, without what is offline. Of all nodes, the highest counts.
-- sqlite: CREATE TABLE presence_seen (
-- postgres: CREATE UNLOGGED TABLE presence_seen (
    user_id  TEXT   NOT NULL,
    seat     BIGINT NOT NULL, -- the node's number among those that run
    presence TEXT   NOT NULL, -- unavailable, online or org.matrix.msc3026.busy
    PRIMARY KEY (user_id, seat)
);
CREATE INDEX presence_seen_seat ON presence_seen (seat);
