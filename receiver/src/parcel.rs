//! A parcel: what one hotline's desk sends to another's, sealed and signed (`shared/EXCHANGE.md`).
//!
//! The same bytes are a file that somebody carries, a message, and evidence:
//!
//! ```text
//! root of A ──certificate──▶ signer of A's desk ──signs──▶ head, and the contents inside
//!                                                           │
//! root of B ──certificate──▶ signer of B's desk ──signs──▶ exchange key, to which the contents are sealed
//! ```
//!
//! Who carries a parcel can check the head's signature without opening anything. The contents are
//! signed as well, and name the key that they are sealed to, so that nobody passes them on as addressed
//! to somebody else.

mod certificate;
mod contents;
mod edition;
mod id;
mod key;
mod receipt;
mod signer;

#[cfg(test)]
pub(crate) mod tests;

use base64ct::{Base64, Encoding};
use model::time::Timestamp;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::hpke::PrivateKey;
use shared::key_config::KeyId;
use shared::padding::{pad, unpad};
use shared::report::HotlineId;
use shared::signing::{Purpose, Signed, VerifyingKey};

pub use self::certificate::ExchangeCertificate;
pub(crate) use self::contents::if_known;
use self::contents::signed;
pub use self::contents::{Contents, Kind};
pub use self::edition::{Edition, Said};
pub(crate) use self::id::SENDER_BYTES;
pub use self::id::{NotAParcelId, ParcelId, inbox_key};
pub(crate) use self::key::KEY_SECONDS;
pub use self::key::{ExchangeKey, KeyDocument, NotTrusted, PeerKey};
pub(crate) use self::receipt::KEPT_SECONDS;
pub use self::receipt::{NoReceipt, Receipt, SignedReceipt};
pub use self::signer::{Certified, NotCertified, Signer};

/// The label of a parcel's ciphertext.
const LABEL: &str = "sealed-report v1 parcel";

/// The first words of every parcel.
const FORMAT: &str = "sealed-report parcel";

/// The versions of parcels that this receiver makes and reads, the oldest first.
pub const VERSIONS: &[u32] = &[1];

/// Bytes of the padded contents of every parcel: the longest referral has about 24 KB, and all
/// parcels have one length.
const CONTENTS_BYTES: usize = 32 * 1024;

/// Bytes by which a ciphertext is longer than its plaintext.
const TAG_BYTES: usize = 16;

/// Bytes of contents around their body, at most: ids, names of hotlines, signature.
const AROUND_BODY_BYTES: usize = 1024;

/// Bytes of a parcel as a file, at most.
pub const MAX_PARCEL_BYTES: usize = 64 * 1024;

/// Seconds of the hour in which a parcel was made, of which nobody says the second.
const HOUR_SECONDS: u64 = 3600;

/// Seconds that the clocks of two hotlines may differ.
const CLOCK_SKEW_SECONDS: u64 = 3600;

/// Seconds for which a parcel may be on its way, after which nobody opens what was signed under a certificate
/// that has ended meanwhile: 14 days.
const ON_THE_WAY_SECONDS: u64 = 14 * 24 * 3600;

/// A parcel as it travels, of which nothing has been checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Parcel {
    format: String,
    #[serde(deserialize_with = "signed")]
    certificate: Signed,
    #[serde(deserialize_with = "signed")]
    head: Signed,
    ciphertext: String,
}

/// What everybody can read of a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The version of the parcel.
    pub version: u32,
    /// The id, made before the first attempt to deliver the parcel.
    pub id: ParcelId,
    /// The hotline that sends it.
    pub from: HotlineId,
    /// The hotline that it is for.
    pub to: HotlineId,
    /// The key that it is sealed to, as 16 hexadecimal digits.
    pub key: String,
    /// The encapsulated key, in base64.
    enc: String,
    /// SHA-256 of the ciphertext, in hexadecimal.
    ciphertext_sha256: String,
    /// The directory that the sender goes by; none if it goes by none.
    #[serde(
        default,
        deserialize_with = "if_known",
        skip_serializing_if = "Option::is_none"
    )]
    directory: Option<Edition>,
}

/// The signed contents of a parcel.
#[derive(Deserialize)]
struct Inner(#[serde(deserialize_with = "signed")] Signed);

/// A hotline, and the root that it is known by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The hotline's id.
    pub hotline: HotlineId,
    /// The public key of the hotline's root.
    pub root: VerifyingKey,
}

