//! Hand-offs: documents about one case that leave the desk, in the formats of their recipients.
//!
//! A hand-off is made from a [`Dossier`], which holds neither contact nor credentials nor receipt.
//! No hand-off names the partner, the reporter's language or the analyst. Only [`Mail::send`] sends
//! anything.

mod address;
mod bundle;
mod document;
mod excerpt;
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
pub(crate) mod smtp;
mod words;
mod xarf;

pub use lettre::transport::smtp::client::Certificate;
use model::case::{Dossier, HandoffKind};
use model::time::Timestamp;
use rand_core::CryptoRng;

pub use self::document::{Document, Handoff, Transport};
pub use self::mail::Mail;
pub use self::refusal::Refusal;
use self::refusal::check;
pub use self::sender::{MailServer, OtherHotline, Referrals, Scart, Security, Sender};
pub use self::smtp::MailError;

/// Checks for each kind of hand-off whether it can be made now, without making it. `sender` is the
/// config's `[desk.handoffs]`.
pub fn check_all(
    dossier: &Dossier,
    sender: Option<&Sender>,
) -> impl Iterator<Item = (HandoffKind, Result<(), Refusal>)> {
    let kinds = <HandoffKind as strum::VariantArray>::VARIANTS.iter();
    kinds.map(move |kind| (*kind, check_one(*kind, dossier, sender)))
}

fn check_one(kind: HandoffKind, dossier: &Dossier, sender: Option<&Sender>) -> Result<(), Refusal> {
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

/// Makes a hand-off, or says why it must not be made. `to` is the config's name of the other
/// hotline, for [`HandoffKind::Hotline`] only. `sender` is the config's `[desk.handoffs]`.
pub fn prepare(
    kind: HandoffKind,
    to: &str,
    dossier: &Dossier,
    sender: Option<&Sender>,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<Handoff, Refusal> {
    let sender = allowed(kind, dossier, sender)?;
    match kind {
        HandoffKind::ScartCsv => scart::csv::make(dossier, sender),
        HandoffKind::ScartMail => scart::mail::make(dossier, sender, now, rng),
        HandoffKind::Xarf => xarf::make(dossier, sender, now),
        HandoffKind::Notice => notice::make(dossier, sender, now),
        HandoffKind::Police => Ok(police::make(dossier, sender, now)),
        HandoffKind::Hotline => referral::make(to, dossier, sender, now, rng),
    }
}

/// The sender, if this case may be handed off in this way.
fn allowed<'a>(
    kind: HandoffKind,
    dossier: &Dossier,
    sender: Option<&'a Sender>,
) -> Result<&'a Sender, Refusal> {
    check(kind, dossier)?;
    sender.ok_or(Refusal::NotConfigured("[desk.handoffs]"))
}

#[cfg(test)]
mod tests;
