-- Whose store this is: at most one row, which the first receiver writes that can tell.
CREATE TABLE owner (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    store_id BYTEA NOT NULL, -- 16 random bytes
    hotline  TEXT  NOT NULL, -- the hotline's id
    desk_key BYTEA NOT NULL  -- SHA-256 of the desk's public key, 32 bytes
);

-- When a part of a receiver last wrote that it is at work.
CREATE TABLE heartbeat (
    part TEXT   PRIMARY KEY,
    at   BIGINT NOT NULL -- seconds since 1970, UTC
);
