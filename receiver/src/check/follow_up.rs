//! Questions to reporters: the asker's certificate.

use model::time::Timestamp;

use super::Finding;
use super::intake::{DAY, WARN_DAYS};
use crate::settings::KeylessDesk;

/// Checks the certificate of the desk's asker, if the hotline asks reporters.
pub(super) fn certificate(desk: &KeylessDesk, now: Timestamp) -> Option<Finding> {
    const FIX: &str = "`receiver keys certify --asker` makes a new certificate with the root's key";
    let (_, ends) = match desk.asker.as_ref()?.certificate(now) {
        Ok(certified) => certified,
        Err(error) => return Some(Finding::warn("questions", error, FIX)),
    };
    let days = ends.0.saturating_sub(now.0) / DAY;
    let found = format!("certified for questions to reporters until {ends}, {days} days from now");
    Some(match days {
        ..WARN_DAYS => Finding::warn("questions", found, FIX),
        _ => Finding::ok("questions", found),
    })
}
