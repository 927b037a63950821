-- The first day on which something is due in a case, in days since 1970: to look again, the end of a police
-- hold, a missing answer. 0 in the open cases of earlier receivers, until the desk has opened them.
ALTER TABLE case_file ADD COLUMN due_day INTEGER;
UPDATE case_file SET due_day = 0
WHERE closed_hour IS NULL AND state NOT IN ('closed', 'anonymised') AND earlier_state IS NULL;
CREATE INDEX case_by_due ON case_file (due_day, seq, assignee) WHERE due_day IS NOT NULL;

-- The cases in which something is due, by that day and by the account or token that works on them; '' is
-- nobody.
CREATE TABLE due_count (
    day      INTEGER NOT NULL,
    assignee TEXT    NOT NULL,
    cases    INTEGER NOT NULL,
    PRIMARY KEY (day, assignee)
) STRICT, WITHOUT ROWID;

INSERT INTO due_count
SELECT due_day, coalesce(assignee, ''), count(*) FROM case_file
WHERE due_day IS NOT NULL GROUP BY 1, 2;

CREATE TRIGGER case_added_due AFTER INSERT ON case_file WHEN NEW.due_day IS NOT NULL BEGIN
    INSERT INTO due_count VALUES (NEW.due_day, coalesce(NEW.assignee, ''), 1)
    ON CONFLICT (day, assignee) DO UPDATE SET cases = cases + 1;
END;

CREATE TRIGGER case_due AFTER UPDATE ON case_file
WHEN (OLD.due_day, OLD.assignee) IS NOT (NEW.due_day, NEW.assignee) BEGIN
    UPDATE due_count SET cases = cases - 1
    WHERE day = OLD.due_day AND assignee = coalesce(OLD.assignee, '');
    DELETE FROM due_count
    WHERE day = OLD.due_day AND assignee = coalesce(OLD.assignee, '') AND cases <= 0;
    INSERT INTO due_count SELECT NEW.due_day, coalesce(NEW.assignee, ''), 1
    WHERE NEW.due_day IS NOT NULL
    ON CONFLICT (day, assignee) DO UPDATE SET cases = cases + 1;
END;
