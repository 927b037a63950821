//! The proof that the form of this release is in a public log, for whoever watches the hotline. Proofs are those of
//! [Sigsum](https://www.sigsum.org/), in the format that its `sigsum-submit` writes.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use sigsum::{ParseAsciiError, SigsumSignature};

use super::Site;
use super::caching::{FOR_AN_HOUR, cached};
use crate::web::problem::Problem;

/// The address of the proof: that of the manifest, with the ending that `sigsum-submit` gives a proof.
pub const PROOF_PATH: &str = "/embed/manifest.json.proof";

/// Maximum size of a proof, in bytes. One with ten witnesses in a log of a million leaves has 3,900.
const MAX_PROOF_BYTES: usize = 16 * 1024;

/// A proof that is served. Whether it holds, those say who have the maintainers' key.
pub(crate) struct ReleaseProof(Bytes);

/// A file or an answer is no proof. The error contains nothing of it but the name of a field.
#[derive(Debug, thiserror::Error)]
pub enum NoProof {
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    /// There are more bytes than any proof has.
    #[error("no proof of a Sigsum log: more than {MAX_PROOF_BYTES} bytes")]
    TooLarge,
    /// The text is not in the format of proofs.
    #[error("no proof of a Sigsum log: {0}")]
    Malformed(String),
}

impl From<ParseAsciiError> for NoProof {
    fn from(error: ParseAsciiError) -> Self {
        Self::Malformed(error.to_string())
    }
}

impl ReleaseProof {
    /// Reads a proof from its file.
    pub(crate) fn read(path: &Path) -> Result<Self, NoProof> {
        let text = read_proof(path)?;
        parse_proof(&text)?;
        Ok(Self(text.into()))
    }
}

/// The bytes of a file, as far as a proof may go and one byte more.
pub fn read_proof(path: &Path) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let most = MAX_PROOF_BYTES as u64 + 1;
    File::open(path)?.take(most).read_to_end(&mut text)?;
    Ok(text)
}

/// Parses a proof, and verifies nothing.
pub(crate) fn parse_proof(text: &[u8]) -> Result<SigsumSignature, NoProof> {
    if text.len() > MAX_PROOF_BYTES {
        return Err(NoProof::TooLarge);
    }
    let text = str::from_utf8(text);
    let text = text.map_err(|_| NoProof::Malformed("not a text".to_owned()))?;
    Ok(SigsumSignature::from_ascii(text)?)
}

/// `GET /embed/manifest.json.proof`: the proof, if the config names one.
pub(crate) async fn release_proof(State(site): State<Arc<Site>>) -> Result<Response, Problem> {
    let proof = site.release_proof.as_ref().ok_or(Problem::NotFound)?;
    let text = proof.0.clone();
    Ok(cached("text/plain; charset=utf-8", FOR_AN_HOUR, text))
}
