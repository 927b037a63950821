//! The fuzzer's targets: each feeds bytes to the real code, and panics if the code breaks a
//! promise.
//!
//! A target returns whether the bytes passed all checks. This shows when a corpus no longer passes
//! the first check.

mod claims;
mod hotline;
mod key_document;
mod message;
mod plaintext;

pub use claims::claims;
pub use hotline::{Hotline, IntakeKey, NOW};
pub use key_document::{key_config, key_document};
pub use message::{message, sealed};
pub use plaintext::plaintext;

/// Feeds bytes to the real code. Returns whether they passed all checks.
pub type Target = fn(&[u8]) -> bool;

/// All targets, by their names in `tests/fuzz`.
pub const TARGETS: [(&str, Target); 6] = [
    ("message", message),
    ("sealed", sealed),
    ("plaintext", plaintext),
    ("key_document", key_document),
    ("key_config", key_config),
    ("claims", claims),
];
