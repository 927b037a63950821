//! Key documents that were damaged, played back, or made for another.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use shared::hpke::Suite;
use shared::key_config::{KeyDocument, PublishedKey, Trust};
use shared::limits::CLOCK_SKEW_SECONDS;

use crate::good::{Published, SUITES, flip};

fn published() -> [Published; 2] {
    SUITES.map(Published::of)
}

fn verify(published: &Published, trust: &Trust, now: u64) -> bool {
    let document = KeyDocument::parse(&published.json).unwrap();
    document.verify(trust, now).is_ok()
}

#[test]
fn the_good_documents_are_believed_and_no_part_of_them_is() {
    for published in published() {
        assert!(published.is_believed(&published.json));
        for end in 0..published.json.len() {
            assert!(!published.is_believed(&published.json[..end]), "{end}");
        }
    }
}

#[test]
fn every_bit_of_a_document_counts() {
    let published = Published::of(Suite::X25519);
    for bit in 0..8 * published.json.len() {
        let mut damaged = published.json.clone();
        flip(&mut damaged, bit);
        assert!(!published.is_believed(&damaged), "bit {bit}");
    }
}

#[test]
fn nothing_but_white_space_may_follow() {
    for published in published() {
        for byte in 0..=u8::MAX {
            let more = [&published.json[..], &[byte]].concat();
            let is_space = b" \t\r\n".contains(&byte);
            assert_eq!(published.is_believed(&more), is_space, "{byte}");
        }
    }
}

#[test]
fn unsigned_parts_are_refused() {
    for published in published() {
        let document: Value = serde_json::from_slice(&published.json).unwrap();
        for part in ["certificate", "config"] {
            for signature in [Value::Null, "".into(), document[part]["text"].clone()] {
                let mut unsigned = document.clone();
                unsigned[part]["signature"] = signature;
                assert!(!published.is_believed(unsigned.to_string().as_bytes()));
            }
            let mut bare = document.clone();
            bare[part] = document[part]["text"].clone();
            assert!(!published.is_believed(bare.to_string().as_bytes()));
        }
    }
}

#[test]
fn parts_do_not_change_places() {
    for published in published() {
        let mut document: Value = serde_json::from_slice(&published.json).unwrap();
        let certificate = document["certificate"].take();
        document["certificate"] = document["config"].clone();
        assert!(!published.is_believed(document.to_string().as_bytes()));
        document["config"] = certificate;
        assert!(!published.is_believed(document.to_string().as_bytes()));
    }
}

#[test]
fn nobody_elses_document_is_believed() {
    for published in published() {
        for hotline in ["another", "exampl", "example-2"] {
            let mut trust = published.trust.clone();
            trust.hotline = hotline.parse().unwrap();
            assert!(!verify(&published, &trust, published.now), "{hotline}");
        }
    }
}

proptest! {
    #[test]
    fn every_bit_of_a_long_document_counts(at: Index) {
        let published = Published::of(Suite::XWing);
        let mut damaged = published.json.clone();
        let bit = at.index(8 * damaged.len());
        flip(&mut damaged, bit);
        prop_assert!(!published.is_believed(&damaged));
    }

    #[test]
    fn a_document_is_believed_in_its_time_only(now: u64) {
        let published = Published::of(Suite::X25519);
        let document = KeyDocument::parse(&published.json).unwrap();
        let key = document.verify(&published.trust, published.now).unwrap();
        let config = key.config();
        let begin = config.not_before - CLOCK_SKEW_SECONDS;
        let end = config.not_after + CLOCK_SKEW_SECONDS;
        // Most of all seconds there are lie far away: look near by as well.
        for now in [now, begin - 1 + now % (end - begin + 2)] {
            let believed = verify(&published, &published.trust, now);
            prop_assert_eq!(believed, (begin..end).contains(&now), "{}", now);
        }
    }

    #[test]
    fn no_lower_sequence_is_believed(least_sequence: u64) {
        let published = Published::of(Suite::X25519);
        let sequence = published.trust.least_sequence;
        for least_sequence in [least_sequence, least_sequence % (2 * sequence)] {
            let trust = Trust { least_sequence, ..published.trust.clone() };
            let believed = verify(&published, &trust, published.now);
            prop_assert_eq!(believed, least_sequence <= sequence);
        }
    }

    #[test]
    fn arbitrary_bytes_are_no_document(bytes in vec(any::<u8>(), 0..5000), text: String) {
        prop_assert!(KeyDocument::parse(&bytes).is_err());
        prop_assert!(KeyDocument::parse(text.as_bytes()).is_err());
        prop_assert!(PublishedKey::parse(text).is_err());
    }
}
