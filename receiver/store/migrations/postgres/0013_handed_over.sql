-- Whether a case was handed to its assignee, who has not acted on it since: 1 or 0. NULL in the cases of earlier
-- receivers until the desk has opened them: those that may be handed over, and those of which is not known what is due.
ALTER TABLE case_file ADD COLUMN handed_over BIGINT DEFAULT 0;
UPDATE case_file SET handed_over = NULL
WHERE due_day = 0 OR (due_day IS NOT NULL AND assignee IS NOT NULL);

-- The cases that were handed to somebody, without looking through what is due of them.
CREATE INDEX case_handed_over ON case_file (assignee) WHERE handed_over = 1;
CREATE INDEX case_not_known ON case_file (seq) WHERE handed_over IS NULL;
