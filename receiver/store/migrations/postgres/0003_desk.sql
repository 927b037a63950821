-- What lists and statistics need of a report that somebody has taken, and the desk's file, sealed.
CREATE TABLE case_file (
    seq         BIGINT   NOT NULL PRIMARY KEY REFERENCES report (seq),
    version     BIGINT   NOT NULL, -- grows with each change
    priority    SMALLINT NOT NULL,
    state       TEXT     NOT NULL,
    assignee    TEXT,              -- an account's name
    month       BIGINT   NOT NULL, -- in which it came; since the year 0
    category    TEXT     NOT NULL,
    language    TEXT     NOT NULL,
    partner     TEXT,
    outcome     TEXT,
    country     TEXT,              -- where it is hosted, ISO 3166-1 alpha-2
    site_type   TEXT,
    waited      TEXT     NOT NULL,
    closed_hour BIGINT,            -- hours since 1970, UTC
    file        BYTEA    NOT NULL
);

CREATE INDEX case_by_priority ON case_file (priority, seq);
CREATE INDEX case_by_state ON case_file (state, priority, seq);
CREATE INDEX case_by_assignee ON case_file (assignee, priority, seq) WHERE assignee IS NOT NULL;
CREATE INDEX case_by_end ON case_file (closed_hour) WHERE closed_hour IS NOT NULL;

-- Which cases are about one location.
CREATE TABLE case_location (
    digest BYTEA  NOT NULL, -- keyed, 16 bytes
    seq    BIGINT NOT NULL REFERENCES case_file (seq),
    PRIMARY KEY (digest, seq)
);

-- What else the desk keeps, each sealed: the parts of cases, accounts, sessions, tokens, deliveries.
CREATE TABLE desk_record (
    kind    TEXT   NOT NULL,
    key     BYTEA  NOT NULL,
    version BIGINT NOT NULL, -- grows with each change
    sealed  BYTEA  NOT NULL,
    PRIMARY KEY (kind, key)
);

-- Every act at the desk, each hash over the one before.
CREATE TABLE act (
    seq     BIGINT NOT NULL PRIMARY KEY,
    case_id BYTEA,             -- the report's id, if it was done to a case
    entry   TEXT   NOT NULL,   -- JSON, as it was hashed
    hash    BYTEA  NOT NULL    -- SHA-256, 32 bytes
);

CREATE INDEX act_by_case ON act (case_id, seq) WHERE case_id IS NOT NULL;

-- Whether a key is still needed.
CREATE INDEX report_by_epoch ON report (epoch) WHERE epoch IS NOT NULL;
