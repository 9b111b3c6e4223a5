-- owner: events
CREATE TABLE waiting_redactions (
    event_id            TEXT    NOT NULL, -- the event to redact, which this server does not have
    redaction           TEXT    NOT NULL, -- event id of the redaction
    powerful            BOOLEAN NOT NULL, -- it counts whoever has sent the event
    PRIMARY KEY (event_id, redaction)
);
