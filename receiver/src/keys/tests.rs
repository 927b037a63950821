use std::path::Path;
use std::sync::Arc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use shared::hpke::Suite;
use shared::key_config::{KeyId, Trust};
use shared::signing::SigningKey;
use store::sqlite::SqliteStore;
use tempfile::TempDir;

use super::ratchet::{Ratchet, RatchetFile};
use super::signer::Signer;
use super::*;
use crate::clock::{Clock, SystemClock};
use crate::crypto::authority::Authority;

const NOW: Timestamp = Timestamp(1_800_000_000);
const HOUR: u64 = 3600;

/// A store, and the files that every receiver on it was given.
struct Hotline {
    folder: TempDir,
    root: SigningKey,
}

impl Hotline {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = SigningKey::generate(&mut UnwrapErr(SysRng));
        ceremony::make_signer(folder.path(), &mut UnwrapErr(SysRng)).unwrap();
        RatchetFile::create(
            &folder.path().join("ratchet.key"),
            Ratchet::begin(NOW, &mut UnwrapErr(SysRng)),
        )
        .unwrap();
        let hotline = Self { folder, root };
        hotline.certify(NOW, 3650);
        hotline
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn certify(&self, now: Timestamp, days: u64) {
        let file = self.path().join("signer.cert");
        let signer = ceremony::read_key(&self.path().join("signer.pub")).unwrap();
        let certificate = ceremony::certificate("example".parse().unwrap(), signer, now, days);
        let reports = ceremony::CertifiedFor::Reports;
        ceremony::certify(&self.root, &certificate, reports, &file).unwrap();
    }

    /// A receiver that starts now.
    fn receiver(&self) -> KeyRing {
        self.receiver_by(Arc::new(SystemClock))
    }

    /// A receiver that starts now, with this clock.
    fn receiver_by(&self, clock: Arc<dyn Clock>) -> KeyRing {
        let open = |name: &str| self.path().join(name);
        let authority = Authority {
            hotline: "example".parse().unwrap(),
            root: self.root.verifying_key(),
        };
        let key = ceremony::read_key(&open("signer.key")).unwrap();
        KeyRing::new(
            Recipe {
                suite: Suite::X25519,
                pow_floor: 0,
            },
            clock,
            Arc::new(SqliteStore::open(&open("reports.db")).unwrap()),
            Signer::open(authority, key, &open("signer.cert")).unwrap(),
            RatchetFile::open(&open("ratchet.key")).unwrap(),
        )
    }

    fn trust(&self) -> Trust {
        Trust {
            hotline: "example".parse().unwrap(),
            root: self.root.verifying_key(),
            least_sequence: 0,
        }
    }
}

fn after(seconds: u64) -> Timestamp {
    NOW.plus_seconds(seconds)
}

async fn active(ring: &KeyRing, now: Timestamp) -> KeyId {
    let key = ring.active(now, &mut UnwrapErr(SysRng)).await.unwrap();
    key.published.id()
}

async fn accepts(ring: &KeyRing, id: KeyId, now: Timestamp) -> bool {
    let found = ring.find(id, now, &mut UnwrapErr(SysRng)).await.unwrap();
    found.is_some()
}

#[tokio::test]
async fn a_browser_believes_what_is_given_out() {
    let hotline = Hotline::new();
    let ring = hotline.receiver();
    let key = ring.active(NOW, &mut UnwrapErr(SysRng)).await.unwrap();
    let document = shared::key_config::KeyDocument::parse(&key.document).unwrap();
    let verified = document.verify(&hotline.trust(), NOW.0);
    assert_eq!(verified, Ok(key.published.clone()));
}

#[tokio::test]
async fn a_key_is_given_out_for_a_day_and_accepted_for_two_more() {
    let hotline = Hotline::new();
    let ring = hotline.receiver();
    let first = active(&ring, NOW).await;
    assert_eq!(active(&ring, after(24 * HOUR - 1)).await, first);
    let second = active(&ring, after(24 * HOUR)).await;
    assert_ne!(second, first);
    assert!(accepts(&ring, first, after(71 * HOUR - 1)).await);
    assert!(!accepts(&ring, first, after(71 * HOUR)).await);
    assert!(accepts(&ring, second, after(71 * HOUR)).await);
}

