-- Content items: the addresses that the hotline works on, each with a life of its own.
CREATE TABLE item (
    seq    INTEGER NOT NULL REFERENCES case_file (seq), -- the case that brought it
    place  INTEGER NOT NULL,                            -- its number within the case, from 1
    digest BLOB,          -- keyed, 16 bytes; NULL if nothing locates it, or once it is scrubbed
    state  TEXT NOT NULL,
    ending TEXT,          -- why it has ended
    PRIMARY KEY (seq, place)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX item_by_digest ON item (digest) WHERE digest IS NOT NULL;

-- The short number of a case. Grows with each case that is taken, and is never given twice.
ALTER TABLE case_file ADD COLUMN number INTEGER;
UPDATE case_file SET number = numbered.number
FROM (SELECT seq, row_number() OVER (ORDER BY seq) AS number FROM case_file) AS numbered
WHERE numbered.seq = case_file.seq;
CREATE UNIQUE INDEX case_by_number ON case_file (number);

-- The state that an earlier receiver wrote. Only the desk can open the case and bring it into the
-- present form; NULL once that is done.
ALTER TABLE case_file ADD COLUMN earlier_state TEXT;
UPDATE case_file SET earlier_state = state WHERE state <> 'anonymised';
UPDATE case_file SET state = CASE state
    WHEN 'assessed_illegal' THEN 'illegal'
    WHEN 'monitoring' THEN 'looked_after'
    ELSE 'to_assess'
END
WHERE state NOT IN ('closed', 'anonymised', 'second_review', 'needs_more');
CREATE INDEX case_of_earlier ON case_file (closed_hour, seq) WHERE earlier_state IS NOT NULL;
