//! Statements for the owner of a store, and for heartbeats.

use model::sealed::Fingerprint;
use model::time::Timestamp;

use crate::statement::{Statement, values};
use crate::{ConfigDigest, Owner, Part};

pub(crate) fn owner() -> Statement {
    Statement::new(
        "SELECT store_id, hotline, desk_key,
                (SELECT fingerprint FROM desk_key WHERE fingerprint <> owner.desk_key) AS former
         FROM owner",
        values![],
    )
}

/// Adds the owner, unless there is one.
pub(crate) fn claim(owner: &Owner) -> Statement {
    Statement::new(
        "INSERT INTO owner (one, store_id, hotline, desk_key) VALUES (1, $1, $2, $3)
         ON CONFLICT (one) DO NOTHING",
        values![
            &owner.store.0[..],
            &owner.hotline[..],
            &owner.desk_key.0[..]
        ],
    )
}

/// Lets reports be sealed to the owner's key.
pub(crate) fn admit() -> Statement {
    Statement::new(
        "INSERT INTO desk_key (fingerprint) SELECT desk_key FROM owner WHERE TRUE
         ON CONFLICT DO NOTHING",
        values![],
    )
}

/// The keys that reports may be sealed to.
pub(crate) fn keys() -> Statement {
    Statement::new("SELECT fingerprint FROM desk_key", values![])
}

/// Puts another key in the place of the owner's, if that is `from`.
pub(crate) fn change_key(from: Fingerprint, to: Fingerprint) -> Statement {
    Statement::new(
        "UPDATE owner SET desk_key = $2 WHERE desk_key = $1",
        values![&from.0[..], &to.0[..]],
    )
}

/// Lets no report be sealed to this key any more, unless one is.
pub(crate) fn retire_key(key: Fingerprint) -> Statement {
    Statement::new(
        "DELETE FROM desk_key WHERE fingerprint = $1
             AND NOT EXISTS (SELECT 1 FROM epoch WHERE epoch.desk_key = $1)",
        values![&key.0[..]],
    )
}

pub(crate) fn beat(part: Part, now: Timestamp, config: Option<ConfigDigest>) -> Statement {
    Statement::new(
        "INSERT INTO heartbeat (part, at, config) VALUES ($1, $2, $3)
         ON CONFLICT (part) DO UPDATE SET at = excluded.at, config = excluded.config",
        values![part, now, config],
    )
}

pub(crate) fn running_configs() -> Statement {
    Statement::new(
        "SELECT part, config FROM heartbeat WHERE config IS NOT NULL ORDER BY part",
        values![],
    )
}

pub(crate) fn beats() -> Statement {
    Statement::new("SELECT part, at FROM heartbeat ORDER BY part", values![])
}

/// Removes the heartbeats of both halves and of the intake's key, and those that are to come.
pub(crate) fn forget_halves(now: Timestamp) -> Statement {
    Statement::new(
        "DELETE FROM heartbeat WHERE part IN ($1, $2, $3) OR at > $4",
        values![Part::Intake, Part::IntakeKey, Part::Desk, now],
    )
}
