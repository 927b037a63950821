-- Whether the lease is, or was, the last: without an ack, the report is dead from its end on.
ALTER TABLE report ADD COLUMN last_lease BOOLEAN NOT NULL DEFAULT FALSE;

-- A claim does not come across the dead, however many there are.
DROP INDEX report_leased;
CREATE INDEX report_leased ON report (leased_until) WHERE leased_until > 0 AND NOT last_lease;
CREATE INDEX report_dead ON report (priority, seq) WHERE last_lease AND leased_until IS NOT NULL;
