//! The alerts, and what each says.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use crate::words::Words;

/// Something that needs a person.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(super) enum Alert {
    /// A report about a child in danger waits.
    DangerWaits,
    /// Reports wait for longer than one working day.
    ReportsWait,
    /// The signer's certificate ends soon, or has ended.
    SignerEnds,
    /// The certificate for the exchange with other hotlines ends soon, or has ended.
    ExchangeEnds,
    /// The certificate for questions to reporters ends soon, or has ended.
    AskerEnds,
    /// The directory of other hotlines was not fetched for a day, or has ended.
    DirectoryOld,
    /// Another hotline has told nothing of a referral of a child in danger.
    HotlineSilent,
    /// Another hotline goes by another directory of the same version.
    DirectorySplit,
    /// A TLS certificate ends soon, or has ended: that of the intake's public address, or one that a half shows.
    CertificateEnds,
    /// The intake's public address does not lead to this intake.
    PublicWrong,
    /// The intake's ratchet does not leave old hours behind.
    RatchetStands,
    /// Nothing can be written to the store.
    NothingStored,
    /// The desk does not start, as its half of the store cannot be trusted. The intake goes on.
    DeskClosed,
    /// The desk is locked until people have entered shares of its key. The intake goes on.
    DeskLocked,
    /// The intake is at work, and has no key to give out.
    KeyMissing,
    /// The intake does not write that it is at work.
    IntakeSilent,
    /// The desk cannot fetch from its intake.
    IntakeUnreachable,
    /// No desk has fetched from this intake for long.
    DeskAway,
    /// The last backup is too old.
    BackupOld,
    /// The system's clock has jumped, and is not believed.
    ClockRefused,
    /// The disk of the store is nearly full.
    DiskFull,
    /// Reports were claimed too often without an ack.
    ReportsSetAside,
    /// Deliveries to webhooks were given up.
    DeliveriesDead,
    /// Many logins fail.
    LoginsAttacked,
    /// Reports in the queue are not as the intake stored them.
    QueueChanged,
    /// The desk's rows in the store are not as the desk wrote them.
    StoreChanged,
    /// An account was made.
    AccountMade,
    /// A token of the API was made.
    TokenMade,
    /// Somebody tries the places of alerts.
    Test,
}

/// The names of all alerts.
pub fn alert_names() -> impl Iterator<Item = &'static str> {
    Alert::VARIANTS.iter().map(|alert| alert.name())
}

/// How soon a person should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Urgency {
    /// At once, at night as well.
    Now,
    /// On the same day.
    Today,
    /// It is good to know.
    Calm,
}

impl Alert {
    /// The alert's name in pushes, metrics and the log.
    pub(super) fn name(self) -> &'static str {
        self.into()
    }

    /// Whether this happens at one moment and is never over.
    pub(super) fn is_event(self) -> bool {
        matches!(
            self,
            Self::DeskClosed
                | Self::QueueChanged
                | Self::AccountMade
                | Self::TokenMade
                | Self::Test
        )
    }

    /// How soon a person should look.
    pub(super) fn urgency(self) -> Urgency {
        match self {
            Self::DangerWaits
            | Self::HotlineSilent
            | Self::DiskFull
            | Self::NothingStored
            | Self::DeskClosed
            | Self::DeskLocked
            | Self::PublicWrong
            | Self::DirectorySplit
            | Self::KeyMissing
            | Self::IntakeSilent
            | Self::IntakeUnreachable
            | Self::DeskAway
            | Self::QueueChanged
            | Self::StoreChanged => Urgency::Now,
            Self::Test => Urgency::Calm,
            _ => Urgency::Today,
        }
    }

    /// A few words without a number, for subjects.
    pub(super) fn title(self, words: Words) -> Cow<'static, str> {
        words.alert_title(self.name())
    }

    /// The text, with a number.
    pub(super) fn text(self, words: Words, count: u64) -> Cow<'static, str> {
        words.alert_text(count, self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    /// The alerts that are about nothing that is counted.
    const UNCOUNTED: [Alert; 6] = [
        Alert::PublicWrong,
        Alert::KeyMissing,
        Alert::NothingStored,
        Alert::DeskClosed,
        Alert::ClockRefused,
        Alert::Test,
    ];

    #[test]
    fn every_alert_has_a_title_and_a_text_with_its_number_in_every_language() {
        for language in Language::VARIANTS {
            let words = Words(*language);
            for alert in Alert::VARIANTS {
                let (title, text) = (alert.title(words), alert.text(words, 4711));
                assert_ne!(title, alert.name(), "{language:?}");
                assert!(text.len() > title.len(), "{language:?}: {text}");
                assert_eq!(text.contains("4711"), !UNCOUNTED.contains(alert), "{text}");
            }
        }
    }
}
