-- owner: relations
CREATE TABLE event_relations (
    event_id  TEXT    NOT NULL PRIMARY KEY, -- the event that relates to another one; a redacted one has no row
    position  BIGINT  NOT NULL, -- of the event
    room_id   TEXT    NOT NULL,
    parent_id TEXT    NOT NULL, -- event to which it relates, which this server need not have
    rel_type  TEXT    NOT NULL, -- m.thread, m.replace, m.annotation, m.reference or any other text
    type      TEXT    NOT NULL, -- of the event
    sender    TEXT    NOT NULL, -- of the event
    key       TEXT,             -- what an annotation says; null: says nothing, or is none
    replaces  BOOLEAN NOT NULL  -- can stand in for the parent: an m.replace with new content that is no state event
);
CREATE INDEX event_relations_parent ON event_relations (parent_id, rel_type, position);
CREATE INDEX event_relations_sender ON event_relations (room_id, parent_id, sender);

-- owner: relations
CREATE TABLE threads (
    room_id TEXT   NOT NULL,
    root_id TEXT   NOT NULL, -- event with which the thread begins
    events  BIGINT NOT NULL, -- how many events are in the thread, without the root and those that were redacted
    latest  BIGINT NOT NULL, -- position of the newest of them
    PRIMARY KEY (room_id, root_id)
);
CREATE INDEX threads_latest ON threads (room_id, latest);
