INSERT INTO streams (name, position) VALUES ('forgotten_rooms', 0);

-- owner: members
ALTER TABLE memberships ADD COLUMN forgotten_position BIGINT; -- in stream FORGOTTEN_ROOMS: when the user last forgot the room; null: never
CREATE INDEX memberships_forgotten ON memberships (forgotten_position) WHERE forgotten_position IS NOT NULL;
