//! Anything at all, sealed as it should be: what the holder of the key reads then.

use getrandom::{SysRng, rand_core::UnwrapErr};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use shared::hpke::Suite;
use shared::limits::PLAINTEXT_BYTES;
use shared::padding;
use shared::report::{Report, UntrustedReport};

use crate::good::{Receiver, bytes, flip, text, vector};

/// A plaintext in a message to the receiver.
fn sealed(receiver: &Receiver, plaintext: &[u8]) -> Vec<u8> {
    let info = bytes(&vector("messages.json", Suite::X25519), "info");
    let public_key = &receiver.key.config().public_key;
    let sealed = public_key
        .seal(&info, plaintext, &mut UnwrapErr(SysRng))
        .unwrap();
    [&receiver.good[..88], &sealed.enc, &sealed.ciphertext].concat()
}

fn report() -> Vec<u8> {
    text(&vector("messages.json", Suite::X25519), "report").into_bytes()
}

/// Whether a text is a report, by itself.
fn is_report(text: &[u8]) -> bool {
    serde_json::from_slice::<UntrustedReport>(text)
        .is_ok_and(|report| Report::try_from(report).is_ok())
}

#[test]
fn a_good_report_is_taken_and_no_part_of_it_is() {
    let receiver = Receiver::of(Suite::X25519);
    let good = report();
    for end in 0..good.len() {
        assert!(!is_report(&good[..end]), "{end}");
    }
    let block = padding::pad(&good, PLAINTEXT_BYTES).unwrap();
    assert!(receiver.opens(&sealed(receiver, &block)));
    let cut = padding::pad(&good[..good.len() - 1], PLAINTEXT_BYTES).unwrap();
    assert!(!receiver.opens(&sealed(receiver, &cut)));
}

#[test]
fn deep_nesting_is_no_report() {
    for (open, depth) in [("[", PLAINTEXT_BYTES), ("{\"locations\":[", 500)] {
        let deep = open.repeat(depth);
        assert!(!is_report(deep.as_bytes()));
    }
}

proptest! {
    #[test]
    fn the_padding_is_all_zero(at: Index, byte in 1..=u8::MAX) {
        let receiver = Receiver::of(Suite::X25519);
        let good = report();
        let mut block = padding::pad(&good, PLAINTEXT_BYTES).unwrap();
        // Directly behind the text, a byte would be part of the text.
        let first = good.len() + 1;
        block[first + at.index(PLAINTEXT_BYTES - first)] = byte;
        prop_assert!(!receiver.opens(&sealed(receiver, &block)));
    }

    #[test]
    fn a_text_of_any_shape_that_is_read_keeps_every_rule(at: Index) {
        let mut changed = report();
        let bit = at.index(8 * changed.len());
        flip(&mut changed, bit);
        if let Ok(read) = serde_json::from_slice::<UntrustedReport>(&changed)
            && let Ok(read) = Report::try_from(read)
        {
            let again = serde_json::from_slice::<UntrustedReport>(&read.to_json()).unwrap();
            prop_assert_eq!(Report::try_from(again), Ok(read));
        }
    }
}

proptest! {
    // A long input takes long to make up.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn arbitrary_plaintexts_are_no_report(plaintext in vec(any::<u8>(), 0..2 * PLAINTEXT_BYTES)) {
        let receiver = Receiver::of(Suite::X25519);
        prop_assert!(!receiver.opens(&sealed(receiver, &plaintext)));
    }
}
