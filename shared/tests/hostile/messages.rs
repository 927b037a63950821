//! Messages that were damaged, made for another, or made up.

use getrandom::{SysRng, rand_core::UnwrapErr};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rand_core::CryptoRng;
use shared::envelope::{self, SealedReport, message_bytes};
use shared::hpke::{PublicKey, Suite};
use shared::key_config::PublishedKey;
use shared::report::{Report, UntrustedReport};

use crate::good::{Receiver, SUITES, flip, text, vector};

const HEADER_BYTES: usize = 88;

fn receivers() -> [&'static Receiver; 2] {
    SUITES.map(Receiver::of)
}

#[test]
fn the_good_messages_are_taken() {
    for receiver in receivers() {
        assert!(receiver.takes(&receiver.good));
    }
}

#[test]
fn no_message_is_taken_that_was_cut() {
    for receiver in receivers() {
        for end in 0..receiver.good.len() {
            assert!(!receiver.opens(&receiver.good[..end]), "{end}");
        }
    }
}

#[test]
fn every_bit_of_the_header_counts() {
    let receiver = Receiver::of(Suite::X25519);
    for bit in 0..8 * HEADER_BYTES {
        let mut damaged = receiver.good.clone();
        flip(&mut damaged, bit);
        assert!(!receiver.takes(&damaged), "bit {bit}");
    }
}

#[test]
fn no_other_version_is_taken() {
    for receiver in receivers() {
        for version in (0..=u8::MAX).filter(|version| *version != 1) {
            let mut other = receiver.good.clone();
            other[7] = version;
            assert!(!receiver.opens(&other), "version {version}");
        }
    }
}

#[test]
fn no_message_is_taken_for_one_of_the_other_suite() {
    let [xwing, x25519] = receivers();
    for (receiver, other) in [(xwing, x25519), (x25519, xwing)] {
        let mut renamed = other.good.clone();
        renamed[8..16].copy_from_slice(receiver.key.id().as_bytes());
        assert!(!receiver.opens(&renamed));
    }
    let mut longer = x25519.good.clone();
    longer.resize(xwing.good.len(), 0);
    assert!(SealedReport::parse(longer.clone()).is_ok());
    assert!(!x25519.opens(&longer));
}

#[test]
fn a_message_for_another_hotline_is_not_taken() {
    for (suite, receiver) in SUITES.into_iter().zip(receivers()) {
        let report = text(&vector("messages.json", suite), "report");
        let report: UntrustedReport = serde_json::from_str(&report).unwrap();
        let report = Report::try_from(report).unwrap();
        let mut config = receiver.key.config().clone();
        config.hotline = "another".parse().unwrap();
        let elsewhere = PublishedKey::new(config);
        let (sealed, _) = envelope::seal(&report, &elsewhere, &mut rng()).unwrap();
        let mut message = sealed.as_bytes().to_vec();
        assert!(!receiver.opens(&message));
        message[8..16].copy_from_slice(receiver.key.id().as_bytes());
        assert!(!receiver.opens(&message));
    }
}

#[test]
fn nothing_is_sealed_to_a_point_of_low_order() {
    let zero = format!("{}=", "A".repeat(43));
    let one = zero.replacen("AA", "AQ", 1);
    for key in [zero, one] {
        let key: PublicKey = key.parse().unwrap();
        assert!(key.seal(b"info", b"text", &mut rng()).is_err());
    }
}

fn rng() -> impl CryptoRng {
    UnwrapErr(SysRng)
}

proptest! {
    #[test]
    fn every_bit_behind_the_header_counts(suite in select(&SUITES), at: Index) {
        let receiver = Receiver::of(suite);
        let mut damaged = receiver.good.clone();
        flip(&mut damaged[HEADER_BYTES..], at.index(8 * (receiver.good.len() - HEADER_BYTES)));
        prop_assert!(!receiver.opens(&damaged));
    }

    #[test]
    fn nothing_may_follow(suite in select(&SUITES), more in vec(any::<u8>(), 1..2000)) {
        let receiver = Receiver::of(suite);
        prop_assert!(!receiver.opens(&[&receiver.good[..], &more].concat()));
    }
}

proptest! {
    // A long input takes long to make up.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn arbitrary_bytes_are_no_message(bytes in vec(any::<u8>(), 0..12_000)) {
        prop_assert!(SealedReport::parse(bytes).is_err());
    }

    #[test]
    fn arbitrary_bytes_behind_a_good_beginning_do_not_open(
        suite in select(&SUITES),
        effort: u32,
        bytes in vec(any::<u8>(), message_bytes(Suite::XWing)),
    ) {
        let receiver = Receiver::of(suite);
        let mut made_up = bytes;
        made_up.truncate(receiver.good.len());
        made_up[..16].copy_from_slice(&receiver.good[..16]);
        made_up[20..24].copy_from_slice(&effort.to_be_bytes());
        prop_assert!(!receiver.opens(&made_up));
        prop_assert!(!receiver.takes(&made_up));
    }
}
