//! Hotlines that exchange parcels, and what each of them must refuse.

mod vectors;

use std::path::PathBuf;

use getrandom::{SysRng, rand_core::UnwrapErr};
use serde_json::{Value, json};
use shared::certificate::SignerCertificate;
use shared::hpke::Suite;
use shared::key_config::KeyId;
use shared::signing::SigningKey;

use super::*;

pub(crate) const NOW: Timestamp = Timestamp(1_800_000_000);

const DAY: u64 = 24 * 3600;

/// A hotline with all its keys, which follow from one byte.
pub(crate) struct Hotline {
    pub(crate) root: SigningKey,
    pub(crate) signer: Signer,
    pub(crate) private: PrivateKey,
    key: ExchangeKey,
}

impl Hotline {
    /// A hotline whose certificate began a day ago and ends in 29, and whose key began now.
    pub(crate) fn new(id: &str, byte: u8) -> Self {
        let id: HotlineId = id.parse().unwrap();
        let [root, key] = [byte, byte + 100].map(signing_key);
        let certificate = ExchangeCertificate {
            hotline: id.clone(),
            signer: key.verifying_key(),
            not_before: NOW.0 - DAY,
            not_after: NOW.0 + 29 * DAY,
        };
        let us = Member {
            hotline: id.clone(),
            root: root.verifying_key(),
        };
        let file = written(id.as_str(), &certificate.signed(&root));
        let private = PrivateKey::from_seed(Suite::XWing, &[byte; 32]).unwrap();
        let public = ExchangeKey {
            hotline: id,
            sequence: 3,
            not_before: NOW.0,
            not_after: NOW.0 + 28 * DAY,
            versions: vec![1],
            public_key: private.public_key(),
        };
        Self {
            root,
            signer: Signer::new(us, key, file),
            private,
            key: public,
        }
    }

    pub(crate) fn id(&self) -> &HotlineId {
        &self.signer.us().hotline
    }

    pub(crate) fn peer_key(&self) -> PeerKey {
        self.document(&self.key)
            .verify(self.signer.us(), NOW)
            .unwrap()
    }

    fn document(&self, key: &ExchangeKey) -> KeyDocument {
        KeyDocument::new(&self.signer.certified(NOW).unwrap(), key)
    }

    fn contents(&self, to: &PeerKey, body: Value) -> Contents {
        let id = ParcelId::random(&mut UnwrapErr(SysRng));
        Contents::new(Kind::Referral, id, self.id(), to, NOW.hour(), &body)
    }

    fn send(&self, to: &PeerKey, contents: Contents) -> Parcel {
        let certified = self.signer.certified(NOW).unwrap();
        Parcel::seal(&certified, to, contents, None, &mut UnwrapErr(SysRng)).unwrap()
    }

    /// Opens a parcel as a hotline that knows these others.
    pub(crate) fn open(&self, file: &[u8], others: &[&Self], now: Timestamp) -> Opened {
        let root = |id: &HotlineId| {
            let other = others.iter().find(|other| other.id() == id)?;
            Some(other.root.verifying_key())
        };
        let admitted = Parcel::parse(file)?.admit(self.id(), root, now)?;
        let is_ours = admitted.key()? == self.key.id();
        is_ours.then_some(()).ok_or(NotForUs::Key)?;
        admitted.open(&self.private)
    }
}

type Opened = Result<Contents, NotForUs>;

fn signing_key(byte: u8) -> SigningKey {
    Base64::encode_string(&[byte; 32]).parse().unwrap()
}

/// A file with a certificate. Its name follows from its content, so that tests that write the same one
/// do not disturb each other.
fn written(id: &str, certificate: &Signed) -> PathBuf {
    let json = serde_json::to_vec(certificate).unwrap();
    let name = format!("sealed-report-{id}-{}.json", sha256(&json));
    let path = std::env::temp_dir().join(name);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, json).unwrap();
    file.persist(&path).unwrap();
    path
}

fn pair() -> (Hotline, Hotline) {
    (Hotline::new("no", 1), Hotline::new("nl", 2))
}

fn parcel(from: &Hotline, to: &Hotline, body: Value) -> Vec<u8> {
    let key = to.peer_key();
    from.send(&key, from.contents(&key, body)).to_json()
}

/// A change of a JSON text, signed anew.
fn resigned(signed: &Signed, key: &SigningKey, purpose: Purpose, name: &str, to: Value) -> Signed {
    let mut text: Value = serde_json::from_str(signed.unverified()).unwrap();
    text[name] = to;
    key.sign(purpose, text.to_string())
}

#[test]
fn what_one_hotline_seals_the_other_opens() {
    let (no, nl) = pair();
    let file = parcel(&no, &nl, json!({ "secret": "bad.example" }));
    assert!(!String::from_utf8_lossy(&file).contains("bad.example"));
    let contents = nl.open(&file, &[&no], NOW).unwrap();
    assert_eq!(contents.from(), no.id());
    assert_eq!(contents.kind(), Ok(Kind::Referral));
    assert_eq!(contents.made(), Ok(NOW.hour().begin()));
    assert_eq!(contents.body(), Ok(json!({ "secret": "bad.example" })));
}

