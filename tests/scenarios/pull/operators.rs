//! Two machines as their operators look at them, and change the desk's key.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use receiver::clock::{Clock, SystemClock};
use serde_json::Value;
use tests::{Desk, Folder, HalfProcess, Process, Reporter, TlsPair, report};

use super::moved;

/// The findings of a check about some subject, each with its level, what was found, and the fix.
pub(super) async fn checked(config: &Path, about: &str) -> Vec<String> {
    let output = Process::run(&["check", "--json", "--config", config.to_str().unwrap()]).await;
    let findings: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let findings = findings.iter().filter(|it| it["about"] == about);
    let text = |it: &Value, key: &str| it[key].as_str().unwrap().to_owned();
    findings
        .map(|it| {
            format!(
                "{}: {}; fix: {}",
                text(it, "level"),
                text(it, "found"),
                text(it, "fix")
            )
        })
        .collect()
}

/// Both machines of a hotline with the system's clock.
async fn started(folder: &Folder) -> (HalfProcess, HalfProcess) {
    (
        HalfProcess::start("intake", &folder.config_of("intake")).await,
        HalfProcess::start("desk", &folder.config_of("desk")).await,
    )
}

/// A file of a folder of two machines.
fn file(folder: &Folder, name: &str) -> PathBuf {
    folder.path().join(name)
}

#[tokio::test]
async fn the_check_of_either_machine_says_what_is_between_them() {
    let folder = Folder::init_fetching(SystemClock.now());
    let [of_intake, of_desk] = ["intake", "desk"].map(|half| folder.config_of(half));
    let (intake, desk) = started(&folder).await;
    let beat = folder.has_rows("intake", "heartbeat WHERE part = 'desk'", 1);
    beat.await;
    folder
        .has_rows("desk", "heartbeat WHERE part = 'intake'", 1)
        .await;
    let well = checked(&of_desk, "fetching").await;
    assert!(
        well[0].contains("gives this desk what waits there; reports: 0"),
        "{well:?}"
    );
    assert_eq!(
        checked(&of_desk, "intake").await,
        ["ok: answers this desk; fix: "]
    );
    assert_eq!(
        checked(&of_intake, "desk").await,
        ["ok: fetches from this intake; fix: "]
    );
    desk.stop().await;

    // Another pair of keys for fetching, of which the intake has heard nothing.
    fs::remove_file(file(&folder, "desk/keys/pull.key")).unwrap();
    fs::remove_file(file(&folder, "desk/keys/pull.pub")).unwrap();
    let keys = file(&folder, "desk/keys");
    Process::succeeds(&["keys", "pull", keys.to_str().unwrap()]).await;
    let unsigned = checked(&of_desk, "fetching").await;
    assert!(
        unsigned[0].contains("does not take this desk's signature"),
        "{unsigned:?}"
    );
    let desk = HalfProcess::start("desk", &of_desk).await;
    desk.says("nothing can be fetched from the intake").await;
    let log = desk.stop().await.stderr;
    let log = String::from_utf8(log).unwrap();
    assert_eq!(
        log.matches("nothing can be fetched from the intake")
            .count(),
        1,
        "{log}"
    );
    assert!(log.contains("fix: let intake.pull_key name"), "{log}");
    fs::copy(keys.join("pull.pub"), file(&folder, "intake/keys/pull.pub")).unwrap();
    intake.stop().await;
    let intake = HalfProcess::start("intake", &of_intake).await;
    assert!(checked(&of_desk, "fetching").await[0].starts_with("ok: "));
    intake.stop().await;

    // An intake that seals to the key of another desk.
    let other = Folder::init_fetching(SystemClock.now());
    fs::copy(
        file(&other, "intake/keys/desk.pub"),
        file(&folder, "intake/keys/desk.pub"),
    )
    .unwrap();
    fs::remove_file(folder.database_of("intake")).unwrap();
    let intake = HalfProcess::start("intake", &of_intake).await;
    let foreign = checked(&of_desk, "fetching").await;
    assert!(
        foreign[0].contains("seals to a key that this desk does not have"),
        "{foreign:?}"
    );
    intake.stop().await;

    // An intake that knows of no desk.
    folder.edit_half("intake", "pull_key = ", "# pull_key = ");
    let intake = HalfProcess::start("intake", &of_intake).await;
    let closed = checked(&of_desk, "fetching").await;
    assert!(
        closed[0].contains("nothing to fetch at this address (404)"),
        "{closed:?}"
    );
    intake.stop().await;
    let away = checked(&of_desk, "fetching").await;
    let expected = "fail: no connection; fix: let desk.pull be the address";
    assert!(away[0].starts_with(expected), "{away:?}");
}

