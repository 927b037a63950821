//! What the memory of an optimized intake gives away to somebody who seizes it, with the store.

use std::path::Path;
use std::{env, fs};

use base64ct::{Base64, Encoding};
use hkdf::Hkdf;
use model::intake_key::StoredKey;
use receiver::clock::{Clock, SystemClock};
use receiver::keys::ratchet::RatchetFile;
use reqwest::Method;
use sha2::Sha256;
use shake::Shake256;
use shake::digest::{ExtendableOutput, Update, XofReader};
use shared::api::KEY_CONFIG_PATH;
use shared::hpke::{PrivateKey, Suite};
use shared::padding;
use store::sqlite::SqliteStore;
use store::{IntakeKeys, Queue};
use tests::{Folder, IntakeProcess, Puller, by_hand, is_root, report, until};

const HOUR: u64 = 3600;
const REPORTS: usize = 20;
const CANARY: &str = "canary-b7c2";

/// A secret, or a piece of a report, by its name.
struct Needle {
    name: String,
    bytes: Vec<u8>,
}

fn needle(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Needle {
    let (name, bytes) = (name.into(), bytes.into());
    Needle { name, bytes }
}

/// The needles that are in the process's memory.
fn found(intake: &IntakeProcess, needles: &[Needle]) -> Vec<String> {
    let bytes: Vec<_> = needles.iter().map(|needle| &needle.bytes[..]).collect();
    let copies = intake.memory().copies(&bytes).into_iter().zip(needles);
    let there = copies.filter(|(copies, _)| *copies > 0);
    there
        .map(|(copies, needle)| format!("{} × {copies}", needle.name))
        .collect()
}

/// Asks the intake for its key until none of the needles is in its memory: each request lets timers
/// see that the clock has moved.
async fn until_gone(intake: &IntakeProcess, what: &str, needles: &[Needle]) {
    // As the clock moves, the intake closes the connections that were open.
    let reporter = intake.reporter.without_keep_alive();
    let gone = async || {
        let asked = reporter.request(Method::GET, KEY_CONFIG_PATH);
        assert_eq!(asked.send().await.unwrap().status(), 200);
        let left = found(intake, needles);
        println!("{what}: {left:?}");
        left.is_empty().then_some(())
    };
    until(what, gone).await;
}

/// The halves of the keys under which the stored reports are encrypted: a cipher may hold the halves
/// apart. The desk's key opens them.
async fn epoch_keys(folder: &Folder) -> Vec<Needle> {
    let desk = fs::read_to_string(folder.path().join("desk/keys/desk.key")).unwrap();
    let desk = Base64::decode_vec(desk.trim()).unwrap();
    let desk = PrivateKey::from_seed(Suite::XWing, &desk).unwrap();
    let store = SqliteStore::open(&folder.database_of("intake")).unwrap();
    let stored = store.list(None, None, 100).await.unwrap();
    assert_eq!(stored.len(), REPORTS);
    let mut epochs: Vec<_> = stored.into_iter().map(|report| report.body.epoch).collect();
    epochs.dedup_by_key(|epoch| epoch.id);
    let keys = epochs.iter().flat_map(|epoch| {
        let info = [b"sealed-report v1 epoch key", &epoch.id.0[..]].concat();
        let opened = desk.open(&info, &epoch.enc, &epoch.ciphertext).unwrap();
        // The key's signature follows it.
        let (low, high) = opened.plaintext[..32].split_at(16);
        [
            needle("epoch key, low", low),
            needle("epoch key, high", high),
        ]
    });
    keys.collect()
}

/// Everything that opens a key of the intake: the ratchet's secret of the hour in which it was made,
/// and what follows from it.
fn ratchet_secrets(folder: &Folder) -> Vec<Needle> {
    let text = fs::read_to_string(folder.path().join("intake/keys/ratchet.key")).unwrap();
    let (_, base64) = text.trim().split_once(' ').unwrap();
    let secret = Base64::decode_vec(base64).unwrap();
    let mut wrap = [0; 32];
    let hkdf = Hkdf::<Sha256>::from_prk(&secret).unwrap();
    hkdf.expand(b"sealed-report v1 wrap", &mut wrap).unwrap();
    vec![
        needle("the ratchet's secret", secret),
        needle("the ratchet's secret as text", base64.trim_end_matches('=')),
        needle("the key that wraps", wrap),
    ]
}

/// The secret parts of an intake key: its seed, and what X-Wing expands the seed to
/// (draft-connolly-cfrg-xwing-kem, section 5.2).
fn key_secrets(folder: &Folder, stored: &StoredKey) -> Vec<Needle> {
    let file = RatchetFile::open(&folder.path().join("intake/keys/ratchet.key")).unwrap();
    let seed = file
        .ratchet()
        .unwrap(stored.made, &stored.config, &stored.wrapped)
        .unwrap();
    let mut expanded = [0; 96];
    let mut shake = Shake256::default();
    shake.update(&seed);
    shake.finalize_xof().read(&mut expanded);
    vec![
        needle("the seed", &seed[..]),
        needle("ML-KEM's seed d", &expanded[..32]),
        needle("ML-KEM's seed z", &expanded[32..64]),
        // The bytes of the scalar that clamping does not change.
        needle("X25519's scalar", &expanded[65..95]),
    ]
}

/// Sends reports and gives pieces of their messages, which the intake's key would open.
async fn send_reports(intake: &IntakeProcess) -> Vec<Needle> {
    let mut pieces = Vec::new();
    for number in 0..REPORTS {
        let url = format!("https://{CANARY}.example/{number}");
        let sent = report(&url, &format!("{CANARY} {number}"));
        let (message, receipt) = intake.reporter.seal(&sent).await;
        pieces.push(needle(format!("message {number}"), &message[9000..9032]));
        assert_eq!(intake.reporter.post(message).await.receipt(), receipt);
    }
    pieces
}

/// Sends a message that opens, but holds no report.
async fn send_refused(intake: &IntakeProcess) {
    let key = intake.reporter.key().await;
    let text = format!(r#"{{"description":"{CANARY} refused","language":"x-{CANARY}"}}"#);
    let plaintext = padding::pad(text.as_bytes(), 8192).unwrap();
    let (message, _) = by_hand::seal(&key, &plaintext);
    let message = intake.reporter.prove(message).await;
    assert_eq!(intake.reporter.post(message).await.status, 400);
}

#[tokio::test]
async fn a_seized_memory_opens_no_report_of_ten_minutes_ago_and_no_key_of_three_days_ago() {
    let Some(binary) = env::var_os("OPTIMIZED_RECEIVER").filter(|_| is_root()) else {
        println!("left out: needs root, and a receiver's path in OPTIMIZED_RECEIVER");
        return;
    };
    let folder = Folder::init_fetching(SystemClock.now());
    let intake = IntakeProcess::start(Path::new(&binary), &folder).await;
    let sent = send_reports(&intake).await;
    send_refused(&intake).await;
    // Handed over, and not acknowledged: nothing of it opens either.
    let puller = Puller::new(&folder.intake_origin(), &folder);
    let given = puller.given(&puller.question(REPORTS)).await;
    assert_eq!(given["reports"].as_array().unwrap().len(), REPORTS);

    let epoch = epoch_keys(&folder).await;
    let store = SqliteStore::open(&folder.database_of("intake")).unwrap();
    let first = store.keys().await.unwrap().remove(0);
    let [ratchet, key] = [ratchet_secrets(&folder), key_secrets(&folder, &first)];
    // The search finds what is there.
    for (needles, least) in [(&epoch, 2), (&ratchet, 1), (&key, 2)] {
        let there = found(&intake, needles);
        println!("of {} bytes: {there:?}", intake.memory().len());
        assert!(there.len() >= least, "{there:?}");
    }

    intake.advance_seconds(600);
    let mut gone = epoch;
    gone.push(needle("a piece of a report", CANARY));
    gone.extend(sent);
    until_gone(&intake, "no stored report can be opened", &gone).await;

    intake.advance_seconds(74 * HOUR);
    let mut gone = ratchet;
    gone.extend(key);
    until_gone(&intake, "no key of the first day can be unwrapped", &gone).await;
}
