//! A store knows whose it is: a receiver with other keys refuses it before it listens, and commands
//! that only look change nothing.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tests::{Folder, Process, report};

/// A folder whose store has this number of waiting reports.
async fn with_reports(number: usize) -> Folder {
    let receiver = Process::start_quietly(Folder::today()).await;
    for index in 0..number {
        let url = format!("https://bad.example/{index}");
        receiver.reporter.send(&report(&url, "x")).await;
    }
    receiver.terminate();
    receiver.ended().await.0
}

/// Gives the folder the keys of another `receiver init`.
fn swap_keys(folder: &Folder, names: &[&str]) {
    let other = Folder::today();
    for name in names {
        let of = |folder: &Folder| folder.path().join("keys").join(name);
        fs::copy(of(&other), of(folder)).unwrap();
    }
}

fn query<T: rusqlite::types::FromSql>(folder: &Folder, sql: &str) -> T {
    let database = rusqlite::Connection::open(folder.database()).unwrap();
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Runs a command on the folder's config. Returns its exit code, its output and its errors.
async fn run(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String, String) {
    let config = folder.config();
    let mut command = Process::command();
    command.args(arguments).arg("--config").arg(config);
    let output = command.output().await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// Checks that the receiver refuses to start, with these words, and before it has printed an address.
pub(crate) async fn refuses(folder: &Folder, words: &[&str]) {
    let (code, printed, error) = run(folder, &["serve"]).await;
    assert_eq!((code, &printed[..]), (Some(1), ""), "{error}");
    for word in words {
        assert!(error.contains(word), "{word}: {error}");
    }
    assert!(error.contains("fix: "), "{error}");
}

#[tokio::test]
async fn the_desk_key_of_another_store_is_refused_and_no_report_is_touched() {
    let folder = with_reports(3).await;
    swap_keys(&folder, &["desk.key", "desk.pub"]);
    let words = ["sealed to the desk key", "desk.private_key is"];
    refuses(&folder, &words).await;
    // A store of an earlier receiver has no owner yet: its content says whose it is.
    folder.execute("DELETE FROM owner");
    refuses(&folder, &words).await;
    assert_eq!(query::<i64>(&folder, "SELECT sum(attempts) FROM queue"), 0);
    assert_eq!(query::<i64>(&folder, "SELECT count(*) FROM owner"), 0);
    for command in [
        &["queue", "dead"][..],
        &["staff", "add", "anna", "--role", "lead"],
    ] {
        folder.execute("DELETE FROM owner");
        if command[0] == "staff" {
            let (code, _, error) = run(&folder, command).await;
            assert_eq!(code, Some(1), "{error}");
            assert!(error.contains(words[0]), "{error}");
        }
    }
}

#[tokio::test]
async fn an_intake_that_seals_to_another_desk_is_refused() {
    let folder = with_reports(1).await;
    swap_keys(&folder, &["desk.pub"]);
    let text = fs::read_to_string(folder.config()).unwrap();
    let (before, rest) = text.split_once("[desk]").unwrap();
    let (_, store) = rest.split_once("[store]").unwrap();
    fs::write(folder.config(), format!("{before}\n[store]{store}")).unwrap();
    refuses(&folder, &["intake.desk_public_key is"]).await;
}

#[tokio::test]
async fn the_store_of_another_hotline_is_refused() {
    let folder = with_reports(1).await;
    let other = folder.config().with_file_name("other.toml");
    let text = fs::read_to_string(folder.config()).unwrap();
    let (before, rest) = text.split_once("[intake]").unwrap();
    let desk = rest.split_once("[desk]").unwrap().1;
    let text = format!("{before}[desk]{desk}").replace("\"example\"", "\"elsewhere\"");
    fs::write(&other, text).unwrap();
    let config = other.to_str().unwrap();
    let output = Process::run(&["staff", "list", "--config", config]).await;
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("the hotline \"example\""), "{error}");
}

/// Checks that a command has changed no file of the folder.
fn unchanged(folder: &Folder, before: &State, command: &[&str]) {
    let now = state(folder);
    let changed = |path: &&PathBuf| before.get(*path) != now.get(*path);
    let changed: Vec<_> = before.keys().chain(now.keys()).filter(changed).collect();
    assert!(changed.is_empty(), "{command:?} has changed {changed:?}");
}

/// The files of a folder: the SHA-256 of the content, the owner and the mode of each.
type State = BTreeMap<PathBuf, (Vec<u8>, u32, u32)>;

fn state(folder: &Folder) -> State {
    let files = folder.files().into_iter().map(|(path, content)| {
        let metadata = fs::metadata(&path).unwrap();
        let hash = Sha256::digest(content).to_vec();
        (path, (hash, metadata.uid(), metadata.mode()))
    });
    files.collect()
}

/// The commands that only look.
const LOOKS: &[&[&str]] = &[
    &["audit", "verify"],
    &["audit", "export"],
    &["clock", "show"],
    &["keys", "show"],
    &["queue", "dead"],
    &["retention", "dry-run"],
    &["staff", "list"],
    &["staff", "tokens"],
    &["webhooks", "list"],
];

#[tokio::test]
async fn a_command_that_looks_changes_no_byte() {
    let folder = with_reports(1).await;
    let before = state(&folder);
    for look in LOOKS {
        let (code, _, error) = run(&folder, look).await;
        assert_eq!(code, Some(0), "{look:?}: {error}");
        unchanged(&folder, &before, look);
    }
}

#[tokio::test]
async fn a_command_that_looks_makes_no_store() {
    let folder = Folder::today();
    let before = state(&folder);
    for look in LOOKS {
        let (code, _, error) = run(&folder, look).await;
        assert_eq!(code, Some(1), "{look:?}: {error}");
        assert!(error.contains("there is no store"), "{look:?}: {error}");
        unchanged(&folder, &before, look);
    }
}

#[tokio::test]
async fn only_a_start_and_an_upgrade_migrate() {
    let folder = tests::earlier::folder();
    let before = state(&folder);
    let change = &["staff", "add", "carla", "--role", "lead"][..];
    for command in LOOKS.iter().chain([&change]) {
        let (code, _, error) = run(&folder, command).await;
        assert_eq!(code, Some(1), "{command:?}: {error}");
        assert!(error.contains("has schema 4"), "{command:?}: {error}");
        assert!(error.contains("receiver store upgrade"), "{error}");
    }
    // A start that cannot listen changes nothing either.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let config = fs::read_to_string(folder.config()).unwrap();
    folder.set_intake_listen(&taken.local_addr().unwrap().to_string());
    refuses(&folder, &["intake.listen"]).await;
    fs::write(folder.config(), config).unwrap();
    unchanged(&folder, &before, &["serve"]);

    let (code, _, error) = run(&folder, &["store", "upgrade"]).await;
    assert_eq!(code, Some(0), "{error}");
    let copy = folder.database().with_file_name("reports.db.before-4");
    assert_eq!(
        fs::metadata(&copy).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let copied = rusqlite::Connection::open(&copy).unwrap();
    let version = copied.query_row("PRAGMA user_version", [], |row| row.get(0));
    assert_eq!(version, Ok(4));
    let (code, listed, error) = run(&folder, &["staff", "list"]).await;
    assert_eq!(code, Some(0), "{error}");
    assert!(listed.contains("anna analyst"), "{listed}");
}

/// The user and the group `nobody` of Debian.
const NOBODY: u32 = 65_534;

fn give_away(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            give_away(&entry.unwrap().path());
        }
    }
}