#[test]
fn all_parcels_have_one_length_and_too_long_ones_are_not_made() {
    let (no, nl) = pair();
    let key = nl.peer_key();
    let of_length = |length: usize| {
        let contents = no.contents(&key, json!("x".repeat(length)));
        let certified = no.signer.certified(NOW).unwrap();
        let parcel = Parcel::seal(&certified, &key, contents, None, &mut UnwrapErr(SysRng))?;
        Some(parcel.to_json().len())
    };
    assert_eq!(of_length(1), of_length(30_000));
    assert!(of_length(1).unwrap() < MAX_PARCEL_BYTES);
    assert_eq!(of_length(CONTENTS_BYTES), None);
}

#[test]
fn only_a_known_hotline_can_have_sent_it_and_only_to_us() {
    let (no, nl) = pair();
    let file = parcel(&no, &nl, json!(1));
    let (third, forger) = (Hotline::new("third", 3), Hotline::new("no", 4));
    let other = |hotline: &Hotline| NotForUs::Other(hotline.id().clone());
    let unknown = NotForUs::Unknown(no.id().clone());
    assert_eq!(nl.open(&file, &[&third], NOW), Err(unknown));
    assert_eq!(nl.open(&file, &[&forger], NOW), Err(NotForUs::Signature));
    assert_eq!(third.open(&file, &[&no], NOW), Err(other(&nl)));
}

#[test]
fn it_cannot_be_passed_on_as_sealed_to_somebody_else_or_as_sent_by_somebody_else() {
    let (no, nl) = pair();
    let third = Hotline::new("third", 3);
    let (ours, theirs) = (nl.peer_key(), third.peer_key());
    let sent = no.contents(&ours, json!(1));
    let inner = no.signer.certified(NOW).unwrap();
    let inner = inner.sign(Purpose::ParcelContents, &sent);
    // The recipient wraps the signed contents again, in its own name, for a third hotline.
    let claims = nl.contents(&theirs, json!(1));
    let plaintext = pad(&serde_json::to_vec(&inner).unwrap(), CONTENTS_BYTES).unwrap();
    let key = theirs.id.to_string();
    let info = info(nl.id(), third.id(), &key, claims.id());
    let sealed = theirs
        .public_key
        .seal(&info, &plaintext, &mut UnwrapErr(SysRng))
        .unwrap();
    let mut passed_on = nl.send(&theirs, claims);
    let head: Head = serde_json::from_str(passed_on.head.unverified()).unwrap();
    let head = Head {
        enc: Base64::encode_string(&sealed.enc),
        ciphertext_sha256: sha256(&sealed.ciphertext),
        ..head
    };
    passed_on.head = nl
        .signer
        .certified(NOW)
        .unwrap()
        .sign(Purpose::Parcel, &head);
    passed_on.ciphertext = Base64::encode_string(&sealed.ciphertext);
    let opened = third.open(&passed_on.to_json(), &[&no, &nl], NOW);
    assert_eq!(opened, Err(NotForUs::Signature));
}

#[test]
fn a_certificate_for_reporters_keys_is_none_for_the_exchange_and_the_reverse() {
    let (no, nl) = pair();
    let signer = signing_key(101);
    let certificate = SignerCertificate {
        hotline: no.id().clone(),
        signer: signer.verifying_key(),
        not_before: NOW.0 - DAY,
        not_after: NOW.0 + DAY,
    };
    let mut parcel: Parcel = Parcel::parse(&parcel(&no, &nl, json!(1))).unwrap();
    let good = parcel.certificate.clone();
    parcel.certificate = certificate.signed(&no.root);
    let opened = nl.open(&parcel.to_json(), &[&no], NOW);
    assert_eq!(opened, Err(NotForUs::Signature));
    let read = SignerCertificate::verify(&good, &no.root.verifying_key());
    assert!(read.is_err(), "{read:?}");
}

#[test]
fn a_parcel_on_its_way_outlives_its_certificate_by_two_weeks() {
    let (no, nl) = pair();
    let file = parcel(&no, &nl, json!(1));
    let days = |days: u64| NOW.plus_seconds(days * DAY);
    let at = |now| nl.open(&file, &[&no], now).map(|_| ());
    assert_eq!(at(days(42)), Ok(()));
    assert_eq!(at(days(44)), Err(NotForUs::Certificate));
    assert_eq!(at(Timestamp(NOW.0 - 2 * DAY)), Err(NotForUs::Certificate));
    // Whoever finds the signer after its certificate has ended signs nothing for a later day.
    let key = nl.peer_key();
    let id = ParcelId::random(&mut UnwrapErr(SysRng));
    let late = Contents::new(Kind::Referral, id, no.id(), &key, days(30).hour(), &1);
    let late = no.send(&key, late).to_json();
    let opened = nl.open(&late, &[&no], days(30));
    assert_eq!(opened, Err(NotForUs::Certificate));
    assert!(no.signer.certified(days(29)).is_err());
}

