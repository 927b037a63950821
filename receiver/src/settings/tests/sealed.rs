//! A desk's key that is in shares.

use std::fs;
use std::path::{Path, PathBuf};

use getrandom::{SysRng, rand_core::UnwrapErr};
use shared::hpke::{PrivateKey, Suite};
use tempfile::TempDir;

use super::{LOCALES, init};
use crate::settings::{Fixed, Settings, load};

const FILE: &str = "private_key = \"keys/desk.key\"";
const SEALED: &str = "private_key = \"sealed\"";

/// A folder whose config has another text in the place of this one.
fn folder_with(edits: &[(&str, &str)]) -> (TempDir, PathBuf) {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("hotline");
    init(&folder);
    for (from, to) in edits {
        edit(&folder, from, to);
    }
    (temporary, folder)
}

fn edit(folder: &Path, from: &str, to: &str) {
    let file = folder.join("receiver.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "the config has no {from:?}");
    fs::write(&file, text.replace(from, to)).unwrap();
}

fn loaded(folder: &Path) -> Result<Settings, String> {
    load(&folder.join("receiver.toml"), LOCALES).map_err(|error| error.to_string())
}

fn private_key(folder: &Path) -> PrivateKey {
    crate::settings::desk_key_in(&folder.join("keys/desk.key")).unwrap()
}

#[test]
fn a_sealed_desk_is_locked_until_its_own_key_is_there() {
    let (_temporary, folder) = folder_with(&[]);
    let key = private_key(&folder);
    fs::remove_file(folder.join("keys/desk.key")).unwrap();
    edit(&folder, FILE, SEALED);
    let mut settings = loaded(&folder).unwrap();
    assert!(settings.desk.is_none());
    settings.unlock(PrivateKey::generate(Suite::XWing, &mut UnwrapErr(SysRng)));
    assert!(settings.desk.is_none(), "another key unlocks nothing");
    settings.unlock(key.clone());
    assert!(settings.locked.is_none());
    let desk = settings.desk.unwrap();
    assert_eq!(desk.private_key.seed(), key.seed());
    // The note of the log's end stays where it was with a key in a file.
    assert_eq!(desk.log_head, folder.join("keys/desk.head"));
}

#[test]
fn the_public_key_is_needed_and_has_to_fit() {
    let other = PrivateKey::generate(Suite::XWing, &mut UnwrapErr(SysRng)).public_key();
    for (edits, expected) in [
        (
            &[(
                FILE,
                "private_key = \"keys/desk.key\"\npublic_key = \"other.pub\"",
            )][..],
            "desk.public_key: does not belong to desk.private_key",
        ),
        (
            &[(FILE, "private_key = \"sealed\"\npublic_key = \"other.pub\"")],
            "desk.public_key: does not belong to intake.desk_public_key",
        ),
        (
            &[(
                FILE,
                "private_key = \"sealed\"\npublic_key = \"keys/nowhere.pub\"",
            )],
            "desk.public_key: ",
        ),
    ] {
        let (_temporary, folder) = folder_with(edits);
        fs::write(folder.join("other.pub"), other.to_string()).unwrap();
        let error = loaded(&folder).err().expect("an error");
        assert!(
            error.contains(expected) && error.contains("fix: the public half"),
            "{error}"
        );
    }
    let (_temporary, folder) = folder_with(&[(FILE, SEALED)]);
    let config = fs::read_to_string(folder.join("receiver.toml")).unwrap();
    let (before, rest) = config.split_once("[intake]").unwrap();
    let (_, desk) = rest.split_once("\n[desk]").unwrap();
    fs::write(
        folder.join("receiver.toml"),
        format!("{before}\n[desk]{desk}"),
    )
    .unwrap();
    let error = loaded(&folder).err().expect("an error");
    assert!(error.contains("desk.public_key: is missing"), "{error}");
    edit(
        &folder,
        SEALED,
        "private_key = \"sealed\"\npublic_key = \"keys/desk.pub\"",
    );
    assert!(loaded(&folder).unwrap().locked.is_some());
}

#[test]
fn a_running_receiver_does_not_lock_or_unlock_by_its_config() {
    let (_temporary, folder) = folder_with(&[]);
    let fixed = Fixed::of(&loaded(&folder).unwrap());
    edit(&folder, FILE, SEALED);
    let error = fixed
        .load_again(&folder.join("receiver.toml"), LOCALES)
        .err();
    let error = error.expect("an error").to_string();
    assert!(
        error.contains("desk.private_key: is another than at the start"),
        "{error}"
    );
}
