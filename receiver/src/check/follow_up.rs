//! Questions to reporters: the asker's certificate.

use model::time::Timestamp;

use super::Finding;
use crate::settings::KeylessDesk;

/// Checks the certificate of the desk's asker, if the hotline asks reporters.
pub(super) fn certificate(desk: &KeylessDesk, now: Timestamp) -> Option<Finding> {
    const FIX: &str = "`receiver keys certify --asker` makes a new certificate with the root's key";
    let ends = desk.asker.as_ref()?.certificate(now).map(|(_, ends)| ends);
    let of = ("questions", "questions to reporters");
    Some(Finding::of_certificate(of, ends, now, FIX))
}
