use super::*;
use crate::envelope::{NotAMessage, SealedReport, message_bytes};
use crate::hpke::Suite;
use crate::limits::{POW_MAX_EFFORT, POW_NONCES};

const POW_OFFSET: usize = 16;

/// A message as far as a proof can tell: a header, and a fill of one byte.
fn message(fill: u8) -> SealedReport {
    let mut bytes = b"SEALRPT\x01".to_vec();
    bytes.resize(88, 0);
    bytes.resize(message_bytes(Suite::X25519), fill);
    SealedReport::parse(bytes).unwrap()
}

fn challenge(seed: u8, effort: u32) -> Challenge {
    Challenge {
        number: 3_000_000,
        seed: Seed::new([seed; Seed::BYTES]),
        effort,
    }
}

/// The proof, and how many hashes it took.
fn solve(challenge: &Challenge, message: &SealedReport) -> (Proof, u32) {
    let mut search = Search::new(challenge, message);
    let mut hashes = 0;
    loop {
        hashes += 1;
        if let Some(proof) = search.run(1) {
            return (proof, hashes);
        }
    }
}

/// The proof with the header's bytes from `at` on replaced.
fn replaced(message: &SealedReport, at: usize, new: &[u8]) -> Proof {
    let mut bytes = message.as_bytes().to_vec();
    bytes[at..at + new.len()].copy_from_slice(new);
    SealedReport::parse(bytes).unwrap().proof().unwrap()
}

#[test]
fn a_proof_that_was_found_is_good() {
    for effort in [1, 2, 1000] {
        let (asked, message) = (challenge(1, effort), message(1));
        let (proof, _) = solve(&asked, &message);
        assert_eq!((proof.number(), proof.effort()), (asked.number, effort));
        assert!(proof.verify(&asked.seed, message.digest()));
    }
}

#[test]
fn a_proof_travels_in_the_message_and_does_not_change_its_digest() {
    let message = message(1);
    assert_eq!(message.proof(), None);
    let (proof, _) = solve(&challenge(1, 100), &message);
    let sent = message.clone().with_proof(proof);
    let arrived = SealedReport::parse(sent.as_bytes().to_vec()).unwrap();
    assert_eq!(arrived.proof(), Some(proof));
    assert_eq!(arrived.digest(), message.digest());
}

#[test]
fn a_half_filled_proof_is_none() {
    let message = message(1).as_bytes().to_vec();
    for at in (POW_OFFSET..POW_OFFSET + 4).chain(POW_OFFSET + 8..88) {
        let mut half_filled = message.clone();
        half_filled[at] = 1;
        assert_eq!(
            SealedReport::parse(half_filled),
            Err(NotAMessage::ProofOfWork),
            "{at}"
        );
    }
}

#[test]
fn another_message_or_another_seed_needs_another_proof() {
    let asked = challenge(1, 1000);
    let (proof, _) = solve(&asked, &message(1));
    assert!(!proof.verify(&asked.seed, message(2).digest()));
    assert!(!proof.verify(&challenge(2, 0).seed, message(1).digest()));
}

#[test]
fn another_effort_than_the_one_that_was_spent_cannot_be_claimed() {
    let (asked, message) = (challenge(1, 1000), message(1));
    let (proof, _) = solve(&asked, &message);
    let sent = message.clone().with_proof(proof);
    for claimed in [500, 999, 1001, POW_MAX_EFFORT] {
        let claimed = replaced(&sent, POW_OFFSET + 4, &u32::to_be_bytes(claimed));
        assert!(!claimed.verify(&asked.seed, message.digest()));
    }
}

