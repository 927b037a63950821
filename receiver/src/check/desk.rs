//! The desk: whether it opens its half of the store, and whether it can tell anybody.

use model::chain::Breaks;
use model::time::Timestamp;
use store::Access;

use super::Finding;
use crate::anchor::Anchor;
use crate::opening::Opened;
use crate::settings::DeskSettings;

/// Checks whether the desk starts with the log in this store.
pub(super) async fn log(desk: &DeskSettings, opened: &Opened, now: Timestamp) -> Finding {
    let store = opened.store.clone();
    match desk.open_store(store, Access::Read, now).await {
        Ok(anchor) => rows(&anchor).await,
        Err(error) => Finding::of_error("log", &error),
    }
}

/// Compares every row of the desk with the log.
async fn rows(anchor: &Anchor) -> Finding {
    let differences = match anchor.ledger.verify().await {
        Ok(verified) => verified.findings.len(),
        Err(error) => return Finding::of_error("log", &error),
    };
    match differences {
        0 => Finding::ok(
            "log",
            format_args!(
                "the desk opens the store, and every row is as the log says{}",
                Breaks(&anchor.ledger.breaks().await)
            ),
        ),
        _ => Finding::fail(
            "log",
            format_args!("rows that are not as the log says: {differences}"),
            "`receiver audit verify` names them; put a backup back, or ask who can write to the store",
        ),
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
