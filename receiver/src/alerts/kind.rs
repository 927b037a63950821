//! The alerts, and what each says.

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

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
    /// The TLS certificate of the intake's public address ends soon, or has ended.
    CertificateEnds,
    /// The intake's public address does not lead to this intake.
    PublicWrong,
    /// The intake's ratchet does not leave old hours behind.
    RatchetStands,
    /// Nothing can be written to the store.
    NothingStored,
    /// The desk does not start, as its half of the store cannot be trusted. The intake goes on.
    DeskClosed,
    /// The intake does not write that it is at work.
    IntakeSilent,
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
            | Self::DiskFull
            | Self::NothingStored
            | Self::DeskClosed
            | Self::PublicWrong
            | Self::IntakeSilent
            | Self::QueueChanged
            | Self::StoreChanged => Urgency::Now,
            Self::Test => Urgency::Calm,
            _ => Urgency::Today,
        }
    }

    /// A few words without a number, for subjects.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::DangerWaits => "a report of a child in danger waits",
            Self::ReportsWait => "reports wait for too long",
            Self::SignerEnds => "the signer's certificate ends",
            Self::CertificateEnds => "the certificate of the public address ends",
            Self::PublicWrong => "the public address does not lead to the intake",
            Self::RatchetStands => "old keys are not destroyed",
            Self::NothingStored => "nothing can be stored",
            Self::DeskClosed => "the desk does not start",
            Self::IntakeSilent => "the intake is silent",
            Self::BackupOld => "the last backup is too old",
            Self::ClockRefused => "the clock is not believed",
            Self::DiskFull => "the disk is nearly full",
            Self::ReportsSetAside => "reports are set aside",
            Self::DeliveriesDead => "deliveries to a webhook were given up",
            Self::LoginsAttacked => "many logins fail",
            Self::QueueChanged => "somebody else has changed the queue",
            Self::StoreChanged => "somebody else has changed the store",
            Self::AccountMade => "a new account",
            Self::TokenMade => "a new token",
            Self::Test => "a test of the alerts",
        }
    }

    /// The text, with a number.
    pub(super) fn text(self, count: u64) -> String {
        match self {
            Self::DangerWaits => format!(
                "Reports about a child in danger have waited at the desk for 15 minutes or longer, and \
                 nobody has taken them. Number of such reports: {count}."
            ),
            Self::ReportsWait => format!(
                "Reports have waited at the desk for longer than one working day. Number of such \
                 reports at the last full hour: {count}."
            ),
            Self::SignerEnds => format!(
                "The signer's certificate ends. From then on, no report is accepted. Certify the signer \
                 anew: receiver keys certify --help. Whole days left: {count}."
            ),
            Self::CertificateEnds => format!(
                "The TLS certificate of the intake's public address ends. From then on, no browser opens the \
                 form. Renew it where TLS ends, which may be a proxy. Days in which it will have ended: {count}."
            ),
            Self::PublicWrong => {
                "From this machine, the address in intake.public_url does not lead to this intake: perhaps \
                 no reporter reaches it. See receiver check."
                    .to_owned()
            }
            Self::RatchetStands => format!(
                "The intake cannot write the file of its ratchet: what was sent longer ago than 72 hours can \
                 still be opened by who takes the machine. Whole hours since the oldest: {count}."
            ),
            Self::NothingStored => {
                "Nothing can be written to the store. No report is accepted until that is mended: look at \
                 the disk, the database and the log of the receiver."
                    .to_owned()
            }
            Self::DeskClosed => {
                "The desk does not start, because its half of the store is not as the desk left it. The intake \
                 goes on, and reports wait. See receiver check."
                    .to_owned()
            }
            Self::IntakeSilent => format!(
                "The intake does not write to the store that it is at work. Perhaps no report is accepted. \
                 Whole minutes since it did: {count}."
            ),
            Self::BackupOld => {
                format!("No backup has succeeded for a long time. Whole hours since the last, or \
                 since the store was begun: {count}.")
            }
            Self::ClockRefused => {
                "The system's clock has jumped, and the receiver does not believe it. If the clock is right, \
                 confirm it: receiver clock --help."
                    .to_owned()
            }
            Self::DiskFull => format!(
                "The disk of the store is nearly full. On a full disk, no report is accepted. Used, in \
                 percent: {count}."
            ),
            Self::ReportsSetAside => format!(
                "Reports were claimed too often without being finished, and are set aside: receiver queue \
                 --help. Number of such reports at the last full hour: {count}."
            ),
            Self::DeliveriesDead => format!(
                "Deliveries to webhooks were given up: receiver webhooks --help. Number of such \
                 deliveries: {count}."
            ),
            Self::LoginsAttacked => format!(
                "Many logins at the desk fail, as if somebody guessed passwords. Number of failures in \
                 this hour: {count}."
            ),
            Self::QueueChanged => format!(
                "Reports in the queue are not as the intake has stored them: somebody else has written to the \
                 store. They were set aside, put right, or are gone, as the log of acts says. Number of such \
                 reports: {count}."
            ),
            Self::StoreChanged => format!(
                "The desk's accounts, cases or log in the store are not as the desk wrote them: somebody else \
                 has written to the store. See receiver audit verify. Number of differences: {count}."
            ),
            Self::AccountMade => format!(
                "Accounts were made at the desk. If nobody of you did, look at the log of acts. Number \
                 of new accounts: {count}."
            ),
            Self::TokenMade => format!(
                "Tokens of the desk's API were made. If nobody of you did, look at the log of acts. \
                 Number of new tokens: {count}."
            ),
            Self::Test => "This is a test of the alerts. Nothing has happened.".to_owned(),
        }
    }
}
