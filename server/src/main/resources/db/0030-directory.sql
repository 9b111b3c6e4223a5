-- owner: directory
CREATE TABLE room_aliases (
    alias   TEXT NOT NULL PRIMARY KEY,
    room_id TEXT NOT NULL,
    creator TEXT NOT NULL -- who made the alias, and may delete it
);
CREATE INDEX room_aliases_room ON room_aliases (room_id);

-- owner: directory
CREATE TABLE published_rooms (
    room_id TEXT NOT NULL PRIMARY KEY -- the room is shown in the server's public room list
);
