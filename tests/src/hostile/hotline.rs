use std::sync::LazyLock;

use base64ct::{Base64, Encoding};
use shared::certificate::SignerCertificate;
use shared::hpke::{PrivateKey, Suite};
use shared::key_config::{KeyConfig, KeyDocument, PublishedKey, Trust};
use shared::limits::KEY_SECONDS;
use shared::pow::{Challenge, Seed};
use shared::signing::{Signed, SigningKey};

/// The present time of this hotline, in seconds since 1970 UTC.
pub const NOW: u64 = 1_800_000_000;

/// A hotline with fixed, public secrets, so that messages sealed to it earlier can still be opened.
pub struct Hotline {
    /// The intake's keys, one for each suite.
    pub keys: [IntakeKey; 2],
    /// The signer's certificate from the root.
    pub certificate: Signed,
    /// The signer's private key.
    pub signer: SigningKey,
    /// The trust anchors of a browser for this hotline.
    pub trust: Trust,
    /// The challenge for a proof of work.
    pub challenge: Challenge,
}

/// A key of the intake.
pub struct IntakeKey {
    /// The public key, as the intake publishes it.
    pub published: PublishedKey,
    /// The private key of the same pair.
    pub private: PrivateKey,
}

impl Hotline {
    /// The only hotline of this process.
    pub fn known() -> &'static Self {
        static HOTLINE: LazyLock<Hotline> = LazyLock::new(Hotline::new);
        &HOTLINE
    }

    /// The key document that the hotline publishes for a key.
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
