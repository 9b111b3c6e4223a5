-- owner: users
CREATE INDEX users_erased ON users (user_id) WHERE erased = TRUE;
