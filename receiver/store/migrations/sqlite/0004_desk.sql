-- What lists and statistics need of a report that somebody has taken, and the desk's file, sealed.
CREATE TABLE case_file (
    seq         INTEGER PRIMARY KEY REFERENCES report (seq),
    version     INTEGER NOT NULL, -- grows with each change
    priority    INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    assignee    TEXT,             -- an account's name
    month       INTEGER NOT NULL, -- in which it came; since the year 0
    category    TEXT    NOT NULL,
    language    TEXT    NOT NULL,
    partner     TEXT,
    outcome     TEXT,
    country     TEXT,             -- where it is hosted, ISO 3166-1 alpha-2
    site_type   TEXT,
    waited      TEXT    NOT NULL,
    closed_hour INTEGER,          -- hours since 1970, UTC
    file        BLOB    NOT NULL
) STRICT;

CREATE INDEX case_by_priority ON case_file (priority, seq);
CREATE INDEX case_by_state ON case_file (state, priority, seq);
CREATE INDEX case_by_assignee ON case_file (assignee, priority, seq) WHERE assignee IS NOT NULL;
CREATE INDEX case_by_end ON case_file (closed_hour) WHERE closed_hour IS NOT NULL;

-- Which cases are about one location.
CREATE TABLE case_location (
    digest BLOB    NOT NULL, -- keyed, 16 bytes
    seq    INTEGER NOT NULL REFERENCES case_file (seq),
    PRIMARY KEY (digest, seq)
) STRICT, WITHOUT ROWID;

-- What else the desk keeps, each sealed: the parts of cases, accounts, sessions, tokens, deliveries.
CREATE TABLE desk_record (
    kind    TEXT    NOT NULL,
    key     BLOB    NOT NULL,
    version INTEGER NOT NULL, -- grows with each change
    sealed  BLOB    NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT;

-- Every act at the desk, each hash over the one before.
CREATE TABLE act (
    seq     INTEGER PRIMARY KEY,
    case_id BLOB,             -- the report's id, if it was done to a case
    entry   TEXT NOT NULL,    -- JSON, as it was hashed
    hash    BLOB NOT NULL     -- SHA-256, 32 bytes
) STRICT;

CREATE INDEX act_by_case ON act (case_id, seq) WHERE case_id IS NOT NULL;

-- Whether a key is still needed.
CREATE INDEX body_by_epoch ON body (epoch);
