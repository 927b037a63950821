//! Makes every vector from fixed seeds, so that the example that writes them and the test that
//! checks them agree.

pub(crate) mod efforts;
pub(crate) mod fixed;
pub(crate) mod hex;
pub(crate) mod key_documents;
pub(crate) mod malformed;
pub(crate) mod messages;
pub(crate) mod padding;
pub(crate) mod proofs;
pub(crate) mod reports;
pub(crate) mod tries;
pub(crate) mod waits;

use std::error::Error;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// What was made, or why it could not be.
pub(crate) type Made<T> = Result<T, Box<dyn Error>>;

pub(crate) const KEY_DOCUMENTS: &str = "key-documents.json";
pub(crate) const MESSAGES: &str = "messages.json";
pub(crate) const PROOFS: &str = "proof-of-work.json";
pub(crate) const EFFORTS: &str = "efforts.json";
pub(crate) const REPORTS: &str = "reports.json";
pub(crate) const PADDING: &str = "padding.json";
pub(crate) const TRIES: &str = "tries.json";
pub(crate) const WAITS: &str = "waits.json";
pub(crate) const MALFORMED: &str = "malformed.json";

/// Every file of vectors, by name.
pub(crate) fn files() -> Made<[(&'static str, String); 9]> {
    let messages = messages::make()?;
    let proofs = proofs::make(&messages)?;
    let malformed = malformed::make(&messages, &proofs)?;
    Ok([
        (KEY_DOCUMENTS, json(&key_documents::make()?)?),
        (MESSAGES, json(&messages)?),
        (PROOFS, json(&proofs)?),
        (EFFORTS, json(&efforts::make())?),
        (REPORTS, json(&reports::make()?)?),
        (PADDING, json(&padding::make()?)?),
        (TRIES, json(&tries::make())?),
        (WAITS, json(&waits::make())?),
        (MALFORMED, json(&malformed)?),
    ])
}

/// Where a file of vectors lies.
pub(crate) fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(name)
}

fn json(vectors: &impl Serialize) -> Made<String> {
    Ok(serde_json::to_string_pretty(vectors)? + "\n")
}
