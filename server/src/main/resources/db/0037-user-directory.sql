-- owner: userdirectory

-- Those whom a search for users can find.
CREATE TABLE user_directory (
    user_id      TEXT    NOT NULL PRIMARY KEY,
    local        BOOLEAN NOT NULL, -- the user is of this server
    display_name TEXT,             -- what everybody may know: of the profile, or of a room that is open to all; null: none
    avatar_url   TEXT              -- mxc URI from the same place; null: none
);

-- Where words of their names start, folded.
CREATE TABLE user_directory_words (
    word    TEXT NOT NULL, -- the word to its end, or as much of it as is kept
    user_id TEXT NOT NULL,
    PRIMARY KEY (word, user_id)
);
CREATE INDEX user_directory_words_user ON user_directory_words (user_id);

-- Rooms that anybody may join or read, so that anybody may know who is in them.
CREATE TABLE user_directory_rooms (
    room_id TEXT NOT NULL PRIMARY KEY
);
