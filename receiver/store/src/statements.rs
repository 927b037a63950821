//! The statements that both engines share: all reads of the desk, most of its writes, and most
//! statements for the intake's keys.
//!
//! The adoption of a case, the lock of the log and the whole queue differ by engine, because the
//! queue's tables differ, and because PostgreSQL has other writers than this process.

pub(crate) mod cases;
pub(crate) mod counts;
pub(crate) mod epochs;
pub(crate) mod intake_keys;
pub(crate) mod items;
pub(crate) mod kept;
pub(crate) mod log;
pub(crate) mod ownership;
pub(crate) mod records;
