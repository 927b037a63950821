//! Looks at a receiver from outside and says what is wrong with it. Nothing is changed.

mod desk;
mod exchange;
mod files;
mod follow_up;
mod intake;
mod network;
mod pull;
mod store;

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::path::Path;

use model::time::Timestamp;
use serde::Serialize;

pub use self::intake::LONG_DAYS;
use crate::opening::Opened;
use crate::settings::Settings;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// All is well.
    Ok,
    /// It works, and will not always, or gives something away.
    Warn,
    /// No report arrives, or none can be read.
    Fail,
}

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it matters.
    pub level: Level,
    /// What was looked at.
    pub about: &'static str,
    /// What was found. It has no secret in it.
    pub found: String,
    /// What to do about it; empty if all is well.
    pub fix: Cow<'static, str>,
}

impl Finding {
    /// The finding of a receiver that cannot start: its error names the key and the fix.
    pub fn of_start(error: &dyn Error) -> Self {
        Self::of_error("start", error)
    }

    /// A failure whose error ends with its fix, as those of a config and a store do.
    fn of_error(about: &'static str, error: &dyn Error) -> Self {
        let error = error.to_string();
        let (found, fix) = error.split_once("\n  fix: ").unwrap_or((&error, ""));
        Self {
            level: Level::Fail,
            about,
            found: found.to_owned(),
            fix: fix.to_owned().into(),
        }
    }

    pub(crate) fn ok(about: &'static str, found: impl fmt::Display) -> Self {
        Self::new(Level::Ok, about, found, "")
    }

    pub(crate) fn warn(about: &'static str, found: impl fmt::Display, fix: &'static str) -> Self {
        Self::new(Level::Warn, about, found, fix)
    }

    /// The root's certificate for one of the desk's own keys: for whom it is, and its end or why there is none.
    fn of_certificate(
        (about, whom): (&'static str, &str),
        ends: Result<Timestamp, impl fmt::Display>,
        now: Timestamp,
        fix: &'static str,
    ) -> Self {
        let ends = match ends {
            Ok(ends) => ends,
            Err(error) => return Self::warn(about, error, fix),
        };
        let days = ends.0.saturating_sub(now.0) / intake::DAY;
        let found = format!("certified for {whom} until {ends}, {days} days from now");
        match days {
            ..intake::WARN_DAYS => Self::warn(about, found, fix),
            _ => Self::ok(about, found),
        }
    }

    pub(crate) fn fail(about: &'static str, found: impl fmt::Display, fix: &'static str) -> Self {
        Self::new(Level::Fail, about, found, fix)
    }

    /// What was found, and what to do about it, for a log that has its own levels.
    pub fn words(&self) -> String {
        let found = format!("{}: {}", self.about, self.found);
        match &*self.fix {
            "" => found,
            fix => format!("{found}\n  fix: {fix}"),
        }
    }

    fn new(level: Level, about: &'static str, found: impl fmt::Display, fix: &'static str) -> Self {
        Self {
            level,
            about,
            found: found.to_string(),
            fix: fix.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Ok => "ok  ",
            Level::Warn => "warn",
            Level::Fail => "FAIL",
        };
        write!(f, "{level}  {:9} {}", self.about, self.found)?;
        match &*self.fix {
            "" => Ok(()),
            fix => write!(f, "\n  fix: {fix}"),
        }
    }
}

/// Checks what a start can check: files, the store, the clock, keys and certificates. `now` is the
/// time of the receiver's clock.
pub async fn start(
    config: &Path,
    settings: &Settings,
    opened: &Opened,
    now: Timestamp,
) -> Vec<Finding> {
    let mut findings = files::check(config, settings);
    findings.extend(store::check(settings, opened, now).await);
    if let Some(intake) = &settings.intake {
        let is_at_work = store::is_intake_at_work(opened, now).await;
        match opened.store.keys().await {
            Ok(keys) => findings.extend(intake::check(intake, &keys, is_at_work, now)),
            Err(error) => findings.push(Finding::of_error("store", &error)),
        }
    }
    if let Some(desk) = settings.keyless() {
        findings.extend(exchange::certificate(desk, now));
        findings.extend(follow_up::certificate(desk, now));
    }
    findings.extend(network::addresses(settings));
    findings.extend(network::certificates(settings, now));
    findings
}

/// Checks whether the desk can open its half of the store, what it knows of other hotlines, and whether both halves are
/// at work in it.
pub async fn halves(settings: &Settings, opened: &Opened, now: Timestamp) -> Vec<Finding> {
    let mut findings = store::halves(settings, opened, now).await;
    if let Some(desk) = &settings.desk {
        findings.extend(desk::log(desk, opened, now).await);
        findings.extend(desk::numbers(opened).await);
    }
    if settings.locked.is_some() {
        findings.push(desk::log_is_locked());
        findings.extend(desk::numbers(opened).await);
    }
    findings
}

/// Asks the intake on another machine how it is, if the desk fetches from one.
pub async fn intake(settings: &Settings, opened: &Opened, now: Timestamp) -> Vec<Finding> {
    match &settings.desk {
        Some(desk) => pull::intake(desk, opened, now).await,
        None => Vec::new(),
    }
}

/// The finding of a start at which the desk is locked.
pub fn locked(settings: &Settings) -> Option<Finding> {
    settings.locked.as_ref().map(|_| desk::locked())
}

/// Checks whether somebody is told of alerts. Unless `is_offline`, asks every place whether it answers, and
/// sends nothing.
pub async fn alerts(settings: &Settings, is_offline: bool) -> Vec<Finding> {
    match (settings.keyless(), &settings.intake) {
        (Some(desk), _) => desk::alerts(desk.alerts.as_deref(), is_offline).await,
        (None, Some(intake)) if intake.alerts.is_some() => {
            desk::alerts(intake.alerts.as_ref(), is_offline).await
        }
        (None, _) => Vec::new(),
    }
}

/// Fetches the directory of other hotlines, if the config names one, as a desk does that has seen nothing of it.
pub async fn directory(settings: &Settings, now: Timestamp) -> Option<Finding> {
    let referrals = settings.keyless()?.exchange.as_ref()?;
    Some(exchange::directory(referrals.directory.as_ref()?, now).await)
}

/// Asks the intake at its public address for the key of the day, as a reporter's browser does.
pub async fn public(settings: &Settings, now: Timestamp) -> Option<Finding> {
    let intake = settings.intake.as_ref()?;
    Some(network::public(intake, now).await)
}
