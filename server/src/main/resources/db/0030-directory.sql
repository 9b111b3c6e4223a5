-- owner: directory
CREATE TABLE room_aliases (
    alias   TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL,
    creator TEXT NOT NULL -- who made the alias, and may delete it
);
CREATE INDEX room_aliases_room ON room_aliases (room_id);

-- owner: directory
CREATE TABLE published_rooms (
    room_id        TEXT    NOT NULL PRIMARY KEY, -- the room is in the server's public room list
    listed         BOOLEAN NOT NULL, -- and is shown there: somebody is in it, and others may enter or read
    joined_members BIGINT  NOT NULL,
    room_type      TEXT    NOT NULL, -- as m.room.create says; empty: a usual room
    words          TEXT    NOT NULL, -- name, topic and alias in small letters, in which a search looks
    chunk          TEXT    NOT NULL, -- JSON: the entry of the list
    position       BIGINT  NOT NULL  -- in the EVENTS stream: the room is described as it was then; 0: not yet
);
CREATE INDEX published_rooms_rank ON published_rooms (joined_members DESC, room_id) WHERE listed;
