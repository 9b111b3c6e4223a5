INSERT INTO streams (name, position) VALUES ('deletions', 0);

-- owner: purge

-- When the jobs that delete old messages were begun last.
CREATE TABLE purge_runs (
    lifetimes  TEXT   NOT NULL PRIMARY KEY, -- of the rooms that the job goes through: above and up to so many milliseconds; empty: no bound
    started_ts BIGINT NOT NULL              -- milliseconds; of a job that has never run, when it was first heard of
);

-- owner: events

-- The least number that an event outside of the timelines ever had: one row.
CREATE TABLE outside_numbers (
    least BIGINT NOT NULL -- those below it are free
);
INSERT INTO outside_numbers (least)
    SELECT MIN(number) FROM (
        SELECT MIN(position) AS number FROM events
        UNION ALL SELECT MIN(number) FROM events
        UNION ALL SELECT -1099511627776
    ) numbers;
CREATE INDEX waiting_redactions_redaction ON waiting_redactions (redaction);

-- owner: push
CREATE INDEX unread_counts_room ON unread_counts (room_id);
