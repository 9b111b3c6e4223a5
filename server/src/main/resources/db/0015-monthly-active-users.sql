-- owner: access
CREATE TABLE monthly_active_users (
    user_id TEXT   NOT NULL PRIMARY KEY,
    seen_ts BIGINT NOT NULL -- milliseconds, an hour behind at most; thirty days later the user does not count any more
);
CREATE INDEX monthly_active_users_seen ON monthly_active_users (seen_ts);
