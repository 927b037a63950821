//! Good inputs, and a receiver that takes them.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use base64ct::{Base64, Encoding};
use serde_json::Value;
use shared::envelope::{self, SealedReport};
use shared::hpke::{PrivateKey, Suite};
use shared::key_config::{KeyDocument, PublishedKey, Trust};
use shared::pow::Challenge;

pub(crate) const SUITES: [Suite; 2] = [Suite::XWing, Suite::X25519];

/// One file of vectors.
pub(crate) fn vectors(file: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    serde_json::from_slice(&fs::read(folder.join(file)).unwrap()).unwrap()
}

/// The last vector of this suite in a file: the one with the most in it.
pub(crate) fn vector(file: &str, suite: Suite) -> Value {
    let suite = serde_json::to_value(suite).unwrap();
    let vectors = vectors(file);
    let mut of_suite = vectors.as_array().unwrap().iter();
    of_suite.rfind(|v| v["suite"] == suite).unwrap().clone()
}

pub(crate) fn text(vector: &Value, field: &str) -> String {
    vector[field].as_str().unwrap().to_owned()
}

pub(crate) fn bytes(vector: &Value, field: &str) -> Vec<u8> {
    let hex = text(vector, field);
    let (pairs, _) = hex.as_bytes().as_chunks::<2>();
    pairs
        .iter()
        .map(|pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// Changes one bit, counted from the first byte's lowest.
pub(crate) fn flip(bytes: &mut [u8], bit: usize) {
    bytes[bit / 8] ^= 1 << (bit % 8);
}

/// The holder of one key, who takes messages with the proof that the vectors' challenge asks for.
pub(crate) struct Receiver {
    pub(crate) key: PublishedKey,
    private_key: PrivateKey,
    challenge: Challenge,
    /// A message that is taken.
    pub(crate) good: Vec<u8>,
}

static RECEIVERS: LazyLock<[Receiver; 2]> = LazyLock::new(|| SUITES.map(Receiver::new));

impl Receiver {
    /// The receiver whose key is of this suite.
    pub(crate) fn of(suite: Suite) -> &'static Self {
        let mut receivers = RECEIVERS.iter();
        let of_suite = |receiver: &&Self| receiver.private_key.suite() == suite;
        receivers.find(of_suite).unwrap()
    }

    fn new(suite: Suite) -> Self {
        let message = vector("messages.json", suite);
        let proofs = vectors("proof-of-work.json");
        let mut proofs = proofs.as_array().unwrap().iter();
        let proof = proofs.find(|p| p["message"] == message["name"]).unwrap();
        let mut good = Base64::decode_vec(&text(&message, "message")).unwrap();
        good.splice(16..88, bytes(proof, "proof"));
        Self {
            key: PublishedKey::parse(text(&message, "config")).unwrap(),
            private_key: PrivateKey::from_seed(suite, &bytes(&message, "private_key")).unwrap(),
            challenge: serde_json::from_value(proof["challenge"].clone()).unwrap(),
            good,
        }
    }

    /// Whether a message opens, whatever its proof of work is.
    pub(crate) fn opens(&self, bytes: &[u8]) -> bool {
        SealedReport::parse(bytes.to_vec()).is_ok_and(|message| {
            message.key_id() == self.key.id()
                && envelope::open(&message, &self.key, &self.private_key).is_ok()
        })
    }

    /// Whether a message is taken: it opens, and its proof of work is the one asked for.
    pub(crate) fn takes(&self, bytes: &[u8]) -> bool {
        let proven = SealedReport::parse(bytes.to_vec()).is_ok_and(|message| {
            message.proof().is_some_and(|proof| {
                proof.number() == self.challenge.number
                    && proof.effort() >= self.challenge.effort
                    && proof.verify(&self.challenge.seed, message.digest())
            })
        });
        proven && self.opens(bytes)
    }
}

/// A key document that is believed, by whom and when.
pub(crate) struct Published {
    pub(crate) json: Vec<u8>,
    pub(crate) trust: Trust,
    pub(crate) now: u64,
}

impl Published {
    pub(crate) fn of(suite: Suite) -> Self {
        let vector = vector("key-documents.json", suite);
        let trust = &vector["trust"];
        Self {
            json: text(&vector, "document").into_bytes(),
            trust: Trust {
                hotline: text(trust, "hotline").parse().unwrap(),
                root: text(trust, "root").parse().unwrap(),
                least_sequence: trust["least_sequence"].as_u64().unwrap(),
            },
            now: vector["now"].as_u64().unwrap(),
        }
    }

    /// Whether somebody with this trust believes a document.
    pub(crate) fn is_believed(&self, json: &[u8]) -> bool {
        KeyDocument::parse(json)
            .is_ok_and(|document| document.verify(&self.trust, self.now).is_ok())
    }
}
