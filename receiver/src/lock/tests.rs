use std::sync::atomic::{AtomicU64, Ordering};

use getrandom::{SysRng, rand_core::UnwrapErr};
use shared::hpke::Suite;

use super::*;
use crate::clock::Moved;
use crate::shares::split;

struct Locked {
    lock: Lock,
    key: PrivateKey,
    clock: Arc<Moved>,
}

impl Locked {
    fn new() -> Self {
        let key = generate();
        let clock = Arc::new(Moved(AtomicU64::new(1_800_000_000)));
        Self {
            lock: Lock::new(key.public_key(), clock.clone()),
            key,
            clock,
        }
    }

    /// The letters of five shares, of which three are needed.
    fn codes(&self) -> Vec<String> {
        codes(&self.key, 3, 5)
    }

    fn wait(&self, seconds: u64) {
        self.clock.0.fetch_add(seconds, Ordering::SeqCst);
    }

    fn is_opening(&self) -> bool {
        matches!(self.lock.stage(), Stage::Opening(..))
    }

    fn numbers(&self) -> Vec<Vec<u8>> {
        let entered = self.lock.entered().into_iter();
        entered.map(|split| split.numbers).collect()
    }
}

fn generate() -> PrivateKey {
    PrivateKey::generate(Suite::XWing, &mut UnwrapErr(SysRng))
}

fn codes(key: &PrivateKey, need: u8, of: u8) -> Vec<String> {
    let shares = split(key, need, of, &mut UnwrapErr(SysRng)).unwrap();
    shares
        .iter()
        .map(|share| share.code().to_string())
        .collect()
}

#[test]
fn every_three_of_five_open_and_no_two_do() {
    for chosen in (0_u32..1 << 5).filter(|chosen| chosen.count_ones() <= 3) {
        let locked = Locked::new();
        let codes = locked.codes();
        for at in (0..5).filter(|at| chosen & (1 << at) != 0) {
            assert!(!locked.is_opening());
            locked.lock.enter(&codes[at]).unwrap();
        }
        assert_eq!(locked.is_opening(), chosen.count_ones() == 3, "{chosen:b}");
        if let Stage::Opening(key, _) = locked.lock.stage() {
            assert_eq!(key.seed(), locked.key.seed());
            assert!(locked.lock.entered().is_empty(), "no share is kept");
            assert_eq!(locked.lock.enter(&codes[0]), Err(NotTaken::Enough));
        }
    }
}

#[test]
fn a_share_counts_once_however_often_it_is_entered() {
    let locked = Locked::new();
    let codes = locked.codes();
    for _ in 0..3 {
        let entered = locked.lock.enter(&codes[4]).unwrap();
        assert_eq!(
            (entered.numbers.as_slice(), entered.missing()),
            (&[5][..], 2)
        );
    }
    assert!(!locked.is_opening());
}

#[test]
fn every_wrong_letter_is_refused_and_what_was_entered_stays() {
    let locked = Locked::new();
    let codes = locked.codes();
    locked.lock.enter(&codes[0]).unwrap();
    for (at, letter) in codes[1].char_indices().filter(|(_, letter)| *letter != ' ') {
        let mut wrong = codes[1].clone();
        wrong.replace_range(at..=at, if letter == 'A' { "B" } else { "A" });
        assert_eq!(locked.lock.enter(&wrong), Err(NotTaken::Misread), "{at}");
    }
    assert_eq!(locked.lock.enter("no share"), Err(NotTaken::Misread));
    assert_eq!(locked.numbers(), [[1]]);
}

#[test]
fn shares_of_another_hotline_are_refused_at_once() {
    let locked = Locked::new();
    let other = codes(&generate(), 3, 5);
    assert_eq!(locked.lock.enter(&other[0]), Err(NotTaken::OtherKey));
    assert!(locked.lock.entered().is_empty());
}

#[test]
fn shares_of_two_splits_do_not_mix_and_are_not_in_each_others_way() {
    let locked = Locked::new();
    let (one, other) = (locked.codes(), locked.codes());
    locked.lock.enter(&one[0]).unwrap();
    locked.wait(1);
    locked.lock.enter(&other[1]).unwrap();
    locked.lock.enter(&other[2]).unwrap();
    assert!(!locked.is_opening(), "three shares of two splits");
    assert_eq!(
        locked.numbers(),
        [&[2, 3][..], &[1][..]],
        "the newest first"
    );
    locked.lock.enter(&one[3]).unwrap();
    locked.lock.enter(&one[4]).unwrap();
    assert!(locked.is_opening());
}

