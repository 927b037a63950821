use std::path::{Path, PathBuf};
use std::process::Stdio;

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};
use shared::hpke::{PrivateKey, PublicKey};
use shared::receipt::Receipt;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::soon;

/// A program that uses an HPKE library by other authors: a script in `tests/peers`, which answers
/// each line of JSON with one line.
pub struct Peer {
    /// Whether the library can export secrets, which receipts are made of.
    pub exports: bool,
    requests: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    _child: Child,
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
        assert!(
            needs.exists(),
            "the peers are not set up: run `cargo xtask test`"
        );
        let mut child = Command::new(interpreter)
            .arg(scripts().join(script))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self {
            exports,
            requests: child.stdin.take().unwrap(),
            answers: BufReader::new(child.stdout.take().unwrap()).lines(),
            _child: child,
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
        let answer = self.ask(&request).await;
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
        let answer = self.ask(&request).await;
        Some(PeerOpened {
            plaintext: decode(&answer["plaintext"])?,
            receipt: receipt(&answer),
        })
    }

    async fn ask(&mut self, request: &Value) -> Value {
        let line = format!("{request}\n");
        self.requests.write_all(line.as_bytes()).await.unwrap();
        let answer = soon("the peer answers", self.answers.next_line()).await;
        serde_json::from_str(&answer.unwrap().expect("the peer ended")).unwrap()
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

fn scripts() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/peers"))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The Python of the set-up, with the packages in `tests/requirements.txt`.
pub fn python() -> PathBuf {
    let elsewhere = std::env::var_os("CARGO_TARGET_DIR");
    let target = root().join(elsewhere.unwrap_or_else(|| "target".into()));
    target.join("venv/bin/python")
}
