//! Public keys that are believed and cannot be sealed to: the shared secret of X25519 would be all
//! zero, whatever is drawn (RFC 9180, section 7.1.4).

use base64ct::{Base64, Encoding};
use serde::{Deserialize, Serialize};
use shared::hpke::Suite;

use crate::make::hex::Hex;

/// A public key of a config to which sealing fails.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnusableKey {
    pub(crate) name: String,
    pub(crate) suite: Suite,
    /// In base64, as in a config.
    pub(crate) public_key: String,
    pub(crate) error: String,
}

/// A point of order 8 on the curve.
const ORDER_8: [u8; 32] = [
    0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a,
    0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
];

/// The other point of order 8.
const OTHER_8: [u8; 32] = [
    0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b,
    0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57,
];

pub(crate) fn make() -> Vec<UnusableKey> {
    points()
        .into_iter()
        .map(|(name, Hex(point))| UnusableKey {
            name: name.to_owned(),
            suite: Suite::X25519,
            public_key: Base64::encode_string(&point),
            error: "Seal".to_owned(),
        })
        .collect()
}

/// The points of small order, each in all its spellings with 255 bits.
pub(super) fn points() -> Vec<(&'static str, Hex)> {
    // The prime is 2^255 − 19, in little endian.
    let prime_and = |more: u8| [&[0xed + more][..], &[0xff; 30], &[0x7f]].concat();
    vec![
        ("zero", Hex(vec![0; 32])),
        ("one", Hex([&[1][..], &[0; 31]].concat())),
        ("order 8", Hex(ORDER_8.to_vec())),
        ("order 8, the other", Hex(OTHER_8.to_vec())),
        (
            "the prime less one",
            Hex([&[0xec][..], &[0xff; 30], &[0x7f]].concat()),
        ),
        ("the prime, which is zero", Hex(prime_and(0))),
        ("the prime and one, which is one", Hex(prime_and(1))),
    ]
}
