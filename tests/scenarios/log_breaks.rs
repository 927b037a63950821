//! One damaged entry of the desk's log: nothing goes on in silence, and there is an honest way on.

use std::fs;
use std::path::PathBuf;

use model::rights::Role;
use tests::{Folder, Process, report};

/// Runs a command on the folder's config. Returns its exit code, its output and its error.
async fn run(folder: &Folder, command: &str) -> (i32, String, String) {
    let config = folder.config();
    let words = command
        .split(' ')
        .chain(["--config", config.to_str().unwrap()]);
    let output = Process::run(&words.collect::<Vec<_>>()).await;
    let [out, error] = [output.stdout, output.stderr].map(|it| String::from_utf8(it).unwrap());
    (output.status.code().unwrap(), out, error)
}

/// The folder of a receiver whose log has some entries, the third of them damaged. Its row is vouched for no more.
async fn damaged() -> Folder {
    let receiver = Process::start_quietly(Folder::today()).await;
    receiver.desk.member("lead", Role::Lead).await;
    receiver.terminate();
    let folder = receiver.ended().await.0;
    damage(&folder, "bob");
    folder
}

fn damage(folder: &Folder, name: &str) {
    folder.execute(&format!(
        "UPDATE act SET entry = '{{\"who\":\"{name}\"}}' WHERE seq = 3"
    ));
}

#[tokio::test]
async fn a_damaged_entry_is_told_everywhere_until_it_is_accepted_and_after() {
    let folder = damaged().await;
    let backups = tempfile::tempdir().unwrap();
    let make = format!("backup make {}", backups.path().display());

    // Nothing goes on, and each command names the way on.
    let (code, out, error) = run(&folder, "audit verify").await;
    assert_eq!((code, &out[..]), (1, ""));
    assert!(error.contains("do not hold: 3..3"), "{error}");
    assert!(error.contains("accept --break 3..3"), "{error}");
    let (code, out, _) = run(&folder, "check --offline").await;
    assert!(
        code == 2 && out.contains("does not hold at entry 3"),
        "{out}"
    );
    let (code, _, error) = run(&folder, &make).await;
    assert!(code == 1 && error.contains("--evidence"), "{error}");

    // A backup as evidence says so, and cannot be restored.
    let (code, out, error) = run(&folder, &format!("{make} --evidence")).await;
    assert_eq!(code, 0, "{error}");
    let evidence = PathBuf::from(out.trim());
    let manifest = fs::read_to_string(evidence.join("manifest.json")).unwrap();
    assert!(manifest.contains("with a break at 3..3, which nobody has accepted"));
    let evidence = evidence.to_str().unwrap();
    let verified = Process::succeeds(&["backup", "verify", evidence]).await;
    assert!(verified.contains("this backup is evidence"), "{verified}");
    let key = folder.path().join("keys/desk.key");
    let new = backups.path().join("new");
    let restore = ["backup", "restore", evidence, new.to_str().unwrap()];
    let with_key = [&restore[..], &["--desk-key", key.to_str().unwrap()]].concat();
    let refused = Process::refuses(&with_key).await;
    assert!(refused.contains("evidence of a damaged log") && !new.exists());
    fs::remove_dir_all(evidence).unwrap();

    // It is accepted by name alone, and stays as it is.
    for wrong in ["audit accept", "audit accept --break 3..4"] {
        let (code, _, error) = run(&folder, wrong).await;
        assert!(code == 1 && error.contains("--break 3..3"), "{error}");
    }
    let (code, out, error) = run(&folder, "audit accept --break 3..3").await;
    assert_eq!(code, 0, "{error}");
    assert!(out.contains("accepted a break of the log at 3..3"), "{out}");
    let (_, exported, _) = run(&folder, "audit export").await;
    assert!(exported.contains("{\"who\":\"bob\"}"), "{exported}");

    // From now on everything goes on, and says so.
    let told = "with a break at 3..3, accepted on 2";
    let (code, out, error) = run(&folder, "audit verify").await;
    assert!(code == 0 && out.contains(told), "{out}{error}");
    let (_, out, _) = run(&folder, "check --offline").await;
    assert!(out.contains(told), "{out}");
    let (code, out, error) = run(&folder, &make).await;
    assert!(code == 0 && error.contains(told), "{error}");
    let verified = Process::succeeds(&["backup", "verify", out.trim()]).await;
    assert!(verified.contains(told), "{verified}");
    let receiver = Process::start_quietly(folder).await;
    let sent = report("https://bad.example/", "x");
    receiver.reporter.send(&sent).await;
    assert_eq!(receiver.desk.claim(1, 60).await.len(), 1);
    let lead = receiver.desk.member("other", Role::Lead).await;
    let page = lead.get("/audit").await;
    assert!(
        page.body.contains("<code>unreadable</code>"),
        "{}",
        page.body
    );
    assert!(page.body.contains("<code>log_break</code>"));
    assert!(!page.body.contains("bob"), "nobody vouches for it");
    receiver.terminate();
    let (folder, ended) = receiver.ended().await;
    let log = String::from_utf8(ended.stderr).unwrap();
    assert!(log.contains(told), "{log}");

    // What was accepted stays evidence: another change of it is another break.
    damage(&folder, "eve");
    let (code, _, error) = run(&folder, "audit verify").await;
    assert!(code == 1 && error.contains("do not hold: 3..3"), "{error}");
}
