//! What operators do with a receiver whose desk's key is in shares.

use std::fs;
use std::process::Stdio;

use serde_json::Value;
use tests::book::{commands, run as follow_book};
use tests::{Desk, Folder, Process, Shares, report};
use tokio::io::AsyncWriteExt;

use crate::check::check;
use crate::runbooks::Receiver;

/// Runs `receiver` on the config of a folder, with these lines on its standard input.
async fn run(folder: &Folder, command: &[&str], typed: &str) -> std::process::Output {
    let mut receiver = Process::command()
        .args(command)
        .arg("--config")
        .arg(folder.config())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = receiver.stdin.take().unwrap();
    // A command that needs no shares does not read them.
    let _ = input.write_all(typed.as_bytes()).await;
    drop(input);
    receiver.wait_with_output().await.unwrap()
}

/// A folder whose receiver has run, with its desk's key in shares.
async fn sealed() -> (Folder, Shares) {
    let process = Process::start_quietly(Folder::today()).await;
    process
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;
    process.terminate();
    let folder = process.ended().await.0;
    let shares = folder.seal();
    (folder, shares)
}

#[tokio::test]
async fn commands_that_need_the_key_ask_for_shares() {
    let (folder, shares) = sealed().await;
    let lines = |some: &[usize]| {
        let lines = some.iter().map(|at| format!("{}\n", shares.codes[*at]));
        lines.collect::<String>()
    };
    let add = ["staff", "add", "anna", "--role", "admin"];
    for (typed, why) in [
        (String::new(), "different shares are needed"),
        (lines(&[0, 4]), "3 different shares are needed"),
        (lines(&[1, 1, 1]), "3 different shares are needed"),
        ("no share\n".to_owned(), "a letter is wrong or missing"),
    ] {
        let refused = run(&folder, &add, &typed).await;
        let error = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && error.contains(why), "{error}");
    }
    let added = run(&folder, &add, &lines(&[4, 2, 0])).await;
    assert!(
        added.status.success(),
        "{}",
        String::from_utf8_lossy(&added.stderr)
    );
    let listed = run(&folder, &["staff", "list"], &lines(&[1, 2, 3])).await;
    assert!(
        String::from_utf8(listed.stdout)
            .unwrap()
            .starts_with("anna admin ")
    );
    for command in [["keys", "desk", "new"], ["keys", "desk", "retire"]] {
        let refused = run(&folder, &command, "").await;
        let error = String::from_utf8(refused.stderr).unwrap();
        assert!(error.contains("a key is changed in its file"), "{error}");
    }
    // What cannot wait is done, and said to be in no log.
    let rotated = run(&folder, &["keys", "rotate"], "").await;
    let error = String::from_utf8(rotated.stderr).unwrap();
    assert!(
        rotated.status.success() && error.contains("not in the log of acts"),
        "{error}"
    );
}

#[tokio::test]
async fn the_check_and_the_start_say_that_the_desk_is_locked() {
    let (folder, shares) = sealed().await;
    let key = folder.path().join("keys/desk.key");
    fs::write(&key, "left behind").unwrap();
    let has = |findings: &[Value], level: &str, words: &str| {
        let is_it =
            |it: &Value| it["level"] == level && it["found"].as_str().unwrap().contains(words);
        assert!(findings.iter().any(is_it), "{level} {words}: {findings:#?}");
    };
    // A desk that was at work a minute ago may be at work still.
    let later = Process::command_at("+10m");
    let (code, findings) = check(later, &folder, &["--offline"]).await;
    assert_eq!(code, 2);
    has(&findings, "fail", "is locked, or does not run");
    has(&findings, "warn", "also in this file");
    has(&findings, "ok", "was not looked at");
    fs::remove_file(key).unwrap();

    let process = Process::start_quietly(folder).await;
    process.desk.unlock(&shares).await;
    let (_, findings) = check(Process::command(), &process.folder, &["--offline"]).await;
    has(&findings, "ok", "is at work, by this config");
    process.terminate();
    let log = String::from_utf8(process.ended().await.1.stderr).unwrap();
    assert!(log.contains("desk: is locked"), "{log}");
}

#[tokio::test]
async fn a_backup_needs_no_key_and_is_restored_with_the_joined_one() {
    let (folder, shares) = sealed().await;
    let backups = folder.path().with_extension("backups");
    let made = run(&folder, &["backup", "make", backups.to_str().unwrap()], "").await;
    let error = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success(), "{error}");
    let backup = String::from_utf8(made.stdout).unwrap();
    let joined = folder.path().with_extension("joined");
    let mut join = vec!["keys", "desk", "join", "--out", joined.to_str().unwrap()];
    let files: Vec<_> = [1, 3, 4].map(|at| shares.file(&folder, at)).into();
    join.extend(files.iter().map(|file| file.to_str().unwrap()));
    Process::succeeds(&join).await;
    let key = joined.join("desk.key");
    let restored = folder.path().with_extension("restored");
    let restore = [
        "backup",
        "restore",
        backup.trim(),
        restored.to_str().unwrap(),
    ];
    let refused = Process::refuses(&restore).await;
    assert!(refused.contains("--desk-key"), "{refused}");
    let with_key = [&restore[..], &["--desk-key", key.to_str().unwrap()]].concat();
    Process::succeeds(&with_key).await;
    assert!(
        !restored.join("keys/desk.key").exists(),
        "the key stays in shares"
    );
    assert!(restored.join("keys/desk.pub").exists());
}

#[tokio::test]
async fn the_command_says_what_is_wrong_with_a_share() {
    let (folder, shares) = sealed().await;
    let process = Process::start_quietly(folder).await;
    let desk: &Desk = &process.desk;
    let of_other = Shares::of(&Folder::today().desk_private_key());
    let file = of_other.file(&process.folder, 2);
    let command = [
        "keys",
        "desk",
        "unlock",
        "--desk",
        &desk.url,
        file.to_str().unwrap(),
    ];
    let refused = Process::refuses(&command).await;
    assert!(
        refused.contains("share 3: the desk answered 422"),
        "{refused}"
    );
    assert!(refused.contains("a share of another key"), "{refused}");
    desk.unlock(&shares).await;
    let open = Process::refuses(&command).await;
    assert!(open.contains("is not locked"), "{open}");
}

#[tokio::test]
async fn the_commands_of_the_book_seal_a_desk_and_open_it() {
    let [seal] = commands("Putting the key into shares");
    let [unlock] = commands("Opening the desk");
    let receiver = Receiver::start().await;
    let folder = receiver.stopped().await;
    follow_book(&folder, &seal).await;
    assert!(!folder.path().join("keys/desk.key").exists());
    let receiver = Receiver::in_folder(folder).await;
    let process = receiver.process();
    let above = format!("cd shares; export RECEIVER_DESK={}\n", process.desk.url);
    follow_book(&process.folder, &[&above, &unlock[..]].concat()).await;
    receiver.works().await;
}
