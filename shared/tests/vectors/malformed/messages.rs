//! Messages with some bytes replaced.

use serde::{Deserialize, Serialize};
use shared::hpke::Suite;

use super::public_keys;
use crate::make::Made;
use crate::make::hex::Hex;
use crate::make::messages::MessageVector;

/// A good message in which `insert` stands for the `remove` bytes from `at` on.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefusedMessage {
    pub(crate) name: String,
    /// The name of the good message.
    pub(crate) message: String,
    pub(crate) at: usize,
    pub(crate) remove: usize,
    pub(crate) insert: Hex,
    pub(crate) error: String,
}

pub(crate) fn make(messages: &[MessageVector]) -> Made<Vec<RefusedMessage>> {
    let mut refused = Vec::new();
    for suite in [Suite::XWing, Suite::X25519] {
        let good = messages.iter().find(|message| message.suite == suite);
        damage(good.ok_or("no message")?, &mut refused)?;
    }
    Ok(refused)
}

fn damage(good: &MessageVector, refused: &mut Vec<RefusedMessage>) -> Made<()> {
    let bytes = good.bytes()?;
    let enc = 88;
    let ciphertext = enc + good.suite.enc_bytes();
    let tag = bytes.len() - 16;
    let mut refuse = |error: &str, name: &str, at: usize, remove: usize, insert: &[u8]| {
        refused.push(RefusedMessage {
            name: name.to_owned(),
            message: good.name.clone(),
            at,
            remove,
            insert: Hex(insert.to_vec()),
            error: error.to_owned(),
        });
    };
    for (name, at) in [
        ("empty", 0),
        ("cut in the magic", 6),
        ("cut before the version", 7),
        ("cut in the key id", 15),
        ("cut in the slot", 19),
        ("cut in the effort", 23),
        ("cut in the nonces", 87),
        ("cut before enc", enc),
        ("cut in enc", ciphertext - 1),
        ("cut before the ciphertext", ciphertext),
        ("cut before the tag", tag),
        ("cut in the tag", bytes.len() - 1),
    ] {
        refuse("Length", name, at, bytes.len() - at, b"");
    }
    refuse("Length", "a byte more", bytes.len(), 0, &[0]);
    refuse("Magic", "another magic", 0, 7, b"SEALREP");
    refuse("Magic", "version 0", 7, 1, &[0]);
    refuse("Magic", "version 2", 7, 1, &[2]);
    refuse("UnknownKey", "another key id", 8, 1, &[!bytes[8]]);
    refuse("ProofOfWork", "a slot without effort", 19, 1, &[1]);
    refuse("ProofOfWork", "a nonce without effort", 87, 1, &[1]);
    let unknown = [&[!bytes[8]], &bytes[9..19], &[1]].concat();
    refuse(
        "ProofOfWork",
        "a slot without effort, another key id",
        8,
        12,
        &unknown,
    );
    for (name, at) in [
        ("a bit of enc, the first", enc),
        ("a bit of enc, the last", ciphertext - 1),
        ("a bit of the ciphertext", ciphertext),
        ("a bit of the padding", tag - 1),
        ("a bit of the tag", bytes.len() - 1),
    ] {
        // The highest bit of an X25519 key is not part of the point, but counts nevertheless.
        refuse("Ciphertext", name, at, 1, &[bytes[at] ^ 0x80]);
    }
    let more = Suite::XWing.enc_bytes() - Suite::X25519.enc_bytes();
    match good.suite {
        Suite::XWing => refuse("Ciphertext", "the length of X25519", enc, more, b""),
        Suite::X25519 => {
            refuse("Ciphertext", "the length of X-Wing", enc, 0, &vec![0; more]);
            for (name, Hex(point)) in public_keys::points() {
                let name = format!("an enc of small order: {name}");
                refuse("Ciphertext", &name, enc, 32, &point);
            }
        }
    }
    Ok(())
}
