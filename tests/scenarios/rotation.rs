//! A thousand days of keys that follow one another, on two receivers that share a store.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use model::intake_key::StoredKey;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use receiver::clock::Clock;
use receiver::keys::ratchet::RatchetFile;
use reqwest::Method;
use shared::api::KEY_CONFIG_PATH;
use shared::receipt::Receipt;
use shared::report::Report;
use store::IntakeKeys;
use store::sqlite::SqliteStore;
use tests::{Folder, Stack, TestClock, report};

const DAYS: u64 = 1000;
const HOUR: u64 = 3600;

/// Hours between two reports. Not a divisor of a day: they move through it.
const REPORT_HOURS: u64 = 11;

/// Hours that somebody may take from fetching a key to sending, at most.
const SLOWEST_HOURS: u64 = 90;

/// A report whose reporter takes a while.
struct Waiting {
    report: Report,
    message: Vec<u8>,
    expected: Receipt,
    due_hour: u64,
}

/// The hotline's backups of its keys, and the private keys that were in them.
struct Backups {
    store: SqliteStore,
    folder: Folder,
    /// The backed-up keys, by sequence.
    keys: HashMap<u64, StoredKey>,
    /// The seeds of the private keys, opened while the ratchet could still open them.
    seeds: HashSet<[u8; 32]>,
}

impl Backups {
    fn new(folder: &Folder) -> Self {
        Self {
            store: SqliteStore::open(&folder.database()).unwrap(),
            folder: folder.clone(),
            keys: HashMap::new(),
            seeds: HashSet::new(),
        }
    }

    fn ratchet(&self) -> RatchetFile {
        RatchetFile::open(&self.folder.path().join("keys/ratchet.key")).unwrap()
    }

    async fn take(&mut self) {
        for key in self.store.keys().await.unwrap() {
            if let Some(seed) = open(&self.ratchet(), &key) {
                self.seeds.insert(seed);
            }
            self.keys.insert(key.sequence, key);
        }
    }

    /// How many of all keys that were ever backed up can be had with the ratchet as it is now.
    fn openable(&self, now_hour: u64) -> usize {
        let ratchet = self.ratchet();
        let opens = |key: &&StoredKey| open(&ratchet, key).is_some();
        let open: Vec<_> = self.keys.values().filter(opens).collect();
        for key in &open {
            let age = now_hour - key.made.0;
            assert!(age < 72, "a key of {age} hours can still be had");
        }
        open.len()
    }

    /// Looks for every private key in every file, as bytes and as base64.
    fn search_disk(&self) {
        let texts = self.seeds.iter().map(|seed| Base64::encode_string(seed));
        let texts: HashSet<_> = texts.map(|text| text.into_bytes()).collect();
        for (path, bytes) in self.folder.files() {
            let raw = bytes.windows(32).any(|window| {
                let window: [u8; 32] = window.try_into().unwrap();
                self.seeds.contains(&window)
            });
            let text = bytes.windows(44).any(|window| texts.contains(window));
            assert!(!raw && !text, "a private key is in {}", path.display());
        }
    }
}

fn open(ratchet: &RatchetFile, key: &StoredKey) -> Option<[u8; 32]> {
    let seed = ratchet
        .ratchet()
        .unwrap(key.made, &key.config, &key.wrapped)
        .ok()?;
    Some(seed[..].try_into().unwrap())
}

/// Sends what is due; gives how many had to be sealed again.
async fn send(stack: &Stack, waiting: Vec<Waiting>) -> usize {
    let mut retries = 0;
    for one in waiting {
        let message = stack.reporter.prove(one.message).await;
        let answer = stack.reporter.post(message).await;
        if answer.status == 409 {
            retries += 1;
            let (message, expected) = stack.reporter.seal(&one.report).await;
            assert_eq!(stack.reporter.post(message).await.receipt(), expected);
        } else {
            assert_eq!(answer.receipt(), one.expected);
        }
    }
    retries
}

#[tokio::test]
async fn in_a_thousand_days_no_report_needs_a_second_retry_and_no_key_grows_old() {
    let folder = Folder::init_in_memory(TestClock::BEGIN);
    folder.edit_config("suite = \"xwing\"", "suite = \"x25519\"");
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    let stacks = [
        Stack::start_in(folder.clone(), clock.clone()).await,
        Stack::start_in(folder.clone(), clock.clone()).await,
    ];
    let mut backups = Backups::new(&folder);
    let mut random = StdRng::seed_from_u64(1000);
    let mut waiting: Vec<Waiting> = Vec::new();
    let (mut sent, mut retries) = (0, 0);
    for hour in 0..DAYS * 24 {
        // On a real day each receiver looks at the time every minute.
        let looks = &stacks[random.random_range(0..2)].reporter;
        let request = looks.request(Method::GET, KEY_CONFIG_PATH);
        assert_eq!(request.send().await.unwrap().status(), 200);
        clock.advance_seconds(HOUR);
        if hour % REPORT_HOURS != 0 {
            continue;
        }
        let one = report(&format!("https://bad.example/{hour}"), "x");
        let fetched_from = &stacks[random.random_range(0..2)];
        let (message, expected) = fetched_from.reporter.seal(&one).await;
        waiting.push(Waiting {
            report: one,
            message,
            expected,
            due_hour: hour + random.random_range(0..SLOWEST_HOURS),
        });
        let due: Vec<_> = waiting.extract_if(.., |one| one.due_hour <= hour).collect();
        sent += due.len();
        retries += send(&stacks[random.random_range(0..2)], due).await;
        backups.take().await;
        assert!((1..=4).contains(&backups.openable(clock.now().hour().0)));
    }
    backups.search_disk();
    let made = backups.keys.len();
    assert!((990..=1010).contains(&made), "{made} keys in {DAYS} days");
    assert_eq!(backups.seeds.len(), made);
    assert!(retries > 0 && retries < sent / 2, "{retries} of {sent}");
    println!("{sent} reports, {made} keys, {retries} sealed a second time");
}
