//! Alerts: somebody is told once when it begins, again while it lasts, and once when it is over.

use std::fs;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64ct::{Base64, Encoding};
use model::rights::Role;
use receiver::clock::Clock;
use serde_json::{Value, json};
use shared::report::{Report, UntrustedReport};
use standardwebhooks::Webhook;
use store::Part;
use tests::{Folder, InProcess, MailServer, Received, TestClock};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A word that the reporter writes, and that no alert may have.
const SENTINEL: &str = "sentinel-77ab";

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;

/// Secret of the push in JSON.
fn secret() -> String {
    format!("whsec_{}", Base64::encode_string(&[9; 32]))
}

/// A desk that tells these mailboxes by this server.
async fn desk(server: &MailServer, mailboxes: &str, more: &str) -> InProcess {
    let folder = Folder::init(TestClock::BEGIN);
    fs::write(folder.path().join("push.secret"), secret()).unwrap();
    server.configure(&folder, &format!("[alerts]\nmail = [{mailboxes}]\n{more}"));
    InProcess::in_folder(folder).await
}

/// A report about a child in danger.
async fn danger(desk: &InProcess, number: u8) {
    let report = json!({
        "id": format!("{number:032x}"),
        "category": "csam",
        "locations": [{ "type": "web", "url": format!("https://{SENTINEL}.example/{number}") }],
        "description": SENTINEL,
        "child_in_danger": true,
        "language": "en",
        "partner": SENTINEL,
    });
    let report: UntrustedReport = serde_json::from_value(report).unwrap();
    desk.enqueue(report).await;
}

/// Lets minutes pass, with the desk's work of each.
async fn minutes(desk: &InProcess, minutes: u64) {
    for _ in 0..minutes {
        desk.clock.advance_seconds(MINUTE);
        desk.tick().await;
    }
}

/// Lets minutes pass, with the desk's work of the last one alone.
async fn later(desk: &InProcess, minutes: u64) {
    desk.clock.advance_seconds(minutes * MINUTE);
    desk.tick().await;
}

/// The number of attempts to tell that had this outcome.
fn attempts(desk: &InProcess, outcome: &str) -> u64 {
    let name = format!("sealed_report_alerts_sent_total{{outcome=\"{outcome}\"}} ");
    let metrics = desk.metrics();
    let count = metrics.lines().find_map(|line| line.strip_prefix(&*name));
    count.unwrap().parse().unwrap()
}

/// The mail as text. It has nothing of a report, and no time finer than the hour.
fn text(received: &Received) -> String {
    let mail = String::from_utf8(received.mail.clone()).unwrap();
    assert!(!mail.contains(SENTINEL), "{mail}");
    for reported in ["csam", "bad.example", "0000000000"] {
        assert!(!mail.contains(reported), "{mail}");
    }
    let date = mail
        .lines()
        .find(|line| line.starts_with("Date: "))
        .unwrap();
    assert!(date.contains(":00:00 "), "{date}");
    mail
}

fn subject(mail: &str) -> &str {
    let mut lines = mail.lines();
    lines
        .find_map(|line| line.strip_prefix("Subject: Sealed Report: "))
        .unwrap()
}

#[tokio::test]
async fn an_alert_is_in_the_language_of_the_desk() {
    let mut server = MailServer::start("none").await;
    let folder = Folder::init(TestClock::BEGIN);
    folder.edit_config("language = \"en\"", "language = \"fr\"");
    server.configure(&folder, "[alerts]\nmail = [\"oncall@hotline.example\"]\n");
    let desk = InProcess::in_folder(folder).await;
    danger(&desk, 1).await;
    desk.tick().await;
    minutes(&desk, 15).await;
    let mail = text(&server.received().await);
    let french = "Des signalements d’enfant en danger attendent depuis 15 minutes ou plus";
    assert!(mail.contains(french), "{mail}");
    assert!(mail.contains("Nombre de ces signalements : 1."), "{mail}");
}

#[tokio::test]
async fn a_child_in_danger_that_waits_for_a_quarter_of_an_hour_is_told_once_and_again_and_over() {
    let mut server = MailServer::start("none").await;
    let desk = desk(&server, "\"oncall@hotline.example\"", "").await;
    desk.tick().await;
    danger(&desk, 1).await;
    desk.tick().await;
    minutes(&desk, 14).await;
    assert_eq!(attempts(&desk, "sent"), 0);
    minutes(&desk, 1).await;
    let mail = text(&server.received().await);
    assert_eq!(subject(&mail), "a report of a child in danger waits");
    assert!(mail.contains("Number of such reports: 1."), "{mail}");
    // A second report is no news: somebody was told to look.
    danger(&desk, 2).await;
    minutes(&desk, 2).await;
    later(&desk, 4 * 60 - 3).await;
    assert_eq!(attempts(&desk, "sent"), 1);
    minutes(&desk, 1).await;
    let mail = text(&server.received().await);
    assert!(mail.contains("Number of such reports: 2."), "{mail}");
    for _ in 0..2 {
        let (status, _) = desk.post("/v1/cases", json!({})).await;
        assert_eq!(status, StatusCode::OK);
    }
    minutes(&desk, 1).await;
    let mail = text(&server.received().await);
    assert_eq!(subject(&mail), "over: a report of a child in danger waits");
    minutes(&desk, 2).await;
    later(&desk, 5 * 60).await;
    assert_eq!((attempts(&desk, "sent"), attempts(&desk, "failed")), (3, 0));
}

