//! Keeps the memory of the process to the process: it holds keys, and reports while they are opened.

use std::io;

use rlimit::{INFINITY, Resource, setrlimit};
use rustix::mm::{MlockAllFlags, mlockall};
#[cfg(target_os = "linux")]
use rustix::process::{DumpableBehavior, set_dumpable_behavior};

/// Makes sure that a crash leaves no core file, and that no other process of the same user reads the
/// memory of this one.
pub fn seclude() -> io::Result<()> {
    setrlimit(Resource::CORE, 0, 0)?;
    #[cfg(target_os = "linux")]
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}

/// Keeps the memory from being written to swap. Returns whether the system allows it, which it does
/// if it sets no limit to locked memory (`ulimit -l`). Under a limit, allocations would fail as soon
/// as it is reached, so nothing is locked.
pub fn lock() -> bool {
    // Root raises any limit. Others raise theirs if its hard value is infinite.
    if setrlimit(Resource::MEMLOCK, INFINITY, INFINITY).is_err() {
        return false;
    }
    // Only the pages that are in use: the address space is a multiple of them.
    let pages = MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT;
    mlockall(pages).is_ok()
}
