-- Numbers that are kept as they change, and the parts of closed cases that are still there: no page
-- and no minute's work reads every report or every case. Triggers keep them, whoever writes. The log
-- does not vouch for them: they are shown, and decide nothing about a report.

-- The reports in the queue, whether they wait, are under a lease or are dead: their number is the sum
-- of these changes. A change is a row of its own, so that nobody who writes waits for another; the desk
-- adds them up once a day.
CREATE TABLE queue_change (
    priority      SMALLINT NOT NULL,
    received_hour BIGINT   NOT NULL,
    reports       BIGINT   NOT NULL -- negative if they have left
);

INSERT INTO queue_change
SELECT priority, received_hour, count(*) FROM report WHERE leased_until IS NOT NULL GROUP BY 1, 2;

-- Who may add reports may count them.
DO $$
DECLARE may record;
BEGIN
    FOR may IN
        SELECT DISTINCT grantee FROM information_schema.column_privileges
        WHERE table_schema = current_schema() AND table_name = 'report'
          AND privilege_type = 'INSERT' AND grantee NOT IN (current_user, 'PUBLIC')
    LOOP
        EXECUTE format('GRANT SELECT, INSERT ON queue_change TO %I', may.grantee);
    END LOOP;
END $$;

CREATE FUNCTION queue_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue_change
    SELECT priority, received_hour, count(*) FROM added WHERE leased_until IS NOT NULL GROUP BY 1, 2;
    RETURN NULL;
END $$;

CREATE TRIGGER queue_added AFTER INSERT ON report REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION queue_added();

CREATE FUNCTION queue_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.leased_until IS NOT NULL THEN
        INSERT INTO queue_change VALUES (OLD.priority, OLD.received_hour, -1);
    END IF;
    IF NEW.leased_until IS NOT NULL THEN
        INSERT INTO queue_change VALUES (NEW.priority, NEW.received_hour, 1);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER queue_changed AFTER UPDATE ON report FOR EACH ROW
WHEN ((OLD.leased_until IS NULL) <> (NEW.leased_until IS NULL) OR OLD.priority <> NEW.priority)
EXECUTE FUNCTION queue_changed();

-- The cases in each state, of each priority, of each account or token; '' is nobody. Writers of cases
-- wait for each other at the log.
CREATE TABLE case_count (
    state    TEXT     NOT NULL,
    priority SMALLINT NOT NULL,
    assignee TEXT     NOT NULL,
    cases    BIGINT   NOT NULL,
    PRIMARY KEY (state, priority, assignee)
);

INSERT INTO case_count
SELECT state, priority, coalesce(assignee, ''), count(*) FROM case_file GROUP BY 1, 2, 3;

-- The cases of each month with one value of one fact; '' is a missing value. Where a case is hosted,
-- and on what kind of site, is counted once it is assessed as illegal.
CREATE TABLE case_tally (
    month BIGINT NOT NULL,
    fact  TEXT   NOT NULL, -- the name of its column in case_file
    value TEXT   NOT NULL,
    cases BIGINT NOT NULL,
    PRIMARY KEY (month, fact, value)
);

CREATE FUNCTION case_facts(it case_file, step BIGINT)
RETURNS TABLE (month BIGINT, fact TEXT, value TEXT, change BIGINT) LANGUAGE sql IMMUTABLE AS $$
    SELECT it.month, named.fact, coalesce(named.value, ''), step
    FROM (VALUES ('category', it.category), ('language', it.language), ('partner', it.partner),
                 ('outcome', it.outcome), ('waited', it.waited), ('country', it.country),
                 ('site_type', it.site_type)) AS named (fact, value)
    WHERE named.fact NOT IN ('country', 'site_type') OR it.outcome = 'assessed_illegal'
$$;

INSERT INTO case_tally
SELECT facts.month, fact, value, count(*) FROM case_file, case_facts(case_file, 1) AS facts
GROUP BY 1, 2, 3;

CREATE FUNCTION case_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO case_count VALUES (NEW.state, NEW.priority, coalesce(NEW.assignee, ''), 1)
    ON CONFLICT (state, priority, assignee) DO UPDATE SET cases = case_count.cases + 1;
    INSERT INTO case_tally SELECT * FROM case_facts(NEW, 1)
    ON CONFLICT (month, fact, value) DO UPDATE SET cases = case_tally.cases + 1;
    RETURN NULL;
END $$;

CREATE TRIGGER case_added AFTER INSERT ON case_file FOR EACH ROW EXECUTE FUNCTION case_added();

