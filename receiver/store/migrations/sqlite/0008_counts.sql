-- Numbers that are kept as they change, and the parts of closed cases that are still there: no page
-- and no minute's work reads every report or every case. Triggers keep them, whoever writes. The log
-- does not vouch for them: they are shown, and decide nothing about a report.

-- The reports in the queue, whether they wait, are under a lease or are dead.
CREATE TABLE queue_count (
    priority      INTEGER NOT NULL,
    received_hour INTEGER NOT NULL,
    reports       INTEGER NOT NULL,
    PRIMARY KEY (priority, received_hour)
) STRICT, WITHOUT ROWID;

INSERT INTO queue_count
SELECT queue.priority, received_hour, count(*) FROM queue JOIN report USING (seq) GROUP BY 1, 2;

CREATE TRIGGER queue_added AFTER INSERT ON queue BEGIN
    INSERT INTO queue_count SELECT NEW.priority, received_hour, 1 FROM report WHERE seq = NEW.seq
    ON CONFLICT (priority, received_hour) DO UPDATE SET reports = reports + 1;
END;

CREATE TRIGGER queue_left AFTER DELETE ON queue BEGIN
    UPDATE queue_count SET reports = reports - 1
    WHERE priority = OLD.priority
      AND received_hour = (SELECT received_hour FROM report WHERE seq = OLD.seq);
    DELETE FROM queue_count
    WHERE priority = OLD.priority AND reports <= 0
      AND received_hour = (SELECT received_hour FROM report WHERE seq = OLD.seq);
END;

CREATE TRIGGER queue_reordered AFTER UPDATE OF priority ON queue
WHEN OLD.priority <> NEW.priority BEGIN
    UPDATE queue_count SET reports = reports - 1
    WHERE priority = OLD.priority
      AND received_hour = (SELECT received_hour FROM report WHERE seq = OLD.seq);
    INSERT INTO queue_count SELECT NEW.priority, received_hour, 1 FROM report WHERE seq = NEW.seq
    ON CONFLICT (priority, received_hour) DO UPDATE SET reports = reports + 1;
END;

-- The cases in each state, of each priority, of each account or token; '' is nobody.
CREATE TABLE case_count (
    state    TEXT    NOT NULL,
    priority INTEGER NOT NULL,
    assignee TEXT    NOT NULL,
    cases    INTEGER NOT NULL,
    PRIMARY KEY (state, priority, assignee)
) STRICT, WITHOUT ROWID;

INSERT INTO case_count
SELECT state, priority, coalesce(assignee, ''), count(*) FROM case_file GROUP BY 1, 2, 3;

-- The cases of each month with one value of one fact; '' is a missing value. Where a case is hosted,
-- and on what kind of site, is counted once it is assessed as illegal.
CREATE TABLE case_tally (
    month INTEGER NOT NULL,
    fact  TEXT    NOT NULL, -- the name of its column in case_file
    value TEXT    NOT NULL,
    cases INTEGER NOT NULL,
    PRIMARY KEY (month, fact, value)
) STRICT, WITHOUT ROWID;

INSERT INTO case_tally
SELECT month, 'category', category, count(*) FROM case_file GROUP BY 1, 3 UNION ALL
SELECT month, 'language', language, count(*) FROM case_file GROUP BY 1, 3 UNION ALL
SELECT month, 'partner', coalesce(partner, ''), count(*) FROM case_file GROUP BY 1, 3 UNION ALL
SELECT month, 'outcome', coalesce(outcome, ''), count(*) FROM case_file GROUP BY 1, 3 UNION ALL
SELECT month, 'waited', waited, count(*) FROM case_file GROUP BY 1, 3 UNION ALL
SELECT month, 'country', coalesce(country, ''), count(*) FROM case_file
WHERE outcome = 'assessed_illegal' GROUP BY 1, 3 UNION ALL
SELECT month, 'site_type', coalesce(site_type, ''), count(*) FROM case_file
WHERE outcome = 'assessed_illegal' GROUP BY 1, 3;

CREATE TRIGGER case_added AFTER INSERT ON case_file BEGIN
    INSERT INTO case_count VALUES (NEW.state, NEW.priority, coalesce(NEW.assignee, ''), 1)
    ON CONFLICT (state, priority, assignee) DO UPDATE SET cases = cases + 1;
    INSERT INTO case_tally
    SELECT NEW.month, fact, coalesce(value, ''), 1
    FROM (SELECT 'category' AS fact, NEW.category AS value UNION ALL
          SELECT 'language', NEW.language UNION ALL
          SELECT 'partner', NEW.partner UNION ALL
          SELECT 'outcome', NEW.outcome UNION ALL
          SELECT 'waited', NEW.waited UNION ALL
          SELECT 'country', NEW.country WHERE NEW.outcome = 'assessed_illegal' UNION ALL
          SELECT 'site_type', NEW.site_type WHERE NEW.outcome = 'assessed_illegal')
    WHERE TRUE
    ON CONFLICT (month, fact, value) DO UPDATE SET cases = cases + 1;
