-- Keys that reports are stored under, sealed to the desk key.
CREATE TABLE epoch (
    id         BYTEA NOT NULL PRIMARY KEY, -- 8 random bytes
    enc        BYTEA NOT NULL,             -- HPKE encapsulated key
    ciphertext BYTEA NOT NULL              -- the 32-byte key, sealed
);

-- What came. The row stays when the report itself is gone, so that a late retry stores nothing
-- twice.
CREATE TABLE report (
    seq           BIGINT   NOT NULL PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    id            BYTEA    NOT NULL UNIQUE,      -- 16 random bytes, made in the browser
    received_hour BIGINT   NOT NULL,             -- hours since 1970, UTC
    priority      SMALLINT NOT NULL,             -- 0 is the most urgent
    epoch         BYTEA REFERENCES epoch (id),   -- NULL is acked
    sealed        BYTEA,                         -- counter, ciphertext, tag; NULL is acked
    leased_until  BIGINT   DEFAULT 0,            -- seconds since 1970, UTC; 0 is free, NULL acked
    lease         BYTEA,                         -- 16 random bytes of the claim; NULL is free
    attempts      INTEGER  NOT NULL DEFAULT 0
);

-- What is in the queue, what of it is free, and what is under a lease: so that none of them gets
-- slower with the others, or with what has been acked.
CREATE INDEX report_queued ON report (priority, seq) WHERE leased_until IS NOT NULL;
CREATE INDEX report_free ON report (priority, seq) WHERE leased_until = 0;
CREATE INDEX report_leased ON report (leased_until) WHERE leased_until > 0;

-- The keys that reports are sealed to, shared by every receiver on this store. Without the secret
-- of the hour in which it was made, which no store holds, a key cannot be unwrapped.
CREATE TABLE intake_key (
    sequence  BIGINT NOT NULL PRIMARY KEY, -- grows with every key
    config    TEXT   NOT NULL,             -- the key config's text
    made_hour BIGINT NOT NULL,             -- hours since 1970, UTC
    ends      BIGINT NOT NULL,             -- destroyed then; seconds since 1970, UTC
    wrapped   BYTEA  NOT NULL              -- nonce, the private key's seed encrypted, tag
);
