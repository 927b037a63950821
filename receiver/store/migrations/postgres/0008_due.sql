-- The first day on which something is due in a case, in days since 1970: to look again, the end of a police
-- hold, a missing answer. 0 in the open cases of earlier receivers, until the desk has opened them.
ALTER TABLE case_file ADD COLUMN due_day BIGINT;
UPDATE case_file SET due_day = 0
WHERE closed_hour IS NULL AND state NOT IN ('closed', 'anonymised') AND earlier_state IS NULL;
CREATE INDEX case_by_due ON case_file (due_day, seq, assignee) WHERE due_day IS NOT NULL;

-- The cases in which something is due, by that day and by the account or token that works on them; '' is
-- nobody.
CREATE TABLE due_count (
    day      BIGINT NOT NULL,
    assignee TEXT   NOT NULL,
    cases    BIGINT NOT NULL,
    PRIMARY KEY (day, assignee)
);

INSERT INTO due_count
SELECT due_day, coalesce(assignee, ''), count(*) FROM case_file
WHERE due_day IS NOT NULL GROUP BY 1, 2;

CREATE FUNCTION case_added_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO due_count VALUES (NEW.due_day, coalesce(NEW.assignee, ''), 1)
    ON CONFLICT (day, assignee) DO UPDATE SET cases = due_count.cases + 1;
    RETURN NULL;
END $$;

CREATE TRIGGER case_added_due AFTER INSERT ON case_file FOR EACH ROW
WHEN (NEW.due_day IS NOT NULL) EXECUTE FUNCTION case_added_due();

CREATE FUNCTION case_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE due_count SET cases = cases - 1
    WHERE day = OLD.due_day AND assignee = coalesce(OLD.assignee, '');
    DELETE FROM due_count
    WHERE day = OLD.due_day AND assignee = coalesce(OLD.assignee, '') AND cases <= 0;
    IF NEW.due_day IS NOT NULL THEN
        INSERT INTO due_count VALUES (NEW.due_day, coalesce(NEW.assignee, ''), 1)
        ON CONFLICT (day, assignee) DO UPDATE SET cases = due_count.cases + 1;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER case_due AFTER UPDATE ON case_file FOR EACH ROW
WHEN ((OLD.due_day, OLD.assignee) IS DISTINCT FROM (NEW.due_day, NEW.assignee))
EXECUTE FUNCTION case_due();