#[tokio::test]
async fn what_root_does_on_the_files_of_somebody_else_stays_theirs() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("left out: only root can give files away");
        return;
    }
    let folder = Folder::today();
    give_away(folder.path().parent().unwrap());
    for command in [
        &["staff", "add", "anna", "--role", "lead"][..],
        &["keys", "rotate"],
        &["staff", "list"],
        &["keys", "show"],
    ] {
        let (code, _, error) = run(&folder, command).await;
        assert_eq!(code, Some(0), "{command:?}: {error}");
    }
    let backups = folder.path().join("backups");
    let config = folder.config();
    let (config, keys) = (config.to_str().unwrap(), folder.path().join("keys"));
    let keys = keys.to_str().unwrap();
    let made = [
        "backup",
        "make",
        backups.to_str().unwrap(),
        "--config",
        config,
    ];
    let backup = Process::succeeds(&made).await;
    for name in ["signer.key", "signer.pub", "signer.cert", "ratchet.key"] {
        fs::remove_file(folder.path().join("keys").join(name)).unwrap();
    }
    let root = folder.path().join("root/root.key");
    let (root, signer) = (root.to_str().unwrap(), format!("{keys}/signer.pub"));
    let out = format!("{keys}/signer.cert");
    let certify = ["keys", "certify", "--root", root, "--signer", &signer];
    let restored = folder.path().join("restored");
    let desk_key = format!("{keys}/desk.key");
    let restore = [
        "backup",
        "restore",
        backup.trim(),
        restored.to_str().unwrap(),
    ];
    let first = folder.path().join("first");
    fs::create_dir(&first).unwrap();
    give_away(&first);
    for command in [
        &["keys", "signer", keys][..],
        &["keys", "ratchet", keys],
        &[&certify[..], &["--hotline", "example", "--out", &out]].concat(),
        &["keys", "desk", "first", first.to_str().unwrap()],
        &[&restore[..], &["--desk-key", &desk_key]].concat(),
    ] {
        Process::succeeds(command).await;
    }
    assert!(restored.join("keys/desk.key").is_file());
    for (path, (_, owner, _)) in state(&folder) {
        assert_eq!(owner, NOBODY, "{}", path.display());
    }
}

#[tokio::test]
async fn a_store_that_is_gone_is_not_begun_anew() {
    let receiver = Process::start(Folder::today()).await;
    receiver
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;
    receiver.desk.take().await;
    receiver.terminate();
    let (folder, _) = receiver.ended().await;
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", folder.database().display()));
    }
    refuses(
        &folder,
        &["there is no store", "desk.head", "mount its disk"],
    )
    .await;
    assert!(!folder.database().exists());
}
