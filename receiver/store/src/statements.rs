//! The statements that both engines share: all of the desk's reads and most of its writes, and
//! most of those for the intake's keys.
//!
//! The adoption of a case, the lock of the log and the whole queue differ by engine, because the
//! tables of the queue do, and because PostgreSQL has other writers beside this process.

pub(crate) mod cases;
pub(crate) mod intake_keys;
pub(crate) mod log;
pub(crate) mod records;
