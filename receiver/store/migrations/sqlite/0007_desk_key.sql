-- The keys of the desk that reports may be sealed to: the present one, and while that is new, the
-- one before it. An epoch key that is sealed to any other key is refused.
CREATE TABLE desk_key (
    fingerprint BLOB NOT NULL PRIMARY KEY -- SHA-256 of the public key, 32 bytes
) STRICT;

INSERT INTO desk_key SELECT desk_key FROM owner;

ALTER TABLE epoch ADD COLUMN desk_key BLOB REFERENCES desk_key (fingerprint); -- NULL: not known
UPDATE epoch SET desk_key = (SELECT fingerprint FROM desk_key);