#[tokio::test]
async fn a_case_of_a_child_in_danger_that_somebody_puts_down_is_told() {
    let mut server = MailServer::start("none").await;
    let desk = desk(&server, "\"oncall@hotline.example\"", "").await;
    desk.listen().await.member("anna", Role::Analyst).await;
    danger(&desk, 1).await;
    let case = crate::take(&desk).await;
    minutes(&desk, 1).await;
    crate::act(&desk, &case, "assignee", json!({ "to": null })).await;
    minutes(&desk, 16).await;
    assert_eq!(
        subject(&text(&server.received().await)),
        "a report of a child in danger waits"
    );
    crate::act(&desk, &case, "assignee", json!({ "to": "anna" })).await;
    minutes(&desk, 1).await;
    let mail = text(&server.received().await);
    assert_eq!(subject(&mail), "over: a report of a child in danger waits");
}

#[tokio::test]
async fn a_child_in_danger_that_was_taken_in_time_is_not_told() {
    let server = MailServer::start("none").await;
    let desk = desk(&server, "\"oncall@hotline.example\"", "").await;
    danger(&desk, 1).await;
    desk.tick().await;
    minutes(&desk, 13).await;
    // Another one arrives before the first is taken: each has its own quarter of an hour.
    danger(&desk, 2).await;
    minutes(&desk, 1).await;
    desk.post("/v1/cases", json!({})).await;
    minutes(&desk, 13).await;
    desk.post("/v1/cases", json!({})).await;
    later(&desk, 60).await;
    assert_eq!((attempts(&desk, "sent"), attempts(&desk, "failed")), (0, 0));
}

#[tokio::test]
async fn what_was_told_survives_a_restart_and_two_desks_tell_once() {
    let mut server = MailServer::start("none").await;
    let one = desk(&server, "\"oncall@hotline.example\"", "").await;
    danger(&one, 1).await;
    one.tick().await;
    minutes(&one, 15).await;
    text(&server.received().await);
    let two = one.again().await;
    // A desk that has just begun does not know when the report arrived, but that it was in this hour.
    minutes(&two, 2).await;
    later(&two, 98).await;
    assert_eq!(attempts(&two, "sent"), 0, "it was told before the restart");
    for minutes in [138, 1, 1, 1] {
        two.clock.advance_seconds(minutes * MINUTE);
        tokio::join!(one.tick(), two.tick());
    }
    text(&server.received().await);
    assert_eq!(attempts(&one, "sent") + attempts(&two, "sent"), 2);
}

#[tokio::test]
async fn a_mail_that_fails_is_tried_again_and_the_others_are_told() {
    let mut server = MailServer::start("none").await;
    let mailboxes = "\"later@hotline.example\", \"oncall@hotline.example\"";
    let desk = desk(&server, mailboxes, "").await;
    danger(&desk, 1).await;
    desk.tick().await;
    minutes(&desk, 15).await;
    assert_eq!(
        server.received().await.to,
        json!(["oncall@hotline.example"])
    );
    assert_eq!((attempts(&desk, "sent"), attempts(&desk, "failed")), (1, 1));
    minutes(&desk, 4).await;
    assert_eq!(attempts(&desk, "failed"), 1);
    minutes(&desk, 1).await;
    assert_eq!((attempts(&desk, "sent"), attempts(&desk, "failed")), (1, 2));
}

/// A system that pushes to people: what arrived, headers and body.
struct Sink {
    url: String,
    arrived: UnboundedReceiver<(HeaderMap, String)>,
}

impl Sink {
    async fn start() -> Self {
        let (sender, arrived) = unbounded_channel();
        let router = Router::new()
            .route("/hook", post(arrive))
            .with_state(sender);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, router).await });
        Self { url, arrived }
    }
}

async fn arrive(
    State(sender): State<UnboundedSender<(HeaderMap, String)>>,
    headers: HeaderMap,
    body: String,
) -> StatusCode {
    sender.send((headers, body)).unwrap();
    StatusCode::OK
}

