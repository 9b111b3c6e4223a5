-- owner: cluster

-- Work which only one server does at a time, and which server that is.
CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY, -- the work
    holder TEXT NOT NULL, -- id of the server which does it, or did it last
    held_until BIGINT NOT NULL, -- when others may take it, milliseconds since 1970 by the database's clock
    epoch BIGINT NOT NULL -- grows whenever the lease passes to a holder; what an older holder writes is refused
)
-- postgres:WITH (fillfactor = 50)
;

-- How far the background work behind each stream has come.
CREATE TABLE followers (
    name TEXT NOT NULL PRIMARY KEY, -- the follower
    position BIGINT NOT NULL, -- all rows of its stream up to here are done
    epoch BIGINT NOT NULL -- of the lease under which the position was written
)
-- postgres:WITH (fillfactor = 50)
;

-- Slow changes to the data which wait or are under way; a row goes when its change is complete.
CREATE TABLE background_updates (
    update_name TEXT NOT NULL PRIMARY KEY, -- the job
    progress_json TEXT NOT NULL DEFAULT '{}', -- where it goes on after a restart; only the job knows its meaning
    depends_on TEXT, -- the job which has to be complete before; null when there is none
    ordering BIGINT NOT NULL DEFAULT 0, -- lower ones come first
    items_done BIGINT NOT NULL DEFAULT 0, -- rows handled so far
    duration_ms BIGINT NOT NULL DEFAULT 0, -- time spent so far
    started_at BIGINT -- when its first batch was done, milliseconds since 1970; null before
);

-- Whether the background updates are to run: one row.
CREATE TABLE background_updates_switch (
    enabled BOOLEAN NOT NULL -- an administrator may set it to false for a while
);

INSERT INTO background_updates_switch (enabled) VALUES (TRUE);
