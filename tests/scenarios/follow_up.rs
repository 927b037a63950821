//! A reporter who stays anonymous is asked and answers: over real listeners, by clients in other languages.

use std::path::PathBuf;
use std::sync::Arc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::rights::Role;
use model::time::Timestamp;
use receiver::clock::{Clock, SystemClock};
use reqwest::Method;
use serde_json::{Value, json};
use shared::api::Accepted;
use shared::follow_up::message::{self, Content};
use tests::book::{commands, run};
use tests::{
    AskedReporter, CasePage, Folder, Member, Process, Stack, TestClock, TwoMachines, report, until,
};

use crate::check::check;

const QUESTION: &str = "في أي مجموعة كان ذلك؟";
const ANSWER: &str = "في المجموعة الثانية.";

/// One test for each client.
macro_rules! clients {
    ($($name:ident,)+) => {
        mod javascript {
            use tests::AskedReporter;

            $(#[tokio::test] async fn $name() { super::$name(AskedReporter::javascript).await; })+
        }
        mod python {
            use tests::AskedReporter;

            $(#[tokio::test] async fn $name() { super::$name(AskedReporter::python).await; })+
        }
    };
}

clients! {
    a_reporter_is_asked_and_answers_and_nobody_else_can_read_it,
}

/// A new client at this intake.
type NewReporter = fn(&str, &Folder) -> AskedReporter;

/// A hotline that asks reporters and, of senders, no proof of work.
fn folder(now: Timestamp) -> Folder {
    let folder = Folder::init(now);
    folder.edit_config("work_floor = 10", "work_floor = 0");
    folder.ask_reporters(now, 365);
    folder
}

/// Takes the next report, once there is one, and asks its reporter.
async fn ask(anna: &Member) -> CasePage<'_> {
    let id = until("a report waits at the desk", async || {
        let taken = anna.form("/take", &[]).await;
        let case = taken.location()?.strip_prefix("/cases/")?;
        case.split('?').next()?.parse().ok()
    })
    .await;
    let case = CasePage::of(anna, id);
    assert_eq!(case.step(1, "needs_more").await, 303);
    let reply = case.act("ask", &[("question", QUESTION)]).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    case
}

/// The question under a code, once it is on the board.
async fn question(reporter: &mut AskedReporter, code: &str, clock: &TestClock) -> Value {
    let question = until("the question is on the board", async || {
        let found = reporter.look(code, clock.now()).await;
        (!found.is_null()).then_some(found)
    })
    .await;
    assert_eq!(question["text"], QUESTION);
    question
}

async fn reaches(case: &CasePage<'_>) {
    until("the answer reaches the case", async || {
        case.read().await.contains(ANSWER).then_some(())
    })
    .await;
    assert_eq!(case.state().await, "to assess");
}

/// A file of the folder that has this text.
fn holds(folder: &Folder, text: &str) -> Option<PathBuf> {
    let files = folder.files().into_iter();
    let is_in = |content: &[u8]| content.windows(text.len()).any(|at| at == text.as_bytes());
    let mut with = files.filter(|(_, content)| is_in(content));
    with.next().map(|(path, _)| path)
}

async fn a_reporter_is_asked_and_answers_and_nobody_else_can_read_it(client: NewReporter) {
    let now = SystemClock.now();
    let (folder, clock) = (folder(now), Arc::new(TestClock::at(now)));
    let stack = Stack::start_in(folder.clone(), clock.clone()).await;
    let sent = report("https://bad.example/page", "what was seen");
    let code = client(&stack.intake, &folder).report(&sent).await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    let id = ask(&anna).await.id;

    // A new hour, and the next minute's work.
    clock.advance_seconds(3600);
    let stack = stack.restart().await;
    let mut reporter = client(&stack.intake, &folder);
    let asked = question(&mut reporter, &code, &clock).await;
    // Whoever has another code finds nothing on the same board.
    let other = client(&stack.intake, &folder).report(&sent).await;
    assert!(reporter.look(&other, clock.now()).await.is_null());
    assert_eq!(reporter.answer(&asked, ANSWER).await, 202);

    let stack = stack.restart().await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    let case = CasePage::of(&anna, id);
    reaches(&case).await;
    let folder = stack.stop().await;
    for text in [QUESTION, ANSWER, &code, &code.replace(' ', "")] {
        assert_eq!(holds(&folder, text), None);
    }
}

#[tokio::test]
async fn it_works_through_an_intake_from_which_the_desk_fetches() {
    let folder = Folder::init_fetching(TestClock::BEGIN);
    folder.edit_half("intake", "work_floor = 10", "work_floor = 0");
    folder.ask_reporters(TestClock::BEGIN, 365);
    let mut machines = TwoMachines::in_folder(folder.clone()).await;
    let mut reporter = AskedReporter::python(&folder.intake_origin(), &folder);
    assert_eq!(reporter.board().await["status"], 503);
    let sent = report("https://bad.example/page", "what was seen");
    let code = reporter.report(&sent).await;
    let desk = machines.start_desk().await;
    let anna = desk.member("anna", Role::Analyst).await;
    let id = ask(&anna).await.id;
    machines.clock.advance_seconds(3600);
    machines.stop_desk().await;
    machines.start_desk().await;
    let asked = question(&mut reporter, &code, &machines.clock).await;
    assert_eq!(reporter.answer(&asked, ANSWER).await, 202);
    machines.folder.has_rows("desk", "report", 2).await;
    machines.stop_desk().await;
    let desk = machines.start_desk().await;
    let anna = desk.member("anna", Role::Analyst).await;
    reaches(&CasePage::of(&anna, id)).await;
    machines.stop_intake().await;
    machines.stop_desk().await;
    for text in [QUESTION, ANSWER, &code] {
        assert_eq!(holds(&folder, text), None);
    }
}

#[tokio::test]
async fn a_hotline_that_asks_nobody_has_neither_board_nor_messages_of_version_2() {
    let stack = Stack::start().await;
    let board = stack.reporter.request(Method::GET, "/v2/board").send();
    assert_eq!(board.await.unwrap().status(), 404);
    let (sealed, _) = stack
        .reporter
        .seal(&report("https://bad.example/", "x"))
        .await;
    let post = stack.reporter.request(Method::POST, "/v2/reports");
    let post = post.header("content-type", "application/x-sealed-report");
    assert_eq!(post.body(sealed).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn each_path_takes_the_messages_of_its_version() {
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    let stack = Stack::start_in(folder(TestClock::BEGIN), clock).await;
    let sent = report("https://bad.example/", "x");
    let (first, _) = stack.reporter.seal(&sent).await;
    let askable = json!({ "mailbox": "A".repeat(43), "report": sent });
    let content = json!({ "askable": askable });
    let content = Content::from_json(content.to_string().as_bytes()).unwrap();
    let key = stack.reporter.key().await;
    let (second, receipt) = message::seal(&content, &key, &mut UnwrapErr(SysRng)).unwrap();
    let second = second.as_bytes().to_vec();
    assert_eq!(first.len(), second.len());
    for (path, sealed, expected) in [
        ("/v1/reports", &second, 400),
        ("/v2/reports", &first, 400),
        ("/v2/reports", &second, 202),
        ("/v1/reports", &first, 202),
    ] {
        let post = stack.reporter.request(Method::POST, path);
        let post = post.header("content-type", "application/x-sealed-report");
        let answer = post.body(sealed.clone()).send().await.unwrap();
        assert_eq!(answer.status(), expected, "{path}");
        if path == "/v2/reports" && expected == 202 {
            let accepted: Accepted = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
            assert_eq!(accepted.receipt, receipt);
        }
    }
}

#[tokio::test]
async fn the_commands_of_the_book_let_a_hotline_ask() {
    let folder = Folder::today();
    let [commands] = commands("Questions to reporters");
    run(&folder, &commands).await;
    for line in ["[follow_up]", "asker_key", "asker_certificate"] {
        folder.edit_config(&format!("# {line}"), line);
    }
    let process = Process::start(folder).await;
    let board = until("the desk has written a board", async || {
        let asked = process.reporter.request(Method::GET, "/v2/board").send();
        let answer = asked.await.unwrap();
        let is_there = answer.status() == 200;
        is_there.then_some(answer.bytes().await.unwrap())
    })
    .await;
    assert_eq!(board.len(), 70_720);
    process.terminate();
    let folder = process.ended().await.0;
    for (days, expected) in [(366, "ok"), (3, "warn")] {
        folder.renew_asker(SystemClock.now(), days);
        let (_, findings) = check(Process::command(), &folder, &["--offline"]).await;
        let found = findings.iter().find(|it| it["about"] == "questions");
        assert_eq!(found.unwrap()["level"], expected);
    }
}
