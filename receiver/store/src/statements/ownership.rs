//! Statements for the owner of a store, and for heartbeats.

use model::time::Timestamp;

use crate::statement::{Statement, values};
use crate::{Owner, Part};

pub(crate) fn owner() -> Statement {
    Statement::new("SELECT store_id, hotline, desk_key FROM owner", values![])
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

pub(crate) fn beat(part: Part, now: Timestamp) -> Statement {
    Statement::new(
        "INSERT INTO heartbeat (part, at) VALUES ($1, $2)
         ON CONFLICT (part) DO UPDATE SET at = excluded.at",
        values![part, now],
    )
}

pub(crate) fn beats() -> Statement {
    Statement::new("SELECT part, at FROM heartbeat ORDER BY part", values![])
}

/// Removes the heartbeats of both halves.
pub(crate) fn forget_halves() -> Statement {
    Statement::new(
        "DELETE FROM heartbeat WHERE part IN ($1, $2)",
        values![Part::Intake, Part::Desk],
    )
}
