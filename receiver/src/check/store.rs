//! The store: its space, the clock, the heartbeats, backups, and what is set aside.

use store::{Access, Part, Store, StoreError, StoreUrl};

use model::time::Timestamp;

use super::Finding;
use crate::casework::latest_end;
use crate::clock::Clock;
use crate::disk;
use crate::heartbeat::{is_key_missing, last_beat};
use crate::opening::Opened;
use crate::settings::Settings;

/// Seconds after which a half that writes no heartbeat is not at work.
const SILENT: u64 = 5 * 60;

/// Hours after which a backup is too old.
const BACKUP_HOURS: u64 = 36;

/// Checks the store.
pub(super) async fn check(settings: &Settings, opened: &Opened, now: Timestamp) -> Vec<Finding> {
    let mut findings = vec![Finding::ok(
        "store",
        format_args!(
            "{:?}: schema {}; belongs to this hotline and this desk key",
            settings.store,
            settings.store.schema()
        ),
    )];
    findings.push(clock(opened, now));
    match &settings.store {
        StoreUrl::Sqlite(path) => findings.push(space(path)),
        StoreUrl::Postgres(_) => findings.extend(written(settings).await),
    }
    findings.extend(or_failed(contents(settings, &*opened.store, now).await));
    findings
}

/// Whether the intake has written a heartbeat some minutes ago.
pub(super) async fn is_intake_at_work(opened: &Opened, now: Timestamp) -> bool {
    let beats = opened.store.beats().await.unwrap_or_default();
    last_beat(&beats, Part::Intake).is_some_and(|at| at.plus_seconds(SILENT) >= now)
}

/// Checks whether both halves are at work in the store.
pub(super) async fn halves(settings: &Settings, opened: &Opened, now: Timestamp) -> Vec<Finding> {
    or_failed(beats(settings, &*opened.store, now).await)
}

fn or_failed(found: Result<Vec<Finding>, StoreError>) -> Vec<Finding> {
    let failed = |error| vec![Finding::fail("store", error, "look at the store")];
    found.unwrap_or_else(failed)
}

fn clock(opened: &Opened, now: Timestamp) -> Finding {
    match opened.clock.refused() {
        None => Finding::ok("clock", now),
        Some(system) => Finding::fail(
            "clock",
            format_args!("this machine says {system}, and the receiver goes on from {now}"),
            "set the clock; or, if it is right, `receiver clock confirm`",
        ),
    }
}

/// The finding if the server takes no writes. The check itself reads alone.
async fn written(settings: &Settings) -> Option<Finding> {
    let error = store::open_for(&settings.store, Access::Write)
        .await
        .err()?;
    let fix = "let store.url name the primary server, whose default_transaction_read_only is off";
    Some(Finding::fail(
        "store",
        format_args!("takes no writes: {error}"),
        fix,
    ))
}

fn space(path: &std::path::Path) -> Finding {
    let Some(used) = disk::used_percent(path) else {
        return Finding::fail("disk", "cannot be looked at", "look at the store's folder");
    };
    filled(used)
}

/// The finding for a disk of which so many percent are used.
fn filled(used: u64) -> Finding {
    let found = format!(
        "{} % of the store's disk is free",
        100_u64.saturating_sub(used)
    );
    let fix = "make room: nothing can be stored on a full disk";
    if used >= 100 {
        Finding::fail("disk", found, fix)
    } else if disk::is_nearly_full(used) {
        Finding::warn("disk", found, fix)
    } else {
        Finding::ok("disk", found)
    }
}

async fn beats(
    settings: &Settings,
    store: &dyn Store,
    now: Timestamp,
) -> Result<Vec<Finding>, StoreError> {
    let (beats, running) = (store.beats().await?, store.running_configs().await?);
    let intake = settings.intake.as_ref().map(|intake| intake.digest);
    let desk = settings.keyless().map(|desk| desk.digest);
    let halves = [(Part::Intake, intake), (Part::Desk, desk)];
    let mut findings: Vec<_> = halves
        .into_iter()
        .map(|(part, config)| {
            let config = config.map(|config| (part, config));
            // An earlier receiver does not say by which config it runs.
            let is_told = running.iter().any(|(of, _)| *of == part);
            let is_other = is_told && config.is_some_and(|config| !running.contains(&config));
            let is_locked = part == Part::Desk && settings.locked.is_some();
            let last = last_beat(&beats, part);
            match is_locked && last.is_none_or(|at| at.plus_seconds(SILENT) < now) {
                true => locked(last),
                false => half(part.into(), &Seen::of(part, settings), last, is_other, now),
            }
        })
        .collect();
    if is_key_missing(&beats) {
        findings.push(Finding::fail(
            "key",
            "the intake has none to give out: nobody can send a report",
            "look at the intake's log, at its ratchet and at its certificate: `receiver keys show`",
        ));
    }
    Ok(findings)
}

