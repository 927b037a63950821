use std::fs;

use getrandom::{SysRng, rand_core::UnwrapErr};
use shared::pow::Challenge;

use super::file::parse;
use super::*;

const NOW: Timestamp = Timestamp(1_800_000_000);

fn later(hours: u64) -> Timestamp {
    NOW.plus_seconds(hours * 3600)
}

fn begin() -> Ratchet {
    Ratchet::begin(NOW, &mut UnwrapErr(SysRng))
}

fn wrap(ratchet: &Ratchet, hour: Hour) -> Vec<u8> {
    ratchet
        .wrap(hour, "text", b"key", &mut UnwrapErr(SysRng))
        .unwrap()
}

#[test]
fn a_key_is_unwrapped_for_72_hours_and_never_after() {
    let mut ratchet = begin();
    let wrapped = wrap(&ratchet, NOW.hour());
    for hours in 0..KEY_HOURS {
        ratchet.forget(later(hours));
        let unwrapped = ratchet.unwrap(NOW.hour(), "text", &wrapped);
        assert_eq!(unwrapped.unwrap()[..], *b"key", "after {hours} hours");
    }
    ratchet.forget(later(KEY_HOURS));
    let unwrapped = ratchet.unwrap(NOW.hour(), "text", &wrapped);
    assert_eq!(unwrapped, Err(Unwrappable));
}

#[test]
fn two_that_begin_alike_stay_alike() {
    let (mut one, two) = (begin(), begin());
    let mut copy = one.clone();
    one.forget(later(1000));
    let wrapped = wrap(&one, later(1000).hour());
    copy.forget(later(990));
    let unwrap = |ratchet: &Ratchet| ratchet.unwrap(later(1000).hour(), "text", &wrapped);
    assert_eq!(unwrap(&copy).unwrap()[..], *b"key");
    assert_eq!(unwrap(&two), Err(Unwrappable));
}

#[test]
fn a_wrapped_key_belongs_to_its_hour_and_its_text() {
    let ratchet = begin();
    let wrapped = wrap(&ratchet, NOW.hour());
    let next = later(1).hour();
    assert_eq!(ratchet.unwrap(next, "text", &wrapped), Err(Unwrappable));
    let other_text = ratchet.unwrap(NOW.hour(), "other", &wrapped);
    assert_eq!(other_text, Err(Unwrappable));
    for end in 0..wrapped.len() {
        let cut = ratchet.unwrap(NOW.hour(), "text", &wrapped[..end]);
        assert_eq!(cut, Err(Unwrappable));
    }
}

#[test]
fn every_slot_has_a_seed_of_its_own_that_all_receivers_agree_on() {
    let (mut one, two) = (begin(), begin());
    let copy = one.clone();
    let slot = Challenge::number_at(NOW.0);
    assert_eq!(one.puzzle_seed(slot), copy.puzzle_seed(slot));
    assert_ne!(one.puzzle_seed(slot), one.puzzle_seed(slot + 1));
    assert_ne!(one.puzzle_seed(slot), two.puzzle_seed(slot));
    one.forget(later(100));
    assert_eq!(one.puzzle_seed(slot), None);
    let late = Challenge::number_at(later(100).0);
    assert_eq!(one.puzzle_seed(late), copy.puzzle_seed(late));
}

#[test]
fn the_file_forgets_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ratchet.key");
    let mut file = RatchetFile::create(&path, begin()).unwrap();
    let first = fs::read_to_string(&path).unwrap();
    // A second name for the old file shows the bytes that stay on the disk.
    fs::hard_link(&path, folder.path().join("old")).unwrap();
    file.forget(later(100)).unwrap();
    let wiped = fs::read_to_string(folder.path().join("old")).unwrap();
    assert_eq!(wiped, "0".repeat(first.len()));
    let again = RatchetFile::open(&path).unwrap();
    assert_eq!(again.ratchet().hour, later(100 - KEY_HOURS + 1).hour());
    assert_eq!(again.ratchet().secret, file.ratchet().secret);
}

#[test]
fn a_damaged_file_is_refused() {
    for line in [
        "",
        "1",
        "1 AAAA",
        "x AAAA",
        &format!("-1 {}", "A".repeat(43)),
    ] {
        assert!(parse(line).is_none(), "{line}");
    }
}

#[test]
fn the_secret_does_not_show_in_debug() {
    assert_eq!(format!("{:?}", begin()), "Ratchet(2027-01-15T08:00:00Z, …)");
}
