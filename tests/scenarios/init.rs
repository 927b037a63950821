//! `receiver init`: what it takes, asks and leaves to do.

use std::fs;
use std::path::Path;
use std::process::{Output, Stdio};

use receiver::settings;
use receiver::web::public::bundle::Bundle;
use shared::api::Hotline;
use tests::Process;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// A name that has what configs and shells are sensitive to.
const NAME: &str = "Melde \"hier\" \\ 'dort' {store}";

/// What a new folder's config says of the hotline, and the intake's address.
fn read(folder: &Path) -> (Hotline, String) {
    let languages = Bundle::built_in().unwrap().languages();
    let settings = settings::load(&folder.join("receiver.toml"), &languages).unwrap();
    let url = settings.intake.unwrap().public_url.to_string();
    (settings.hotline, url)
}

#[tokio::test]
async fn a_hotline_says_who_it_is() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("hotline");
    let made = Process::succeeds(&[
        "init",
        folder.to_str().unwrap(),
        "--hotline",
        "meldpunt",
        "--name",
        NAME,
        "--languages",
        "nl,en",
        "--emergency",
        "112,+31 900 8844",
        "--url",
        "https://report.hotline.example",
        "--acme",
        "https://authority.example/directory",
    ])
    .await;
    assert!(!made.contains("hotline.name"), "{made}");
    assert!(made.contains("[alerts]"), "{made}");
    let (hotline, url) = read(&folder);
    assert_eq!(hotline.id.as_str(), "meldpunt");
    assert_eq!(hotline.name, NAME);
    assert_eq!(hotline.emergency_numbers, ["112", "+31 900 8844"]);
    let languages: Vec<_> = hotline.languages.iter().map(|tag| tag.as_str()).collect();
    assert_eq!(languages, ["nl", "en"]);
    assert_eq!(url, "https://report.hotline.example");
    let config = fs::read_to_string(folder.join("receiver.toml")).unwrap();
    let tls = "\n[intake.tls]\nacme = \"https://authority.example/directory\"\n";
    assert!(config.contains(tls), "{config}");
}

#[tokio::test]
async fn what_is_wrong_is_refused_before_anything_is_made() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("hotline");
    for (option, value, words) in [
        ("--name", " ", "hotline.name"),
        ("--languages", "en,xx", "\"xx\""),
        ("--emergency", "the police", "hotline.emergency_number"),
        (
            "--url",
            "https://report.hotline.example/path",
            "intake.public_url",
        ),
    ] {
        let init = ["init", folder.to_str().unwrap(), option, value];
        let refused = Process::refuses(&init).await;
        assert!(refused.contains(words), "{option}: {refused}");
        assert!(!folder.exists());
    }
}

/// Runs `init` at a terminal, with somebody who types these lines.
async fn typed(folder: &Path, lines: &str) -> Output {
    let init = format!("{} init {}", Process::program().display(), folder.display());
    let mut terminal = Command::new("script")
        .args(["--quiet", "--return", "--command", &init, "/dev/null"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut keyboard = terminal.stdin.take().unwrap();
    keyboard.write_all(lines.as_bytes()).await.unwrap();
    drop(keyboard);
    terminal.wait_with_output().await.unwrap()
}

#[tokio::test]
async fn at_a_terminal_it_asks_until_the_answer_is_one() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("hotline");
    let answers =
        "Melde Stelle\nmeldpunt\nMeldpunt Example\nxx\nnl, en\n\nhttps://report.hotline.example\n";
    let said = typed(&folder, answers).await;
    let words = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.status.success(), "{words}");
    for part in ["Five questions", "\"xx\" is none of", "What is left to do"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    let (hotline, url) = read(&folder);
    assert_eq!(hotline.id.as_str(), "meldpunt");
    assert_eq!(hotline.name, "Meldpunt Example");
    assert_eq!(hotline.emergency_numbers, ["112"]);
    assert_eq!(url, "https://report.hotline.example");
}

#[tokio::test]
async fn a_terminal_that_goes_away_leaves_nothing() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path().join("hotline");
    let said = typed(&folder, "meldpunt\n").await;
    assert!(!said.status.success());
    assert!(!folder.exists());
}
