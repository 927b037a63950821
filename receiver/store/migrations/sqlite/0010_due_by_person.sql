-- What is due of one person, the longest due first, without looking through what is due of the others.
CREATE INDEX case_by_person_due ON case_file (assignee, due_day, seq) WHERE due_day IS NOT NULL;
