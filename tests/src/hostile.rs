//! What happens to hostile bytes: to any from the fuzzer, and to those that it kept.
//!
//! A target panics when a promise is broken. It also tells whether it got to the end, so that a
//! corpus that leads nowhere any more does not go unseen.

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

/// Does with bytes what the real parts do, and tells whether it got to the end.
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
