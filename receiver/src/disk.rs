//! How full a disk is.

use std::path::Path;

/// The used part of the disk with this file or folder, in percent, as df(1) counts it: of what is not
/// reserved. `None` if the system does not say.
pub(crate) fn used_percent(path: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(path).ok()?;
    let used = disk.f_blocks.saturating_sub(disk.f_bfree);
    let all = used.saturating_add(disk.f_bavail);
    used.saturating_mul(100).checked_div(all)
}

/// The used part of a disk, in percent, from which on the disk is nearly full.
const NEARLY_FULL: u64 = 90;

/// Whether a disk of which so many percent are used is nearly full.
pub(crate) fn is_nearly_full(used_percent: u64) -> bool {
    used_percent >= NEARLY_FULL
}
