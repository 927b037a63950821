//! A question of the hotline to one reporter: signed by the desk's asker, sealed to the reporter's mailbox.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::mailbox::{MailboxKey, SALT_BYTES, TAG_BYTES};
use crate::certificate::{NotACertificate, SignerCertificate};
use crate::json;
use crate::limits::TAG_BYTES as AEAD_TAG_BYTES;
use crate::padding;
use crate::report::{HotlineId, ReportId, Rule, Text};
use crate::secret::on_wiped_stack;
use crate::signing::{Purpose, Signed, SigningKey, VerifyingKey};

/// Bytes of a slot, with a question or without.
pub const SLOT_BYTES: usize = 1088;

/// Characters of a question.
pub const QUESTION_CHARS: usize = 500;

/// Bytes of a question in UTF-8: what a slot has room for.
pub const QUESTION_BYTES: usize = PLAINTEXT_BYTES - SIGNATURE_BYTES - ReportId::BYTES - 8;

const SIGNATURE_BYTES: usize = 64;
const PLAINTEXT_BYTES: usize = SLOT_BYTES - TAG_BYTES - SALT_BYTES - AEAD_TAG_BYTES;

/// One place of the board.
pub type Slot = [u8; SLOT_BYTES];

/// A question, and how it is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The id, which the answer names. Only the desk and whoever has the code know it.
    pub id: QuestionId,
    /// The first second at which no answer is taken any more, since 1970 UTC.
    pub until: u64,
    /// What the hotline asks.
    pub text: QuestionText,
}

/// The id of a question: 16 random bytes, written as 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QuestionId(ReportId);

impl QuestionId {
    /// Makes a new id.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        Self(ReportId::random(rng))
    }

    /// The bytes of the id.
    pub fn as_bytes(&self) -> &[u8; ReportId::BYTES] {
        self.0.as_bytes()
    }
}

/// Whoever knows the id of a question can answer it, so it does not show.
impl fmt::Debug for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QuestionId(…)")
    }
}

/// The text of a question: at most [`QUESTION_CHARS`] characters and [`QUESTION_BYTES`] bytes, without control characters but
/// line feeds.
pub type QuestionText = Text<OfQuestion>;

/// The rule of [`QuestionText`].
pub struct OfQuestion;

impl Rule for OfQuestion {
    const NAME: &'static str = "QuestionText";
    const MAX_CHARS: usize = QUESTION_CHARS;

    fn keeps(text: &str) -> bool {
        let is_plain = |sign: char| sign == '\n' || !sign.is_control();
        text.len() <= QUESTION_BYTES && text.chars().all(is_plain)
    }
}

/// The root's certificate for the key with which a desk signs questions, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskerCertificate(pub SignerCertificate);

impl AskerCertificate {
    /// Writes the certificate as JSON, and signs it with the root.
    pub fn signed(&self, root: &SigningKey) -> Signed {
        // Strings and numbers always have a JSON form.
        let text = serde_json::to_string(&self.0).unwrap_or_default();
        root.sign(Purpose::Asker, text)
    }

    /// Reads a certificate that the root signed.
    pub fn verify(signed: &Signed, root: &VerifyingKey) -> Result<Self, NotACertificate> {
        let text = signed.verify(Purpose::Asker, root)?;
        let certificate = json::read(text.as_bytes()).ok_or(NotACertificate::Form)?;
        Ok(Self(certificate))
    }
}

/// What questions are sealed with for the board of one hour.
pub struct Asking<'a> {
    /// The hotline that asks.
    pub hotline: &'a HotlineId,
    /// The desk's key for signing questions.
    pub asker: &'a SigningKey,
    /// The hour of the board, since 1970.
    pub hour: u64,
}

impl Asking<'_> {
    /// Signs a question and seals it to a mailbox.
    pub fn seal(
        &self,
        question: &Question,
        mailbox: &MailboxKey,
        rng: &mut impl CryptoRng,
    ) -> Slot {
        let signed = self.asker.sign(
            Purpose::Question,
            signed_text(self.hotline, mailbox, question),
        );
        let mut plaintext = Zeroizing::new(Vec::with_capacity(PLAINTEXT_BYTES));
        plaintext.extend_from_slice(signed.signature());
        plaintext.extend_from_slice(question.id.0.as_bytes());
        plaintext.extend_from_slice(&question.until.to_be_bytes());
        plaintext.extend_from_slice(question.text.as_str().as_bytes());
        // No text is longer than its place: see `OfQuestion`.
        plaintext.resize(PLAINTEXT_BYTES, 0);
        let (tag, mut salt) = (mailbox.tag(self.hour), [0; SALT_BYTES]);
        rng.fill_bytes(&mut salt);
        let ciphertext = on_wiped_stack(|| {
            let payload = Payload {
                msg: &plaintext,
                aad: &tag,
            };
            cipher(mailbox, &salt).encrypt(&Nonce::default(), payload)
        });
        let mut slot = [0; SLOT_BYTES];
        slot[..TAG_BYTES].copy_from_slice(&tag);
        slot[TAG_BYTES..TAG_BYTES + SALT_BYTES].copy_from_slice(&salt);
        // ChaCha20-Poly1305 seals up to 256 GiB (RFC 8439, section 2.8).
        slot[TAG_BYTES + SALT_BYTES..].copy_from_slice(&ciphertext.unwrap_or_default());
        slot
    }
}

/// Opens a slot, and gives its question if the asker has signed it for this mailbox; otherwise nothing.
pub(super) fn open(
    slot: &Slot,
    mailbox: &MailboxKey,
    hotline: &HotlineId,
    asker: &VerifyingKey,
) -> Option<Question> {
    let (tag, rest) = slot.split_first_chunk::<TAG_BYTES>()?;
    let (salt, ciphertext) = rest.split_first_chunk::<SALT_BYTES>()?;
    let payload = Payload {
        msg: ciphertext,
        aad: tag,
    };
    let opened =
        on_wiped_stack(|| cipher(mailbox, salt).decrypt(&Nonce::default(), payload)).ok()?;
    let plaintext = Zeroizing::new(opened);
    let (signature, rest) = plaintext.split_first_chunk::<SIGNATURE_BYTES>()?;
    let (id, rest) = rest.split_first_chunk::<{ ReportId::BYTES }>()?;
    let (until, text) = rest.split_first_chunk::<8>()?;
    let text = std::str::from_utf8(padding::unpad(text).ok()?).ok()?;
    let question = Question {
        id: QuestionId(ReportId::new(*id)),
        until: u64::from_be_bytes(*until),
        text: text.parse().ok()?,
    };
    let signed = Signed::of(signed_text(hotline, mailbox, &question), *signature);
    signed.verify(Purpose::Question, asker).ok()?;
    Some(question)
}

/// One key for each salt, so that one nonce serves all.
fn cipher(mailbox: &MailboxKey, salt: &[u8; SALT_BYTES]) -> Box<ChaCha20Poly1305> {
    let key = mailbox.slot_key(salt);
    Box::new(ChaCha20Poly1305::new((&**key).into()))
}

/// What the asker signs: hotline, mailbox, id and end, each on a line of its own, and the text.
fn signed_text(hotline: &HotlineId, mailbox: &MailboxKey, question: &Question) -> String {
    let Question { id, until, text } = question;
    let (hotline, mailbox) = (hotline.as_str(), ReportId::new(mailbox.name()));
    format!("{hotline}\n{mailbox}\n{}\n{until}\n{}", id.0, text.as_str())
}
