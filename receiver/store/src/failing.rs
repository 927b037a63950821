//! Logs a failure of an engine once, until something is written again. While a disk is full or a server is
//! away, each report fails in the same way.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// The messages that were logged since the last success.
static LOGGED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Logs a failure, unless the same was logged since the last success.
pub(crate) fn log(message: &str) {
    let mut logged = LOGGED.lock().unwrap_or_else(PoisonError::into_inner);
    if logged.insert(message.to_owned()) {
        tracing::error!(error = message, "the store failed");
    }
}

/// Notes that something was written.
pub(crate) fn over() {
    let mut logged = LOGGED.lock().unwrap_or_else(PoisonError::into_inner);
    if !logged.is_empty() {
        logged.clear();
        tracing::info!("the store can be written again");
    }
}
