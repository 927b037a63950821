use getrandom::{SysRng, rand_core::UnwrapErr};

use super::*;
use crate::hpke::{PrivateKey, Suite};

const BEGIN: u64 = 1_800_000_000;
const DAY: u64 = 24 * 3600;

/// A hotline: its keys, and what it is about to say.
struct Hotline {
    root: SigningKey,
    signer: SigningKey,
    certificate: SignerCertificate,
    config: KeyConfig,
}

impl Hotline {
    fn new() -> Self {
        let [root, signer] = [(); 2].map(|()| SigningKey::generate(&mut UnwrapErr(SysRng)));
        let hotline: HotlineId = "example".parse().unwrap();
        let private_key = PrivateKey::generate(Suite::X25519, &mut UnwrapErr(SysRng));
        Self {
            certificate: SignerCertificate {
                hotline: hotline.clone(),
                signer: signer.verifying_key(),
                not_before: BEGIN,
                not_after: BEGIN + 30 * DAY,
            },
            config: KeyConfig {
                hotline,
                sequence: 7,
                not_before: BEGIN,
                not_after: BEGIN + KEY_SECONDS,
                pow_floor: 0,
                public_key: private_key.public_key(),
            },
            root,
            signer,
        }
    }

    fn document(&self) -> KeyDocument {
        let key = PublishedKey::new(self.config.clone());
        KeyDocument::new(self.certificate.signed(&self.root), &key, &self.signer)
    }

    fn trust(&self) -> Trust {
        Trust {
            hotline: "example".parse().unwrap(),
            root: self.root.verifying_key(),
            least_sequence: 7,
        }
    }

    /// The verdict of a browser that fetched the document unchanged.
    fn verified(&self, now: u64) -> Result<PublishedKey, Untrusted> {
        let fetched = KeyDocument::parse(&self.document().to_json())?;
        fetched.verify(&self.trust(), now)
    }
}

#[test]
fn a_key_is_believed_when_the_whole_chain_holds() {
    let hotline = Hotline::new();
    let key = hotline.verified(BEGIN).unwrap();
    assert_eq!(key, PublishedKey::new(hotline.config.clone()));
}

#[test]
fn a_document_with_the_largest_key_fits() {
    let mut hotline = Hotline::new();
    let large = PrivateKey::generate(Suite::XWing, &mut UnwrapErr(SysRng));
    hotline.config.public_key = large.public_key();
    hotline.config.hotline = "x".repeat(crate::limits::SLUG_CHARS).parse().unwrap();
    hotline.certificate.hotline = hotline.config.hotline.clone();
    assert!(hotline.document().to_json().len() <= KEY_DOCUMENT_BYTES);
}

#[test]
fn another_root_or_another_signer_is_refused() {
    let (hotline, stranger) = (Hotline::new(), Hotline::new());
    let document = hotline.document();
    assert_eq!(
        document.verify(&stranger.trust(), BEGIN),
        Err(Untrusted::Signature)
    );
    let foreign = KeyDocument {
        certificate: document.certificate,
        config: stranger.document().config,
    };
    assert_eq!(
        foreign.verify(&hotline.trust(), BEGIN),
        Err(Untrusted::Signature)
    );
}

#[test]
fn the_key_of_another_hotline_is_refused() {
    let mut hotline = Hotline::new();
    hotline.config.hotline = "other".parse().unwrap();
    assert_eq!(hotline.verified(BEGIN), Err(Untrusted::Hotline));
    let mut hotline = Hotline::new();
    hotline.certificate.hotline = "other".parse().unwrap();
    assert_eq!(hotline.verified(BEGIN), Err(Untrusted::Hotline));
}

#[test]
fn time_counts_with_a_day_for_wrong_clocks() {
    let hotline = Hotline::new();
    let end = BEGIN + KEY_SECONDS;
    for (now, expected) in [
        (BEGIN - DAY - 1, false),
        (BEGIN - DAY, true),
        (end + DAY - 1, true),
        (end + DAY, false),
        (0, false),
        (u64::MAX, false),
    ] {
        let verified = hotline.verified(now);
        assert_eq!(verified.is_ok(), expected, "{now}: {verified:?}");
        assert!(expected || verified == Err(Untrusted::Time));
    }
    let mut expired = Hotline::new();
    expired.certificate.not_after = BEGIN - 2 * DAY;
    assert_eq!(expired.verified(BEGIN), Err(Untrusted::Time));
    let mut early = Hotline::new();
    early.certificate.not_before = BEGIN + 2 * DAY;
    assert_eq!(early.verified(BEGIN), Err(Untrusted::Time));
}

#[test]
fn a_key_that_lives_too_long_or_ends_before_it_begins_is_refused() {
    let mut hotline = Hotline::new();
    hotline.config.not_after += 1;
    assert_eq!(hotline.verified(BEGIN), Err(Untrusted::Form));
    hotline.config.not_after = BEGIN - 1;
    assert_eq!(hotline.verified(BEGIN), Err(Untrusted::Form));
}

#[test]
fn a_key_that_asks_for_more_work_than_anybody_may_do_is_refused() {
    let mut hotline = Hotline::new();
    hotline.config.pow_floor = POW_MAX_EFFORT;
    assert!(hotline.verified(BEGIN).is_ok());
    hotline.config.pow_floor += 1;
    assert_eq!(hotline.verified(BEGIN), Err(Untrusted::Form));
}

#[test]
fn an_older_key_than_one_seen_before_is_refused() {
    let mut hotline = Hotline::new();
    hotline.config.sequence = 6;
    assert_eq!(hotline.verified(BEGIN), Err(Untrusted::Sequence));
    hotline.config.sequence = 8;
    assert!(hotline.verified(BEGIN).is_ok());
}

#[test]
fn a_document_that_is_cut_or_says_more_is_refused() {
    let json = Hotline::new().document().to_json();
    for end in 0..json.len() {
        assert_eq!(KeyDocument::parse(&json[..end]), Err(Untrusted::Form));
    }
    let more = String::from_utf8(json)
        .unwrap()
        .replace("{\"c", "{\"x\":1,\"c");
    assert_eq!(KeyDocument::parse(more.as_bytes()), Err(Untrusted::Form));
    let long = vec![b' '; KEY_DOCUMENT_BYTES + 1];
    assert_eq!(KeyDocument::parse(&long), Err(Untrusted::Form));
}

#[test]
fn a_signed_text_that_is_no_config_or_certificate_is_refused() {
    let hotline = Hotline::new();
    let empty = || "{}".to_owned();
    let no_config = KeyDocument {
        config: hotline.signer.sign(Purpose::KeyConfig, empty()),
        ..hotline.document()
    };
    let no_certificate = KeyDocument {
        certificate: hotline.root.sign(Purpose::Certificate, empty()),
        ..hotline.document()
    };
    for document in [no_config, no_certificate] {
        assert_eq!(
            document.verify(&hotline.trust(), BEGIN),
            Err(Untrusted::Form)
        );
    }
}