CREATE FUNCTION case_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE case_count SET cases = cases - 1
    WHERE state = OLD.state AND priority = OLD.priority
      AND assignee = coalesce(OLD.assignee, '');
    INSERT INTO case_count VALUES (NEW.state, NEW.priority, coalesce(NEW.assignee, ''), 1)
    ON CONFLICT (state, priority, assignee) DO UPDATE SET cases = case_count.cases + 1;
    DELETE FROM case_count WHERE cases <= 0;
    RETURN NULL;
END $$;

CREATE TRIGGER case_moved AFTER UPDATE ON case_file FOR EACH ROW
WHEN ((OLD.state, OLD.priority, OLD.assignee)
      IS DISTINCT FROM (NEW.state, NEW.priority, NEW.assignee))
EXECUTE FUNCTION case_moved();

CREATE FUNCTION case_assessed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO case_tally
    SELECT facts.month, facts.fact, facts.value, sum(facts.change)
    FROM (SELECT * FROM case_facts(OLD, -1) UNION ALL SELECT * FROM case_facts(NEW, 1)) AS facts
    GROUP BY 1, 2, 3 HAVING sum(facts.change) <> 0
    ON CONFLICT (month, fact, value) DO UPDATE SET cases = case_tally.cases + excluded.cases;
    DELETE FROM case_tally WHERE month = OLD.month AND cases <= 0;
    RETURN NULL;
END $$;

CREATE TRIGGER case_assessed AFTER UPDATE ON case_file FOR EACH ROW
WHEN ((OLD.outcome, OLD.country, OLD.site_type)
      IS DISTINCT FROM (NEW.outcome, NEW.country, NEW.site_type))
EXECUTE FUNCTION case_assessed();

-- The parts of closed cases that are still there, by the hour in which the case was closed: what is
-- due to be deleted is found without a look at anything else.
CREATE TABLE case_part (
    seq         BIGINT NOT NULL REFERENCES case_file (seq),
    kind        TEXT   NOT NULL, -- the kind of the record
    closed_hour BIGINT NOT NULL, -- hours since 1970, UTC
    PRIMARY KEY (seq, kind)
);

CREATE INDEX case_part_by_end ON case_part (kind, closed_hour, seq);

INSERT INTO case_part
SELECT seq, kind, closed_hour
FROM case_file JOIN report USING (seq) JOIN desk_record ON key = report.id
WHERE closed_hour IS NOT NULL
  AND kind IN ('report', 'description', 'contact', 'credentials', 'notes');

CREATE FUNCTION part_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO case_part
    SELECT seq, NEW.kind, closed_hour FROM case_file JOIN report USING (seq)
    WHERE report.id = NEW.key AND closed_hour IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER part_added AFTER INSERT ON desk_record FOR EACH ROW
WHEN (NEW.kind IN ('report', 'description', 'contact', 'credentials', 'notes'))
EXECUTE FUNCTION part_added();

CREATE FUNCTION part_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM case_part
    WHERE kind = OLD.kind AND seq = (SELECT seq FROM report WHERE id = OLD.key);
    RETURN NULL;
END $$;

CREATE TRIGGER part_removed AFTER DELETE ON desk_record FOR EACH ROW
WHEN (OLD.kind IN ('report', 'description', 'contact', 'credentials', 'notes'))
EXECUTE FUNCTION part_removed();

CREATE FUNCTION case_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM case_part WHERE seq = NEW.seq;
    INSERT INTO case_part
    SELECT NEW.seq, kind, NEW.closed_hour FROM report JOIN desk_record ON key = report.id
    WHERE report.seq = NEW.seq AND NEW.closed_hour IS NOT NULL
      AND kind IN ('report', 'description', 'contact', 'credentials', 'notes');
    RETURN NULL;
END $$;

CREATE TRIGGER case_added_closed AFTER INSERT ON case_file FOR EACH ROW
WHEN (NEW.closed_hour IS NOT NULL) EXECUTE FUNCTION case_closed();

CREATE TRIGGER case_closed AFTER UPDATE ON case_file FOR EACH ROW
WHEN (OLD.closed_hour IS DISTINCT FROM NEW.closed_hour) EXECUTE FUNCTION case_closed();

-- A copy of the store reads the locations of one case after the other.
CREATE INDEX case_location_by_case ON case_location (seq);

-- A new case has version 1. The list of what was closed unread, in its order.
CREATE INDEX case_closed_unread ON case_file (closed_hour, seq)
WHERE version = 1 AND closed_hour IS NOT NULL;
