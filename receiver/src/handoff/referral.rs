//! A referral to another hotline: the findings, with the names of ICCAM's fields, signed by us and
//! sealed to the other hotline.
//!
//! The file is JSON:
//!
//! ```json
//! { "format": "sealed-report referral v1", "to": "nl", "enc": "…", "ciphertext": "…" }
//! ```
//!
//! `enc` and `ciphertext`, in base64 (RFC 4648, section 4), are of HPKE in base mode (RFC 9180)
//! with X-Wing (0x647a), HKDF-SHA256 (0x0001) and ChaCha20-Poly1305 (0x0003); `info` is
//! `sealed-report v1 referral` and `aad` is empty. The plaintext is JSON again:
//!
//! ```json
//! { "text": "…", "signature": "…" }
//! ```
//!
//! `signature` is Ed25519 (RFC 8032) over `sealed-report v1 referral`, a line feed, and `text`. And
//! `text` is a [`Referral`] as JSON. It names the key that it was sealed to, so that nobody can
//! pass it on as addressed to them. Keys are exchanged beforehand, by other ways than this.
//!
//! The reporter's own words are not in it: the analyst explains what the other hotline must know.

use base64ct::{Base64, Encoding};
use model::assessment::Finding;
use model::case::Dossier;
use model::time::Timestamp;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use shared::hpke::{PrivateKey, PublicKey};
use shared::report::{Category, DateText, Location};
use shared::signing::{Purpose, Signed, VerifyingKey};

use super::document::{Document, Handoff};
use super::excerpt::{Illegal, assessed_on, explanation, file_name, illegal, sha256};
use super::json;
use super::refusal::Refusal;
use super::sender::{Referrals, Sender};

const FORMAT: &str = "sealed-report referral v1";
const INFO: &[u8] = b"sealed-report v1 referral";

/// The content of a referral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Referral {
    /// The id of the referring hotline.
    pub from: String,
    /// The name of the referring hotline.
    pub name: String,
    /// The contact address of the referring hotline.
    pub contact: String,
    /// SHA-256 of the public key that it is sealed to, in hexadecimal.
    pub sealed_to: String,
    /// The id of the case at the referring hotline.
    pub case: String,
    /// The day of the referral (RFC 3339).
    pub made_on: String,
    /// The hour in which the report arrived (RFC 3339).
    pub received: String,
    /// The category, as the reporter gave it.
    pub category: Category,
    /// When the reporter saw the content, if known.
    pub observed_on: Option<DateText>,
    /// The day of the assessment (RFC 3339).
    pub assessed_on: String,
    /// The analyst's explanation; may be empty.
    pub explanation: String,
    /// The chosen items.
    pub items: Vec<Item>,
}

/// A location, and the finding about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The location, as corrected, without logins and without parameters that tell who shared it.
    pub location: Location,
    /// Classification, gender, age group, commerciality, site type, flags, labels and hosting.
    pub finding: Finding,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    format: String,
    to: String,
    enc: String,
    ciphertext: String,
}

/// The file is not a referral to this key by this hotline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a referral that was sealed to this key and signed by this hotline")]
pub struct NotForUs;

/// Checks that the config has at least one other hotline.
pub(super) fn check(sender: &Sender) -> Result<(), Refusal> {
    let is_known = !referrals(sender)?.hotlines.is_empty();
    is_known.then_some(()).ok_or(Refusal::UnknownHotline)
}

fn referrals(sender: &Sender) -> Result<&Referrals, Refusal> {
    let missing = Refusal::NotConfigured("desk.handoffs.signing_key");
    sender.referrals.as_ref().ok_or(missing)
}

