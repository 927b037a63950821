//! What was told, and what is still to be sent.

use std::borrow::Cow;
use std::collections::BTreeMap;

use model::time::{Hour, Timestamp};
use serde::{Deserialize, Serialize};

use super::kind::Alert;
use super::places::Places;
use crate::words::Words;

/// Seconds from an attempt to send until the next one.
const RETRY_SECONDS: u64 = 300;

/// The state of one alert, as it was found now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) alert: Alert,
    /// The number in the text; `None` if there is nothing to tell.
    pub(super) count: Option<u64>,
    /// How bad it is. A higher stage is told at once.
    pub(super) stage: u8,
}

/// The record of all alerts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memory {
    /// The alerts that are not over.
    raised: BTreeMap<Alert, Raised>,
    /// What is still to be sent.
    notices: Vec<Notice>,
    /// What the log told so far.
    pub(super) log: LogRead,
}

/// How far the log was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct LogRead {
    /// The place of the last entry that was read; none before the first look.
    pub(super) place: Option<u64>,
    /// The hour of the last failed login, since 1970.
    pub(super) hour: u64,
    /// The number of failed logins in that hour.
    pub(super) failures: u64,
    /// Reports of a changed queue that were not told.
    pub(super) changed: u64,
    /// New accounts that were not told.
    pub(super) accounts: u64,
    /// New tokens that were not told.
    pub(super) tokens: u64,
}

/// An alert that is not over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Raised {
    /// When it was told last.
    told: Timestamp,
    stage: u8,
}

/// Something to be sent to one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Notice {
    /// The name of the place.
    pub(super) place: String,
    pub(super) alert: Alert,
    /// The number in the text; `None` says that the alert is over.
    pub(super) count: Option<u64>,
    /// The earliest time of the next attempt.
    due: Timestamp,
}

/// The words of a notice.
pub(super) struct Message {
    /// The language of the text.
    pub(super) words: Words,
    pub(super) alert: Alert,
    pub(super) count: Option<u64>,
}

impl Message {
    /// A few words, for subjects.
    pub(super) fn title(&self) -> Cow<'static, str> {
        let title = self.alert.title(self.words);
        match self.count {
            Some(_) => title,
            None => self.words.alert_over_title(title),
        }
    }

    /// The text.
    pub(super) fn text(&self) -> Cow<'static, str> {
        match self.count {
            Some(count) => self.alert.text(self.words, count),
            None => self.words.alert_over(self.alert.title(self.words)),
        }
    }
}

impl Notice {
    pub(super) fn message(&self, words: Words) -> Message {
        Message {
            words,
            alert: self.alert,
            count: self.count,
        }
    }
}

impl Memory {
    /// Whether this alert was told and is not over.
    pub(super) fn is_raised(&self, alert: Alert) -> bool {
        self.raised.contains_key(&alert)
    }

    /// Takes over what was told while the desk was locked, and what was not sent then.
    pub(super) fn take_over(&mut self, locked: Self) {
        self.notices.extend(locked.notices);
        for (alert, raised) in locked.raised {
            self.raised.entry(alert).or_insert(raised);
        }
    }

    /// Adds notices for what has begun, lasts for long, got worse or is over. A newer notice about an
    /// alert replaces one that could not be sent. An alert without a finding stays as it is.
    pub(super) fn follow(&mut self, findings: &[Finding], places: &Places, now: Timestamp) {
        for finding in findings {
            if self.has_news(*finding, places.repeat_seconds, now) {
                self.notices.retain(|notice| notice.alert != finding.alert);
                self.notices.extend(places.names().map(|place| Notice {
                    place,
                    alert: finding.alert,
                    count: finding.count,
                    due: now,
                }));
            }
        }
    }

    fn has_news(&mut self, finding: Finding, repeat_seconds: u64, now: Timestamp) -> bool {
        let Finding {
            alert,
            count,
            stage,
        } = finding;
        if count.is_none() {
            return self.raised.remove(&alert).is_some();
        }
        if alert.is_event() {
            return true;
        }
        let is_new = self.raised.get(&alert).is_none_or(|raised| {
            stage > raised.stage || raised.told.plus_seconds(repeat_seconds) <= now
        });
        if is_new {
            self.raised.insert(alert, Raised { told: now, stage });
        }
        is_new
    }

    /// Begins an attempt for each notice that is due: sets the time of the next one.
    pub(super) fn begin_due(&mut self, now: Timestamp) -> Vec<Notice> {
        let due = self.notices.iter_mut().filter(|notice| notice.due <= now);
        due.map(|notice| {
            notice.due = now.plus_seconds(RETRY_SECONDS);
            notice.clone()
        })
        .collect()
    }

    /// Forgets notices that have arrived.
    pub(super) fn forget(&mut self, sent: &[&Notice]) {
        self.notices.retain(|notice| !sent.contains(&notice));
    }
}

impl LogRead {
    /// Counts a failed login of this hour.
    pub(super) fn count_failures(&mut self, hour: Hour, failures: u64) {
        if hour.0 != self.hour {
            (self.hour, self.failures) = (hour.0, 0);
        }
        self.failures = self.failures.saturating_add(failures);
    }
}
