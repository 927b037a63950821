//! The configs that `receiver init` writes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::{LOCALES, error_after};
use crate::init::{Halves, Identity, Plan, init};
use crate::settings::load;

const NOW: Timestamp = Timestamp(1_800_000_000);

fn made(halves: Halves) -> (TempDir, PathBuf) {
    let store = match halves {
        Halves::Together => None,
        Halves::Apart => Some("sqlite:../reports.db"),
    };
    made_with(halves, store)
}

fn made_with(halves: Halves, store: Option<&str>) -> (TempDir, PathBuf) {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("hotline");
    let plan = Plan {
        identity: Identity::example("example-hotline".parse().unwrap(), LOCALES),
        halves,
        store: store.map(str::to_owned),
        practice: false,
    };
    init(&folder, &plan, NOW, &mut UnwrapErr(SysRng)).unwrap();
    (temporary, folder)
}

#[test]
fn what_init_writes_is_a_config_that_loads() {
    let (_temporary, folder) = made(Halves::Together);
    let settings = load(&folder.join("receiver.toml"), LOCALES).unwrap();
    assert_eq!(settings.hotline.id.as_str(), "example-hotline");
    assert!(settings.intake.unwrap().signer.is_certified(NOW));
    let token = fs::read_to_string(folder.join("desk-token")).unwrap();
    let expected = settings.desk.unwrap().token_sha256.unwrap();
    assert_eq!(expected[..], Sha256::digest(token.trim())[..]);
}

#[test]
fn two_machines_get_a_half_each() {
    let (_temporary, folder) = made(Halves::Apart);
    let load = |half: &str| load(&folder.join(half).join("receiver.toml"), LOCALES);
    let (intake, desk) = (load("intake").unwrap(), load("desk").unwrap());
    assert!(intake.desk.is_none() && desk.intake.is_none());
    let (intake_half, desk_half) = (intake.intake.unwrap(), desk.desk.unwrap());
    assert_eq!(
        intake_half.desk_public_key,
        desk_half.private_key.public_key()
    );
    let store = folder.join("intake/../reports.db");
    assert_eq!(
        format!("{:?}", intake.store),
        format!("sqlite:{}", store.display())
    );
    let (intake, desk) = (files(&folder.join("intake")), files(&folder.join("desk")));
    let names =
        |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(
        names(&intake),
        "desk.pub ratchet.key receiver.toml root.pub signer.cert signer.key signer.pub"
    );
    assert_eq!(names(&desk), "desk-token desk.key receiver.toml root.pub");
    let root = fs::read_to_string(folder.join("root/root.key")).unwrap();
    let is_in = |half: &BTreeMap<String, String>, secret: &str| {
        let secret = secret.trim();
        assert!(secret.len() > 30, "{secret}");
        half.values().any(|text| text.contains(secret))
    };
    for secret in [&root, &desk["desk.key"], &desk["desk-token"]] {
        assert!(!is_in(&intake, secret), "a secret is on the intake");
    }
    for secret in [&root, &intake["signer.key"], &intake["ratchet.key"]] {
        assert!(!is_in(&desk, secret), "a secret is on the desk");
    }
}

/// The text of each file in a folder and the folders in it, by the file's name.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.append(&mut self::files(&path));
        } else {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
    files
}

#[test]
fn two_machines_have_a_store_each_and_the_desk_fetches() {
    let (_temporary, folder) = made_with(Halves::Apart, None);
    let config = |half: &str| load(&folder.join(half).join("receiver.toml"), LOCALES).unwrap();
    let (intake, desk) = (config("intake"), config("desk"));
    for (half, settings) in [("intake", &intake), ("desk", &desk)] {
        let store = folder.join(half).join("reports.db");
        let expected = format!("sqlite:{}", store.display());
        assert_eq!(format!("{:?}", settings.store), expected);
    }
    let (intake_half, desk_half) = (intake.intake.unwrap(), desk.desk.unwrap());
    let source = desk_half.pull.as_ref().unwrap();
    assert_eq!(source.origin, intake_half.public_url);
    assert_eq!(intake_half.pull_key, Some(source.key.verifying_key()));
    // The intake's machine cannot ask in the desk's name.
    let secret = fs::read_to_string(folder.join("desk/keys/pull.key")).unwrap();
    let intake = files(&folder.join("intake"));
    assert!(!intake.values().any(|text| text.contains(secret.trim())));
    assert!(intake.contains_key("pull.pub"));
}

/// The error of loading a half after a change of its config.
fn refused(half: &str, from: &str, to: &str) -> String {
    let (_temporary, folder) = made_with(Halves::Apart, None);
    let file = folder.join(half).join("receiver.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "{half} has no {from:?}");
    fs::write(&file, text.replace(from, to)).unwrap();
    match load(&file, LOCALES) {
        Ok(_) => panic!("{to:?} is accepted"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn what_does_not_fit_a_desk_that_fetches_is_named_with_its_fix() {
    const PULL: &str = "pull = \"http://127.0.0.1:7701\"\n";
    const KEY: &str = "pull_key = \"keys/pull.key\"\n";
    for (from, to, key, fix) in [
        (KEY, "", "desk.pull_key", "keys/pull.key"),
        (PULL, "", "desk.pull", "by https"),
        (
            PULL,
            "pull = \"http://report.example\"\n",
            "desk.pull",
            "by https",
        ),
        (
            PULL,
            "pull = \"https://report.example/form\"\n",
            "desk.pull",
            "by https",
        ),
        (
            "# pull_seconds = 15",
            "pull_seconds = 0",
            "desk.pull_seconds",
            "1 to 60",
        ),
        (
            KEY,
            "pull_key = \"keys/pull.pem\"\n",
            "desk.pull_key",
            "receiver keys pull",
        ),
    ] {
        let error = refused("desk", from, to);
        assert!(error.contains(&format!(": {key}: ")), "{error}");
        assert!(error.contains(fix), "{error}");
    }
    let error = refused(
        "intake",
        "pull_key = \"keys/pull.pub\"",
        "pull_key = \"keys/no.pub\"",
    );
    assert!(error.contains(": intake.pull_key: "), "{error}");
    assert!(error.contains("receiver keys pull"), "{error}");
}

#[test]
fn nothing_is_fetched_from_an_intake_in_the_same_config() {
    const RATCHET: &str = "ratchet = \"keys/ratchet.key\"";
    let door = format!("{RATCHET}\npull_key = \"keys/root.pub\"");
    let error = error_after(RATCHET, &door);
    assert!(
        error.contains(": intake.pull_key: the desk is in the same config"),
        "{error}"
    );
    const LISTEN: &str = "listen = \"127.0.0.1:7702\"";
    let pull = format!("{LISTEN}\npull = \"https://report.example\"\npull_key = \"root/root.key\"");
    let error = error_after(LISTEN, &pull);
    assert!(
        error.contains(": desk.pull: the intake is in the same config"),
        "{error}"
    );
}
