//! `receiver keys`, as an operator uses it.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use tests::{Folder, Process, report};

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The keys that `keys show` lists, each with its state.
async fn shown(config: &str) -> Vec<(String, String)> {
    let shown = Process::succeeds(&["keys", "show", "--config", config]).await;
    let keys = shown.lines().filter_map(|line| line.strip_prefix("key "));
    keys.map(|line| {
        let mut words = line.split_whitespace().map(str::to_owned);
        (words.next().unwrap(), words.next().unwrap())
    })
    .collect()
}

#[tokio::test]
async fn a_root_offline_certifies_a_signer_and_browsers_believe_it() {
    let folder = Folder::today();
    let offline = folder.path().join("offline");
    let keys = folder.path().join("keys");
    Process::succeeds(&["keys", "root", text(&offline)]).await;
    fs::copy(offline.join("root.pub"), keys.join("root.pub")).unwrap();
    for old in ["signer.key", "signer.pub"] {
        fs::remove_file(keys.join(old)).unwrap();
    }
    Process::succeeds(&["keys", "signer", text(&keys)]).await;
    // Until the new root has certified the new signer, the receiver says what is missing.
    let config = folder.config();
    let error = Process::refuses(&["serve", "--config", text(&config)]).await;
    assert!(error.contains("intake.signer_certificate"), "{error}");
    assert!(error.contains("receiver keys certify"), "{error}");
    fs::remove_file(keys.join("signer.cert")).unwrap();
    let printed = Process::succeeds(&[
        "keys",
        "certify",
        "--root",
        text(&offline.join("root.key")),
        "--signer",
        text(&keys.join("signer.pub")),
        "--hotline",
        "example",
        "--out",
        text(&keys.join("signer.cert")),
    ])
    .await;
    assert!(printed.contains("valid until"), "{printed}");
    let process = Process::start(folder).await;
    process
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;
    assert_eq!(process.desk.claim(1, 60).await.len(), 1);
}

#[tokio::test]
async fn a_certificate_is_renewed_in_its_place_and_nothing_else_is_overwritten() {
    let folder = Folder::today();
    let keys = folder.path().join("keys");
    let root = folder.path().join("root/root.key");
    let certify = |signer: &str, days: &str, out: &str| {
        let (signer, out) = (keys.join(signer), keys.join(out));
        let paths = [text(&root), text(&signer), text(&out)].map(str::to_owned);
        let [root, signer, out] = paths;
        let command = format!("keys certify --root {root} --signer {signer} --out {out}");
        let command = format!("{command} --hotline example --days {days}");
        async move {
            let words: Vec<_> = command.split_whitespace().collect();
            Process::run(&words).await
        }
    };
    let before = fs::read(keys.join("signer.cert")).unwrap();
    let renewed = certify("signer.pub", "31", "signer.cert").await;
    assert!(renewed.status.success(), "{renewed:?}");
    let after = fs::read(keys.join("signer.cert")).unwrap();
    assert_ne!(before, after);
    let receiver = Process::start_quietly(folder.clone()).await;
    receiver.reporter.key().await;
    for (signer, days, out, words) in [
        (
            "root.pub",
            "30",
            "signer.cert",
            "this is the root's public key",
        ),
        ("signer.pub", "0", "signer.cert", "--days"),
        ("signer.pub", "367", "signer.cert", "--days"),
        ("signer.pub", "30", "signer.pub", "was not overwritten"),
        ("signer.pub", "30", "signer.key", "was not overwritten"),
    ] {
        let kept = fs::read(keys.join(out)).unwrap();
        let refused = certify(signer, days, out).await;
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && said.contains(words), "{said}");
        assert_eq!(fs::read(keys.join(out)).unwrap(), kept, "{out}");
    }
    // The certificate of another root is not this root's to replace.
    let other = folder.path().join("other");
    Process::succeeds(&["keys", "root", text(&other)]).await;
    fs::copy(other.join("root.key"), &root).unwrap();
    let refused = certify("signer.pub", "30", "signer.cert").await;
    assert!(!refused.status.success(), "{refused:?}");
    assert_eq!(fs::read(keys.join("signer.cert")).unwrap(), after);
}

