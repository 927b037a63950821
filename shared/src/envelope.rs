//! The message: one report sealed to one key, always of the same size.
//!
//! ```text
//!  offset  bytes  field
//!       0      7  magic "SEALRPT"
//!       7      1  version, 1
//!       8      8  key id
//!      16      4  proof of work: slot          ┐ big endian;
//!      20      4  proof of work: effort        │ all zero if there
//!      24     64  proof of work: 16 nonces     ┘ is no proof
//!      88   1120  enc (X-Wing), or 32 (X25519)
//!    1208   8208  ciphertext: 8192 bytes of plaintext and a tag of 16
//!    9416         end (X-Wing), or 8328 (X25519)
//! ```

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::hpke::{PrivateKey, Suite};
use crate::key_config::{KeyId, PublishedKey};
use crate::limits::{CIPHERTEXT_BYTES, PLAINTEXT_BYTES, POW_BYTES};
use crate::padding;
use crate::pow::{MessageDigest, Proof};
use crate::receipt::Receipt;
use crate::report::{Report, UntrustedReport};

const MAGIC: &[u8; 7] = b"SEALRPT";
const POW_OFFSET: usize = 16;
const HEADER_BYTES: usize = POW_OFFSET + POW_BYTES;

/// A version of the messages.
pub(crate) struct Version {
    /// The eighth byte of a message.
    pub(crate) number: u8,
    /// The beginning of HPKE's `info`.
    pub(crate) label: &'static [u8],
}

const VERSION: Version = Version {
    number: 1,
    label: b"sealed-report v1 report",
};

/// Bytes of a message to a key of this suite.
pub const fn message_bytes(suite: Suite) -> usize {
    HEADER_BYTES + suite.enc_bytes() + CIPHERTEXT_BYTES
}

/// Bytes of the longest message there is.
pub const MAX_MESSAGE_BYTES: usize = message_bytes(Suite::XWing);

/// A message with the right length, magic and version. Not opened yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedReport {
    suite: Suite,
    bytes: Vec<u8>,
}

/// The reason why bytes are not a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAMessage {
    /// No suite has messages of this length.
    #[error("the length is not that of a message")]
    Length,
    /// The magic or the version is unknown.
    #[error("the first bytes are not those of a message")]
    Magic,
    /// The proof of work has no effort, but a slot or nonces.
    #[error("the proof-of-work fields are half filled")]
    ProofOfWork,
}

impl SealedReport {
    /// Checks length, magic and version, and that the proof of work is there or all zero; costs no
    /// cryptography.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, NotAMessage> {
        Self::parse_as(bytes, &VERSION)
    }

    /// The same for a message of this version.
    pub(crate) fn parse_as(bytes: Vec<u8>, version: &Version) -> Result<Self, NotAMessage> {
        let suite = [Suite::XWing, Suite::X25519]
            .into_iter()
            .find(|suite| message_bytes(*suite) == bytes.len())
            .ok_or(NotAMessage::Length)?;
        if !bytes.starts_with(MAGIC) || bytes[7] != version.number {
            return Err(NotAMessage::Magic);
        }
        let message = Self { suite, bytes };
        let fields = &message.bytes[POW_OFFSET..HEADER_BYTES];
        if message.proof().is_none() && fields.iter().any(|byte| *byte != 0) {
            return Err(NotAMessage::ProofOfWork);
        }
        Ok(message)
    }

    /// The whole message.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The key that the message names.
    pub fn key_id(&self) -> KeyId {
        let mut id = [0; KeyId::BYTES];
        id.copy_from_slice(&self.bytes[8..16]);
        KeyId::new(id)
    }

    /// The digest to which a proof of work is bound: that of everything but the proof.
    pub fn digest(&self) -> MessageDigest {
        MessageDigest::of(&self.bytes[..POW_OFFSET], &self.bytes[HEADER_BYTES..])
    }

    /// The proof of work, if there is one. It is not verified yet.
    pub fn proof(&self) -> Option<Proof> {
        self.bytes[POW_OFFSET..].first_chunk().and_then(Proof::read)
    }

    /// Puts in a proof of work. It is valid only if it was found for this message.
    pub fn with_proof(mut self, proof: Proof) -> Self {
        self.bytes[POW_OFFSET..HEADER_BYTES].copy_from_slice(&proof.to_bytes());
        self
    }

    fn enc(&self) -> &[u8] {
        &self.bytes[HEADER_BYTES..HEADER_BYTES + self.suite.enc_bytes()]
    }

    fn ciphertext(&self) -> &[u8] {
        &self.bytes[HEADER_BYTES + self.suite.enc_bytes()..]
    }
}

