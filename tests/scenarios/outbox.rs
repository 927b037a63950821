//! Mails of hand-offs leave through an outbox: none without an entry in the log, none twice.

mod kills;

use std::fs;
use std::sync::Arc;

use futures_util::FutureExt;
use model::time::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Desk, Folder, MailServer, Reply, Reporter, Stack, TestClock, report, until};

/// Longer than the pause after the first attempt, and shorter than a session.
const TWO_MINUTES: u64 = 120;

/// A folder whose desk sends mail to SCART by this server.
fn folder(server: &MailServer, now: Timestamp) -> Folder {
    let folder = Folder::init(now);
    let port = server.port;
    folder.append_config(&format!(
        "[desk.handoffs.mail]\nserver = \"smtp://127.0.0.1:{port}\"\nuser = \"desk\"\n\
         password = \"mail-password\"\nfrom = \"reports@hotline.example\"\n\
         [desk.handoffs.scart]\nto = \"import@scart.example\""
    ));
    fs::write(folder.path().join("mail-password"), "right\n").unwrap();
    folder
}

async fn stack() -> (Stack, MailServer) {
    let server = MailServer::start("none").await;
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    let folder = folder(&server, TestClock::BEGIN);
    (Stack::start_in(folder, clock).await, server)
}

/// Reports, and takes the report. Returns the case's id.
async fn taken(reporter: &Reporter, desk: &Desk) -> String {
    reporter.send(&report("https://bad.example/", "seen")).await;
    let answer = desk.post("/v1/cases", &json!({})).await;
    let taken: Value = serde_json::from_str(&answer.body).unwrap();
    taken["case"].as_str().unwrap().to_owned()
}

