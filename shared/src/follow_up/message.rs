//! Messages of version 2: reports whose reporter can be asked, and answers. They have the size and the shape of all
//! messages.

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::mailbox::MailboxKey;
use super::question::QuestionId;
use crate::envelope::{self, NotAMessage, OpenError, SealError, SealedReport, Version};
use crate::hpke::PrivateKey;
use crate::key_config::PublishedKey;
use crate::receipt::Receipt;
use crate::report::{BrokenRule, Description, Report, ReportId, UntrustedReport};

const VERSION: Version = Version {
    number: 2,
    label: b"sealed-report v2 report",
};

/// What a message holds. In JSON it is an object with one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content<R = Report> {
    /// A report whose reporter can be asked.
    Askable(Askable<R>),
    /// The answer to a question.
    Answer(Answer),
}

/// A report as read from JSON, with the key of its reporter's mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Askable<R = Report> {
    /// The key of the reporter's mailbox.
    pub mailbox: MailboxKey,
    /// The report, as in version 1.
    pub report: R,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// A random id, so that a retry stores nothing twice.
    pub id: ReportId,
    /// The question, whose id nobody can guess.
    pub question: QuestionId,
    /// What the reporter writes.
    pub text: Description,
}

/// The content of an opened message.
pub struct Opened {
    /// The content, which keeps every rule.
    pub content: Content,
    /// The content's canonical JSON, without padding.
    pub json: Zeroizing<Vec<u8>>,
    /// The proof for the reporter that the message was opened.
    pub receipt: Receipt,
}

impl<R: Serialize> Content<R> {
    /// The content as compact JSON, the plaintext of the protocol.
    pub fn to_json(&self) -> Zeroizing<Vec<u8>> {
        // Strings, numbers and string-keyed maps always have a JSON form.
        Zeroizing::new(serde_json::to_vec(self).unwrap_or_default())
    }
}

impl Content {
    /// The id under which the content is stored.
    pub fn id(&self) -> ReportId {
        match self {
            Self::Askable(askable) => askable.report.id(),
            Self::Answer(answer) => answer.id,
        }
    }

    /// Reads the JSON of a content.
    pub fn from_json(json: &[u8]) -> Option<Self> {
        let content: Content<UntrustedReport> = serde_json::from_slice(json).ok()?;
        content.try_into().ok()
    }
}

impl TryFrom<Content<UntrustedReport>> for Content {
    type Error = BrokenRule;

    fn try_from(content: Content<UntrustedReport>) -> Result<Self, BrokenRule> {
        Ok(match content {
            Content::Askable(Askable { mailbox, report }) => Self::Askable(Askable {
                mailbox,
                report: report.try_into()?,
            }),
            Content::Answer(answer) => Self::Answer(answer),
        })
    }
}

/// Checks length, magic and version of a message, and its proof of work as far as that costs nothing.
pub fn parse(bytes: Vec<u8>) -> Result<SealedReport, NotAMessage> {
    SealedReport::parse_as(bytes, &VERSION)
}

/// Whether a message is of this version.
pub fn is_one(message: &SealedReport) -> bool {
    message.as_bytes().get(7) == Some(&VERSION.number)
}

/// Seals a content, padded to the size of all messages, and gives the receipt to expect.
pub fn seal(
    content: &Content,
    key: &PublishedKey,
    rng: &mut impl CryptoRng,
) -> Result<(SealedReport, Receipt), SealError> {
    seal_json(&content.to_json(), key, rng)
}

/// Seals the JSON of a content, for whoever has it already.
pub fn seal_json(
    json: &[u8],
    key: &PublishedKey,
    rng: &mut impl CryptoRng,
) -> Result<(SealedReport, Receipt), SealError> {
    envelope::seal_as(&VERSION, json, key, rng)
}

/// Opens a message with the key that it names.
pub fn open(
    message: &SealedReport,
    key: &PublishedKey,
    private_key: &PrivateKey,
) -> Result<Opened, OpenError> {
    let (json, receipt) = envelope::open_as(&VERSION, message, key, private_key)?;
    let content = Content::from_json(&json).ok_or(OpenError::Report)?;
    if content.to_json() != json {
        return Err(OpenError::Report);
    }
    Ok(Opened {
        content,
        json,
        receipt,
    })
}

#[cfg(test)]
mod tests;
