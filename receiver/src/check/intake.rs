//! The intake's keys: the signer's certificate and the ratchet.

use model::intake_key::StoredKey;
use model::time::Timestamp;

use super::Finding;
use crate::keys::ratchet::{Ratchet, STANDS_HOURS};
use crate::settings::IntakeSettings;

/// Seconds of a day.
pub(super) const DAY: u64 = 24 * 3600;

/// Days before the end of a certificate from which on a check warns.
pub(super) const WARN_DAYS: u64 = 14;

/// Days for which a certificate may be valid without a warning: a stolen signer is believed as long.
pub const LONG_DAYS: u64 = 366;

const CERTIFY: &str = "`receiver keys certify` makes a new certificate with the root's key";

const SHORTER: &str =
    "`receiver keys certify` for a month, with the root's key on a machine without a network";

/// Checks the signer's certificate and the ratchet.
pub(super) fn check(
    intake: &IntakeSettings,
    keys: &[StoredKey],
    is_at_work: bool,
    now: Timestamp,
) -> Vec<Finding> {
    vec![signer(intake, now), ratchet(intake, keys, is_at_work, now)]
}

fn signer(intake: &IntakeSettings, now: Timestamp) -> Finding {
    let ends = Timestamp(intake.signer.certificate().not_after);
    let days = ends.0.saturating_sub(now.0) / DAY;
    let found = format!("certified until {ends}, {days} days from now");
    if !intake.signer.is_certified(now) {
        Finding::fail("signer", found, CERTIFY)
    } else if days < WARN_DAYS {
        Finding::warn("signer", found, CERTIFY)
    } else if days > LONG_DAYS {
        let found = format!("{found}: browsers believe a stolen signer as long");
        Finding::warn("signer", found, SHORTER)
    } else {
        Finding::ok("signer", found)
    }
}

fn ratchet(
    intake: &IntakeSettings,
    keys: &[StoredKey],
    is_at_work: bool,
    now: Timestamp,
) -> Finding {
    let hour = intake.ratchet.ratchet().hour();
    let fix = "delete intake.ratchet's file and run `receiver keys ratchet` for its folder; open forms retry once";
    if hour > now.hour() {
        let found = format!("is at {hour}, which is to come: no key can be made before");
        return Finding::fail("ratchet", found, fix);
    }
    let found = format!("opens what was sealed since {hour}");
    if is_at_work && hour.0 + STANDS_HOURS < now.hour().0 {
        let fix = "let the receiver's user write the ratchet's file and its folder; its log has the reason";
        return Finding::warn("ratchet", format!("{found}: it does not move on"), fix);
    }
    if is_foreign(intake.ratchet.ratchet(), keys, now) {
        let found = "opens none of the keys in the store: it is another receiver's, or a new one";
        let fix = "all receivers of one store need the same file, which no backup has; with a new one, start the \
                   intake, which makes a new key";
        return Finding::warn("ratchet", found, fix);
    }
    Finding::ok("ratchet", found)
}

/// Whether there are keys that are not ended, and the ratchet opens none of them.
fn is_foreign(ratchet: &Ratchet, keys: &[StoredKey], now: Timestamp) -> bool {
    let mut present = keys.iter().filter(|key| key.ends > now).peekable();
    let opens = |key: &StoredKey| ratchet.unwrap(key.made, &key.config, &key.wrapped).is_ok();
    present.peek().is_some() && !present.any(opens)
}
