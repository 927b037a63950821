//! Statements for epoch keys.

use model::sealed::{EpochId, SealedEpochKey};

use crate::statement::{Statement, values};

pub(crate) fn after(after: Option<EpochId>, max: usize) -> Statement {
    let after = after.map_or_else(Vec::new, |id| id.0.to_vec());
    Statement::new(
        "SELECT id AS epoch, enc, ciphertext FROM epoch WHERE id > $1 ORDER BY id LIMIT $2",
        values![after, max],
    )
}

/// Puts the same key, sealed to another key of the desk, in the place of an epoch key.
pub(crate) fn reseal(epoch: &SealedEpochKey) -> Statement {
    Statement::new(
        "UPDATE epoch SET enc = $2, ciphertext = $3, desk_key = $4 WHERE id = $1",
        values![
            &epoch.id.0[..],
            epoch.enc.as_slice(),
            epoch.ciphertext.as_slice(),
            epoch.desk_key,
        ],
    )
}