/// A parcel whose sender signed its head for us.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// What everybody can read of the parcel.
    pub head: Head,
    /// SHA-256 of the head's text, in hexadecimal.
    pub(crate) head_sha256: String,
    /// The directory that the sender goes by, in its own signed words.
    pub said: Option<Said>,
    certificate: ExchangeCertificate,
    enc: Vec<u8>,
    ciphertext: Vec<u8>,
}

/// The reason why a file is no parcel that we can open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NotForUs {
    /// The file is no parcel, or is damaged.
    #[error("this is no parcel of another hotline, or it is damaged")]
    Form,
    /// The parcel has a version that this receiver does not know.
    #[error("this parcel has version {0}, and this receiver reads version 1: upgrade it")]
    Version(u32),
    /// The sender is not among the hotlines that we know.
    #[error("this parcel says that it is from {}, a hotline that the config does not name", .0.as_str())]
    Unknown(HotlineId),
    /// The hotline that it says it is from did not sign the parcel.
    #[error("this parcel is not signed by the hotline that it says it is from")]
    Signature,
    /// The sender's certificate was not valid when the parcel was made, or ended long ago.
    #[error("the sender's certificate for the exchange is not valid")]
    Certificate,
    /// The parcel is for another hotline.
    #[error("this parcel is for {}, and not for this hotline", .0.as_str())]
    Other(HotlineId),
    /// The parcel is sealed to a key that we do not have, or have no more.
    #[error(
        "this parcel is sealed to a key of ours that is destroyed, or to none of ours: ask the sender for a \
         new one"
    )]
    Key,
    /// Somebody here has paused the exchange with the sender, or nobody has agreed to it yet.
    #[error("nothing is exchanged with the sender of this parcel now: it is paused")]
    Paused,
    /// Somebody here distrusts the sender.
    #[error("this parcel is from a hotline that is distrusted here")]
    Distrusted,
    /// The parcel has contents of a kind, or with values, that this receiver does not know.
    #[error(
        "this parcel says something that this receiver does not know: upgrade it, or ask the sender"
    )]
    Kind,
}

impl Parcel {
    /// Seals contents to a key of another hotline. `directory` is the one that we go by.
    ///
    /// Gives none if the contents do not fit.
    pub fn seal(
        signer: &Certified<'_>,
        to: &PeerKey,
        contents: Contents,
        directory: Option<Edition>,
        rng: &mut impl CryptoRng,
    ) -> Option<Self> {
        let text = signer.sign(Purpose::ParcelContents, &contents);
        let plaintext = serde_json::to_vec(&text).unwrap_or_default();
        let plaintext = pad(&plaintext, CONTENTS_BYTES).ok()?;
        let key = to.id.to_string();
        let info = info(&contents.from, &contents.to, &key, contents.id);
        let sealed = to.public_key.seal(&info, &plaintext, rng).ok()?;
        let head = Head {
            version: to.version,
            id: contents.id,
            from: contents.from,
            to: contents.to,
            key,
            enc: Base64::encode_string(&sealed.enc),
            ciphertext_sha256: sha256(&sealed.ciphertext),
            directory,
        };
        Some(Self {
            format: FORMAT.to_owned(),
            certificate: signer.certificate().clone(),
            head: signer.sign(Purpose::Parcel, &head),
            ciphertext: Base64::encode_string(&sealed.ciphertext),
        })
    }

    /// Whether a body of this kind fits into a parcel, whatever the names in it are.
    pub fn fits(body: &impl Serialize) -> bool {
        // The body is JSON within a text of JSON.
        let text = serde_json::to_string(body).and_then(|body| serde_json::to_string(&body));
        text.is_ok_and(|text| text.len() + AROUND_BODY_BYTES < CONTENTS_BYTES)
    }

    /// Reads a parcel. Nothing in it is checked yet.
    pub fn parse(file: &[u8]) -> Result<Self, NotForUs> {
        if file.len() > MAX_PARCEL_BYTES {
            return Err(NotForUs::Form);
        }
        let parcel: Self = serde_json::from_slice(file).map_err(|_| NotForUs::Form)?;
        let is_parcel = parcel.format == FORMAT;
        is_parcel.then_some(parcel).ok_or(NotForUs::Form)
    }

