-- The keys that reports are sealed to, shared by every receiver on this store. Without the secret
-- of the hour in which it was made, which no store holds, a key cannot be unwrapped.
CREATE TABLE intake_key (
    sequence  INTEGER PRIMARY KEY, -- grows with every key
    config    TEXT    NOT NULL,    -- the key config's text
    made_hour INTEGER NOT NULL,    -- hours since 1970, UTC
    ends      INTEGER NOT NULL,    -- destroyed then; seconds since 1970, UTC
    wrapped   BLOB    NOT NULL     -- nonce, the private key's seed encrypted, tag
) STRICT;