/// A sealed referral to the hotline of this name.
pub(super) fn make(
    to: &str,
    dossier: &Dossier,
    sender: &Sender,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<Handoff, Refusal> {
    let referrals = referrals(sender)?;
    let hotline = referrals.hotlines.get(to).ok_or(Refusal::UnknownHotline)?;
    let key = &hotline.public_key;
    // Strings and numbers always have a JSON form.
    let text = serde_json::to_string(&referral(dossier, sender, key, now)).unwrap_or_default();
    let signed = referrals.signing_key.sign(Purpose::Referral, text);
    let plaintext = serde_json::to_vec(&signed).unwrap_or_default();
    let sealed = key
        .seal(INFO, &plaintext, rng)
        .map_err(|_| Refusal::Failed)?;
    let envelope = Envelope {
        format: FORMAT.to_owned(),
        to: to.to_owned(),
        enc: Base64::encode_string(&sealed.enc),
        ciphertext: Base64::encode_string(&sealed.ciphertext),
    };
    Ok(Handoff::download(Document {
        file_name: file_name(dossier, &format!("referral-{to}.json")),
        media_type: "application/json",
        bytes: json::write(&envelope),
    }))
}

fn referral(dossier: &Dossier, sender: &Sender, key: &PublicKey, now: Timestamp) -> Referral {
    let item = |found: Illegal| Item {
        location: found.location.clone(),
        finding: found.finding.clone(),
    };
    Referral {
        from: sender.hotline.as_str().to_owned(),
        name: sender.name.clone(),
        contact: sender.contact.to_string(),
        sealed_to: sha256(key.as_bytes()),
        case: dossier.id.to_string(),
        made_on: now.day(),
        received: dossier.received.to_string(),
        category: dossier.report.category,
        observed_on: dossier.report.observed_on.clone(),
        assessed_on: assessed_on(dossier).unwrap_or_default().to_owned(),
        explanation: explanation(dossier),
        items: illegal(dossier).into_iter().map(item).collect(),
    }
}

/// Opens a referral that the hotline with the key `from` has sealed to us.
pub fn open(file: &[u8], key: &PrivateKey, from: &VerifyingKey) -> Result<Referral, NotForUs> {
    let envelope: Envelope = serde_json::from_slice(file).map_err(|_| NotForUs)?;
    let bytes = |base64: &str| Base64::decode_vec(base64).map_err(|_| NotForUs);
    let (enc, ciphertext) = (bytes(&envelope.enc)?, bytes(&envelope.ciphertext)?);
    let opened = key.open(INFO, &enc, &ciphertext).map_err(|_| NotForUs)?;
    let signed: Signed = serde_json::from_slice(&opened.plaintext).map_err(|_| NotForUs)?;
    let text = signed
        .verify(Purpose::Referral, from)
        .map_err(|_| NotForUs)?;
    let referral: Referral = serde_json::from_str(text).map_err(|_| NotForUs)?;
    let ours =
        envelope.format == FORMAT && referral.sealed_to == sha256(key.public_key().as_bytes());
    ours.then_some(referral).ok_or(NotForUs)
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};
    use shared::hpke::Suite;
    use shared::signing::SigningKey;

    use super::super::tests::{NOW, dossier, files, hotline, sender, signing_key};
    use super::*;
    use model::worksheet::HandoffKind;

    fn file() -> Vec<u8> {
        files(HandoffKind::Hotline, &dossier()).remove(0).1
    }

    #[test]
    fn the_other_hotline_opens_and_verifies_it() {
        let file = file();
        assert!(!String::from_utf8_lossy(&file).contains("bad.example"));
        let referral = open(&file, &hotline(), &signing_key().verifying_key()).unwrap();
        assert_eq!(referral.from, "example");
        assert_eq!(referral.explanation, "Shows a child.");
        assert_eq!(referral.items.len(), 1);
        assert_eq!(referral.items[0].location, dossier().report.locations[0]);
        let found = dossier().items.remove(0).finding;
        assert_eq!(Some(&referral.items[0].finding), found.as_ref());
    }

    #[test]
    fn nobody_else_opens_it_and_nobody_else_can_have_made_it() {
        let rng = &mut UnwrapErr(SysRng);
        let (file, us) = (file(), signing_key().verifying_key());
        let other = PrivateKey::generate(Suite::XWing, rng);
        assert_eq!(open(&file, &other, &us), Err(NotForUs));
        let forger = SigningKey::generate(rng).verifying_key();
        assert_eq!(open(&file, &hotline(), &forger), Err(NotForUs));
        assert_eq!(
            open(&file[..file.len() - 9], &hotline(), &us),
            Err(NotForUs)
        );
    }

    #[test]
    fn it_cannot_be_passed_on_as_sealed_to_somebody_else() {
        let rng = &mut UnwrapErr(SysRng);
        let (us, third) = (signing_key(), PrivateKey::generate(Suite::XWing, rng));
        let ours = hotline().public_key();
        let text = serde_json::to_string(&referral(&dossier(), &sender(), &ours, NOW)).unwrap();
        let signed = serde_json::to_vec(&us.sign(Purpose::Referral, text)).unwrap();
        let sealed = third.public_key().seal(INFO, &signed, rng).unwrap();
        let passed_on = json::write(&Envelope {
            format: FORMAT.to_owned(),
            to: "third".to_owned(),
            enc: Base64::encode_string(&sealed.enc),
            ciphertext: Base64::encode_string(&sealed.ciphertext),
        });
        assert_eq!(open(&passed_on, &third, &us.verifying_key()), Err(NotForUs));
    }

    #[test]
    fn only_hotlines_of_the_config_get_one() {
        let rng = &mut UnwrapErr(SysRng);
        let refused = make("no", &dossier(), &sender(), NOW, rng).unwrap_err();
        assert_eq!(refused, Refusal::UnknownHotline);
    }
}
