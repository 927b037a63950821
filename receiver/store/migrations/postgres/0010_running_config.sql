-- SHA-256 of the config by which the part of a receiver runs, 32 bytes; NULL if it has none.
ALTER TABLE heartbeat ADD COLUMN config bytea;