#[tokio::test]
async fn pushes_are_told_in_the_form_of_ntfy_and_as_signed_json() {
    let (mut ntfy, mut signed) = (Sink::start().await, Sink::start().await);
    let server = MailServer::start("none").await;
    let pushes = format!(
        "[alerts.push.phone]\nurl = \"{}\"\nformat = \"ntfy\"\nsecret = \"mail-password\"\n\
         [alerts.push.board]\nurl = \"{}\"\nformat = \"json\"\nsecret = \"push.secret\"\n",
        ntfy.url, signed.url
    );
    let desk = desk(&server, "", &pushes).await;
    danger(&desk, 1).await;
    desk.tick().await;
    minutes(&desk, 15).await;
    let (headers, body) = ntfy.arrived.recv().await.unwrap();
    assert_eq!(
        headers["title"],
        "Sealed Report: a report of a child in danger waits"
    );
    assert_eq!(headers["priority"], "5");
    assert_eq!(headers["authorization"], "Bearer right");
    assert!(body.ends_with("Number of such reports: 1."), "{body}");
    let all = format!("{headers:?} {body}");
    let (headers, body) = signed.arrived.recv().await.unwrap();
    let text = |name: &str| headers[name].to_str().unwrap();
    let seconds = text("webhook-timestamp").parse().unwrap();
    let expected = Webhook::new(&secret()).unwrap();
    let expected = expected.sign(text("webhook-id"), seconds, body.as_bytes());
    assert_eq!(text("webhook-signature"), expected.unwrap());
    let event: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(event["type"], "alert.raised");
    assert_eq!(event["timestamp"], "2027-01-15T08:00:00Z");
    assert_eq!(event["data"]["alert"], "danger_waits");
    assert_eq!(event["data"]["count"], 1);
    assert!(!format!("{all} {headers:?} {body}").contains(SENTINEL));
    desk.post("/v1/cases", json!({})).await;
    minutes(&desk, 1).await;
    let (headers, _) = ntfy.arrived.recv().await.unwrap();
    assert_eq!(headers["priority"], "3");
    let (_, body) = signed.arrived.recv().await.unwrap();
    let event: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (&event["type"], &event["data"]["count"]),
        (&json!("alert.over"), &Value::Null)
    );
}

#[tokio::test]
async fn late_reports_failed_logins_new_tokens_and_accounts_are_told() {
    let mut server = MailServer::start("none").await;
    let desk = desk(&server, "\"oncall@hotline.example\"", "").await;
    let sent: Report = tests::report("https://bad.example/", SENTINEL);
    desk.enqueue(serde_json::from_slice(&sent.to_json()).unwrap())
        .await;
    desk.tick().await;
    // From a Friday morning to a Monday noon, with a backup.
    desk.clock.advance_seconds(76 * HOUR);
    let now = desk.clock.now();
    desk.store.beat(Part::Backup, now, None).await.unwrap();
    desk.tick().await;
    assert_eq!(
        subject(&text(&server.received().await)),
        "reports wait for too long"
    );

    let staff = desk.staff().await;
    staff
        .add(
            "operator",
            "anna".parse().unwrap(),
            model::rights::Role::Analyst,
        )
        .await
        .unwrap();
    desk.tick().await;
    assert_eq!(subject(&text(&server.received().await)), "a new account");
    assert_eq!(attempts(&desk, "sent"), 2);
}

#[tokio::test]
async fn a_silent_intake_and_an_old_backup_are_told_once_each_was_at_work() {
    let mut server = MailServer::start("none").await;
    let desk = desk(&server, "\"oncall@hotline.example\"", "").await;
    minutes(&desk, 10).await;
    assert_eq!(attempts(&desk, "sent"), 0, "neither was ever at work");
    let now = desk.clock.now();
    desk.store.beat(Part::Intake, now, None).await.unwrap();
    minutes(&desk, 6).await;
    let mail = text(&server.received().await);
    assert_eq!(subject(&mail), "the intake is silent");
    desk.store
        .beat(Part::Intake, desk.clock.now(), None)
        .await
        .unwrap();
    desk.tick().await;
    let mail = text(&server.received().await);
    assert_eq!(subject(&mail), "over: the intake is silent");

    desk.store
        .beat(Part::Backup, desk.clock.now(), None)
        .await
        .unwrap();
    desk.clock.advance_seconds(36 * HOUR + 1);
    desk.store
        .beat(Part::Intake, desk.clock.now(), None)
        .await
        .unwrap();
    desk.tick().await;
    let mail = text(&server.received().await);
    assert_eq!(subject(&mail), "the last backup is too old");
    assert!(
        mail.contains("Whole hours since the last, or since the store was begun: 36."),
        "{mail}"
    );
}
