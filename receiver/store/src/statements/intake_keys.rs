//! Statements for the intake's keys.

use model::intake_key::StoredKey;
use model::time::Timestamp;

use crate::statement::{Statement, values};

pub(crate) fn all() -> Statement {
    Statement::new(
        "SELECT sequence, config, made_hour, ends, wrapped FROM intake_key ORDER BY sequence",
        values![],
    )
}

/// Adds a key if `newest` is the highest sequence number in the table, or if both are absent;
/// otherwise adds no row.
pub(crate) fn add(key: StoredKey, newest: Option<u64>) -> Statement {
    Statement::new(
        "INSERT INTO intake_key (sequence, config, made_hour, ends, wrapped)
         SELECT $1, $2, $3, $4, $5
         WHERE (SELECT max(sequence) FROM intake_key) IS NOT DISTINCT FROM $6",
        values![
            key.sequence,
            key.config,
            key.made,
            key.ends,
            key.wrapped,
            newest,
        ],
    )
}

pub(crate) fn remove(sequence: u64) -> Statement {
    Statement::new(
        "DELETE FROM intake_key WHERE sequence = $1",
        values![sequence],
    )
}

pub(crate) fn remove_ended(now: Timestamp) -> Statement {
    Statement::new("DELETE FROM intake_key WHERE ends <= $1", values![now])
}