END;

CREATE TRIGGER case_moved AFTER UPDATE ON case_file
WHEN (OLD.state, OLD.priority, OLD.assignee) IS NOT (NEW.state, NEW.priority, NEW.assignee) BEGIN
    UPDATE case_count SET cases = cases - 1
    WHERE state = OLD.state AND priority = OLD.priority
      AND assignee = coalesce(OLD.assignee, '');
    INSERT INTO case_count VALUES (NEW.state, NEW.priority, coalesce(NEW.assignee, ''), 1)
    ON CONFLICT (state, priority, assignee) DO UPDATE SET cases = cases + 1;
    DELETE FROM case_count WHERE cases <= 0;
END;

-- A case keeps its month, category, language, partner and waiting time.
CREATE TRIGGER case_assessed AFTER UPDATE ON case_file
WHEN (OLD.outcome, OLD.country, OLD.site_type) IS NOT (NEW.outcome, NEW.country, NEW.site_type) BEGIN
    UPDATE case_tally SET cases = cases - 1
    WHERE month = OLD.month
      AND ((fact = 'outcome' AND value = coalesce(OLD.outcome, ''))
        OR (OLD.outcome = 'assessed_illegal'
            AND ((fact = 'country' AND value = coalesce(OLD.country, ''))
              OR (fact = 'site_type' AND value = coalesce(OLD.site_type, '')))));
    INSERT INTO case_tally
    SELECT NEW.month, fact, coalesce(value, ''), 1
    FROM (SELECT 'outcome' AS fact, NEW.outcome AS value UNION ALL
          SELECT 'country', NEW.country WHERE NEW.outcome = 'assessed_illegal' UNION ALL
          SELECT 'site_type', NEW.site_type WHERE NEW.outcome = 'assessed_illegal')
    WHERE TRUE
    ON CONFLICT (month, fact, value) DO UPDATE SET cases = cases + 1;
    DELETE FROM case_tally WHERE month = OLD.month AND cases <= 0;
END;

-- The parts of closed cases that are still there, by the hour in which the case was closed: what is
-- due to be deleted is found without a look at anything else.
CREATE TABLE case_part (
    seq         INTEGER NOT NULL REFERENCES case_file (seq),
    kind        TEXT    NOT NULL, -- the kind of the record
    closed_hour INTEGER NOT NULL, -- hours since 1970, UTC
    PRIMARY KEY (seq, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_part_by_end ON case_part (kind, closed_hour, seq);

INSERT INTO case_part
SELECT seq, kind, closed_hour
FROM case_file JOIN report USING (seq) JOIN desk_record ON key = report.id
WHERE closed_hour IS NOT NULL
  AND kind IN ('report', 'description', 'contact', 'credentials', 'notes');

CREATE TRIGGER part_added AFTER INSERT ON desk_record
WHEN NEW.kind IN ('report', 'description', 'contact', 'credentials', 'notes') BEGIN
    INSERT INTO case_part
    SELECT seq, NEW.kind, closed_hour FROM case_file JOIN report USING (seq)
    WHERE report.id = NEW.key AND closed_hour IS NOT NULL
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER part_removed AFTER DELETE ON desk_record
WHEN OLD.kind IN ('report', 'description', 'contact', 'credentials', 'notes') BEGIN
    DELETE FROM case_part
    WHERE kind = OLD.kind AND seq = (SELECT seq FROM report WHERE id = OLD.key);
END;

CREATE TRIGGER case_added_closed AFTER INSERT ON case_file WHEN NEW.closed_hour IS NOT NULL BEGIN
    INSERT INTO case_part
    SELECT NEW.seq, kind, NEW.closed_hour FROM report JOIN desk_record ON key = report.id
    WHERE report.seq = NEW.seq
      AND kind IN ('report', 'description', 'contact', 'credentials', 'notes');
END;

CREATE TRIGGER case_closed AFTER UPDATE ON case_file
WHEN OLD.closed_hour IS NOT NEW.closed_hour BEGIN
    DELETE FROM case_part WHERE seq = NEW.seq;
    INSERT INTO case_part
    SELECT NEW.seq, kind, NEW.closed_hour FROM report JOIN desk_record ON key = report.id
    WHERE report.seq = NEW.seq AND NEW.closed_hour IS NOT NULL
      AND kind IN ('report', 'description', 'contact', 'credentials', 'notes');
END;

-- A copy of the store reads the locations of one case after the other.
CREATE INDEX case_location_by_case ON case_location (seq);

-- A new case has version 1. The list of what was closed unread, in its order.
CREATE INDEX case_closed_unread ON case_file (closed_hour, seq)
WHERE version = 1 AND closed_hour IS NOT NULL;
