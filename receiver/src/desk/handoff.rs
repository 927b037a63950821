//! Hand-offs: what leaves the desk for one case, in the formats that others take.
//!
//! A hand-off is made of a [`Dossier`], which holds neither contact nor credentials nor receipt;
//! nor does any hand-off name the partner, the reporter's language or the analyst. Nothing is sent
//! from here but by [`Mail::send`].

mod address;
mod bundle;
pub mod hosting;
mod json;
mod mail;
mod notice;
mod police;
pub mod referral;
mod refusal;
mod reported;
mod scart;
mod sender;
mod words;
mod xarf;

pub use lettre::transport::smtp::client::Certificate;
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use shared::report::Location;

pub use self::mail::{Mail, MailError};
pub use self::refusal::{Refusal, check};
pub use self::sender::{MailServer, OtherHotline, Referrals, Scart, Security, Sender};
use super::assessment::Finding;
use super::case::{Dossier, HandoffKind};
use crate::clock::Timestamp;

/// What leaves.
#[derive(Debug)]
pub struct Handoff {
    /// It.
    pub parcel: Parcel,
    /// Locations that the format has no room for, by their place in the report, from 0. They have
    /// to leave by another way.
    pub left_out: Vec<usize>,
}

/// How it leaves.
#[derive(Debug)]
pub enum Parcel {
    /// As a file that the analyst downloads.
    Download(Document),
    /// By mail: [`Mail::send`].
    Mail(Box<Mail>),
}

/// A file. Serve it as an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its name: letters, digits, hyphens and dots.
    pub file_name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Handoff {
    fn download(document: Document) -> Self {
        Self {
            parcel: Parcel::Download(document),
            left_out: Vec::new(),
        }
    }
}

/// Makes a hand-off, or says why it must not be made. `to` is the name of the other hotline in the
/// config; only [`HandoffKind::Hotline`] asks for it. `sender` is what `[desk.handoffs]` says.
pub fn prepare(
    kind: HandoffKind,
    to: &str,
    dossier: &Dossier,
    sender: Option<&Sender>,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<Handoff, Refusal> {
    check(kind, dossier)?;
    let sender = sender.ok_or(Refusal::NotConfigured("[desk.handoffs]"))?;
    match kind {
        HandoffKind::ScartCsv => scart::csv::make(dossier, sender),
        HandoffKind::ScartMail => scart::mail::make(dossier, sender, now, rng),
        HandoffKind::Xarf => xarf::make(dossier, sender, now),
        HandoffKind::Notice => notice::make(dossier, sender, now),
        HandoffKind::Police => Ok(police::make(dossier, sender, now)),
        HandoffKind::Hotline => referral::make(to, dossier, sender, now, rng),
    }
}

/// A location that is assessed as illegal.
struct Illegal<'a> {
    place: usize,
    location: &'a Location,
    finding: &'a Finding,
}

/// Every location that is assessed as illegal.
fn illegal(dossier: &Dossier) -> Vec<Illegal<'_>> {
    let findings = dossier.assessment.iter().flat_map(|made| &made.findings);
    let locations = dossier.report.locations.iter().zip(findings).enumerate();
    locations
        .map(|(place, (location, finding))| Illegal {
            place,
            location,
            finding,
        })
        .filter(|found| found.finding.classification.is_illegal())
        .collect()
}

/// What the analyst wrote for those outside; empty if nothing.
fn explanation(dossier: &Dossier) -> &str {
    let assessment = dossier.assessment.as_ref();
    assessment.map_or("", |made| made.explanation.trim())
}

/// The name of a file about this case.
fn file_name(dossier: &Dossier, what: &str) -> String {
    format!("{}-{what}", dossier.id)
}

/// SHA-256 in hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The day of a time, UTC (RFC 3339).
fn day(now: Timestamp) -> String {
    now.to_string().chars().take(10).collect()
}

#[cfg(test)]
mod tests;
