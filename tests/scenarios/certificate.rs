//! TLS certificates, of the public address and of the halves themselves: their end is told before it comes.

use std::fs;

use serde_json::Value;
use tests::{Folder, MailServer, Process, TlsPair, TlsProxy, free_port};

use crate::check::on_port;

/// A receiver's folder behind a proxy whose certificate holds for so many days. Returns the file with that
/// certificate, which the receiver is to trust.
async fn behind_tls(days: &str) -> (Folder, TlsProxy, String) {
    let port = free_port();
    let folder = on_port(port);
    let proxy = TlsProxy::start(port, days).await;
    folder.edit_config(&format!("http://127.0.0.1:{port}"), &proxy.origin);
    let trusted = folder.path().join("trusted.pem");
    fs::write(&trusted, &proxy.certificate).unwrap();
    (folder, proxy, trusted.to_str().unwrap().to_owned())
}

/// What the check says of the public address, or of the certificate in the config.
async fn checked(folder: &Folder, trusted: &str, about: &str) -> Value {
    let config = folder.config();
    let mut check = Process::command();
    let check = check.env("SSL_CERT_FILE", trusted);
    let check = check.args(["check", "--json", "--config"]).arg(config);
    let output = check.output().await.unwrap();
    let findings: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let found = findings.into_iter().find(|it| it["about"] == about);
    found.unwrap()
}

#[tokio::test]
async fn the_check_tells_of_its_end() {
    for (days, level, words) in [
        ("15", "ok", "gives out this hotline's key"),
        ("13", "warn", "ends within 14 days"),
        ("-0.01", "fail", "the certificate has ended"),
    ] {
        let (folder, _proxy, trusted) = behind_tls(days).await;
        let _receiver = Process::start_quietly(folder.clone()).await;
        let found = checked(&folder, &trusted, "public").await;
        assert_eq!(found["level"], level, "{found}");
        let said = found["found"].as_str().unwrap();
        assert!(said.contains(words), "{said}");
    }
}

#[tokio::test]
async fn an_alert_tells_of_its_end() {
    let mut server = MailServer::start("none").await;
    let (folder, _proxy, trusted) = behind_tls("6").await;
    server.configure(&folder, "[alerts]\nmail = [\"oncall@hotline.example\"]");
    let variables = [("SSL_CERT_FILE", &trusted[..])];
    let _receiver = Process::start_with_env(&variables, folder).await;
    let title = "a TLS certificate ends";
    let mail = told(&mut server, title).await;
    assert!(mail.contains("have ended: 7."), "{mail}");
}

#[tokio::test]
async fn an_alert_tells_of_the_end_of_the_desks_own() {
    let mut server = MailServer::start("none").await;
    let folder = Folder::today();
    TlsPair::of_days("6.5").await.configure(&folder, "desk");
    server.configure(&folder, "[alerts]\nmail = [\"oncall@hotline.example\"]");
    let _receiver = Process::start_quietly(folder).await;
    let mail = told(&mut server, "a TLS certificate ends").await;
    assert!(mail.contains("have ended: 6."), "{mail}");
}

#[tokio::test]
async fn the_check_tells_of_the_end_of_a_halfs_own() {
    for (days, level) in [("15", "ok"), ("13", "warn"), ("-0.01", "fail")] {
        let folder = Folder::today();
        let pair = TlsPair::of_days(days).await;
        pair.configure(&folder, "intake");
        let receiver = Process::start_quietly(folder).await;
        let found = checked(&receiver.folder, "", "tls").await;
        assert_eq!(found["level"], level, "{found}");
        let said = found["found"].as_str().unwrap();
        assert!(said.contains("intake.tls"), "{said}");
        // The test has written the key so that others can read it.
        let files = checked(&receiver.folder, "", "files").await;
        let said = files["found"].as_str().unwrap();
        assert!(said.contains("tls-key.pem"), "{said}");
    }
}

/// The first mail with these words. The disk of this machine may be nearly full, which is told as well.
async fn told(server: &mut MailServer, words: &str) -> String {
    loop {
        let mail = String::from_utf8(server.received().await.mail).unwrap();
        if mail.contains(words) {
            return mail;
        }
    }
}
