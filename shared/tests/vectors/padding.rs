//! Padding, with blocks that are shorter than those of messages.

use serde::{Deserialize, Serialize};
use shared::padding;

use super::Made;
use super::hex::Hex;

/// A text and its block.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaddingVector {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) block_bytes: usize,
    pub(crate) block: Hex,
}

pub(crate) fn make() -> Made<Vec<PaddingVector>> {
    [
        ("a short text", "{}"),
        ("a byte less than the block", r#"{"key":"ä123"}"#),
        ("as long as the block", r#"{"key":"ä1234"}"#),
    ]
    .into_iter()
    .map(|(name, text)| {
        let block_bytes = 16;
        Ok(PaddingVector {
            name: name.to_owned(),
            text: text.to_owned(),
            block_bytes,
            block: Hex(padding::pad(text.as_bytes(), block_bytes)?.to_vec()),
        })
    })
    .collect()
}
