-- owner: schema
-- This file is run before each step, so that servers which start together take turns.
-- compatible-from: 0
-- postgres:DO $$ BEGIN PERFORM pg_advisory_xact_lock(7305803417); END $$;

-- The steps which have been taken to bring the tables to their present form.
CREATE TABLE IF NOT EXISTS schema_version (
    version BIGINT NOT NULL PRIMARY KEY, -- number of the step, which begins the name of its file
    name TEXT NOT NULL, -- what the step was about
    compatible_from BIGINT NOT NULL, -- the oldest program, by the number of its newest step, that can work with the result
    applied_at BIGINT NOT NULL -- when it was taken, milliseconds since 1970
);
