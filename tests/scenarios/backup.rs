//! Backups: made while reports arrive, verified, and restored to a receiver that goes on.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use futures_util::future::join_all;
use model::rights::Role;
use sha2::{Digest, Sha256};
use tests::{Cluster, Folder, Process, report};

/// Number of reports that arrive while a backup is made.
const REPORTS: usize = 24;

/// Backups under load in every run of the tests; `BACKUPS=20` makes more.
const ROUNDS: usize = 2;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Makes a backup in this folder; returns the backup's folder.
async fn make(folder: &Folder, destination: &Path) -> PathBuf {
    let config = folder.config();
    let made = [
        "backup",
        "make",
        text(destination),
        "--config",
        text(&config),
    ];
    PathBuf::from(Process::succeeds(&made).await.trim())
}

/// Sends reports at the same time; returns their ids once all are acknowledged.
async fn send(receiver: &Process, from: usize) -> BTreeSet<String> {
    let sent = (from..from + REPORTS).map(|index| async move {
        let sent = report(&format!("https://bad.example/{index}"), "x");
        receiver.reporter.send(&sent).await;
        sent.id().to_string()
    });
    join_all(sent).await.into_iter().collect()
}

/// Restores a backup with the desk's key of the folder that it was made of.
async fn restore(backup: &Path, of: &Folder, to: &Path) -> String {
    let key = of.path().join("keys/desk.key");
    Process::succeeds(&[
        "backup",
        "restore",
        text(backup),
        text(to),
        "--desk-key",
        text(&key),
    ])
    .await
}

#[tokio::test]
async fn a_backup_under_load_has_every_report_acknowledged_before_it_began() {
    let receiver = Process::start_quietly(Folder::today()).await;
    let destination = tempfile::tempdir().unwrap();
    let mut acknowledged = BTreeSet::new();
    let rounds = env::var("BACKUPS").map_or(ROUNDS, |text| text.parse().unwrap());
    for round in 0..rounds {
        acknowledged.extend(send(&receiver, round * 2 * REPORTS).await);
        let (backup, later) = tokio::join!(
            make(&receiver.folder, destination.path()),
            send(&receiver, (round * 2 + 1) * REPORTS),
        );
        let verified = Process::succeeds(&["backup", "verify", text(&backup)]).await;
        assert!(verified.contains("the database is whole"), "{verified}");
        let copy = rusqlite::Connection::open(backup.join("store.db")).unwrap();
        let mut ids = copy.prepare("SELECT lower(hex(id)) FROM report").unwrap();
        let ids = ids.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let ids: BTreeSet<String> = ids.map(Result::unwrap).collect();
        assert!(ids.is_superset(&acknowledged), "of round {round}");
        acknowledged.extend(later);
        // The next backup has a name of its own only in the next second.
        fs::remove_dir_all(&backup).unwrap();
    }
}

