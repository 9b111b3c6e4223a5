-- owner: state

-- What nearly every room is asked for has its number from the start: who asks for it where no room has it
-- yet finds that in memory.
INSERT INTO state_keys (type, state_key) VALUES
    ('m.room.create', ''), ('m.room.power_levels', ''), ('m.room.join_rules', ''),
    ('m.room.history_visibility', ''), ('m.room.guest_access', ''), ('m.room.name', ''),
    ('m.room.topic', ''), ('m.room.avatar', ''), ('m.room.canonical_alias', ''),
    ('m.room.encryption', ''), ('m.room.tombstone', ''), ('m.room.pinned_events', ''),
    ('m.room.server_acl', ''), ('m.room.policy', ''), ('m.room.retention', '')
ON CONFLICT (type, state_key) DO NOTHING;
