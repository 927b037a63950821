//! A mail of a hand-off, from the hand-off until the mail has left or is given up.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use model::worksheet::HandoffKind;
use rand_core::Rng;
use serde::{Deserialize, Serialize};
use shared::report::ReportId;
use store::{RecordChange, RecordKind};

use super::outbox::OfCase;
use super::{CaseError, Casework};
use crate::handoff::Mail;
use crate::handoff::smtp::LONGEST_SECONDS;
use crate::webhooks::{ATTEMPTS, pause_after};

/// A mail as it is stored, sealed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitingMail {
    /// The case that is handed off.
    pub(super) case: ReportId,
    /// The hand-off in the case's worksheet: its version.
    pub(super) hand_off: u64,
    /// The kind of the hand-off.
    pub(super) kind: HandoffKind,
    /// The mail itself.
    pub(super) mail: Mail,
    /// Number of attempts that have begun.
    attempts: u32,
    /// The earliest time of the next attempt, in seconds since 1970.
    pub(super) due: u64,
    /// The time at which the present attempt began, in seconds since 1970; none between attempts.
    begun: Option<u64>,
}

impl WaitingMail {
    /// A mail that is due at once.
    pub(super) fn new(
        case: ReportId,
        hand_off: u64,
        kind: HandoffKind,
        mail: Mail,
        now: Timestamp,
    ) -> Self {
        Self {
            case,
            hand_off,
            kind,
            mail,
            attempts: 0,
            due: now.0,
            begun: None,
        }
    }

    /// The hand-off that it belongs to.
    pub(super) fn of(&self) -> OfCase {
        OfCase {
            case: self.case,
            hand_off: self.hand_off,
        }
    }

    /// Begins an attempt.
    pub(super) fn begin(&mut self, now: Timestamp) {
        self.attempts += 1;
        self.begun = Some(now.0);
    }

    /// Ends an attempt that did not hand the mail over, and sets the time of the next one.
    pub(super) fn wait(&mut self, now: Timestamp) {
        let pause = pause_after(self.attempts, &mut UnwrapErr(SysRng));
        self.due = now.plus_seconds(pause).0;
        self.begun = None;
    }

    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.begun.is_none() && self.due <= now.0
    }

    /// Whether an attempt began so long ago that its process cannot finish it any more.
    pub(super) fn is_lost(&self, now: Timestamp) -> bool {
        self.begun
            .is_some_and(|begun| begun.saturating_add(LONGEST_SECONDS) < now.0)
    }

    /// Whether all attempts have begun.
    pub(super) fn was_last(&self) -> bool {
        self.attempts >= ATTEMPTS
    }
}

impl Casework {
    /// The change that adds a mail to those that wait.
    pub(super) fn waiting_mail(&self, mail: &WaitingMail) -> Result<RecordChange, CaseError> {
        let mut key = mail.case.as_bytes().to_vec();
        let mut random = [0; 16];
        UnwrapErr(SysRng).fill_bytes(&mut random);
        key.extend(random);
        Ok(self.records().add(RecordKind::Mail, &key, mail)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_due_again_after_a_pause_until_about_a_day_has_passed() {
        let begin = Timestamp(1_800_000_000);
        let case = ReportId::new([7; 16]);
        let mail = r#"{ "from": "a@b.example", "to": "c@d.example", "message": "" }"#;
        let mail = serde_json::from_str(mail).unwrap();
        let mut mail = WaitingMail::new(case, 2, HandoffKind::ScartMail, mail, begin);
        let mut now = begin;
        while !mail.was_last() {
            assert!(mail.is_due(now));
            mail.begin(now);
            assert!(!mail.is_due(now.plus_seconds(1 << 30)), "never by itself");
            assert!(!mail.is_lost(now.plus_seconds(LONGEST_SECONDS)));
            assert!(mail.is_lost(now.plus_seconds(LONGEST_SECONDS + 1)));
            mail.wait(now);
            assert!(!mail.is_lost(now.plus_seconds(1 << 30)));
            assert!(!mail.is_due(now));
            now = Timestamp(mail.due);
        }
        let hours = (now.0 - begin.0) / 3600;
        assert!((24..72).contains(&hours), "{hours}");
    }
}
