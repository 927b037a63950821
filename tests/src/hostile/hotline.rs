use std::sync::LazyLock;

use base64ct::{Base64, Encoding};
use shared::certificate::SignerCertificate;
use shared::hpke::{PrivateKey, Suite};
use shared::key_config::{KeyConfig, KeyDocument, PublishedKey, Trust};
use shared::limits::KEY_SECONDS;
use shared::pow::{Challenge, Seed};
use shared::signing::{Signed, SigningKey};

/// The time at this hotline, in seconds since 1970 UTC.
pub const NOW: u64 = 1_800_000_000;

/// A hotline whose secrets everybody knows: always the same, so that what was sealed to it once
/// opens for ever.
pub struct Hotline {
    /// Its keys, one for each suite.
    pub keys: [IntakeKey; 2],
    /// What its root says of its signer.
    pub certificate: Signed,
    /// The signer that its root certified.
    pub signer: SigningKey,
    /// What a browser knows of it.
    pub trust: Trust,
    /// What work its intake asks for.
    pub challenge: Challenge,
}

/// A key of the intake.
pub struct IntakeKey {
    /// What is published of it.
    pub published: PublishedKey,
    /// What is not.
    pub private: PrivateKey,
}

impl Hotline {
    /// The hotline.
    pub fn known() -> &'static Self {
        static HOTLINE: LazyLock<Hotline> = LazyLock::new(Hotline::new);
        &HOTLINE
    }

    /// What it publishes of a key.
    pub fn document(&self, key: &IntakeKey) -> KeyDocument {
        KeyDocument::new(self.certificate.clone(), &key.published, &self.signer)
    }

    fn new() -> Self {
        let [root, signer] = [1, 2].map(signing_key);
        let certificate = SignerCertificate {
            hotline: "example".parse().unwrap(),
            signer: signer.verifying_key(),
            not_before: NOW,
            not_after: NOW + 30 * 24 * 3600,
        };
        Self {
            keys: [Suite::X25519, Suite::XWing].map(intake_key),
            certificate: certificate.signed(&root),
            trust: Trust {
                hotline: certificate.hotline,
                root: root.verifying_key(),
                least_sequence: 1,
            },
            challenge: Challenge {
                number: Challenge::number_at(NOW),
                seed: Seed::new([4; Seed::BYTES]),
                effort: 8,
            },
            signer,
        }
    }
}

fn signing_key(byte: u8) -> SigningKey {
    Base64::encode_string(&[byte; 32]).parse().unwrap()
}

fn intake_key(suite: Suite) -> IntakeKey {
    let private = PrivateKey::from_seed(suite, &[3; 32]).unwrap();
    let published = PublishedKey::new(KeyConfig {
        hotline: "example".parse().unwrap(),
        sequence: 1,
        not_before: NOW,
        not_after: NOW + KEY_SECONDS,
        pow_floor: 0,
        public_key: private.public_key(),
    });
    IntakeKey { published, private }
}