#[test]
fn a_later_version_says_more_and_a_version_or_kind_that_we_do_not_know_is_named() {
    let (no, nl) = pair();
    let (key, signer) = (nl.peer_key(), signing_key(101));
    let mut contents = no.contents(&key, json!({ "new": [1, 2] }));
    let file = no.send(&key, contents.clone());
    let mut json: Value = serde_json::from_slice(&file.to_json()).unwrap();
    json["new"] = json!({ "of": "a later version" });
    json["head"] = json!(resigned(
        &file.head,
        &signer,
        Purpose::Parcel,
        "new",
        json!(1)
    ));
    json["head"]["new"] = json!("another signature");
    let opened = nl.open(json.to_string().as_bytes(), &[&no], NOW);
    assert_eq!(opened.as_ref(), Ok(&contents));
    json["head"] = json!(resigned(
        &file.head,
        &signer,
        Purpose::Parcel,
        "version",
        json!(7)
    ));
    let opened = nl.open(json.to_string().as_bytes(), &[&no], NOW);
    assert_eq!(opened, Err(NotForUs::Version(7)));
    contents = Contents::parse(
        &json!({
            "kind": "song", "id": contents.id(), "from": no.id(), "to": nl.id(),
            "key": key.id.to_string(), "made": NOW.hour().to_string(), "body": 1, "new": 1
        })
        .to_string(),
    )
    .unwrap();
    let opened = nl
        .open(&no.send(&key, contents).to_json(), &[&no], NOW)
        .unwrap();
    assert_eq!(opened.kind(), Err(NotForUs::Kind));
}

#[test]
fn a_damaged_parcel_is_refused_wherever_it_is_damaged() {
    let (no, nl) = pair();
    let file = parcel(&no, &nl, json!(1));
    for end in (0..file.len()).step_by(211) {
        assert_eq!(
            nl.open(&file[..end], &[&no], NOW),
            Err(NotForUs::Form),
            "{end}"
        );
    }
    let is_text = |byte: &u8| byte.is_ascii_alphanumeric();
    for at in (0..file.len())
        .filter(|at| is_text(&file[*at]))
        .step_by(101)
    {
        let mut damaged = file.clone();
        damaged[at] = if damaged[at] == b'7' { b'8' } else { b'7' };
        assert!(nl.open(&damaged, &[&no], NOW).is_err(), "{at}");
    }
}

#[test]
fn a_key_is_trusted_while_it_is_valid_and_signed_by_its_hotline() {
    let (no, nl) = pair();
    let document = nl.document(&nl.key);
    let again = KeyDocument::parse(&document.to_json());
    let key = again.unwrap().verify(nl.signer.us(), NOW).unwrap();
    assert_eq!((key.id, key.sequence, key.version), (nl.key.id(), 3, 1));
    let verify = |key: ExchangeKey, now: Timestamp| {
        let document = nl.document(&key);
        document.verify(nl.signer.us(), now).map(|_| ())
    };
    assert_eq!(
        document.verify(no.signer.us(), NOW).unwrap_err(),
        NotTrusted::Signature
    );
    let other = Member {
        hotline: no.id().clone(),
        ..nl.signer.us().clone()
    };
    assert_eq!(
        document.verify(&other, NOW).unwrap_err(),
        NotTrusted::Hotline
    );
    let key = || nl.key.clone();
    assert_eq!(
        verify(key(), NOW.plus_seconds(28 * DAY)),
        Err(NotTrusted::Time)
    );
    assert_eq!(verify(key(), Timestamp(NOW.0 - DAY)), Err(NotTrusted::Time));
    let long = ExchangeKey {
        not_after: NOW.0 + 29 * DAY,
        ..key()
    };
    assert_eq!(verify(long, NOW), Err(NotTrusted::Form));
    let classical = PrivateKey::generate(Suite::X25519, &mut UnwrapErr(SysRng));
    let weak = ExchangeKey {
        public_key: classical.public_key(),
        ..key()
    };
    assert_eq!(verify(weak, NOW), Err(NotTrusted::Form));
    let versions = |versions: &[u32]| ExchangeKey {
        versions: versions.to_vec(),
        ..key()
    };
    assert_eq!(verify(versions(&[2, 3]), NOW), Err(NotTrusted::Version));
    assert_eq!(verify(versions(&[1, 2]), NOW), Ok(()));
}

#[test]
fn a_key_of_a_later_version_may_say_more() {
    let nl = Hotline::new("nl", 2);
    let mut document = nl.document(&nl.key);
    let signer = signing_key(102);
    let purpose = Purpose::ExchangeKey;
    document.key = resigned(&document.key, &signer, purpose, "new", json!(1));
    let key = document.verify(nl.signer.us(), NOW).unwrap();
    assert_ne!(key.id, nl.key.id());
    assert_eq!(key.id, KeyId::of(document.key.unverified()));
}
