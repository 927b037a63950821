//! The intake on another machine, as a desk sees it that fetches from it.

use model::origin::Origin;
use model::time::Timestamp;

use super::Finding;
use super::intake::{DAY, WARN_DAYS};
use crate::disk;
use crate::keys::ratchet::STANDS_HOURS;
use crate::opening::Opened;
use crate::pull::{Status, ask_status};
use crate::settings::DeskSettings;

/// Asks the intake how it is, if the desk fetches from one. Nothing is changed there.
pub(super) async fn intake(desk: &DeskSettings, opened: &Opened, now: Timestamp) -> Vec<Finding> {
    let Some(source) = &desk.pull else {
        return Vec::new();
    };
    let owner = match opened.store.owner().await {
        Ok(owner) => owner,
        Err(error) => return vec![Finding::of_error("store", &error)],
    };
    let store = owner.map(|owner| owner.store.0).unwrap_or_default();
    match ask_status(source.clone(), &store).await {
        Ok(status) => answered(&source.origin, &status, now),
        Err(error) => vec![Finding::of_error("fetching", &error)],
    }
}

fn answered(origin: &Origin, status: &Status, now: Timestamp) -> Vec<Finding> {
    let found = format!(
        "{}: gives this desk what waits there; reports: {}",
        origin, status.waiting
    );
    let mut findings = vec![Finding::ok("fetching", found)];
    let mut fail = |found: &str, fix: &'static str| {
        let found = format!("{origin}: {found}");
        findings.push(Finding::fail("fetching", found, fix));
    };
    if !status.has_key {
        fail(
            "the intake has no key to give out: nobody can send a report",
            "`receiver check` and `receiver keys show` on that machine",
        );
    }
    if status.clock_refused {
        fail(
            "the intake does not believe the clock of its machine",
            "set that clock; or, if it is right, `receiver clock confirm` there",
        );
    }
    if status.ratchet_hour + STANDS_HOURS < now.hour().0 {
        fail(
            "the intake's ratchet does not move on",
            "let the receiver's user there write the ratchet's file and its folder",
        );
    }
    if status.disk_used_percent.is_some_and(disk::is_nearly_full) {
        fail(
            "the disk of the intake's store is nearly full",
            "make room there: on a full disk, no report is accepted",
        );
    }
    let days = status.signer_ends.0.saturating_sub(now.0) / DAY;
    if days < WARN_DAYS {
        let found = format!("{origin}: the intake's signer is certified for {days} more days");
        let fix = "`receiver keys certify` makes a new certificate with the root's key";
        findings.push(Finding::warn("fetching", found, fix));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    fn well() -> Status {
        Status {
            receiver: String::new(),
            sealed_to: String::new(),
            waiting: 0,
            has_key: true,
            signer_ends: NOW.plus_seconds(30 * DAY),
            ratchet_hour: NOW.hour().0 - 72,
            disk_used_percent: Some(50),
            clock_refused: false,
        }
    }

    /// The level of the worst finding about an intake that says this of itself, and the number of findings.
    fn found(change: impl FnOnce(&mut Status)) -> (Level, usize) {
        let mut status = well();
        change(&mut status);
        let findings = answered(&"https://report.example".parse().unwrap(), &status, NOW);
        let worst = findings.iter().map(|finding| finding.level).max();
        (worst.unwrap(), findings.len())
    }

    #[test]
    fn what_an_intake_says_of_itself_is_found() {
        assert_eq!(found(|_| ()), (Level::Ok, 1));
        let fail = (Level::Fail, 2);
        assert_eq!(found(|it| it.has_key = false), fail);
        assert_eq!(found(|it| it.clock_refused = true), fail);
        assert_eq!(found(|it| it.ratchet_hour -= 4), fail);
        assert_eq!(found(|it| it.disk_used_percent = Some(91)), fail);
        let warn = (Level::Warn, 2);
        assert_eq!(
            found(|it| it.signer_ends = NOW.plus_seconds(13 * DAY)),
            warn
        );
    }
}
