//! Intake and desk on two machines: a seized intake opens no stored report.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use receiver::crypto::epoch::EpochOpener;
use shared::hpke::{PrivateKey, Suite};
use store::Queue;
use store::sqlite::SqliteStore;
use tests::{Desk, Folder, IntakeSigner, Reporter, Running, TestClock, report};

const CANARY: &str = "canary-5e8d";

/// The two halves, each started from its own folder, on one store.
async fn halves(folder: &Folder, clock: &Arc<TestClock>) -> (Running, Running) {
    let config = |half: &str| folder.path().join(half).join("receiver.toml");
    (
        Running::start(&config("intake"), clock.clone()).await,
        Running::start(&config("desk"), clock.clone()).await,
    )
}

#[tokio::test]
async fn a_report_goes_from_one_machine_to_the_other() {
    let folder = Folder::init_apart(TestClock::BEGIN);
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    let (intake, desk) = halves(&folder, &clock).await;
    assert!(intake.desk.is_none() && desk.intake.is_none());
    let url = intake.intake.as_ref().unwrap();
    let reporter = Reporter::new(url, clock.clone(), folder.trust());
    let sent = report("https://bad.example/", CANARY);
    reporter.send(&sent).await;
    let desk = Desk::new(desk.desk.as_ref().unwrap(), &folder, clock);
    let claim = desk.claim(1, 60).await.remove(0);
    assert_eq!(claim["id"], sent.id().to_string());
    assert!(claim.to_string().contains(CANARY));
}

#[tokio::test]
async fn a_seized_intake_gives_no_byte_of_what_was_stored() {
    let folder = Folder::init_apart(TestClock::BEGIN);
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    let (intake, _desk) = halves(&folder, &clock).await;
    let url = intake.intake.as_ref().unwrap();
    let reporter = Reporter::new(url, clock.clone(), folder.trust());
    let url = format!("https://{CANARY}.example/");
    reporter.send(&report(&url, CANARY)).await;
    intake.stop().await;

    let canary = CANARY.as_bytes();
    for (path, bytes) in folder.files() {
        let is_there = bytes.windows(canary.len()).any(|window| window == canary);
        assert!(!is_there, "the canary is in {}", path.display());
    }
    let stored = SqliteStore::open(&folder.database()).unwrap();
    let stored = stored.list(None, None, 1).await.unwrap().remove(0);
    let opens = |seed: &[u8]| {
        let key = PrivateKey::from_seed(Suite::XWing, seed).unwrap();
        let opener = EpochOpener::new(key, IntakeSigner::new().authority());
        opener.open(stored.id, &stored.body).is_ok()
    };
    let seized = secrets_in(&folder.path().join("intake/keys"));
    assert!(seized.len() >= 4, "{} secrets on the intake", seized.len());
    assert!(!seized.iter().any(|secret| opens(secret)));
    // The desk's key would open it, so the attempt is a fair one.
    let desk = secrets_in(&folder.path().join("desk/keys"));
    assert!(desk.iter().any(|secret| opens(secret)));
}

/// Every 32 bytes in base64 that a folder's files hold.
fn secrets_in(folder: &Path) -> Vec<Vec<u8>> {
    let mut secrets = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let words =
            text.split(|char: char| !(char.is_ascii_alphanumeric() || "+/=".contains(char)));
        let decoded = words.filter_map(|word| Base64::decode_vec(word).ok());
        secrets.extend(decoded.filter(|bytes| bytes.len() == 32));
    }
    secrets
}
