//! Messages composed byte by byte, as clients in other languages do it.

use getrandom::{SysRng, rand_core::UnwrapErr};
use shared::key_config::PublishedKey;
use shared::receipt::Receipt;

/// The header of a message: all bytes before `enc`.
pub fn header(key: &PublishedKey) -> Vec<u8> {
    let no_proof_of_work = [0; 72];
    [b"SEALRPT\x01", &key.id().as_bytes()[..], &no_proof_of_work].concat()
}

/// The HPKE `info` that a ciphertext is bound to.
pub fn info(key: &PublishedKey) -> Vec<u8> {
    let label = b"sealed-report v1 report";
    let suite = key.config().public_key.suite().id();
    let hotline = key.config().hotline.as_str().as_bytes();
    [&label[..], &[1], &suite, key.id().as_bytes(), hotline].concat()
}

/// Seals any plaintext; returns the message and its receipt.
pub fn seal(key: &PublishedKey, plaintext: &[u8]) -> (Vec<u8>, Receipt) {
    let public_key = &key.config().public_key;
    let sealed = public_key
        .seal(&info(key), plaintext, &mut UnwrapErr(SysRng))
        .unwrap();
    let message = [header(key), sealed.enc, sealed.ciphertext].concat();
    (message, sealed.receipt)
}
