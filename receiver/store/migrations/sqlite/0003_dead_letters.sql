-- Whether the lease is, or was, the last: without an ack, the report is dead from its end on.
ALTER TABLE queue ADD COLUMN last_lease INTEGER NOT NULL DEFAULT 0; -- 0 or 1

-- A claim does not come across the dead, however many there are.
DROP INDEX queue_order;
CREATE INDEX queue_order ON queue (leased_until, priority, seq) WHERE last_lease = 0;
CREATE INDEX queue_dead ON queue (priority, seq) WHERE last_lease = 1;
