-- owner: events
CREATE TABLE waiting_redactions (
    event_id            TEXT    NOT NULL, -- the event to redact, which this server does not have
    redaction           TEXT    NOT NULL, -- event id of the redaction
    sender              TEXT    NOT NULL, -- who sent it
    may_redact_others   BOOLEAN NOT NULL, -- the power levels at the redaction let its sender redact anybody's events
    PRIMARY KEY (event_id, redaction)
);
