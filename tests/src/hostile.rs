//! The fuzzer's targets: each feeds bytes to the real parts, and panics when a promise is broken.
//!
//! A target also tells whether the bytes were accepted to the end, so that a corpus that no longer
//! gets past the first check is noticed.

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

/// Feeds bytes to the real parts; gives whether they were accepted to the end.
pub type Target = fn(&[u8]) -> bool;

/// Every target, under its name in `tests/fuzz`.
pub const TARGETS: [(&str, Target); 6] = [
    ("message", message),
    ("sealed", sealed),
    ("plaintext", plaintext),
    ("key_document", key_document),
    ("key_config", key_config),
    ("claims", claims),
];