#[test]
fn an_effort_over_the_highest_is_refused_and_never_searched() {
    let (asked, message) = (challenge(1, 1), message(1));
    let (proof, _) = solve(&asked, &message);
    let sent = message.clone().with_proof(proof);
    for claimed in [POW_MAX_EFFORT + 1, u32::MAX] {
        let claimed = replaced(&sent, POW_OFFSET + 4, &u32::to_be_bytes(claimed));
        assert!(!claimed.verify(&asked.seed, message.digest()));
    }
    let greedy = Search::new(&challenge(1, u32::MAX), &message);
    assert_eq!(greedy.effort(), POW_MAX_EFFORT);
}

#[test]
fn each_nonce_counts_and_so_does_its_place() {
    let (asked, message) = (challenge(1, 1000), message(1));
    let (proof, _) = solve(&asked, &message);
    let sent = message.clone().with_proof(proof);
    let nonces = proof.nonces();
    for (puzzle, nonce) in nonces.iter().enumerate() {
        let changed = u32::to_be_bytes(nonce ^ 1);
        let changed = replaced(&sent, POW_OFFSET + 8 + 4 * puzzle, &changed);
        assert!(!changed.verify(&asked.seed, message.digest()), "{puzzle}");
    }
    let swapped = [nonces[1].to_be_bytes(), nonces[0].to_be_bytes()].concat();
    let swapped = replaced(&sent, POW_OFFSET + 8, &swapped);
    assert!(!swapped.verify(&asked.seed, message.digest()));
}

#[test]
fn a_search_costs_about_what_was_asked() {
    const EFFORT: u32 = 256;
    const MESSAGES: u8 = 8;
    let hashes: u32 = (0..MESSAGES)
        .map(|fill| solve(&challenge(1, EFFORT), &message(fill)).1)
        .sum();
    let expected = u32::from(MESSAGES) * POW_NONCES as u32 * EFFORT;
    assert!(
        (expected / 2..expected * 2).contains(&hashes),
        "{hashes} instead of {expected}"
    );
}

#[test]
fn a_search_in_slices_finds_the_same_proof() {
    let (asked, message) = (challenge(1, 100), message(1));
    let mut search = Search::new(&asked, &message);
    assert_eq!(search.run(0), None);
    let in_slices = loop {
        if let Some(proof) = search.run(97) {
            break proof;
        }
    };
    assert_eq!(in_slices, solve(&asked, &message).0);
    assert_eq!(search.run(97), Some(in_slices));
}

#[test]
fn a_challenge_that_asks_for_nothing_gets_the_least_proof() {
    let (asked, message) = (challenge(1, 0), message(1));
    let (proof, hashes) = solve(&asked, &message);
    assert_eq!((proof.effort(), hashes), (1, 16));
    assert!(proof.verify(&asked.seed, message.digest()));
}

#[test]
fn a_slot_lasts_ten_minutes() {
    assert_eq!(Challenge::number_at(0), 0);
    assert_eq!(Challenge::number_at(599), 0);
    assert_eq!(Challenge::number_at(1_800_000_000), 3_000_000);
    assert_eq!(Challenge::number_at(u64::MAX), u32::MAX);
}

#[test]
fn a_challenge_survives_its_encoding_and_nothing_else_is_one() {
    let asked = challenge(0, 7);
    let json = serde_json::to_string(&asked).unwrap();
    let seed = "A".repeat(43) + "=";
    let expected = format!(r#"{{"number":3000000,"seed":"{seed}","effort":7}}"#);
    assert_eq!(json, expected);
    assert_eq!(serde_json::from_str::<Challenge>(&json).unwrap(), asked);
    for (from, to) in [
        ("}", ",\"more\":1}"),
        ("\"effort\":7", "\"effort\":-1"),
        ("\"number\":3000000,", ""),
        ("AAAA", "AAA"),
        ("AAAA", ""),
    ] {
        let other = json.replacen(from, to, 1);
        assert!(
            serde_json::from_str::<Challenge>(&other).is_err(),
            "{other}"
        );
    }
}

#[test]
fn a_digest_does_not_show_in_debug() {
    assert_eq!(format!("{:?}", message(1).digest()), "MessageDigest(…)");
}
