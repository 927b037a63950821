//! Hand-offs: documents about chosen items of one case that leave the desk, in the formats of their
//! recipients.
//!
//! A hand-off is made from a [`Dossier`], which holds neither contact nor credentials nor receipt.
//! No hand-off names the partner, the reporter's language or the analyst, and no location in it has a
//! login or a parameter that tells who shared it (`leaving.rs`). Only [`Mail::send`] sends anything.

mod address;
mod bundle;
mod document;
mod excerpt;
pub mod hosting;
mod hotlines;
mod json;
mod leaving;
mod letter;
mod mail;
mod naming;
mod notice;
mod police;
pub mod referral;
mod refusal;
mod reported;
mod scart;
mod sender;
pub(crate) mod smtp;
mod words;
mod xarf;

use lettre::Address;
pub use lettre::transport::smtp::client::Certificate;
use model::case::Dossier;
use model::time::Timestamp;
use model::worksheet::HandoffKind;
use rand_core::CryptoRng;
use shared::report::{HotlineId, Location};
use url::Host;

use crate::parcel::PeerKey;

pub use self::document::{Document, Handoff, Transport};
pub use self::hotlines::{Bar, Hotlines, OtherHotline};
pub use self::mail::Mail;
pub(crate) use self::naming::names_other;
pub use self::refusal::Refusal;
pub(crate) use self::refusal::may_leave;
pub use self::sender::{DirectorySource, MailServer, Referrals, Scart, Security, Sender};
pub use self::smtp::MailError;

/// Checks whether a hand-off can be made now, without making it. `sender` is the config's
/// `[desk.handoffs]`.
pub fn check(kind: HandoffKind, dossier: &Dossier, sender: Option<&Sender>) -> Result<(), Refusal> {
    let dossier = &leaving::dossier(kind, dossier);
    let sender = allowed(kind, dossier, sender)?;
    match kind {
        HandoffKind::ScartCsv => scart::csv::check(dossier),
        HandoffKind::ScartMail => scart::mail::transport(sender).map(|_| ()),
        HandoffKind::Xarf => xarf::check(dossier),
        HandoffKind::Notice => notice::check(dossier),
        HandoffKind::Police => Ok(()),
        HandoffKind::Hotline => referral::check(sender),
    }
}

/// The host of a location, in the form that a browser uses, without a dot at its end; `None` if the
/// location has no address.
pub(crate) fn host_of(location: &Location) -> Option<String> {
    let host = address::of(location).and_then(address::host)?;
    Some(host.strip_suffix('.').unwrap_or(&host).to_owned())
}

/// The domain that somebody registered for a host: one label below a public suffix; `None` for an IP
/// address, a hidden service without a suffix, and a suffix itself.
pub(crate) fn domain_of(host: &str) -> Option<String> {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => psl::domain_str(&name).map(str::to_owned),
        _ => None,
    }
}

/// The recipient of a hand-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The recipient's name; for another hotline, its name in the config.
    pub name: String,
    /// The recipient's email address, if the hand-off goes by mail.
    pub mail: Option<Address>,
    /// The other hotline, if the recipient is one.
    pub other: Option<OtherDesk>,
}

/// Another hotline as the recipient of a referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherDesk {
    /// The hotline's id.
    pub hotline: HotlineId,
    /// Its exchange key, if a valid one is known: a file is sealed at once.
    pub key: Option<PeerKey>,
    /// Whether the exchange brings the referral there; otherwise it is a file.
    pub is_online: bool,
}

impl Addressee {
    /// A recipient without an email address and without a key.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            mail: None,
            other: None,
        }
    }
}

/// Makes a hand-off, or says why it must not be made. Notices and XARF reports go by mail if the
/// recipient has an email address. `sender` is the config's `[desk.handoffs]`.
pub fn prepare(
    kind: HandoffKind,
    to: &Addressee,
    dossier: &Dossier,
    sender: Option<&Sender>,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<Handoff, Refusal> {
    let dossier = &leaving::dossier(kind, dossier);
    let sender = allowed(kind, dossier, sender)?;
    match kind {
        HandoffKind::ScartCsv => scart::csv::make(dossier, sender),
        HandoffKind::ScartMail => scart::mail::make(dossier, sender, now, rng),
        HandoffKind::Xarf => match &to.mail {
            Some(mail) => xarf::mail(dossier, sender, mail, now, rng),
            None => xarf::make(dossier, sender, now),
        },
        HandoffKind::Notice => match &to.mail {
            Some(mail) => notice::mail(dossier, sender, mail, now, rng),
            None => notice::make(dossier, sender, now),
        },
        // The package holds the reporter's own words, and never goes by mail.
        HandoffKind::Police => Ok(police::make(dossier, sender, now)),
        HandoffKind::Hotline => referral::make(to.other.as_ref(), dossier, sender, now, rng),
    }
}

/// The sender, if these items may be handed off in this way.
fn allowed<'a>(
    kind: HandoffKind,
    dossier: &Dossier,
    sender: Option<&'a Sender>,
) -> Result<&'a Sender, Refusal> {
    refusal::check(kind, dossier)?;
    sender.ok_or(Refusal::NotConfigured("[desk.handoffs]"))
}

#[cfg(test)]
mod tests;
