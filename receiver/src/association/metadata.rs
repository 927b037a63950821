//! TUF's metadata as an association writes it: the four roles, and the envelope with its signatures.

use std::collections::BTreeSet;

use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use shared::signing::VerifyingKey;
use sigstore_tuf::{Metadata, Role, Root, canonical_json};

use super::officer::{self, OfficerKey};
use crate::directory::TARGET;

/// The version of the specification that the files follow.
const SPEC_VERSION: &str = "1.0.31";

/// A file of metadata: what is signed, and the signatures so far.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Envelope {
    signatures: Vec<Signature>,
    pub(super) signed: Value,
}

#[derive(Clone, Serialize, Deserialize)]
struct Signature {
    keyid: String,
    sig: String,
}

/// How many of those who may sign have signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signatures {
    /// Right signatures of different keys.
    pub signed: usize,
    /// The number that is needed.
    pub needed: usize,
}

impl Signatures {
    /// Whether there are enough.
    pub fn are_enough(self) -> bool {
        self.signed >= self.needed
    }
}

/// Who may sign for an association.
pub(super) struct Keys {
    pub(super) officers: Vec<VerifyingKey>,
    pub(super) threshold: usize,
    pub(super) publisher: VerifyingKey,
}

impl Envelope {
    pub(super) fn new(signed: Value) -> Self {
        Self {
            signatures: Vec::new(),
            signed,
        }
    }

    pub(super) fn to_json(&self) -> String {
        // Strings and numbers always have a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    pub(super) fn version(&self) -> u64 {
        self.signed["version"].as_u64().unwrap_or_default()
    }

    /// The end, none if it cannot be read.
    pub(super) fn expires(&self) -> Option<Timestamp> {
        self.signed["expires"].as_str()?.parse().ok()
    }

    /// Adds the signature of a key, in the place of an earlier one of it.
    pub(super) fn sign(&mut self, key: &OfficerKey) {
        // What an association writes has no number with a fraction.
        let bytes = canonical_json::to_canonical_bytes(&self.signed).unwrap_or_default();
        let (keyid, sig) = (key.id(), key.sign(&bytes));
        self.signatures.retain(|signature| signature.keyid != keyid);
        self.signatures.push(Signature { keyid, sig });
    }

    /// How many signatures the role of a root has here.
    pub(super) fn signatures<R: Role>(
        &self,
        root: &Root,
        role: &str,
    ) -> Result<Signatures, sigstore_tuf::Error> {
        let metadata = Metadata::<R>::from_slice(self.to_json().as_bytes())?;
        let keys = root
            .role(role)
            .ok_or_else(|| sigstore_tuf::Error::UnknownRole(role.to_owned()))?;
        let enough = Signatures {
            signed: keys.threshold,
            needed: keys.threshold,
        };
        match metadata.verify_threshold(&root.keys, keys, role) {
            Ok(()) => Ok(enough),
            Err(sigstore_tuf::Error::ThresholdNotMet {
                found, threshold, ..
            }) => Ok(Signatures {
                signed: found,
                needed: threshold,
            }),
            Err(error) => Err(error),
        }
    }
}

/// The root of an association with these keys.
pub(super) fn root(keys: &Keys, version: u64, expires: Timestamp) -> Envelope {
    let officers = keys.officers.iter().map(officer::listed);
    let (officers, mut listed): (BTreeSet<String>, Map<String, Value>) =
        officers.map(|(id, key)| (id.clone(), (id, key))).unzip();
    let (publisher, key) = officer::listed(&keys.publisher);
    listed.insert(publisher.clone(), key);
    let by_officers = json!({ "keyids": officers, "threshold": keys.threshold });
    let by_publisher = json!({ "keyids": [publisher], "threshold": 1 });
    let mut signed = role("root", version, expires);
    signed.insert("consistent_snapshot".to_owned(), true.into());
    signed.insert("keys".to_owned(), listed.into());
    signed.insert(
        "roles".to_owned(),
        json!({
            "root": by_officers,
            "targets": by_officers,
            "snapshot": by_publisher,
            "timestamp": by_publisher,
        }),
    );
    Envelope::new(signed.into())
}

/// The targets: the directory with this text.
pub(super) fn targets(directory: &str, version: u64, expires: Timestamp) -> Envelope {
    let mut signed = role("targets", version, expires);
    let file = json!({
        "length": directory.len(),
        "hashes": { "sha256": sha256(directory) },
    });
    signed.insert("targets".to_owned(), json!({ TARGET: file }));
    Envelope::new(signed.into())
}

/// The snapshot of these targets.
pub(super) fn snapshot(targets: &Envelope, version: u64, expires: Timestamp) -> Envelope {
    pinned("snapshot", ("targets.json", targets), version, expires)
}

/// The timestamp of this snapshot.
pub(super) fn timestamp(snapshot: &Envelope, version: u64, expires: Timestamp) -> Envelope {
    pinned("timestamp", ("snapshot.json", snapshot), version, expires)
}

fn pinned(name: &str, (file, of): (&str, &Envelope), version: u64, expires: Timestamp) -> Envelope {
    let text = of.to_json();
    let pin = json!({
        "version": of.version(),
        "length": text.len(),
        "hashes": { "sha256": sha256(&text) },
    });
    let mut signed = role(name, version, expires);
    signed.insert("meta".to_owned(), json!({ file: pin }));
    Envelope::new(signed.into())
}

fn role(name: &str, version: u64, expires: Timestamp) -> Map<String, Value> {
    let members = [
        ("_type", name.into()),
        ("spec_version", SPEC_VERSION.into()),
        ("version", version.into()),
        ("expires", expires.to_string().into()),
    ];
    members
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256(text: &str) -> String {
    base16ct::lower::encode_string(&Sha256::digest(text))
}
