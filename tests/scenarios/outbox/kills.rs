//! Kill -9 at each point of a mail hand-off: no mail without an entry in the log, none twice.
//!
//! `MAIL_KILLS=100` goes on for longer than usual.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::{env, fs};

use receiver::clock::{Clock, SystemClock};
use serde_json::Value;
use tests::{Desk, Folder, MailServer, Process, Received, Running, TestClock, until};

use super::{case, entries, folder, hand_off, states, taken};

/// Kills that every run of the tests goes through: one at each point.
const KILLS: usize = POINTS.len();

/// Longer than any attempt to send a mail.
const AN_HOUR: u64 = 3600;

/// A moment at which the receiver is killed.
#[derive(Debug, Clone, Copy)]
enum Point {
    /// The request is on its way since so many turns of the test's tasks.
    Asking(u32),
    /// The desk has answered.
    Answered,
    /// The mail server has heard of the recipient, and not of the mail.
    Recipient,
    /// The mail server has the mail, and has not answered.
    Mail,
    /// The mail server is answering that it has taken the mail.
    Taken,
    /// The mail server is answering that it refuses the mail.
    Refused,
}

const POINTS: [Point; 7] = [
    Point::Asking(3),
    Point::Asking(30),
    Point::Answered,
    Point::Recipient,
    Point::Mail,
    Point::Taken,
    Point::Refused,
];

#[tokio::test]
async fn kill_9_at_any_moment_sends_no_mail_twice_and_none_unlogged() {
    let kills = env::var("MAIL_KILLS").map_or(KILLS, |text| text.parse().expect("a number"));
    let mut server = MailServer::start("none").await;
    let folder = folder(&server, SystemClock.now());
    let mut all_ids = BTreeSet::new();
    for point in POINTS.into_iter().cycle().take(kills) {
        println!("{point:?}");
        let (id, before) = hand_off_and_kill(&folder, &mut server, point).await;
        let mut mails = server.pass().await;
        let (shown, running) = an_hour_later(&folder, &id).await;
        mails.extend(server.pass().await);
        running.stop().await;
        // A mail that was refused may come again.
        if !matches!(point, Point::Refused) {
            mails.extend(before);
        }
        check(&shown, &mails, point);
        for mail in mails {
            assert!(all_ids.insert(mail.message_id()), "a mail came twice");
        }
    }
}

/// Hands a new case off, and kills the receiver. Returns the case's id, and the mail that the test
/// has waited for.
async fn hand_off_and_kill(
    folder: &Folder,
    server: &mut MailServer,
    point: Point,
) -> (String, Option<Received>) {
    let process = Process::start_quietly(folder.clone()).await;
    let desk = &process.desk;
    let id = taken(&process.reporter, desk).await;
    desk.lead().await;
    match point {
        Point::Recipient => server.hold("rcpt").await,
        Point::Mail | Point::Taken | Point::Refused => server.hold("data").await,
        Point::Asking(_) | Point::Answered => {}
    }
    let mut mail = None;
    if let Point::Asking(turns) = point {
        tokio::select! {
            _ = hand_off(desk, &id, "1", "scart_mail") => {}
            () = async { for _ in 0..turns { tokio::task::yield_now().await } } => {}
        }
    } else {
        assert_eq!(hand_off(desk, &id, "1", "scart_mail").await, 303);
    }
    match point {
        Point::Asking(_) | Point::Answered => {}
        Point::Recipient => server.held().await,
        Point::Mail => mail = Some(server.received().await),
        Point::Taken => {
            mail = Some(server.received().await);
            server.answer("250 OK").await;
        }
        Point::Refused => {
            mail = Some(server.received().await);
            server.answer("451 later").await;
        }
    }
    process.kill();
    process.ended().await;
    (id, mail)
}

/// Starts the desk with a clock that shows an hour later, and waits until no hand-off of the case is
/// on its way. Returns the case.
async fn an_hour_later(folder: &Folder, id: &str) -> (Value, Running) {
    // Without the intake, whose keys follow the clock.
    let config = fs::read_to_string(folder.config()).unwrap();
    let (before, rest) = config.split_once("\n[intake]").unwrap();
    let (_, after) = rest.split_once("\n[desk]").unwrap();
    let desk_alone = folder.path().join("desk-alone.toml");
    fs::write(&desk_alone, format!("{before}\n[desk]{after}")).unwrap();
    let clock = Arc::new(TestClock::at(SystemClock.now().plus_seconds(AN_HOUR)));
    let running = Running::start(&desk_alone, clock.clone()).await;
    let desk = Desk::new(running.desk.as_ref().unwrap(), folder, clock);
    let shown = until("nothing is on its way", async || {
        let shown = case(&desk, id).await;
        (!states(&shown).contains(&"sending")).then_some(shown)
    });
    (shown.await, running)
}

/// Checks a case against the mails that the mail server got for it.
fn check(case: &Value, mails: &[Received], point: Point) {
    let (states, entries) = (states(case), entries(case));
    let id = case["id"].as_str().unwrap();
    let of_case = |mail: &Received| String::from_utf8_lossy(&mail.mail).contains(id);
    assert!(mails.iter().all(of_case), "{point:?}");
    match point {
        Point::Asking(_) => {}
        Point::Answered | Point::Recipient | Point::Mail | Point::Taken | Point::Refused => {
            assert_eq!(states.len(), 1, "{point:?}");
        }
    }
    let logged = |what: &str| entries.iter().filter(|it| it.0 == what).count();
    assert_eq!(logged("hand_off"), states.len(), "{point:?}");
    for (state, what) in [("sent", "hand_off_sent"), ("unknown", "hand_off_unknown")] {
        let of_state = states.iter().filter(|it| **it == state).count();
        assert_eq!(logged(what), of_state, "{point:?} {entries:?}");
    }
    let sent = states.iter().filter(|state| **state == "sent").count();
    assert!(mails.len() >= sent, "{point:?}: said to be sent");
    assert!(mails.len() <= states.len(), "{point:?}");
}
