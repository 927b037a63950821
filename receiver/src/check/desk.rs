//! The desk: whether it opens its half of the store, and whether it can tell anybody.

use model::time::Timestamp;
use store::Access;

use super::Finding;
use crate::opening::Opened;
use crate::settings::DeskSettings;

/// Checks whether the desk starts with the log in this store.
pub(super) async fn log(desk: &DeskSettings, opened: &Opened, now: Timestamp) -> Finding {
    let store = opened.store.clone();
    match desk.open_store(store, Access::Read, now).await {
        Ok(_) => Finding::ok("log", "the desk opens the store"),
        Err(error) => Finding::of_error("log", &error),
    }
}

/// Checks whether the desk has somebody to tell.
pub(super) fn alerts(desk: &DeskSettings) -> Finding {
    if desk
        .alerts
        .as_ref()
        .is_some_and(|places| !places.is_empty())
    {
        return Finding::ok("alerts", "go to the places in [alerts]");
    }
    Finding::warn(
        "alerts",
        "nobody is told when a report about a child in danger waits, or when nothing can be stored",
        "a section [alerts] with mail or push; then `receiver alerts test`",
    )
}
