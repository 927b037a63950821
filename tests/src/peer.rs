use std::path::Path;

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};
use shared::hpke::{PrivateKey, PublicKey};
use shared::receipt::Receipt;

use crate::line_program::{LineProgram, NOT_SET_UP, python, root};

/// A program that uses an HPKE library by other authors.
pub struct Peer {
    /// Whether the library can export secrets, which receipts are made of.
    pub exports: bool,
    program: LineProgram,
}

/// The result of sealing by a peer.
pub struct PeerSealed {
    /// The encapsulated key (`enc`) of the message.
    pub enc: Vec<u8>,
    /// The ciphertext with its tag.
    pub ciphertext: Vec<u8>,
    /// The exported secret, if the library can export.
    pub receipt: Option<Receipt>,
}

/// The result of opening by a peer.
pub struct PeerOpened {
    /// The opened plaintext.
    pub plaintext: Vec<u8>,
    /// The exported secret, if the library can export.
    pub receipt: Option<Receipt>,
}

impl Peer {
    /// npm's `@hpke/core` with its extensions, run by Node as the package for apps uses it.
    pub fn javascript() -> Self {
        let packages = root().join("widget/npm/node_modules");
        Self::start(Path::new("node"), &packages, "peer.mjs", true)
    }

    /// PyPI's `cryptography`, which exports no secrets.
    pub fn python() -> Self {
        let python = python();
        Self::start(&python, &python, "peer.py", false)
    }

    fn start(interpreter: &Path, needs: &Path, script: &str, exports: bool) -> Self {
        assert!(needs.exists(), "{NOT_SET_UP}");
        Self {
            exports,
            program: LineProgram::start(interpreter, script, &[]),
        }
    }

    /// Lets the peer seal a plaintext.
    pub async fn seal(&mut self, key: &PublicKey, info: &[u8], plaintext: &[u8]) -> PeerSealed {
        let request = json!({
            "do": "seal",
            "suite": key.suite(),
            "key": key,
            "info": encode(info),
            "plaintext": encode(plaintext),
        });
        let answer = self.program.ask(&request).await;
        PeerSealed {
            enc: decode(&answer["enc"]).unwrap(),
            ciphertext: decode(&answer["ciphertext"]).unwrap(),
            receipt: receipt(&answer),
        }
    }

    /// Lets the peer open a ciphertext; `None` if it cannot.
    pub async fn open(
        &mut self,
        key: &PrivateKey,
        info: &[u8],
        enc: &[u8],
        ciphertext: &[u8],
    ) -> Option<PeerOpened> {
        let request = json!({
            "do": "open",
            "suite": key.suite(),
            "key": encode(&key.seed()),
            "info": encode(info),
            "enc": encode(enc),
            "ciphertext": encode(ciphertext),
        });
        let answer = self.program.ask(&request).await;
        Some(PeerOpened {
            plaintext: decode(&answer["plaintext"])?,
            receipt: receipt(&answer),
        })
    }
}

fn receipt(answer: &Value) -> Option<Receipt> {
    let exported = decode(&answer["receipt"])?;
    Some(Receipt::new(exported.try_into().unwrap()))
}

fn encode(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

fn decode(base64: &Value) -> Option<Vec<u8>> {
    Some(Base64::decode_vec(base64.as_str()?).unwrap())
}