/// The reason why a report could not be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The report's JSON is longer than [`PLAINTEXT_BYTES`].
    #[error("the report is too long")]
    TooLong,
    /// The key in the config cannot be used.
    #[error("the key cannot be used")]
    Key,
}

/// The reason why a message could not be opened, for metrics only: the answer is always the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The message is damaged, or was sealed to another key or hotline.
    #[error("the message cannot be opened")]
    Ciphertext,
    /// The message opened, but the plaintext is not padded with zeros.
    #[error("the padding is damaged")]
    Padding,
    /// The message opened, but the plaintext is not a report in canonical form.
    #[error("the plaintext is not a report")]
    Report,
}

/// The content of an opened message.
pub struct OpenedReport {
    /// The report, which keeps every rule.
    pub report: Report,
    /// The report's canonical JSON, without padding.
    pub json: Zeroizing<Vec<u8>>,
    /// The proof for the reporter that the message was opened.
    pub receipt: Receipt,
}

/// Seals a report, padded to the size of all reports, and gives the receipt to expect.
pub fn seal(
    report: &Report,
    key: &PublishedKey,
    rng: &mut impl CryptoRng,
) -> Result<(SealedReport, Receipt), SealError> {
    seal_as(&VERSION, &report.to_json(), key, rng)
}

/// Seals the JSON of a message of this version.
pub(crate) fn seal_as(
    version: &Version,
    json: &[u8],
    key: &PublishedKey,
    rng: &mut impl CryptoRng,
) -> Result<(SealedReport, Receipt), SealError> {
    let plaintext = padding::pad(json, PLAINTEXT_BYTES).map_err(|_| SealError::TooLong)?;
    let public_key = &key.config().public_key;
    let sealed = public_key
        .seal(&info(key, version), &plaintext, rng)
        .map_err(|_| SealError::Key)?;
    let suite = public_key.suite();
    let mut bytes = Vec::with_capacity(message_bytes(suite));
    bytes.extend_from_slice(MAGIC);
    bytes.push(version.number);
    bytes.extend_from_slice(key.id().as_bytes());
    bytes.extend_from_slice(&[0; POW_BYTES]);
    bytes.extend_from_slice(&sealed.enc);
    bytes.extend_from_slice(&sealed.ciphertext);
    Ok((SealedReport { suite, bytes }, sealed.receipt))
}

/// Opens a message with the key that it names. The caller has looked that key up by
/// [`SealedReport::key_id`].
pub fn open(
    message: &SealedReport,
    key: &PublishedKey,
    private_key: &PrivateKey,
) -> Result<OpenedReport, OpenError> {
    let (json, receipt) = open_as(&VERSION, message, key, private_key)?;
    let report: UntrustedReport = serde_json::from_slice(&json).map_err(|_| OpenError::Report)?;
    let report = Report::try_from(report).map_err(|_| OpenError::Report)?;
    if Zeroizing::new(report.to_json()) != json {
        return Err(OpenError::Report);
    }
    Ok(OpenedReport {
        report,
        json,
        receipt,
    })
}

/// Opens a message of this version: its JSON without padding, and the receipt.
pub(crate) fn open_as(
    version: &Version,
    message: &SealedReport,
    key: &PublishedKey,
    private_key: &PrivateKey,
) -> Result<(Zeroizing<Vec<u8>>, Receipt), OpenError> {
    if message.key_id() != key.id() {
        return Err(OpenError::Ciphertext);
    }
    let opened = private_key
        .open(&info(key, version), message.enc(), message.ciphertext())
        .map_err(|_| OpenError::Ciphertext)?;
    let mut json = opened.plaintext;
    let length = padding::unpad(&json).map_err(|_| OpenError::Padding)?.len();
    // At the end, a vector's free room is wiped in one go, its bytes one by one: the padding is the most of it.
    json.truncate(length);
    Ok((json, opened.receipt))
}

/// The `info` of a ciphertext: label, version, suite, key id and hotline id. All but the last have
/// a fixed length, so no two of them are equal.
fn info(key: &PublishedKey, version: &Version) -> Vec<u8> {
    let suite = key.config().public_key.suite();
    let hotline = key.config().hotline.as_str().as_bytes();
    let Version { number, label } = version;
    [
        label,
        &[*number][..],
        &suite.id(),
        key.id().as_bytes(),
        hotline,
    ]
    .concat()
}
