//! `receiver check` finds each of many broken states, says the fix, and changes nothing.

mod exchange;
mod truth;

use std::fs;
use std::os::unix::fs::PermissionsExt;

use model::time::Timestamp;
use receiver::clock::{Clock, SystemClock};
use serde_json::Value;
use tests::{Folder, MailServer, Network, Process, free_port, report};
use tokio::process::Command;

use crate::health::health;

/// Runs the check; returns its exit code and its findings.
pub(crate) async fn check(
    mut command: Command,
    folder: &Folder,
    more: &[&str],
) -> (i32, Vec<Value>) {
    let config = folder.config();
    let checked = command.args(["check", "--json", "--config"]).arg(config);
    let output = checked.args(more).output().await.unwrap();
    let findings = serde_json::from_slice(&output.stdout);
    let error = String::from_utf8_lossy(&output.stderr);
    (output.status.code().unwrap(), findings.expect(&error))
}

/// A folder of a receiver that has run, with nothing to complain about but what `init` leaves.
async fn healthy() -> Folder {
    let folder = Folder::today();
    folder.edit_config("\"Example Hotline\"", "\"Our Hotline\"");
    let receiver = Process::start_quietly(folder).await;
    receiver
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;
    receiver.terminate();
    receiver.ended().await.0
}

/// Checks that this state gives this finding, and that the check has changed no file.
async fn finds(folder: &Folder, command: Command, level: &str, about: &str, words: &str) {
    let before = folder.files();
    let (code, findings) = check(command, folder, &["--offline"]).await;
    let is_it = |finding: &&Value| {
        finding["level"] == level
            && finding["about"] == about
            && finding["found"].as_str().unwrap().contains(words)
    };
    let found = findings.iter().find(is_it);
    assert!(found.is_some(), "{level} {about} {words}: {findings:#?}");
    assert_eq!(code, if level == "fail" { 2 } else { 1 }, "{findings:#?}");
    let fix = found.unwrap()["fix"].as_str().unwrap();
    assert!(!fix.is_empty(), "{found:?}");
    assert_eq!(folder.files().len(), before.len());
    for (path, content) in before {
        assert_eq!(fs::read(&path).unwrap(), content, "{}", path.display());
    }
}

#[tokio::test]
async fn a_directory_that_cannot_be_fetched_is_found() {
    let folder = healthy().await;
    let now = SystemClock.now();
    folder.join_exchange(now);
    let network = Network::new(now).await;
    network.is_named_in(&folder);
    let said = |findings: Vec<Value>| {
        let found = findings.into_iter().find(|it| it["about"] == "directory");
        found.unwrap().to_string()
    };
    let (_, findings) = check(Process::command(), &folder, &[]).await;
    let found = said(findings);
    assert!(
        found.contains("Example Network: version 1, with 0 hotlines"),
        "{found}"
    );
    network.server.change_to(&network.path("nowhere"));
    let (_, findings) = check(Process::command(), &folder, &[]).await;
    let found = said(findings);
    assert!(
        found.contains("warn") && found.contains("timestamp.json"),
        "{found}"
    );
}