/// A clock whose time only the store has.
struct Doubtful;

impl Clock for Doubtful {
    fn now(&self) -> Timestamp {
        NOW
    }

    fn is_sure(&self) -> bool {
        false
    }
}

#[tokio::test]
async fn by_a_time_that_is_not_sure_no_key_is_destroyed() {
    let hotline = Hotline::new();
    active(&hotline.receiver(), NOW).await;
    let file = || std::fs::read_to_string(hotline.path().join("ratchet.key")).unwrap();
    let kept = async |clock: Arc<dyn Clock>| {
        let (before, ring) = (file(), hotline.receiver_by(clock));
        let first = ring.store.keys().await.unwrap()[0].sequence;
        active(&ring, after(100 * HOUR)).await;
        let keys = ring.store.keys().await.unwrap();
        (
            file() == before,
            keys.iter().any(|key| key.sequence == first),
        )
    };
    assert_eq!(kept(Arc::new(Doubtful)).await, (true, true));
    assert_eq!(kept(Arc::new(SystemClock)).await, (false, false));
}

#[tokio::test]
async fn a_ratchet_that_cannot_be_written_stands_still_and_stops_nothing() {
    let hotline = Hotline::new();
    let ring = hotline.receiver();
    active(&ring, NOW).await;
    let hour = ring.ratchet_hour();
    let (file, away) = (
        hotline.path().join("ratchet.key"),
        hotline.path().join("away"),
    );
    std::fs::rename(&file, &away).unwrap();
    active(&ring, after(100 * HOUR)).await;
    assert_eq!(
        ring.ratchet_hour(),
        hour,
        "of the file, and not of the memory"
    );
    std::fs::rename(&away, &file).unwrap();
    active(&ring, after(100 * HOUR + 60)).await;
    assert!(ring.ratchet_hour() > hour);
}

#[tokio::test]
async fn receivers_on_one_store_share_their_keys_and_make_each_once() {
    let hotline = Hotline::new();
    let (one, two) = (hotline.receiver(), hotline.receiver());
    for hour in 0..200 {
        let now = after(hour * HOUR);
        let (first, second) = tokio::join!(active(&one, now), active(&two, now));
        assert_eq!(first, second, "after {hour} hours");
    }
    let made = one.store.keys().await.unwrap();
    let begins: Vec<_> = made.iter().map(|key| key.ends.0).collect();
    assert!(begins.is_sorted() && begins.len() <= 4, "{begins:?}");
}

#[tokio::test]
async fn a_restart_forgets_no_key() {
    let hotline = Hotline::new();
    let first = active(&hotline.receiver(), NOW).await;
    let ring = hotline.receiver();
    assert_eq!(active(&ring, after(HOUR)).await, first);
    assert!(accepts(&ring, first, after(HOUR)).await);
}

#[tokio::test]
async fn a_rotated_key_is_given_out_within_a_minute_and_the_old_one_still_opens() {
    let hotline = Hotline::new();
    let (one, two) = (hotline.receiver(), hotline.receiver());
    let first = active(&one, NOW).await;
    assert_eq!(active(&two, NOW).await, first);
    let rotated = one.rotate(after(30), &mut UnwrapErr(SysRng)).await.unwrap();
    let rotated = rotated.published.id();
    assert_eq!(active(&one, after(89)).await, first);
    assert_eq!(active(&one, after(90)).await, rotated);
    assert_eq!(active(&two, after(90)).await, rotated);
    assert!(accepts(&one, first, after(90)).await);
}

