//! Certificates that a half asks an authority for, a real one on this machine.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use tests::{Authority, Folder, NAME, Process, until};

use crate::ownership::refuses;

/// The protocol of an authority that looks who answers for a name.
const CHALLENGE: &[u8] = b"acme-tls/1";

#[tokio::test]
async fn a_half_has_its_certificate_without_a_hand_and_keeps_it() {
    let mut authority = Authority::start(&[]).await;
    let process = Process::start_with_env(&[authority.trusted()], authority.folder()).await;
    let first = until("the certificate is shown", || authority.shown()).await;
    // Nobody else gets an answer in the authority's protocol.
    assert_eq!(authority.shown_in(&[CHALLENGE]).await, None);
    let (folder, log) = stopped(process).await;
    assert!(log.contains("a new TLS certificate is shown"), "{log}");
    for name in [format!("{NAME}.pem"), "127.0.0.1.account.json".to_owned()] {
        let file = folder.path().join("tls").join(name);
        assert_eq!(
            fs::metadata(file).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    // The next start needs no authority.
    authority.end().await;
    let process = Process::start_with_env(&[authority.trusted()], folder).await;
    assert_eq!(authority.shown().await, Some(first));
    drop(process);
}

#[tokio::test]
async fn a_certificate_is_renewed_in_time_and_outlives_an_authority_that_is_away() {
    let mut authority = Authority::start(&[]).await;
    let process = Process::start_with_env(&[authority.trusted()], authority.folder()).await;
    let first = until("the certificate is shown", || authority.shown()).await;
    let (folder, _) = stopped(process).await;

    // Two thirds of its 90 days have passed.
    let process = Process::start_at_with_env("+61d", &[authority.trusted()], folder).await;
    until("another certificate is shown", async || {
        let shown = authority.shown().await?;
        (shown != first).then_some(())
    })
    .await;
    let renewed = authority.shown().await;
    let (folder, _) = stopped(process).await;

    authority.end().await;
    let process = Process::start_at_with_env("+80d", &[authority.trusted()], folder).await;
    assert_eq!(authority.shown().await, renewed);
    let (_, log) = stopped(process).await;
    assert!(log.contains("no new TLS certificate"), "{log}");
}

#[tokio::test]
async fn a_name_that_is_refused_is_told_in_the_log_and_ends_nothing() {
    let authority = Authority::start(&[NAME]).await;
    let process = Process::start_with_env(&[authority.trusted()], authority.folder()).await;
    assert_eq!(authority.shown().await, None);
    assert_eq!(process.desk.claim(1, 60).await.len(), 0);
    let file = process.folder.path().join("tls/127.0.0.1.account.json");
    until("the authority knows the receiver", async || {
        file.exists().then_some(())
    })
    .await;
    let config = process.folder.config();
    let check = ["check", "--offline", "--config", config.to_str().unwrap()];
    let said = Process::run(&check).await.stdout;
    let said = String::from_utf8(said).unwrap();
    assert!(
        said.contains("intake.tls: there is no certificate yet"),
        "{said}"
    );
}

#[tokio::test]
async fn a_start_says_what_an_authority_needs() {
    const DIRECTORY: &str = "acme = \"https://authority.example/directory\"";
    for (address, tls, words) in [
        (
            "https://192.0.2.1",
            DIRECTORY,
            "certifies the name in public_url",
        ),
        (
            "http://report.hotline.example",
            DIRECTORY,
            "certifies the name in public_url",
        ),
        (
            "https://report.hotline.example",
            "acme = \"http://authority.example\"",
            "no address with https",
        ),
        (
            "https://report.hotline.example",
            "certificate = \"tls.pem\"",
            "certificate and key",
        ),
        (
            "https://report.hotline.example",
            "acme = \"https://authority.example/directory\"\nkey = \"key.pem\"",
            "certificate and key",
        ),
    ] {
        let folder = Folder::today();
        folder.edit_config("http://127.0.0.1:7701", address);
        folder.append_config(&format!("[intake.tls]\n{tls}"));
        refuses(&folder, &["intake.tls", words, "letsencrypt.org"]).await;
    }
}

/// Stops a receiver. Returns its folder and its log.
async fn stopped(process: Process) -> (Folder, String) {
    process.terminate();
    let (folder, output) = process.ended().await;
    (folder, String::from_utf8_lossy(&output.stderr).into_owned())
}
