//! The desk: whether it opens its half of the store, and whether it can tell anybody.

use model::chain::Breaks;
use model::time::Timestamp;
use store::Access;

use super::{Finding, exchange};
use crate::alerts::{self, Places};
use crate::anchor::Anchor;
use crate::opening::Opened;
use crate::settings::DeskSettings;

/// Checks whether the desk starts with the log in this store, and what it knows of other hotlines.
pub(super) async fn log(desk: &DeskSettings, opened: &Opened, now: Timestamp) -> Vec<Finding> {
    let store = opened.store.clone();
    match desk.open_store(store, Access::Read, now).await {
        Ok(anchor) => {
            let mut findings = vec![rows(&anchor).await];
            findings.extend(exchange::others(desk, &anchor, opened.clock.clone()).await);
            findings
        }
        Err(error) => vec![Finding::of_error("log", &error)],
    }
}

/// The finding of a desk that is locked, for the log of its start.
pub(super) fn locked() -> Finding {
    Finding::warn(
        "desk",
        "is locked: reports arrive, and nobody can read them",
        "people enter shares of the desk's key at its page /unlock, or by `receiver keys desk unlock`",
    )
}

/// The finding for a log that cannot be looked at, because the desk's key is in shares.
pub(super) fn log_is_locked() -> Finding {
    Finding::ok(
        "log",
        "was not looked at: the desk's key is in shares. The desk compares every row with it once a day",
    )
}

/// Compares the numbers that the store keeps with what they count.
pub(super) async fn numbers(opened: &Opened) -> Option<Finding> {
    let wrong = match opened.store.miscounted().await {
        Ok(wrong) => wrong,
        Err(error) => return Some(Finding::of_error("numbers", &error)),
    };
    (!wrong.is_empty()).then(|| {
        Finding::warn(
            "numbers",
            format_args!(
                "somebody else has changed numbers by which alerts and pages go: {}",
                wrong.join(", ")
            ),
            "a desk that runs counts them anew within an hour, or at its start; find out who can write to the store",
        )
    })
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

/// Checks whether a half has somebody to tell. Unless `is_offline`, asks whether each place answers.
pub(super) async fn alerts(places: Option<&Places>, is_offline: bool) -> Vec<Finding> {
    let Some(places) = places.filter(|places| !places.is_empty()) else {
        return vec![Finding::warn(
            "alerts",
            "nobody is told when a report about a child in danger waits, or when nothing can be stored",
            "a section [alerts] with mail or push; then `receiver alerts test`",
        )];
    };
    if is_offline {
        let found = "go to the places in [alerts], which were not asked";
        return vec![Finding::ok("alerts", found)];
    }
    let asked = alerts::ask(places).await;
    asked.into_iter().map(answered).collect()
}

/// The finding of one place, with the reason if it does not answer.
fn answered((place, error): (String, Option<String>)) -> Finding {
    match error {
        None => Finding::ok("alerts", format_args!("{place}: answers; nothing was sent")),
        Some(error) => Finding::warn(
            "alerts",
            format_args!("{place}: nobody is told there: {error}"),
            "the keys of [mail] and [alerts] in the config; then `receiver alerts test`",
        ),
    }
}