/// The case, as the API shows it.
async fn case(desk: &Desk, id: &str) -> Value {
    let token = format!("Bearer {}", desk.token);
    let path = format!("/v1/cases/{id}");
    let answer = desk.knock(Method::GET, &path, Some(&token)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

/// The states of the case's hand-offs.
fn states(case: &Value) -> Vec<&str> {
    let referrals = case["referrals"].as_array().unwrap().iter();
    referrals.map(|it| it["state"].as_str().unwrap()).collect()
}

/// The entries of the log about hand-offs of this case: what, and by whom.
fn entries(case: &Value) -> Vec<(&str, &str)> {
    let history = case["history"].as_array().unwrap().iter();
    let entries = history.map(|it| (it["what"].as_str().unwrap(), it["who"].as_str().unwrap()));
    entries
        .filter(|(what, _)| what.starts_with("hand_off"))
        .collect()
}

/// Waits until the case's only hand-off has this state. Returns the case.
async fn settled(desk: &Desk, id: &str, state: &str) -> Value {
    until("the hand-off has its state", async || {
        let case = case(desk, id).await;
        (states(&case) == [state]).then_some(case)
    })
    .await
}

/// Sends the form of the case's page that hands it off.
async fn hand_off(desk: &Desk, id: &str, version: &str, kind: &str) -> Reply {
    let fields = [("version", version), ("kind", kind)];
    desk.form(&format!("/cases/{id}/hand-off"), &fields).await
}

async fn step(desk: &Desk, id: &str, version: &str, step: &str) -> u16 {
    let fields = [("version", version), ("step", step)];
    desk.form(&format!("/cases/{id}/step"), &fields)
        .await
        .status
}

#[tokio::test]
async fn a_hand_off_is_logged_before_the_mail_server_has_answered() {
    let (stack, mut server) = stack().await;
    let desk = &stack.desk;
    let id = taken(&stack.reporter, desk).await;
    server.hold("data").await;
    assert_eq!(hand_off(desk, &id, "1", "scart_mail").await.status, 303);
    // The mail server has the mail, and does not answer.
    server.received().await;
    let sending = case(desk, &id).await;
    assert_eq!(states(&sending), ["sending"]);
    assert_eq!(entries(&sending), [("hand_off", "lead")]);
    let page = desk.page(&format!("/cases/{id}")).await;
    assert!(page.contains("has not confirmed it yet"), "{page}");

    // The same form again, from the page that was shown before.
    assert_eq!(hand_off(desk, &id, "1", "scart_mail").await.status, 409);
    server.answer("250 OK").await;
    let sent = settled(desk, &id, "sent").await;
    let logged = [("hand_off", "lead"), ("hand_off_sent", "desk")];
    assert_eq!(entries(&sent), logged);
    // Neither the hand-off nor its end makes the page stale for other forms.
    assert_eq!(step(desk, &id, "1", "begin").await, 303);
    assert!(server.pass().await.is_empty(), "one mail left, and no more");
}

#[tokio::test]
async fn what_the_mail_server_says_decides_whether_a_mail_is_sent_again() {
    let (stack, mut server) = stack().await;
    let desk = &stack.desk;
    server.hold("data").await;

    let refused = taken(&stack.reporter, desk).await;
    hand_off(desk, &refused, "1", "scart_mail").await;
    server.received().await;
    server.answer("550 no").await;
    let failed = settled(desk, &refused, "failed").await;
    let last = failed["history"].as_array().unwrap().last().unwrap();
    assert_eq!(last["what"], "hand_off_failed");
    assert!(last["new"].as_str().unwrap().contains("code 550"), "{last}");

    let put_off = taken(&stack.reporter, desk).await;
    hand_off(desk, &put_off, "1", "scart_mail").await;
    let first = server.received().await;
    server.answer("451 later").await;
    let second = until("the mail comes again", async || {
        stack.clock.advance_seconds(TWO_MINUTES);
        let path = format!("/v1/cases/{put_off}/notes");
        desk.post(&path, &json!({ "text": "wake" })).await;
        server.received().now_or_never()
    })
    .await;
    assert_eq!(first.mail, second.mail, "Message-ID included");
    server.answer("250 OK").await;
    let sent = settled(desk, &put_off, "sent").await;
    let logged = [("hand_off", "lead"), ("hand_off_sent", "desk")];
    assert_eq!(entries(&sent), logged);

    let cut = taken(&stack.reporter, desk).await;
    desk.page("/").await;
    hand_off(desk, &cut, "1", "scart_mail").await;
    server.received().await;
    server.answer("close").await;
    settled(desk, &cut, "unknown").await;
    let page = desk.page(&format!("/cases/{cut}")).await;
    assert!(page.contains("may have left; the mail server did not confirm"));
    let fields = [("hand_off", "2"), ("left", "true")];
    let path = format!("/cases/{cut}/hand-off/settle");
    assert_eq!(desk.form(&path, &fields).await.status, 303);
    assert_eq!(desk.form(&path, &fields).await.status, 409);
    let settled = settled(desk, &cut, "sent").await;
    let logged = [
        ("hand_off", "lead"),
        ("hand_off_unknown", "desk"),
        ("hand_off_sent", "lead"),
    ];
    assert_eq!(entries(&settled), logged);
    assert!(server.pass().await.is_empty(), "nothing is sent again");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_at_once_acts_once() {
    let (stack, mut server) = stack().await;
    let desk = &stack.desk;
    let id = taken(&stack.reporter, desk).await;
    desk.lead().await;
    let (one, other) = tokio::join!(
        hand_off(desk, &id, "1", "scart_mail"),
        hand_off(desk, &id, "1", "scart_mail"),
    );
    let mut answers = [one.status, other.status];
    answers.sort();
    assert_eq!(answers, [303, 409]);
    settled(desk, &id, "sent").await;
    server.received().await;
    assert!(server.pass().await.is_empty());
}

#[tokio::test]
async fn a_request_that_is_cut_off_leaves_mail_and_log_alike() {
    let (stack, mut server) = stack().await;
    let desk = &stack.desk;
    desk.lead().await;
    let mut cases = Vec::new();
    for turns in [1, 4, 16, 64, 256, 1024] {
        let id = taken(&stack.reporter, desk).await;
        tokio::select! {
            _ = hand_off(desk, &id, "1", "scart_mail") => {}
            () = async { for _ in 0..turns { tokio::task::yield_now().await } } => {}
        }
        cases.push(id);
    }
    let last = taken(&stack.reporter, desk).await;
    assert_eq!(hand_off(desk, &last, "1", "scart_mail").await.status, 303);
    settled(desk, &last, "sent").await;
    let mut logged = 1;
    for id in cases {
        let case = until("nothing is on its way", async || {
            let case = case(desk, &id).await;
            (!states(&case).contains(&"sending")).then_some(case)
        })
        .await;
        let (hand_offs, entries) = (states(&case), entries(&case));
        assert_eq!(entries.len(), 2 * hand_offs.len(), "{entries:?}");
        logged += hand_offs.len();
    }
    assert_eq!(server.pass().await.len(), logged);
}

#[tokio::test]
async fn after_a_download_the_page_is_still_good_for_any_step() {
    let (stack, mut server) = stack().await;
    let desk = &stack.desk;
    let id = taken(&stack.reporter, desk).await;
    assert_eq!(step(desk, &id, "1", "begin").await, 303);
    let findings = [
        ("version", "2"),
        ("classification", "baseline"),
        ("gender", "female"),
        ("age_group", "infant"),
        ("commerciality", "commercial"),
        ("site_type", "forum"),
        ("explanation", "It shows abuse."),
    ];
    let path = format!("/cases/{id}/findings");
    assert_eq!(desk.form(&path, &findings).await.status, 303);
    assert_eq!(step(desk, &id, "3", "illegal").await, 303);

    // A mail that is being sent is no hand-off yet.
    server.hold("data").await;
    assert_eq!(hand_off(desk, &id, "4", "scart_mail").await.status, 303);
    server.received().await;
    assert_eq!(step(desk, &id, "4", "monitor").await, 409);
    server.answer("550 no").await;
    settled(desk, &id, "failed").await;
    assert_eq!(step(desk, &id, "4", "monitor").await, 409);

    // All from the page of version 4.
    assert_eq!(hand_off(desk, &id, "4", "police").await.status, 200);
    assert_eq!(hand_off(desk, &id, "4", "police").await.status, 409);
    assert_eq!(hand_off(desk, &id, "4", "notice").await.status, 200);
    assert_eq!(step(desk, &id, "4", "monitor").await, 303);
    assert_eq!(step(desk, &id, "4", "removed").await, 409, "that is stale");
    let shown = case(desk, &id).await;
    assert_eq!(states(&shown), ["failed", "sent", "sent"]);
    assert_eq!(entries(&shown).len(), 4, "one for each, and the failure");
    let version = shown["version"].to_string();
    assert_eq!(hand_off(desk, &id, &version, "police").await.status, 200);
}
