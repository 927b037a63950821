//! Mails of hand-offs leave through an outbox: none without an entry in the log, none twice.

mod kills;

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::FutureExt;
use model::time::Timestamp;
use receiver::clock::{Clock, SystemClock};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{
    Desk, Folder, MailServer, Process, Reporter, Stack, TestClock, finding, report, until,
};

/// Longer than the pause after the first attempt, and shorter than a session.
const TWO_MINUTES: u64 = 120;

/// A folder whose desk sends mail to SCART by this server.
fn folder(server: &MailServer, now: Timestamp) -> Folder {
    let folder = Folder::init(now);
    server.configure(
        &folder,
        "[desk.handoffs.scart]\nto = \"import@scart.example\"",
    );
    folder
}

async fn stack() -> (Stack, MailServer) {
    let server = MailServer::start("none").await;
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    let folder = folder(&server, TestClock::BEGIN);
    (Stack::start_in(folder, clock).await, server)
}

/// Reports an address that no report has named, and takes the report. Returns the case's id.
async fn taken(reporter: &Reporter, desk: &Desk) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let sent = report(&format!("https://bad.example/{number}"), "seen");
    reporter.send(&sent).await;
    let answer = desk.post("/v1/cases", &json!({})).await;
    let taken: Value = serde_json::from_str(&answer.body).unwrap();
    taken["case"].as_str().unwrap().to_owned()
}

