//! The schema of a store: the number of migrations that its tables have had.

use crate::{Access, StoreError};

/// The migrations that these tables still need: none if they are up to date.
///
/// # Errors
///
/// Fails if there are any, and `access` does not allow them.
pub(crate) fn missing<'a>(
    migrations: &'a [&'a str],
    found: usize,
    access: Access,
) -> Result<&'a [&'a str], StoreError> {
    let present = migrations.len();
    let missing = migrations.get(found..);
    let missing = missing.ok_or(StoreError::Newer { found, present })?;
    match access {
        _ if missing.is_empty() => Ok(missing),
        Access::Migrate => Ok(missing),
        Access::Write if found == 0 => Ok(missing),
        Access::Read if found == 0 => Err(StoreError::Absent),
        Access::Read | Access::Write => Err(StoreError::Outdated { found, present }),
    }
}