#[tokio::test]
async fn keys_are_shown_rotated_and_revoked_beside_a_running_receiver() {
    let process = Process::start(Folder::today()).await;
    let config = process.folder.config();
    let config = text(&config);
    let first = process.reporter.key().await.id().to_string();
    assert_eq!(shown(config).await, [(first.clone(), "active".to_owned())]);
    Process::succeeds(&["keys", "rotate", "--config", config]).await;
    let [_, (second, state)] = &shown(config).await[..] else {
        panic!("there are not two keys")
    };
    assert_eq!(state, "pending");
    Process::succeeds(&["keys", "revoke", &first, "--config", config]).await;
    let keys = shown(config).await;
    assert!(keys.iter().all(|(id, _)| *id != first), "{keys:?}");
    assert!(keys.iter().any(|(id, _)| id == second), "{keys:?}");
    let error = Process::refuses(&["keys", "revoke", &first, "--config", config]).await;
    assert!(error.contains("receiver keys show"), "{error}");
}

#[tokio::test]
async fn no_key_is_ever_overwritten() {
    let folder = Folder::today();
    let keys = folder.path().join("keys");
    let before = fs::read(keys.join("signer.key")).unwrap();
    for name in ["signer", "ratchet"] {
        let error = Process::refuses(&["keys", name, text(&keys)]).await;
        assert!(error.contains("fix: move it away first"), "{error}");
    }
    Process::refuses(&["init", text(&folder.path())]).await;
    assert_eq!(fs::read(keys.join("signer.key")).unwrap(), before);
}

#[tokio::test]
async fn help_teaches() {
    let help = Process::succeeds(&["--help"]).await;
    for word in ["init", "serve", "keys", "Begin with:"] {
        assert!(help.contains(word), "{word} is not in {help}");
    }
    let help = Process::succeeds(&["keys", "--help"]).await;
    for word in ["root", "signer", "certify", "show", "rotate", "revoke"] {
        assert!(help.contains(word), "{word} is not in {help}");
    }
}

#[tokio::test]
async fn a_rotation_with_a_new_ratchet_leaves_the_intake_a_key_at_once() {
    let before = Process::start(Folder::today()).await;
    before.terminate();
    let folder = before.ended().await.0;
    let (config, keys) = (folder.config(), folder.path().join("keys"));
    fs::remove_file(keys.join("ratchet.key")).unwrap();
    Process::succeeds(&["keys", "ratchet", text(&keys)]).await;
    Process::succeeds(&["keys", "rotate", "--config", text(&config)]).await;
    let process = Process::start(folder).await;
    process
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;
    assert_eq!(process.desk.claim(1, 60).await.len(), 1);
}

#[tokio::test]
async fn a_command_ends_quietly_if_nobody_reads_what_it_prints() {
    let folder = Folder::practice().await;
    let config = folder.config();
    let of_config: [&[&str]; 8] = [
        &["audit", "verify"],
        &["audit", "export"],
        &["audit", "head"],
        &["keys", "show"],
        &["staff", "list"],
        &["retention", "dry-run"],
        &["clock", "show"],
        &["check"],
    ];
    for command in of_config {
        let mut unread = Process::command();
        unread.args(command).args(["--config", text(&config)]);
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        unread.stdout(Stdio::from(writer)).stderr(Stdio::piped());
        let ended = unread.spawn().unwrap().wait_with_output().await.unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(!said.contains("panicked"), "{command:?}: {said}");
        assert_eq!(ended.status.code(), Some(141), "{command:?}: {said}");
    }
}

#[tokio::test]
async fn a_command_fails_if_what_it_prints_cannot_be_written() {
    let folder = Folder::practice().await;
    let (path, config) = (folder.path(), folder.config());
    let of_config = ["--config", text(&config)];
    let mut commands: Vec<Vec<&str>> = ["--help", "--version"].map(|word| vec![word]).to_vec();
    for command in [
        &["keys", "--help"][..],
        &["help", "audit"],
        &["practice", text(&path)],
    ] {
        commands.push(command.to_vec());
    }
    for command in [
        &["audit", "verify"][..],
        &["audit", "export"],
        &["audit", "head"],
        &["keys", "show"],
        &["keys", "rotate"],
        &["staff", "list"],
        &["staff", "add", "zoe", "--role", "lead"],
        &["retention", "dry-run"],
        &["clock", "show"],
        &["clock", "confirm"],
        &["check", "--offline"],
        &["check", "--offline", "--json"],
        &["alerts", "test"],
    ] {
        commands.push([command, &of_config].concat());
    }
    for command in commands {
        let full = fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let mut unwritten = Process::command();
        unwritten.args(&command).stdout(full).stderr(Stdio::piped());
        let ended = unwritten.spawn().unwrap().wait_with_output().await.unwrap();
        assert_eq!(ended.status.code(), Some(1), "{command:?}");
    }
}
