-- Keys that reports are stored under, sealed to the desk key.
CREATE TABLE epoch (
    id         BLOB NOT NULL PRIMARY KEY, -- 8 random bytes
    enc        BLOB NOT NULL,             -- HPKE encapsulated key
    ciphertext BLOB NOT NULL              -- the 32-byte key, sealed
) STRICT;

-- The fact that a report came. Stays when the report itself is gone, so that a late retry stores
-- nothing twice.
CREATE TABLE report (
    seq           INTEGER PRIMARY KEY,
    id            BLOB    NOT NULL UNIQUE, -- 16 random bytes, made in the browser
    received_hour INTEGER NOT NULL,        -- hours since 1970, UTC
    priority      INTEGER NOT NULL         -- 0 is the most urgent
) STRICT;

-- What the reporter wrote, kept apart from what changes often.
CREATE TABLE body (
    seq    INTEGER PRIMARY KEY REFERENCES report (seq),
    epoch  BLOB NOT NULL REFERENCES epoch (id),
    sealed BLOB NOT NULL -- counter, ciphertext, tag
) STRICT;

-- What waits, and what is under a lease.
CREATE TABLE queue (
    seq          INTEGER PRIMARY KEY REFERENCES report (seq),
    priority     INTEGER NOT NULL,
    leased_until INTEGER NOT NULL DEFAULT 0, -- seconds since 1970, UTC; 0 is free
    lease        BLOB,                       -- 16 random bytes of the claim; NULL is free
    attempts     INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX queue_order ON queue (leased_until, priority, seq);
