//! What the check says of a running receiver, and of the places that would be told, is asked of them.

use std::fs;

use reqwest::Method;
use serde_json::Value;
use tests::{Folder, MailServer, Process, free_port, until};

use super::{check, healthy};

/// The levels and the texts of all findings about something.
async fn found(folder: &Folder, about: &str, more: &[&str]) -> Vec<(String, String)> {
    let (_, findings) = check(Process::command(), folder, more).await;
    let found = findings.iter().filter(|finding| finding["about"] == about);
    let word = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    found
        .map(|finding| (word(finding, "level"), word(finding, "found")))
        .collect()
}

#[tokio::test]
async fn each_place_of_alerts_is_asked_whether_it_answers() {
    let folder = healthy().await;
    let mut server = MailServer::start("none").await;
    let push = format!(
        "[alerts.push.phone]\nurl = \"http://127.0.0.1:{}/x\"",
        free_port()
    );
    let alerts =
        format!("[alerts]\nmail = [\"oncall@hotline.example\"]\n{push}\nformat = \"ntfy\"");
    server.configure(&folder, &alerts);
    let alerts = found(&folder, "alerts", &[]).await;
    let [(mail, by_mail), (phone, by_phone)] = &alerts[..] else {
        panic!("{alerts:?}");
    };
    assert_eq!((&mail[..], &phone[..]), ("ok", "warn"));
    assert!(by_mail.starts_with("mail to oncall@hotline.example: answers"));
    assert!(by_phone.contains("push phone") && by_phone.contains("no connection"));
    let offline = found(&folder, "alerts", &["--offline"]).await;
    assert_eq!(offline.len(), 1);
    assert!(offline[0].1.contains("not asked"), "{offline:?}");

    // The check has sent nothing: the first mail is that of the test.
    let config = folder.config();
    Process::run(&["alerts", "test", "--config", config.to_str().unwrap()]).await;
    let mail = String::from_utf8(server.received().await.mail).unwrap();
    assert!(mail.contains("test"), "{mail}");

    drop(server);
    let is_away = async || {
        let alerts = found(&folder, "alerts", &[]).await;
        alerts
            .iter()
            .all(|(level, _)| level == "warn")
            .then_some(())
    };
    until("the mail server has ended", is_away).await;
}

#[tokio::test]
async fn a_receiver_that_runs_by_another_config_is_told() {
    let receiver = Process::start_quietly(healthy().await).await;
    let halves = async || {
        let intake = found(&receiver.folder, "intake", &["--offline"]).await;
        [
            intake,
            found(&receiver.folder, "desk", &["--offline"]).await,
        ]
        .concat()
    };
    let run_by = async |level: &str, words: &str| {
        let all = halves().await;
        let is_it = |(of, text): &(String, String)| of == level && text.contains(words);
        (all.len() == 2 && all.iter().all(is_it)).then_some(())
    };
    until("both run by this config", async || {
        run_by("ok", "by this config").await
    })
    .await;
    receiver.folder.append_config("# another line");
    run_by("warn", "another config").await.unwrap();
    receiver.reload();
    until("both have read it", async || {
        run_by("ok", "by this config").await
    })
    .await;
}

#[tokio::test]
async fn an_intake_without_a_key_is_told() {
    let folder = healthy().await;
    folder.execute("UPDATE heartbeat SET at = at - 300 WHERE part = 'intake_key'");
    // A ratchet of some later hour can neither open the keys in the store nor make one.
    let ratchet = folder.path().join("keys/ratchet.key");
    let line = fs::read_to_string(&ratchet).unwrap();
    let (hour, secret) = line.split_once(' ').unwrap();
    let later = hour.parse::<u64>().unwrap() + 1000;
    fs::write(&ratchet, format!("{later} {secret}")).unwrap();
    let mut server = MailServer::start("none").await;
    server.configure(&folder, "[alerts]\nmail = [\"oncall@hotline.example\"]");
    let receiver = Process::start_quietly(folder).await;
    let health = receiver.reporter.request(Method::GET, "/health").send();
    assert_eq!(health.await.unwrap().status(), 503);
    // The disk of this machine may be nearly full, which is told as well.
    while !String::from_utf8(server.received().await.mail)
        .unwrap()
        .contains("the intake has no key")
    {}
    let found = found(&receiver.folder, "key", &["--offline"]).await;
    assert_eq!(found[0].0, "fail", "{found:?}");
}
