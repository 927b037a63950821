//! Key documents: from the seeds of root and signer to what a browser believes.

use serde::{Deserialize, Serialize};
use shared::certificate::SignerCertificate;
use shared::hpke::Suite;
use shared::key_config::{KeyConfig, KeyDocument, PublishedKey, Trust};
use shared::limits::{CLOCK_SKEW_SECONDS, KEY_DOCUMENT_BYTES, KEY_SECONDS, POW_MAX_EFFORT};
use shared::report::HotlineId;
use shared::signing::{Purpose, Signed, VerifyingKey};

use super::Made;
use super::fixed::{BEGIN, DAY, HOUR, SUITES, certificate, config, name, signing_key};
use super::hex::Hex;

/// A document that is believed, and everything that it is made from.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyDocumentVector {
    pub(crate) name: String,
    pub(crate) suite: Suite,
    pub(crate) root_seed: Hex,
    pub(crate) signer_seed: Hex,
    /// The private key that opens reports.
    pub(crate) private_key: Hex,
    pub(crate) certificate: Signed,
    pub(crate) config: Signed,
    pub(crate) document: String,
    pub(crate) key_id: String,
    pub(crate) trust: TrustVector,
    pub(crate) now: u64,
}

/// A [`Trust`] that can be written.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrustVector {
    pub(crate) hotline: HotlineId,
    pub(crate) root: VerifyingKey,
    pub(crate) least_sequence: u64,
}

impl From<TrustVector> for Trust {
    fn from(trust: TrustVector) -> Self {
        Self {
            hotline: trust.hotline,
            root: trust.root,
            least_sequence: trust.least_sequence,
        }
    }
}

pub(crate) fn make() -> Made<Vec<KeyDocumentVector>> {
    let mut vectors = edges()?;
    for suite in SUITES {
        let all = Ingredients::of(suite)?;
        vectors.push(all.vector(&format!("a key for {}", name(suite)))?);
    }
    Ok(vectors)
}

/// Each limit, reached and not passed.
fn edges() -> Made<Vec<KeyDocumentVector>> {
    let mut vectors = Vec::new();
    let mut edge = |name: &str, change: &dyn Fn(&mut Ingredients)| -> Made<()> {
        let mut all = Ingredients::of(Suite::X25519)?;
        change(&mut all);
        vectors.push(all.vector(name)?);
        Ok(())
    };
    let skew = CLOCK_SKEW_SECONDS;
    edge("a clock that is a day slow", &|all| all.now = BEGIN - skew)?;
    edge("a clock that is nearly a day fast", &|all| {
        all.now = BEGIN + 47 * HOUR + skew - 1;
    })?;
    edge("a certificate that begins in a day", &|all| {
        all.certificate.not_before = BEGIN + skew;
    })?;
    edge("a certificate that ended nearly a day ago", &|all| {
        all.certificate.not_before = BEGIN - 30 * DAY;
        all.certificate.not_after = BEGIN - skew + 1;
    })?;
    edge("a config that lives as long as any may", &|all| {
        all.config.not_after = BEGIN + KEY_SECONDS;
    })?;
    edge("a config that ends when it begins", &|all| {
        all.config.not_after = BEGIN;
    })?;
    edge("a config that asks for as much work as any may", &|all| {
        all.config.pow_floor = POW_MAX_EFFORT;
    })?;
    edge("the highest sequence there is", &|all| {
        all.config.sequence = u64::MAX;
    })?;
    edge("a document of 4096 bytes", &|all| {
        all.document_bytes = KEY_DOCUMENT_BYTES;
    })?;
    Ok(vectors)
}

/// What a document is made from, to be changed.
struct Ingredients {
    suite: Suite,
    certificate: SignerCertificate,
    config: KeyConfig,
    now: u64,
    /// Bytes that the document has at least, by spaces at its end.
    document_bytes: usize,
}

impl Ingredients {
    fn of(suite: Suite) -> Made<Self> {
        let (_, signer) = signing_key("signer")?;
        Ok(Self {
            suite,
            certificate: certificate(&signer)?,
            config: config(suite)?,
            now: BEGIN,
            document_bytes: 0,
        })
    }

    fn vector(self, name: &str) -> Made<KeyDocumentVector> {
        let (root_seed, root) = signing_key("root")?;
        let (signer_seed, signer) = signing_key("signer")?;
        let certificate = self.certificate.signed(&root);
        let key = PublishedKey::new(self.config);
        let mut document = KeyDocument::new(certificate.clone(), &key, &signer).to_json();
        document.resize(document.len().max(self.document_bytes), b' ');
        Ok(KeyDocumentVector {
            name: name.to_owned(),
            suite: self.suite,
            root_seed: Hex(root_seed),
            signer_seed: Hex(signer_seed),
            private_key: Hex(super::fixed::private_key(self.suite)?.seed().to_vec()),
            certificate,
            config: signer.sign(Purpose::KeyConfig, key.text().to_owned()),
            document: String::from_utf8(document)?,
            key_id: key.id().to_string(),
            trust: TrustVector {
                hotline: "example".parse()?,
                root: root.verifying_key(),
                least_sequence: 7,
            },
            now: self.now,
        })
    }
}