/// Takes a report as above, and assesses its item as illegal. Returns the case's id.
async fn assessed(reporter: &Reporter, desk: &Desk) -> String {
    let id = taken(reporter, desk).await;
    let findings = finding(1, "baseline");
    let findings = findings.iter().map(|(name, value)| (&name[..], &value[..]));
    let fields: Vec<_> = [("version", "1"), ("step", "illegal")]
        .into_iter()
        .chain(findings)
        .collect();
    let path = format!("/cases/{id}/work");
    assert_eq!(desk.form(&path, &fields).await.status, 303);
    id
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
    let hand_offs = case["hand_offs"].as_array().unwrap().iter();
    hand_offs.map(|it| it["state"].as_str().unwrap()).collect()
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

/// Sends the form of the case's page that hands its item off. Returns the status.
async fn hand_off(desk: &Desk, id: &str, version: &str, kind: &str) -> u16 {
    let fields = [
        ("version", version),
        ("kind", kind),
        ("items", "1"),
        ("to", "Somebody"),
    ];
    let path = format!("/cases/{id}/hand-off");
    desk.form(&path, &fields).await.status
}

/// Sends the form that says how far a hand-off has got. Returns the status.
async fn settle(desk: &Desk, id: &str, hand_off: &str, state: &str) -> u16 {
    let settle = format!("{hand_off} {state}");
    let fields = [("settle", &settle[..])];
    let path = format!("/cases/{id}/hand-off/settle");
    desk.form(&path, &fields).await.status
}

async fn step(desk: &Desk, id: &str, version: &str, step: &str) -> u16 {
    let fields = [("version", version), ("step", step)];
    let path = format!("/cases/{id}/work");
    desk.form(&path, &fields).await.status
}

#[tokio::test]
async fn a_hand_off_is_logged_before_the_mail_server_has_answered() {
    let (stack, mut server) = stack().await;
    let desk = &stack.desk;
    let id = taken(&stack.reporter, desk).await;
    server.hold("data").await;
    assert_eq!(hand_off(desk, &id, "1", "scart_mail").await, 303);
    // The mail server has the mail, and does not answer.
    server.received().await;
    let sending = case(desk, &id).await;
    assert_eq!(states(&sending), ["sending"]);
    assert_eq!(entries(&sending), [("hand_off", "lead")]);
    let page = desk.page(&format!("/cases/{id}")).await;
    assert!(page.contains("has not confirmed it yet"), "{page}");

    // The same form again, from the page that was shown before.
    assert_eq!(hand_off(desk, &id, "1", "scart_mail").await, 409);
    server.answer("250 OK").await;
    let sent = settled(desk, &id, "sent").await;
    let logged = [("hand_off", "lead"), ("hand_off_sent", "desk")];
    assert_eq!(entries(&sent), logged);
    // Neither the hand-off nor its end makes the page stale for other forms.
    assert_eq!(step(desk, &id, "1", "needs_more").await, 303);
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
    assert_eq!(settle(desk, &cut, "2", "sent").await, 303);
    assert_eq!(settle(desk, &cut, "2", "sent").await, 409);
    assert_eq!(settle(desk, &cut, "2", "failed").await, 409);
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
async fn a_mail_that_waited_is_not_sent_from_a_restored_backup() {
    let mut server = MailServer::start("none").await;
    let receiver = Process::start_quietly(folder(&server, SystemClock.now())).await;
    let desk = &receiver.desk;
    server.hold("data").await;
    let id = taken(&receiver.reporter, desk).await;
    assert_eq!(hand_off(desk, &id, "1", "scart_mail").await, 303);
    server.received().await;
    let destination = tempfile::tempdir().unwrap();
    let path = |name: &str| destination.path().join(name).to_str().unwrap().to_owned();
    let config = receiver.folder.config();
    let config = ["--config", config.to_str().unwrap()];
    let backup = Process::succeeds(&[&["backup", "make", &path("")], &config[..]].concat()).await;
    receiver.kill();
    let (old, _) = receiver.ended().await;
    let key = old.path().join("keys/desk.key");
    let new = path("new");
    let restore = [
        "backup",
        "restore",
        backup.trim(),
        &new,
        "--desk-key",
        key.to_str().unwrap(),
    ];
    let said = Process::succeeds(&restore).await;
    assert!(said.contains("for analysts to look at: 1"), "{said}");
    fs::copy(old.path().join("desk-token"), path("new/desk-token")).unwrap();
    fs::rename(old.path(), path("old")).unwrap();
    fs::rename(&new, old.path()).unwrap();
    let receiver = Process::start_quietly(old).await;
    assert_eq!(states(&case(&receiver.desk, &id).await), ["unknown"]);
    assert!(server.pass().await.is_empty());
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
    let mut answers = [one, other];
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
    assert_eq!(hand_off(desk, &last, "1", "scart_mail").await, 303);
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
async fn after_a_hand_off_the_page_is_still_good_for_any_step() {
    let (stack, mut server) = stack().await;
    let desk = &stack.desk;
    let id = assessed(&stack.reporter, desk).await;

    // A mail that is being sent is no hand-off yet.
    server.hold("data").await;
    assert_eq!(hand_off(desk, &id, "2", "scart_mail").await, 303);
    server.received().await;
    assert_eq!(step(desk, &id, "2", "look_after").await, 409);
    server.answer("550 no").await;
    settled(desk, &id, "failed").await;
    assert_eq!(step(desk, &id, "2", "look_after").await, 409);

    // All from the page of version 2.
    assert_eq!(hand_off(desk, &id, "2", "police").await, 303);
    assert_eq!(hand_off(desk, &id, "2", "police").await, 409);
    assert_eq!(hand_off(desk, &id, "2", "notice").await, 303);
    // A file that nobody has said to have left is none either.
    assert_eq!(step(desk, &id, "2", "look_after").await, 409);
    let shown = case(desk, &id).await;
    assert_eq!(states(&shown), ["failed", "made", "made"]);
    let police = shown["hand_offs"][1]["version"].to_string();
    assert_eq!(settle(desk, &id, &police, "sent").await, 303);
    assert_eq!(step(desk, &id, "2", "look_after").await, 303);
    assert_eq!(step(desk, &id, "2", "removed").await, 409, "that is stale");
    let shown = case(desk, &id).await;
    assert_eq!(states(&shown), ["failed", "sent", "made"]);
    let whats: Vec<_> = entries(&shown).into_iter().map(|(what, _)| what).collect();
    let logged = [
        "hand_off",
        "hand_off_failed",
        "hand_off",
        "hand_off",
        "hand_off_sent",
    ];
    assert_eq!(whats, logged);
    let version = shown["version"].to_string();
    assert_eq!(hand_off(desk, &id, &version, "police").await, 303);
}

#[tokio::test]
async fn a_mail_that_waits_stays_here_once_an_item_may_not_leave_any_more() {
    let (stack, mut server) = stack().await;
    let desk = &stack.desk;
    let host = json!({
        "name": "Somebody", "kind": "host", "way": "mail", "mail": "abuse@host.example",
    });
    assert_eq!(desk.post("/v1/recipients", &host).await.status, 204);
    let mut cases = Vec::new();
    server.hold("rcpt").await;
    for _ in 0..3 {
        let id = assessed(&stack.reporter, desk).await;
        assert_eq!(hand_off(desk, &id, "2", "notice").await, 303);
        server.held().await;
        server.answer("451 later").await;
        cases.push(id);
    }
    let [held, corrected, kept] = &cases[..] else {
        panic!("three cases")
    };
    let (until_then, reason) = (("until", "2027-03-01"), ("reason", "why"));
    for (id, step, needs) in [(held, "hold", until_then), (corrected, "correct", reason)] {
        let fields = [("version", "2"), ("step", step), needs];
        let path = format!("/cases/{id}/work");
        assert_eq!(desk.form(&path, &fields).await.status, 303, "{step}");
    }
    assert!(server.pass().await.is_empty(), "all mails wait");

    let left = until("the mail leaves that still may", async || {
        stack.clock.advance_seconds(TWO_MINUTES);
        let path = format!("/v1/cases/{kept}/notes");
        desk.post(&path, &json!({ "text": "wake" })).await;
        server.received().now_or_never()
    })
    .await;
    settled(desk, kept, "sent").await;
    for id in [held, corrected] {
        let failed = until("the mail has failed", async || {
            stack.clock.advance_seconds(TWO_MINUTES);
            let path = format!("/v1/cases/{id}/notes");
            desk.post(&path, &json!({ "text": "wake" })).await;
            let case = case(desk, id).await;
            (states(&case) == ["failed"]).then_some(case)
        })
        .await;
        let logged = [("hand_off", "lead"), ("hand_off_failed", "desk")];
        assert_eq!(entries(&failed), logged);
        let history = failed["history"].as_array().unwrap().iter();
        let mut reasons = history.filter(|it| it["what"] == "hand_off_failed");
        let reason = &reasons.next().unwrap()["new"];
        assert_eq!(reason, "an item may not leave any more");
    }
    assert!(String::from_utf8_lossy(&left.mail).contains(&kept[..]));
    assert!(server.pass().await.is_empty(), "no other mail has left");
}
