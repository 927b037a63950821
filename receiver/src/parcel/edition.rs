//! The directory that a hotline goes by, as its parcels and receipts name it.

use serde::{Deserialize, Serialize};
use shared::signing::Signed;

/// One version of a network's directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// The name of the network.
    pub network: String,
    /// The version that the officers signed.
    pub version: u64,
    /// SHA-256 of the text of `directory.json`, in hexadecimal.
    pub sha256: String,
}

/// The signed words of a hotline about the directory that it goes by: evidence for whoever knows its root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The directory.
    pub edition: Edition,
    /// The root's certificate for the signer of the text.
    pub certificate: Signed,
    /// The text that names the directory: a parcel's head, or a receipt.
    pub text: Signed,
}