#[test]
fn forged_shares_open_nothing_and_are_named() {
    let locked = Locked::new();
    let codes = locked.codes();
    locked.lock.enter(&codes[0]).unwrap();
    locked.lock.enter(&codes[1]).unwrap();
    let mut forged: Share = codes[1].parse().unwrap();
    forged.forge();
    assert_eq!(locked.lock.enter(&forged.code()), Err(NotTaken::Twice));
    forged.number = 3;
    assert_eq!(locked.lock.enter(&forged.code()), Err(NotTaken::Unfit));
    assert!(
        locked.lock.entered().is_empty(),
        "nobody knows which one it was"
    );
    // A stranger, who knows the key's name and not the split, fills the memory and is in nobody's way.
    locked.lock.enter(&codes[0]).unwrap();
    for _ in 0..SPLITS - 1 {
        let of_stranger = Share::of_stranger(&locked.key.public_key());
        locked.lock.enter(&of_stranger.code()).unwrap();
        locked.wait(1);
    }
    locked.lock.enter(&codes[1]).unwrap();
    for _ in 0..2 * SPLITS {
        let of_stranger = Share::of_stranger(&locked.key.public_key());
        locked.lock.enter(&of_stranger.code()).unwrap();
    }
    assert_eq!(locked.lock.entered().len(), SPLITS);
}

#[test]
fn shares_are_forgotten_ten_minutes_after_the_last_one() {
    let locked = Locked::new();
    let codes = locked.codes();
    locked.lock.enter(&codes[0]).unwrap();
    locked.wait(PATIENCE);
    locked.lock.enter(&codes[1]).unwrap();
    assert_eq!(
        locked.numbers(),
        [[1, 2]],
        "each share gives the others time"
    );
    locked.wait(PATIENCE + 1);
    locked.lock.forget();
    assert!(locked.lock.entered().is_empty());
    let entered = locked.lock.enter(&codes[2]).unwrap();
    assert_eq!(entered.numbers, [3]);
}

#[tokio::test]
async fn the_key_is_handed_over_and_a_failed_start_locks_again() {
    let locked = Locked::new();
    let codes = locked.codes();
    for code in &codes[..3] {
        locked.lock.enter(code).unwrap();
    }
    let (key, numbers) = locked.lock.joined().await;
    assert_eq!((key.seed(), numbers), (locked.key.seed(), vec![1, 2, 3]));
    assert!(locked.lock.key().is_none(), "the desk is not open yet");
    locked.lock.settle(false);
    assert!(!locked.lock.settled().await);
    assert!(matches!(
        locked.lock.stage(),
        Stage::Locked { has_failed: true }
    ));
    for code in &codes[2..] {
        locked.lock.enter(code).unwrap();
    }
    locked.lock.joined().await;
    locked.lock.settle(true);
    assert!(locked.lock.settled().await);
    assert_eq!(locked.lock.key().unwrap().seed(), locked.key.seed());
}

#[test]
fn what_was_mistyped_is_shown_once_and_not_kept() {
    let locked = Locked::new();
    let keep = |text: &str| locked.lock.keep_mistyped(text, &mut UnwrapErr(SysRng));
    let name = keep("ABCD");
    assert!(locked.lock.take_mistyped("another name").is_none());
    assert_eq!(&locked.lock.take_mistyped(&name).unwrap()[..], "ABCD");
    assert!(locked.lock.take_mistyped(&name).is_none(), "one look");
    let name = keep("ABCD");
    locked.wait(PATIENCE + 1);
    locked.lock.forget();
    assert!(locked.lock.take_mistyped(&name).is_none(), "ten minutes");
    let names: Vec<_> = (0..20).map(|number| keep(&number.to_string())).collect();
    assert!(
        locked.lock.take_mistyped(&names[0]).is_none(),
        "the oldest gives way"
    );
    for code in &locked.codes()[..3] {
        locked.lock.enter(code).unwrap();
    }
    assert!(
        locked.lock.take_mistyped(&names[19]).is_none(),
        "the desk opens"
    );
}
