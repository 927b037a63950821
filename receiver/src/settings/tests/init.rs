//! The configs that `receiver init` writes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::LOCALES;
use crate::init::{Halves, Identity, Plan, init};
use crate::settings::load;

const NOW: Timestamp = Timestamp(1_800_000_000);

fn made(halves: Halves) -> (TempDir, PathBuf) {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("hotline");
    let plan = Plan {
        identity: Identity::example("example-hotline".parse().unwrap(), LOCALES),
        halves,
        store: match halves {
            Halves::Together => None,
            Halves::Apart => Some("sqlite:../reports.db".to_owned()),
        },
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
fn two_machines_never_get_a_store_each() {
    let temporary = TempDir::new().unwrap();
    let folder = temporary.path().join("hotline");
    let plan = Plan {
        identity: Identity::example("example-hotline".parse().unwrap(), LOCALES),
        halves: Halves::Apart,
        store: None,
        practice: false,
    };
    init(&folder, &plan, NOW, &mut UnwrapErr(SysRng)).unwrap();
    for half in ["intake", "desk"] {
        let Err(error) = load(&folder.join(half).join("receiver.toml"), LOCALES) else {
            panic!("{half} has a store of its own");
        };
        let error = error.to_string();
        assert!(error.contains("store: missing field `url`"), "{error}");
        assert!(
            error.contains("intake and desk need the same one"),
            "{error}"
        );
    }
}
