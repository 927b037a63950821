-- The reports of some days, without looking through all others: figures of a period.
CREATE INDEX report_by_hour ON report (received_hour, seq);
