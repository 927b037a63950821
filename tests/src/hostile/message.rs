use shared::envelope::{self, OpenError, SealedReport};
use shared::limits::PLAINTEXT_BYTES;
use shared::padding;

use super::Hotline;
use super::plaintext::check;
use crate::by_hand;

/// The bytes are a message posted to the intake.
pub fn message(bytes: &[u8]) -> bool {
    let Ok(message) = SealedReport::parse(bytes.to_vec()) else {
        return false;
    };
    assert_eq!(message.as_bytes(), bytes);
    let hotline = Hotline::known();
    if let Some(proof) = message.proof() {
        // A proof is checked before anything is opened. Parsing keeps bad proofs unchanged, too.
        proof.verify(&hotline.challenge.seed, message.digest());
        assert_eq!(message.clone().with_proof(proof), message);
    }
    // Opening must not panic with any key, even one that the message does not name.
    let keys = hotline.keys.each_ref();
    let opened = keys.map(|key| envelope::open(&message, &key.published, &key.private));
    opened.iter().any(Result::is_ok)
}

/// The bytes are the plaintext of a message that is otherwise correct.
pub fn sealed(bytes: &[u8]) -> bool {
    let [key, _] = &Hotline::known().keys;
    let mut plaintext = bytes.to_vec();
    plaintext.resize(PLAINTEXT_BYTES, 0);
    let (message, receipt) = by_hand::seal(&key.published, &plaintext);
    let message = SealedReport::parse(message).unwrap();
    match envelope::open(&message, &key.published, &key.private) {
        Ok(opened) => {
            assert_eq!(opened.receipt, receipt);
            let padded = padding::pad(&opened.json, PLAINTEXT_BYTES).unwrap();
            assert_eq!(*padded, plaintext);
            check(&opened.report);
            true
        }
        Err(OpenError::Padding | OpenError::Report) => false,
        Err(OpenError::Ciphertext) => panic!("what was sealed well does not open"),
    }
}
