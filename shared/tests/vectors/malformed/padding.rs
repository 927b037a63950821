//! Blocks that hold no text, or more than one.

use serde::{Deserialize, Serialize};

use crate::make::hex::Hex;

/// A block that is refused.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefusedBlock {
    pub(crate) name: String,
    pub(crate) block: Hex,
    pub(crate) error: String,
}

pub(crate) fn make() -> Vec<RefusedBlock> {
    [
        ("nothing at all", &b""[..]),
        ("only zeros", b"\0\0\0\0\0\0\0\0"),
        ("a zero before the text", b"\0{}\0\0\0\0\0"),
        ("something in the padding", b"{}\0\0\0x\0\0"),
        ("something at the end", b"{}\0\0\0\0\0x"),
    ]
    .map(|(name, block)| RefusedBlock {
        name: name.to_owned(),
        block: Hex(block.to_vec()),
        error: "Damaged".to_owned(),
    })
    .into()
}