    /// The parcel as a file.
    pub fn to_json(&self) -> Vec<u8> {
        // Strings always have a JSON form.
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    /// Checks everything that can be checked without opening the parcel: that a hotline that we know has
    /// signed it, for us. `known` gives the root of a hotline.
    pub fn admit(
        &self,
        us: &HotlineId,
        known: impl Fn(&HotlineId) -> Option<VerifyingKey>,
        now: Timestamp,
    ) -> Result<Admitted, NotForUs> {
        let head = self.claimed_head()?;
        let root = known(&head.from).ok_or_else(|| NotForUs::Unknown(head.from.clone()))?;
        let certificate = ExchangeCertificate::verify(&self.certificate, &root)
            .map_err(|_| NotForUs::Signature)?;
        let signed = self.head.verify(Purpose::Parcel, &certificate.signer);
        if signed.is_err() || certificate.hotline != head.from {
            return Err(NotForUs::Signature);
        }
        if !certificate.is_good_for_parcels_on_their_way(now) {
            return Err(NotForUs::Certificate);
        }
        if head.to != *us {
            return Err(NotForUs::Other(head.to));
        }
        let bytes = |base64: &str| Base64::decode_vec(base64).map_err(|_| NotForUs::Form);
        let (enc, ciphertext) = (bytes(&head.enc)?, bytes(&self.ciphertext)?);
        let is_whole = ciphertext.len() == CONTENTS_BYTES + TAG_BYTES
            && sha256(&ciphertext) == head.ciphertext_sha256;
        if !is_whole {
            return Err(NotForUs::Form);
        }
        let said = head.directory.clone().map(|edition| Said {
            edition,
            certificate: self.certificate.clone(),
            text: self.head.clone(),
        });
        Ok(Admitted {
            head,
            said,
            head_sha256: sha256(self.head.unverified().as_bytes()),
            certificate,
            enc,
            ciphertext,
        })
    }

    /// The hotline that the parcel names as its sender, before anything is checked.
    pub(crate) fn claimed_sender(&self) -> Result<HotlineId, NotForUs> {
        Ok(self.claimed_head()?.from)
    }

    /// The head, before its signature is checked.
    fn claimed_head(&self) -> Result<Head, NotForUs> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let text = self.head.unverified();
        let Versioned { version } = serde_json::from_str(text).map_err(|_| NotForUs::Form)?;
        if !VERSIONS.contains(&version) {
            return Err(NotForUs::Version(version));
        }
        serde_json::from_str(text).map_err(|_| NotForUs::Form)
    }
}

impl Admitted {
    /// The key that the parcel is sealed to.
    pub fn key(&self) -> Result<KeyId, NotForUs> {
        self.head.key.parse().map_err(|_| NotForUs::Form)
    }

    /// Opens the parcel with that key.
    pub fn open(self, key: &PrivateKey) -> Result<Contents, NotForUs> {
        let Head {
            id,
            from,
            to,
            key: name,
            ..
        } = &self.head;
        let info = info(from, to, name, *id);
        let opened = key.open(&info, &self.enc, &self.ciphertext);
        let opened = opened.map_err(|_| NotForUs::Key)?;
        let text = unpad(&opened.plaintext).map_err(|_| NotForUs::Form)?;
        let Inner(signed) = serde_json::from_slice(text).map_err(|_| NotForUs::Form)?;
        let signer = &self.certificate.signer;
        let text = signed.verify(Purpose::ParcelContents, signer);
        let text = text.map_err(|_| NotForUs::Signature)?;
        let contents = Contents::parse(text)?;
        let is_this =
            (&contents.from, &contents.to, contents.id, &contents.key) == (from, to, *id, name);
        if !is_this {
            return Err(NotForUs::Signature);
        }
        let made = contents.made()?;
        // Nothing tells at which time of its hour it was made.
        let end = made.plus_seconds(HOUR_SECONDS);
        let was_certified = self.certificate.is_valid(made) || self.certificate.is_valid(end);
        was_certified
            .then_some(contents)
            .ok_or(NotForUs::Certificate)
    }
}

/// What a ciphertext is bound to (RFC 9180, section 5.1).
fn info(from: &HotlineId, to: &HotlineId, key: &str, id: ParcelId) -> Vec<u8> {
    let (from, to) = (from.as_str(), to.as_str());
    format!("{LABEL}\n{from}\n{to}\n{key}\n{id}").into_bytes()
}

/// SHA-256 in hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes))
}
