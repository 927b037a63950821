//! Key documents: from the seeds of root and signer to what a browser believes.

use serde::{Deserialize, Serialize};
use shared::hpke::Suite;
use shared::key_config::{KeyDocument, PublishedKey, Trust};
use shared::report::HotlineId;
use shared::signing::{Purpose, Signed, VerifyingKey};

use super::Made;
use super::fixed::{BEGIN, SUITES, certificate, config, name, signing_key};
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
    SUITES.into_iter().map(make_one).collect()
}

fn make_one(suite: Suite) -> Made<KeyDocumentVector> {
    let (root_seed, root) = signing_key("root")?;
    let (signer_seed, signer) = signing_key("signer")?;
    let certificate = certificate(&signer)?.signed(&root);
    let key = PublishedKey::new(config(suite)?);
    let document = KeyDocument::new(certificate.clone(), &key, &signer).to_json();
    Ok(KeyDocumentVector {
        name: format!("a key for {}", name(suite)),
        suite,
        root_seed: Hex(root_seed),
        signer_seed: Hex(signer_seed),
        private_key: Hex(super::fixed::private_key(suite)?.seed().to_vec()),
        certificate,
        config: signer.sign(Purpose::KeyConfig, key.text().to_owned()),
        document: String::from_utf8(document)?,
        key_id: key.id().to_string(),
        trust: TrustVector {
            hotline: "example".parse()?,
            root: root.verifying_key(),
            least_sequence: 7,
        },
        now: BEGIN,
    })
}
