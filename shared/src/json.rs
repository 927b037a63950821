//! Reads the small documents of the protocol: key document, key config, certificate, challenge,
//! receipt.
//!
//! They hold strings, whole numbers and each other, nothing else. `serde_json` would read them as
//! well, but brings floats and the texts of its errors with it: 6 KB for every reporter to load.

use serde::de::DeserializeOwned;

/// Reads a document; none if the text is not a document of this type.
pub fn read<T: DeserializeOwned>(json: &[u8]) -> Option<T> {
    let mut unescaped = vec![0; json.len()];
    let read = serde_json_core::from_slice_escaped(json, &mut unescaped);
    read.ok().map(|(document, _)| document)
}