/// The number of records of this kind in a store.
fn copies(store: &rusqlite::Connection, kind: &str) -> i64 {
    let sql = "SELECT count(*) FROM desk_record WHERE kind = ?1";
    store.query_row(sql, [kind], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_restored_receiver_goes_on_and_what_was_ended_stays_ended() {
    let receiver = Process::start_quietly(Folder::today()).await;
    let sent = send(&receiver, 0).await;
    receiver.desk.member("lead", Role::Lead).await;
    let admin = receiver.desk.member("admin", Role::Admin).await;
    let token = [("name", "crm"), ("days", "1"), ("look", "yes")];
    assert_eq!(admin.form("/tokens", &token).await.status, 200);
    let destination = tempfile::tempdir().unwrap();
    let backup = make(&receiver.folder, destination.path()).await;
    let copy = rusqlite::Connection::open(backup.join("store.db")).unwrap();
    assert!(copies(&copy, "session") > 0 && copies(&copy, "token") == 1);
    receiver.kill();
    let (folder, _) = receiver.ended().await;

    let new = destination.path().join("new");
    let said = restore(&backup, &folder, &new).await;
    assert!(
        said.contains("accounts, all disabled: admin lead"),
        "{said}"
    );
    assert!(said.contains("tokens revoked: 1"), "{said}");
    let restored = rusqlite::Connection::open(new.join("reports.db")).unwrap();
    for kind in ["session", "token"] {
        assert_eq!(copies(&restored, kind), 0, "{kind}");
    }
    drop(restored);
    let again = Process::refuses(&["backup", "restore", text(&backup), text(&new)]).await;
    assert!(again.contains("--desk-key"), "{again}");
    for entry in fs::read_dir(folder.path().join("keys")).unwrap() {
        let name = entry.unwrap().file_name();
        let restored = new.join("keys").join(&name);
        assert!(restored.is_file(), "{}", restored.display());
    }
    let config = new.join("receiver.toml");
    let listed = Process::succeeds(&["staff", "list", "--config", text(&config)]).await;
    assert!(listed.contains("lead lead disabled"), "{listed}");

    fs::rename(folder.path(), destination.path().join("old")).unwrap();
    fs::rename(&new, folder.path()).unwrap();
    // The file of the desk's token is not named by the config, and is in no backup.
    fs::copy(
        destination.path().join("old/desk-token"),
        folder.path().join("desk-token"),
    )
    .unwrap();
    let receiver = Process::start_quietly(folder).await;
    let claimed = receiver.desk.claim(100, 60).await;
    let ids: BTreeSet<_> = claimed
        .iter()
        .map(|claim| claim["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, sent);
    let after = report("https://bad.example/after", "x");
    receiver.reporter.send(&after).await;
    let claimed = receiver.desk.claim(1, 60).await;
    assert_eq!(claimed[0]["id"], after.id().to_string());
}

#[tokio::test]
async fn a_backup_has_neither_the_ratchet_nor_the_desks_key() {
    let receiver = Process::start_quietly(Folder::today()).await;
    send(&receiver, 0).await;
    let destination = tempfile::tempdir().unwrap();
    let backup = make(&receiver.folder, destination.path()).await;
    let secret = |name: &str| fs::read_to_string(receiver.folder.path().join(name)).unwrap();
    let ratchet = secret("keys/ratchet.key");
    let secrets = [
        ratchet.split_whitespace().nth(1).unwrap().to_owned(),
        secret("keys/desk.key").trim().to_owned(),
        secret("root/root.key").trim().to_owned(),
    ];
    let (mut names, mut folders) = (BTreeSet::new(), vec![backup.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let content = fs::read(&path).unwrap();
            for secret in &secrets {
                let is_there = content
                    .windows(secret.len())
                    .any(|window| window == secret.as_bytes());
                assert!(!is_there, "{}", path.display());
            }
            names.insert(path.strip_prefix(&backup).unwrap().to_owned());
        }
    }
    let expected = [
        "files/keys/desk.pub",
        "files/keys/root.pub",
        "files/keys/signer.cert",
        "files/keys/signer.key",
        "files/keys/signer.pub",
        "files/receiver.toml",
        "manifest.json",
        "store.db",
    ];
    assert_eq!(names, expected.map(PathBuf::from).into());
}

#[tokio::test]
async fn a_changed_byte_of_any_file_is_named() {
    let receiver = Process::start_quietly(Folder::today()).await;
    send(&receiver, 0).await;
    let destination = tempfile::tempdir().unwrap();
    let backup = make(&receiver.folder, destination.path()).await;
    for name in ["store.db", "files/receiver.toml", "files/keys/signer.cert"] {
        let path = backup.join(name);
        let before = fs::read(&path).unwrap();
        let mut changed = before.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        fs::write(&path, &changed).unwrap();
        let error = Process::refuses(&["backup", "verify", text(&backup)]).await;
        assert!(error.contains(name) && error.contains("fix: "), "{error}");
        fs::remove_file(&path).unwrap();
        let error = Process::refuses(&["backup", "verify", text(&backup)]).await;
        assert!(error.contains(name), "{error}");
        fs::write(&path, before).unwrap();
    }
    fs::write(backup.join("manifest.json"), "{").unwrap();
    let error = Process::refuses(&["backup", "verify", text(&backup)]).await;
    assert!(error.contains("this is no backup"), "{error}");
}

#[tokio::test]
async fn a_backup_that_is_killed_leaves_no_half_one() {
    let receiver = Process::start_quietly(Folder::today()).await;
    send(&receiver, 0).await;
    let destination = tempfile::tempdir().unwrap();
    let config = receiver.folder.config();
    for steps in 0..8_u32 {
        let mut child = Process::command()
            .args([
                "backup",
                "make",
                text(destination.path()),
                "--config",
                text(&config),
            ])
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Killed at another moment each time; the last ones may have finished.
        for _ in 0..steps * 400 {
            tokio::task::yield_now().await;
        }
        child.start_kill().unwrap();
        child.wait().await.unwrap();
    }
    make(&receiver.folder, destination.path()).await;
    for entry in fs::read_dir(destination.path()).unwrap() {
        Process::succeeds(&["backup", "verify", text(&entry.unwrap().path())]).await;
    }
}

#[tokio::test]
async fn a_backup_of_a_postgres_store_names_the_servers_own_means() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let folder = Folder::today();
    folder.edit_config("sqlite:reports.db", &cluster.database());
    let config = folder.config();
    let destination = tempfile::tempdir().unwrap();
    let made = [
        "backup",
        "make",
        text(destination.path()),
        "--config",
        text(&config),
    ];
    let error = Process::refuses(&made).await;
    assert!(error.contains("pg_dump"), "{error}");
    assert_eq!(fs::read_dir(destination.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_restore_with_another_desk_key_writes_nothing() {
    let receiver = Process::start_quietly(Folder::today()).await;
    let destination = tempfile::tempdir().unwrap();
    let backup = make(&receiver.folder, destination.path()).await;
    let new = destination.path().join("new");
    let stranger = Folder::today();
    let other = stranger.path().join("keys/desk.key");
    let no_key = backup.join("manifest.json");
    for (key, words) in [(&other, "not the desk's key"), (&no_key, "manifest.json")] {
        let command = [
            "backup",
            "restore",
            text(&backup),
            text(&new),
            "--desk-key",
            text(key),
        ];
        let error = Process::refuses(&command).await;
        assert!(error.contains(words), "{error}");
        assert!(!new.exists());
    }
    restore(&backup, &receiver.folder, &new).await;
}

#[tokio::test]
async fn a_restore_that_fails_leaves_nothing() {
    let receiver = Process::start_quietly(Folder::today()).await;
    let destination = tempfile::tempdir().unwrap();
    let backup = make(&receiver.folder, destination.path()).await;
    // A backup of a config that this receiver refuses.
    let config = backup.join("files/receiver.toml");
    let before = fs::read(&config).unwrap();
    let text_before = String::from_utf8(before.clone()).unwrap();
    let after = text_before.replace("max_attempts = 5", "max_attempts = 0");
    fs::write(&config, &after).unwrap();
    let manifest = backup.join("manifest.json");
    let listed = fs::read_to_string(&manifest).unwrap();
    let [old, new] = [&before[..], after.as_bytes()].map(|it| hex(&Sha256::digest(it)));
    assert!(listed.contains(&old));
    fs::write(&manifest, listed.replace(&old, &new)).unwrap();
    let key = receiver.folder.path().join("keys/desk.key");
    let to = destination.path().join("new");
    let restore = [
        "backup",
        "restore",
        text(&backup),
        text(&to),
        "--desk-key",
        text(&key),
    ];
    let error = Process::refuses(&restore).await;
    assert!(error.contains("desk.max_attempts"), "{error}");
    assert!(!to.exists());
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn backups_of_another_receiver_are_left_alone() {
    let mut folders = Vec::new();
    for _ in 0..2 {
        let receiver = Process::start(Folder::today()).await;
        receiver.terminate();
        folders.push(receiver.ended().await.0);
    }
    let to = folders[0].path().join("backups");
    let kept = make(&folders[0], &to).await;
    let config = folders[1].config();
    let other = Process::command_at("+1d")
        .args(["backup", "make", text(&to), "--keep", "1"])
        .args(["--config", text(&config)])
        .output();
    assert!(other.await.unwrap().status.success());
    assert!(kept.is_dir(), "{}", kept.display());
}