#[tokio::test]
async fn a_desk_that_has_the_intakes_store_fetches_nothing_and_loses_nothing() {
    let folder = Folder::init_fetching(SystemClock.now());
    folder.edit_half("desk", "sqlite:reports.db", "sqlite:../intake/reports.db");
    let (intake, desk) = started(&folder).await;
    let reporter = Reporter::new(&intake.url, Arc::new(SystemClock), folder.trust());
    reporter.send(&report("https://bad.example/", "x")).await;
    let said = checked(&folder.config_of("desk"), "fetching").await;
    assert!(
        said[0].contains("has the same store as this desk"),
        "{said:?}"
    );
    assert!(
        said[0].contains("give each half a store of its own"),
        "{said:?}"
    );
    assert_eq!(folder.rows_of("intake", "body"), 1);
    desk.stop().await;
}

#[tokio::test]
async fn the_desk_fetches_over_tls_from_an_intake_that_it_trusts() {
    let folder = Folder::init_fetching(SystemClock.now());
    let pair = TlsPair::of_days("10").await;
    pair.write(&folder.path().join("intake"));
    let tls = "[intake.tls]\ncertificate = \"tls.pem\"\nkey = \"tls-key.pem\"";
    folder.append_to_half("intake", tls);
    let plain = folder.intake_origin();
    let port = plain.rsplit(':').next().unwrap();
    let origin = format!("https://localhost:{port}");
    folder.edit_half(
        "intake",
        &format!("public_url = \"{plain}"),
        &format!("public_url = \"{origin}"),
    );
    folder.edit_half(
        "desk",
        &format!("pull = \"{plain}"),
        &format!("pull = \"{origin}"),
    );
    let intake = HalfProcess::start("intake", &folder.config_of("intake")).await;
    let desk = HalfProcess::start("desk", &folder.config_of("desk")).await;
    let untrusted = checked(&folder.config_of("desk"), "fetching").await;
    assert!(
        untrusted[0].starts_with("fail: no connection"),
        "{untrusted:?}"
    );
    desk.stop().await;
    let trusted = folder.path().join("trusted.pem");
    fs::write(&trusted, &pair.certificate).unwrap();
    let mut command = Process::command();
    command.env("SSL_CERT_FILE", &trusted);
    let desk = HalfProcess::start_by(command, "desk", &folder.config_of("desk")).await;
    folder
        .has_rows("intake", "heartbeat WHERE part = 'desk'", 1)
        .await;
    desk.stop().await;
    intake.stop().await;
}

#[tokio::test]
async fn another_key_of_the_desk_reaches_the_intake_and_no_report_is_lost_between() {
    let folder = Folder::init_fetching(SystemClock.now());
    let of_desk = folder.config_of("desk");
    let desk_config = of_desk.to_str().unwrap();
    let (intake, desk) = started(&folder).await;
    let reporter = Reporter::new(
        &folder.intake_origin(),
        Arc::new(SystemClock),
        folder.trust(),
    );
    folder
        .has_rows("intake", "heartbeat WHERE part = 'desk'", 1)
        .await;
    desk.stop().await;
    Process::succeeds(&["keys", "desk", "new", "--config", desk_config]).await;
    // Sealed to the former key, which the intake goes on with.
    reporter.send(&report("https://bad.example/1", "x")).await;
    let desk = HalfProcess::start("desk", &of_desk).await;
    moved(&folder, 1).await;
    folder.has_rows("intake", "desk_key", 2).await;
    Process::succeeds(&["keys", "desk", "reseal", "--config", desk_config]).await;
    let retire = ["keys", "desk", "retire", "--config", desk_config];
    let refused = Process::refuses(&retire).await;
    assert!(
        refused.contains("still seals to the former key"),
        "{refused}"
    );

    fs::copy(
        file(&folder, "desk/keys/desk.pub"),
        file(&folder, "intake/keys/desk.pub"),
    )
    .unwrap();
    intake.stop().await;
    let refused = Process::refuses(&retire).await;
    assert!(refused.contains("is not known: no connection"), "{refused}");
    let intake = HalfProcess::start("intake", &folder.config_of("intake")).await;
    Process::succeeds(&retire).await;
    desk.stop().await;
    let desk = HalfProcess::start("desk", &of_desk).await;
    reporter.send(&report("https://bad.example/2", "x")).await;
    moved(&folder, 2).await;
    // The intake takes no report that is sealed to the former key any more.
    folder.has_rows("intake", "desk_key", 1).await;
    let at_desk = Desk::new(&desk.url, &folder, Arc::new(SystemClock));
    let claimed = at_desk.claim(10, 60).await;
    assert_eq!(claimed.len(), 2, "both are opened");
    desk.stop().await;
    intake.stop().await;
}