/// Checks the age of the last backup, and what is set aside.
async fn contents(
    settings: &Settings,
    store: &dyn Store,
    now: Timestamp,
) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    if matches!(settings.store, StoreUrl::Sqlite(_)) {
        findings.push(backup(last_beat(&store.beats().await?, Part::Backup), now));
    }
    if store
        .owner()
        .await?
        .is_some_and(|owner| owner.former_key.is_some())
    {
        findings.push(Finding::warn(
            "desk key",
            "the desk's key was changed, and its former key is not retired",
            "`receiver keys desk reseal`, then `receiver keys desk retire`",
        ));
    }
    let leased = store.leased_beyond(latest_end(now)).await?.len();
    if leased > 0 {
        findings.push(Finding::warn(
            "queue",
            format_args!("{leased} reports are under a lease that is longer than any that the desk gives"),
            "start the desk, which ends them; then look at its log of acts, and at who can write to the store",
        ));
    }
    let dead = store.dead(now).await?.len();
    if dead > 0 {
        findings.push(Finding::warn(
            "queue",
            format_args!("{dead} reports are set aside"),
            "`receiver queue dead` lists them, and the log of acts says which are refused",
        ));
    }
    Ok(findings)
}

/// What the heartbeat of a half tells.
struct Seen {
    never: &'static str,
    last: &'static str,
    fix: &'static str,
    well: &'static str,
}

impl Seen {
    /// What the heartbeat of this half tells. Where the desk fetches, the other half is seen when it asks or answers.
    fn of(part: Part, settings: &Settings) -> Self {
        let has_door = settings
            .intake
            .as_ref()
            .is_some_and(|it| it.pull_key.is_some());
        let fetches = settings.desk.as_ref().is_some_and(|it| it.pull.is_some());
        match part {
            Part::Desk if has_door => Self {
                never: "has never fetched anything from this intake",
                last: "fetched last at",
                fix: "start it; its log says why if it cannot reach this intake, and so does `receiver check` there",
                well: "fetches from this intake",
            },
            Part::Intake if fetches => Self {
                never: "has never answered this desk",
                last: "answered last at",
                fix: "see below why; where nothing is below, start the desk, which asks it",
                well: "answers this desk",
            },
            _ => Self {
                never: "has never been at work in this store",
                last: "was last at work at",
                fix: "start it; if it runs, look at its log: it cannot write to this store",
                well: "is at work, by this config",
            },
        }
    }
}

fn half(
    name: &'static str,
    seen: &Seen,
    last: Option<Timestamp>,
    is_other: bool,
    now: Timestamp,
) -> Finding {
    match last {
        None => Finding::warn(name, seen.never, seen.fix),
        Some(at) if at.plus_seconds(SILENT) < now => {
            Finding::warn(name, format_args!("{} {at}", seen.last), seen.fix)
        }
        Some(_) if is_other => Finding::warn(
            name,
            "is at work by another config than this file: it was started, or last read its config, before this \
             file was changed",
            "reload it, or restart it; its log says why if it refuses this file. All receivers of one store need \
             the same config",
        ),
        Some(_) => Finding::ok(name, seen.well),
    }
}

/// The finding of a desk whose key is in shares, and which is not at work.
fn locked(last: Option<Timestamp>) -> Finding {
    let last = last.map_or("has never been at work in this store".to_owned(), |at| {
        format!("was last at work at {at}")
    });
    Finding::fail(
        Part::Desk.into(),
        format_args!("is locked, or does not run: nobody can read reports. It {last}"),
        "start it if it does not run; then people enter shares of its key at its page /unlock, or by `receiver keys \
         desk unlock`",
    )
}

fn backup(last: Option<Timestamp>, now: Timestamp) -> Finding {
    let fix = "`receiver backup make` each night, to another disk";
    match last {
        None => Finding::warn("backup", "none has been made", fix),
        Some(at) if at.plus_seconds(BACKUP_HOURS * 3600) < now => {
            Finding::warn("backup", format_args!("the last one was made at {at}"), fix)
        }
        Some(at) => Finding::ok("backup", format_args!("made at {at}")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    #[test]
    fn a_disk_is_nearly_full_for_the_check_from_where_it_is_for_the_alert() {
        for used in 0..=100 {
            let is_ok = filled(used).level == Level::Ok;
            assert_eq!(is_ok, !disk::is_nearly_full(used), "{used}");
        }
        assert_eq!(filled(89).level, Level::Ok);
        assert_eq!(filled(90).level, Level::Warn);
        assert_eq!(filled(100).level, Level::Fail);
    }
}
