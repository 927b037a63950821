use getrandom::{SysRng, rand_core::UnwrapErr};

use super::*;

const LOCALES: &[&str] = &["de", "en"];

/// Initializes a folder, changes one line of its config, and gives the error that loading shows.
fn error_after(from: &str, to: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("hotline");
    crate::init::init(&folder, &mut UnwrapErr(SysRng)).unwrap();
    let file = folder.join("receiver.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "the config has no {from:?}");
    fs::write(&file, text.replace(from, to)).unwrap();
    match load(&file, LOCALES) {
        Ok(_) => panic!("{to:?} is accepted"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn each_error_names_file_key_and_fix() {
    for (from, to, key, fix) in [
        (
            "id = \"example\"",
            "id = \"Ex ample\"",
            "hotline.id",
            "hyphens",
        ),
        (
            "languages = [\"en\", \"de\"]",
            "languages = []",
            "hotline.languages",
            "[\"en\"",
        ),
        (
            "\"hate_speech\", \"other\"]",
            "\"spam\"]",
            "hotline.categories[3]",
            "at least one of",
        ),
        (
            "leave_url = \"https://",
            "leave_url = \"",
            "hotline.leave_url",
            "harmless",
        ),
        (
            "\"127.0.0.1:7701\"",
            "\"7701\"",
            "intake.listen",
            "127.0.0.1:7701",
        ),
        (
            "\"http://127.0.0.1:7701\"",
            "\"http://a/b\"",
            "intake.public_url",
            "without a path",
        ),
        ("\"xwing\"", "\"rsa\"", "intake.suite", "x25519"),
        (
            "\"keys/desk.pub\"",
            "\"nowhere\"",
            "intake.desk_public_key",
            "desk.pub",
        ),
        (
            "\"keys/desk.key\"",
            "\"keys/desk.pub\"",
            "desk.private_key",
            "desk.key",
        ),
        (
            "token_sha256 = \"",
            "token_sha256 = \"x",
            "desk.token_sha256",
            "sha256sum",
        ),
        ("sqlite:reports.db", "mysql:x", "store.url", "sqlite:"),
        ("[store]", "[stoer]", "stoer", "receiver init"),
        ("listen = \"127.0.0.1:7702\"", "", "desk", "[desk]"),
        ("suite = ", "suit = ", "intake.suit", "[intake]"),
        ("[desk]", "[desk", "(syntax)", "receiver init"),
    ] {
        let error = error_after(from, to);
        assert!(error.contains("receiver.toml: "), "{error}");
        assert!(error.contains(&format!(": {key}: ")), "{error}");
        let (_, shown_fix) = error.rsplit_once("fix: ").unwrap();
        assert!(shown_fix.contains(fix), "{error}");
    }
}

#[test]
fn a_key_of_another_hotline_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two] = ["one", "two"].map(|name| folder.path().join(name));
    for folder in [&one, &two] {
        crate::init::init(folder, &mut UnwrapErr(SysRng)).unwrap();
    }
    fs::copy(two.join("keys/desk.pub"), one.join("keys/desk.pub")).unwrap();
    let error = load(&one.join("receiver.toml"), LOCALES)
        .map(|_| ())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("desk.private_key: does not belong"),
        "{error}"
    );
}