#[tokio::test]
async fn a_revoked_key_is_gone_everywhere_within_a_minute() {
    let hotline = Hotline::new();
    let (one, two) = (hotline.receiver(), hotline.receiver());
    let first = active(&one, NOW).await;
    assert_eq!(active(&two, NOW).await, first);
    let revoke = |now| {
        let one = &one;
        async move {
            one.revoke(first, now, &mut UnwrapErr(SysRng))
                .await
                .unwrap()
        }
    };
    assert!(revoke(after(1)).await);
    assert!(!revoke(after(2)).await, "it is gone");
    let second = active(&one, after(2)).await;
    assert_ne!(second, first);
    assert!(!accepts(&one, first, after(2)).await);
    two.tick(after(61), &mut UnwrapErr(SysRng)).await.unwrap();
    assert!(!accepts(&two, first, after(61)).await);
    assert_eq!(active(&two, after(61)).await, second);
}

#[tokio::test]
async fn without_a_valid_certificate_nothing_is_given_out_until_there_is_one() {
    let hotline = Hotline::new();
    hotline.certify(NOW, 1);
    let ring = hotline.receiver();
    let first = active(&ring, NOW).await;
    let late = after(24 * HOUR);
    let refused = ring.active(late, &mut UnwrapErr(SysRng)).await;
    assert!(matches!(refused, Err(RingError::Certificate)));
    assert!(
        accepts(&ring, first, late).await,
        "what was sealed is still opened"
    );
    hotline.certify(late, 30);
    active(&ring, late.plus_seconds(60)).await;
}

#[tokio::test]
async fn a_stranger_with_the_store_alone_opens_nothing() {
    let hotline = Hotline::new();
    active(&hotline.receiver(), NOW).await;
    std::fs::remove_file(hotline.path().join("ratchet.key")).unwrap();
    RatchetFile::create(
        &hotline.path().join("ratchet.key"),
        Ratchet::begin(NOW, &mut UnwrapErr(SysRng)),
    )
    .unwrap();
    let ring = hotline.receiver();
    ring.tick(after(1), &mut UnwrapErr(SysRng)).await.unwrap();
    let known = ring.states(after(1));
    assert_eq!(known.len(), 1, "only the key that it made itself");
}

#[tokio::test]
async fn a_key_of_another_ratchet_is_logged_once() {
    let hotline = Hotline::new();
    active(&hotline.receiver(), NOW).await;
    std::fs::remove_file(hotline.path().join("ratchet.key")).unwrap();
    RatchetFile::create(
        &hotline.path().join("ratchet.key"),
        Ratchet::begin(NOW, &mut UnwrapErr(SysRng)),
    )
    .unwrap();
    let log = hotline.path().join("log");
    let file = Arc::new(std::fs::File::create(&log).unwrap());
    let subscriber = tracing_subscriber::fmt().with_writer(file).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let ring = hotline.receiver();
    for minute in 0..3 {
        let now = after(minute * 60);
        ring.tick(now, &mut UnwrapErr(SysRng)).await.unwrap();
    }
    let log = std::fs::read_to_string(log).unwrap();
    assert_eq!(log.matches("cannot be unwrapped").count(), 1, "{log}");
}

#[tokio::test]
async fn sequences_grow_even_when_two_are_made_in_one_second() {
    let hotline = Hotline::new();
    let ring = hotline.receiver();
    let sequence = |key: Arc<IntakeKey>| key.published.config().sequence;
    let rng = &mut UnwrapErr(SysRng);
    let first = sequence(ring.active(NOW, rng).await.unwrap());
    let second = sequence(ring.rotate(NOW, rng).await.unwrap());
    assert!(first < second);
}

#[tokio::test]
async fn the_seed_of_a_slot_is_the_ratchets_however_often_it_is_asked_for() {
    let hotline = Hotline::new();
    let ring = hotline.receiver();
    let ratchet = RatchetFile::open(&hotline.path().join("ratchet.key")).unwrap();
    let first = shared::pow::Challenge::number_at(NOW.0);
    for slot in [
        first,
        first + 1,
        first,
        first + 1,
        first + 2,
        first + 1,
        first + 2,
    ] {
        assert_eq!(ring.puzzle_seed(slot), ratchet.ratchet().puzzle_seed(slot));
    }
    assert_eq!(ring.seeds.lock().unwrap().len(), 2);
}
