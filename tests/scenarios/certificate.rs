//! The TLS certificate of the public address: its end is told before it comes.

use std::fs;

use serde_json::Value;
use tests::{Folder, MailServer, Process, TlsProxy};

use crate::check::{free_port, on_port};

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

/// What the check says of the public address.
async fn checked(folder: &Folder, trusted: &str) -> Value {
    let config = folder.config();
    let mut check = Process::command();
    let check = check.env("SSL_CERT_FILE", trusted);
    let check = check.args(["check", "--json", "--config"]).arg(config);
    let output = check.output().await.unwrap();
    let findings: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let public = findings.into_iter().find(|it| it["about"] == "public");
    public.unwrap()
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
        let found = checked(&folder, &trusted).await;
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
    // The disk of this machine may be nearly full, which is told as well.
    let mail = loop {
        let mail = String::from_utf8(server.received().await.mail).unwrap();
        if mail.contains("certificate") {
            break mail;
        }
    };
    let title = "the certificate of the public address ends";
    assert!(mail.contains(title), "{mail}");
    assert!(mail.contains("have ended: 7."), "{mail}");
}
