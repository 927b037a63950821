-- Whose store this is: at most one row, which the first receiver writes that can tell.
CREATE TABLE owner (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    store_id BLOB NOT NULL, -- 16 random bytes
    hotline  TEXT NOT NULL, -- the hotline's id
    desk_key BLOB NOT NULL  -- SHA-256 of the desk's public key, 32 bytes
) STRICT;

-- When a part of a receiver last wrote that it is at work.
CREATE TABLE heartbeat (
    part TEXT    PRIMARY KEY,
    at   INTEGER NOT NULL -- seconds since 1970, UTC
) STRICT;
