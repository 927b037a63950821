//! A public log in the formats of Sigsum, with witnesses, by keys that the tests made up.

use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};

type Hash = [u8; 32];

/// The time at which the witnesses have seen the tree, in seconds since 1970.
const SEEN: u64 = 1_800_000_000;

/// The place of the leaf that is proven, in a tree that is not even.
const PLACE: usize = 4;
const LEAVES: usize = 7;

/// A log, its witnesses, and those who submit to it.
pub(super) struct Log {
    pub(super) key: SigningKey,
    pub(super) witnesses: [SigningKey; 3],
    pub(super) submitter: SigningKey,
}

impl Log {
    /// A log whose keys follow from a number.
    pub(super) fn new(number: u8) -> Self {
        let key = |role| SigningKey::from_bytes(&[number * 10 + role; 32]);
        Self {
            key: key(0),
            witnesses: [key(1), key(2), key(3)],
            submitter: key(4),
        }
    }

    /// The policy of those who believe this log if two of its three witnesses have seen it.
    pub(super) fn policy(&self) -> String {
        let mut policy = format!("log {}\n", hex(self.key.verifying_key().as_bytes()));
        for (name, witness) in ["a", "b", "c"].iter().zip(&self.witnesses) {
            let key = hex(witness.verifying_key().as_bytes());
            policy += &format!("witness {name} {key}\n");
        }
        policy + "group two 2 a b c\nquorum two\n"
    }

    /// The submitter's key as `sigsum-key` writes it.
    pub(super) fn key_file(&self) -> String {
        let key = self.submitter.verifying_key();
        let bytes = [&b"\0\0\0\x0bssh-ed25519\0\0\0\x20"[..], key.as_bytes()].concat();
        format!("ssh-ed25519 {} sigsum key\n", Base64::encode_string(&bytes))
    }

    /// The proof for a file among other leaves, as `sigsum-submit` writes it. These witnesses have seen the tree.
    pub(super) fn proof(&self, file: &[u8], witnesses: &[&SigningKey]) -> String {
        // The message is the file's hash, and the log has the hash of that alone.
        let checksum = sha256(&[&sha256(&[file])]);
        let submitter = key_hash(&self.submitter);
        let signed = [&b"sigsum.org/v1/tree-leaf\0"[..], &checksum].concat();
        let signature = self.submitter.sign(&signed).to_bytes();
        let leaf = sha256(&[&[0], &checksum, &signature, &submitter]);
        let leaves: Vec<_> = (0..LEAVES as u8)
            .map(|place| match usize::from(place) {
                PLACE => leaf,
                _ => sha256(&[&[0], &[place; 128]]),
            })
            .collect();
        let (log, root) = (hex(&key_hash(&self.key)), root(&leaves));
        let head = format!(
            "sigsum.org/v1/tree/{log}\n{LEAVES}\n{}\n",
            Base64::encode_string(&root)
        );
        let mut proof = format!(
            "version=2\nlog={log}\nleaf={} {}\n\nsize={LEAVES}\nroot_hash={}\nsignature={}\n",
            hex(&submitter),
            hex(&signature),
            hex(&root),
            hex(&self.key.sign(head.as_bytes()).to_bytes()),
        );
        let seen = format!("cosignature/v1\ntime {SEEN}\n{head}");
        for witness in witnesses {
            let cosignature = hex(&witness.sign(seen.as_bytes()).to_bytes());
            let witness = hex(&key_hash(witness));
            proof += &format!("cosignature={witness} {SEEN} {cosignature}\n");
        }
        proof += &format!("\nleaf_index={PLACE}\n");
        for node in path(PLACE, &leaves) {
            proof += &format!("node_hash={}\n", hex(&node));
        }
        proof
    }

    /// The proof that two witnesses have seen, as the policy asks for.
    pub(super) fn good_proof(&self, file: &[u8]) -> String {
        let [a, b, _] = &self.witnesses;
        self.proof(file, &[a, b])
    }
}

fn key_hash(key: &SigningKey) -> Hash {
    sha256(&[key.verifying_key().as_bytes()])
}

fn sha256(parts: &[&[u8]]) -> Hash {
    Sha256::digest(parts.concat()).into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash of a tree over these leaves (RFC 9162, section 2.1.1).
fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(half(leaves));
            sha256(&[&[1], &root(left), &root(right)])
        }
    }
}

/// The hashes with which a leaf leads to the root (RFC 9162, section 2.1.3.1).
fn path(place: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let half = half(leaves);
    let (left, right) = leaves.split_at(half);
    let (mut nodes, other) = match place < half {
        true => (path(place, left), root(right)),
        false => (path(place - half, right), root(left)),
    };
    nodes.push(other);
    nodes
}

/// The largest power of two below the number of leaves.
fn half(leaves: &[Hash]) -> usize {
    leaves.len().next_power_of_two() / 2
}