#[tokio::test]
async fn each_broken_state_is_found() {
    let folder = healthy().await;
    let here = Process::command;
    finds(&folder, here(), "warn", "root", "the root's key").await;
    finds(&folder, here(), "warn", "hotline", "example").await;
    finds(&folder, here(), "warn", "backup", "none has been made").await;

    finds(&folder, here(), "warn", "alerts", "nobody is told").await;

    finds(&folder, here(), "warn", "token", "desk-token").await;
    finds(&folder, here(), "warn", "signer", "believe a stolen signer").await;
    // Both certificates last 20 days.
    let ten_days_ago = Timestamp(SystemClock.now().0 - 10 * 24 * 3600);
    folder.join_exchange(ten_days_ago);
    finds(&folder, here(), "warn", "exchange", "days from now").await;
    folder.ask_reporters(ten_days_ago, 20);
    finds(&folder, here(), "warn", "questions", "days from now").await;

    let config = folder.config();
    assert_eq!(
        fs::metadata(&config).unwrap().permissions().mode() & 0o777,
        0o600
    );
    fs::set_permissions(&config, fs::Permissions::from_mode(0o644)).unwrap();
    finds(
        &folder,
        here(),
        "warn",
        "files",
        "receiver.toml: others can read",
    )
    .await;
    fs::set_permissions(&config, fs::Permissions::from_mode(0o600)).unwrap();

    let key = folder.path().join("keys/desk.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o666)).unwrap();
    finds(&folder, here(), "warn", "files", "others can read").await;
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();

    for (name, closed, open, words) in [
        ("reports.db", 0o600, 0o644, "others can read the database"),
        ("", 0o700, 0o755, "others can enter this folder"),
    ] {
        let path = folder.path().join(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
        finds(&folder, here(), "warn", "files", words).await;
        fs::set_permissions(&path, fs::Permissions::from_mode(closed)).unwrap();
    }

    folder.execute("DELETE FROM heartbeat WHERE part = 'desk'");
    finds(&folder, here(), "warn", "desk", "has never been at work").await;
    folder.execute("UPDATE heartbeat SET at = at - 3600");
    finds(&folder, here(), "warn", "intake", "was last at work").await;
    folder.execute("UPDATE queue SET last_lease = 1, leased_until = 1");
    finds(&folder, here(), "warn", "queue", "1 reports are set aside").await;
    folder.execute("UPDATE queue_count SET reports = 0");
    finds(&folder, here(), "warn", "numbers", "queue_count").await;
    folder.execute("UPDATE queue SET last_lease = 0, leased_until = 9000000000");
    finds(&folder, here(), "warn", "queue", "longer than any").await;
    for offset in ["+400d", "-3d"] {
        let moved = Process::command_at(offset);
        finds(&folder, moved, "fail", "clock", "this machine says").await;
    }

    let ratchet = folder.path().join("keys/ratchet.key");
    let line = fs::read_to_string(&ratchet).unwrap();
    let (hour, secret) = line.split_once(' ').unwrap();
    let later = hour.parse::<u64>().unwrap() + 1000;
    fs::write(&ratchet, format!("{later} {secret}")).unwrap();
    finds(&folder, here(), "fail", "ratchet", "which is to come").await;
    let other = Folder::today();
    fs::copy(other.path().join("keys/ratchet.key"), &ratchet).unwrap();
    finds(&folder, here(), "warn", "ratchet", "none of the keys").await;
    fs::write(&ratchet, line).unwrap();

    certify(&folder, here(), "5").await;
    finds(&folder, here(), "warn", "signer", "days from now").await;
    certify(&folder, Process::command_at("-40d"), "30").await;
    finds(&folder, here(), "fail", "signer", "certified until").await;
}

#[tokio::test]
async fn a_store_of_before_is_found() {
    let folder = healthy().await;
    let ask = async || check(Process::command(), &folder, &["--offline"]).await.1;
    let log = |findings: &[Value]| {
        let found = findings.iter().find(|finding| finding["about"] == "log");
        found.unwrap()["level"].clone()
    };
    assert_eq!(log(&ask().await), "ok");
    let earlier = fs::read(folder.database()).unwrap();
    let receiver = Process::start_quietly(folder.clone()).await;
    receiver.desk.take().await;
    receiver.terminate();
    receiver.ended().await;
    fs::write(folder.database(), earlier).unwrap();
    finds(&folder, Process::command(), "fail", "log", "desk.head").await;

    // The intake goes on, and its receiver tells somebody of the desk.
    let mut server = MailServer::start("none").await;
    server.configure(&folder, "[alerts]\nmail = [\"oncall@hotline.example\"]");
    let receiver = Process::start_quietly(folder).await;
    let mail = String::from_utf8(server.received().await.mail).unwrap();
    assert!(mail.contains("the desk does not start"), "{mail}");
    receiver
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;
    assert_eq!(health(&receiver.desk.url).await.0, 503);
}

#[tokio::test]
async fn changed_rows_are_found() {
    let receiver = Process::start_quietly(healthy().await).await;
    receiver.desk.take().await;
    receiver.terminate();
    let (folder, _) = receiver.ended().await;
    folder.execute("UPDATE case_file SET file = zeroblob(length(file))");
    let words = "rows that are not as the log says: 1";
    finds(&folder, Process::command(), "fail", "log", words).await;
}

/// Certifies the signer for this number of days with a command at some time.
async fn certify(folder: &Folder, mut command: Command, days: &str) {
    let of = |name: &str| folder.path().join(name);
    fs::remove_file(of("keys/signer.cert")).unwrap();
    command.args([
        "keys",
        "certify",
        "--hotline",
        "example",
        "--days",
        days,
        "--root",
    ]);
    command
        .arg(of("root/root.key"))
        .arg("--signer")
        .arg(of("keys/signer.pub"));
    command.arg("--out").arg(of("keys/signer.cert"));
    assert!(command.output().await.unwrap().status.success());
}

#[tokio::test]
async fn each_mistake_in_the_config_is_found() {
    let edited = async |from: &str, to: &str| {
        let folder = healthy().await;
        folder.edit_config(from, to);
        folder
    };
    let public = "public_url = \"http://127.0.0.1:7701\"";
    for (from, to, level, about, words) in [
        (
            public,
            "public_url = \"http://hotline.example\"",
            "warn",
            "address",
            "no TLS",
        ),
        (
            "127.0.0.1:0\"\n# The origin under which browsers reach it, if",
            "0.0.0.0:0\"\n# The origin under which browsers reach it, if",
            "warn",
            "address",
            "the desk listens",
        ),
        (
            "id = \"example\"",
            "id = \"elsewhere\"",
            "fail",
            "start",
            "signer_certificate",
        ),
        (
            "sqlite:reports.db",
            "sqlite:report.db",
            "fail",
            "start",
            "there is no store",
        ),
        (
            "max_attempts = 5",
            "max_attempts = 0",
            "fail",
            "start",
            "desk.max_attempts",
        ),
    ] {
        let folder = edited(from, to).await;
        finds(&folder, Process::command(), level, about, words).await;
    }
    let other = Folder::today();
    let folder = healthy().await;
    for name in ["keys/desk.key", "keys/desk.pub"] {
        fs::copy(other.path().join(name), folder.path().join(name)).unwrap();
    }
    finds(
        &folder,
        Process::command(),
        "fail",
        "start",
        "sealed to the desk key",
    )
    .await;
    let earlier = tests::earlier::folder();
    finds(
        &earlier,
        Process::command(),
        "fail",
        "start",
        "has schema 4",
    )
    .await;
}

/// A folder whose intake listens on this port, and is reached there.
pub(crate) fn on_port(port: u16) -> Folder {
    let folder = Folder::today();
    folder.edit_config("127.0.0.1:7701", &format!("127.0.0.1:{port}"));
    folder.set_intake_listen(&format!("127.0.0.1:{port}"));
    folder
}

/// The address of a proxy that adds a header to every answer.
async fn proxy_that_adds(header: &'static str, intake: String) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let pass = async move |uri: axum::http::Uri| {
        let answer = reqwest::get(format!("{intake}{uri}")).await.unwrap();
        ([(header, "SAMEORIGIN")], answer.bytes().await.unwrap())
    };
    let router = axum::Router::new().fallback(pass);
    tokio::spawn(async { axum::serve(listener, router).await });
    address
}

#[tokio::test]
async fn the_public_address_has_to_lead_to_this_hotline() {
    let port = free_port();
    let receiver = Process::start_quietly(on_port(port)).await;
    let public = async |folder: &Folder| {
        let (_, findings) = check(Process::command(), folder, &[]).await;
        let found = findings
            .into_iter()
            .find(|finding| finding["about"] == "public");
        found.unwrap()
    };
    assert_eq!(public(&receiver.folder).await["level"], "ok");

    let other = Process::start_quietly(Folder::today()).await;
    other
        .folder
        .edit_config("127.0.0.1:7701", &format!("127.0.0.1:{port}"));
    let found = public(&other.folder).await;
    assert_eq!(found["level"], "fail");
    let words = found["found"].as_str().unwrap();
    assert!(words.contains("not this hotline's key"), "{words}");

    let intake = format!("http://127.0.0.1:{port}");
    let proxy = proxy_that_adds("x-frame-options", intake.clone()).await;
    receiver.folder.edit_config(&intake, &proxy);
    let found = public(&receiver.folder).await;
    assert_eq!(found["level"], "warn");
    assert!(found["found"].as_str().unwrap().contains("X-Frame-Options"));

    receiver.folder.edit_config(&proxy, &intake);
    receiver.terminate();
    let (folder, _) = receiver.ended().await;
    let found = public(&folder).await;
    assert_eq!(found["level"], "fail");
    assert!(found["found"].as_str().unwrap().contains("no connection"));
}
