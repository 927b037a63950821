//! Questions to reporters who stay anonymous: what the desk does with mailbox keys, questions and answers.

use axum::http::StatusCode;
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::rights::Role;
use serde_json::json;
use shared::follow_up::board::{BOARD_BYTES, Board, SLOTS};
use shared::follow_up::mailbox::MailboxKey;
use shared::follow_up::question::Question;
use shared::report::{Report, ReportId};
use store::{BOARD, RecordKind};
use tests::{CasePage, Folder, InProcess, Member, TestClock, report};

use crate::{act, last_place, logged, show};

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;
pub(crate) const TEXT: &str = "In which group of the app was it?";
const LATE: &str = "the reporter’s answer, after the question had ended";
const CHOSEN: &str = "can be asked something while an item is";

/// A desk that asks reporters, with a certificate for a year.
pub(crate) async fn desk() -> InProcess {
    let folder = Folder::init(TestClock::BEGIN);
    folder.ask_reporters(TestClock::BEGIN, 365);
    InProcess::in_folder(folder).await
}

/// A report of an address of its own.
fn sent() -> Report {
    let page = ReportId::random(&mut UnwrapErr(SysRng));
    report(&format!("https://bad.example/{page}"), "what was seen")
}

/// A case that is not enough to find the content, and the key of its reporter's mailbox.
pub(crate) async fn stuck<'a>(desk: &InProcess, anna: &'a Member) -> (CasePage<'a>, MailboxKey) {
    let sent = sent();
    let mailbox = desk.enqueue_askable(sent.clone()).await;
    let case = CasePage::take(anna, &sent).await;
    assert!(case.read().await.contains(CHOSEN));
    assert_eq!(case.step(1, "needs_more").await, 303);
    (case, mailbox)
}

/// Asks a question, as a form of the page does. Returns the status.
pub(crate) async fn ask(case: &CasePage<'_>, text: &str) -> u16 {
    case.act("ask", &[("question", text)]).await.status
}

/// The board of the next full hour.
pub(crate) async fn board(desk: &InProcess) -> Board {
    desk.clock.advance_seconds(HOUR - desk.now() % HOUR);
    desk.tick().await;
    published(desk).await.unwrap()
}

async fn published(desk: &InProcess) -> Option<Board> {
    let record = desk.store.record(RecordKind::Publication, BOARD).await;
    record.unwrap().map(|it| Board::parse(&it.bytes).unwrap())
}

pub(crate) fn look(desk: &InProcess, board: &Board, mailbox: &MailboxKey) -> Option<Question> {
    let trust = desk.folder.trust();
    let read = board.question(mailbox, &trust.hotline, &trust.root, desk.now());
    read.unwrap()
}

/// The acts of the log after this place.
async fn acts(desk: &InProcess, after: u64) -> Vec<String> {
    let entries = logged(desk, after).await.into_iter();
    entries.map(|entry| entry.what).collect()
}

async fn is_waiting(desk: &InProcess, id: ReportId) -> bool {
    desk.store.find(id).await.unwrap().is_some()
}

#[tokio::test]
async fn a_question_is_found_by_the_code_and_its_answer_reaches_the_case() {
    let desk = desk().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let (case, mailbox) = stuck(&desk, &anna).await;
    assert_eq!(look(&desk, &board(&desk).await, &mailbox), None);
    assert_eq!(ask(&case, TEXT).await, 303);
    let page = case.read().await;
    assert!(page.contains(TEXT) && page.contains("The reporter can answer until"));
    assert!(!page.contains("name=\"question\""), "one at a time");
    assert_eq!(ask(&case, "Another?").await, 409);
    // The board is written on the hour, so that nobody sees when somebody asks.
    let before = published(&desk).await.unwrap();
    desk.tick().await;
    assert_eq!(published(&desk).await.unwrap(), before);

    let question = look(&desk, &board(&desk).await, &mailbox).unwrap();
    assert_eq!(question.text.as_str(), TEXT);
    assert!((29 * DAY..=30 * DAY).contains(&(question.until - desk.now())));
    let place = last_place(&desk).await;
    let answer = desk.enqueue_answer(question.id, "In <b>Group B</b>.").await;
    desk.tick().await;
    assert!(!is_waiting(&desk, answer).await);
    assert_eq!(acts(&desk, place).await, ["reporter_answered"]);
    let page = case.read().await;
    assert!(
        page.contains("In &#60;b&#62;Group B&#60;/b&#62;.")
            && page.contains("the reporter’s answer")
    );
    assert!(page.contains(&format!("Question to the reporter: {TEXT}")));
    assert_eq!(case.state().await, "to assess");
    assert_eq!(look(&desk, &board(&desk).await, &mailbox), None);

    // The same reporter can be asked again.
    assert_eq!(case.step(1, "needs_more").await, 303);
    assert_eq!(ask(&case, "And who wrote there?").await, 303);
    let again = look(&desk, &board(&desk).await, &mailbox).unwrap();
    assert!(again.id != question.id);
}

#[tokio::test]
async fn an_answer_in_the_queue_is_no_report_to_anybody() {
    let desk = desk().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let (case, mailbox) = stuck(&desk, &anna).await;
    for number in 0..3 {
        assert_eq!(ask(&case, TEXT).await, 303);
        let question = look(&desk, &board(&desk).await, &mailbox).unwrap();
        let text = format!("Answer {number}.");
        let answer = desk.enqueue_answer(question.id, &text).await;
        assert!(!anna.page("/").await.contains(&answer.to_string()));
        // Whoever comes first brings it to its case: an analyst, another system, or the desk itself.
        match number {
            0 => {
                let (status, taken) = desk.post("/v1/cases", json!({})).await;
                assert_eq!((status, &taken["case"]), (StatusCode::OK, &json!(null)));
            }
            1 => {
                let request = json!({ "max": 10, "lease_seconds": 60 });
                let (_, claims) = desk.post("/v1/claims", request).await;
                assert_eq!(claims["claims"], json!([]));
            }
            _ => desk.tick().await,
        }
        assert!(!is_waiting(&desk, answer).await);
        assert!(case.read().await.contains(&text));
        assert_eq!(case.step(1, "needs_more").await, 303);
    }
}

#[tokio::test]
async fn only_the_open_question_is_answered_and_once() {
    let desk = desk().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let (case, mailbox) = stuck(&desk, &anna).await;
    assert_eq!(ask(&case, TEXT).await, 303);
    let question = look(&desk, &board(&desk).await, &mailbox).unwrap();
    let guessed = serde_json::from_value(json!("0".repeat(32))).unwrap();
    for (id, expected) in [
        (guessed, "answer_dropped"),
        (question.id, "reporter_answered"),
        (question.id, "answered_late"),
    ] {
        let place = last_place(&desk).await;
        let answer = desk.enqueue_answer(id, "An answer.").await;
        desk.tick().await;
        assert!(!is_waiting(&desk, answer).await);
        assert_eq!(acts(&desk, place).await, [expected]);
    }
    let page = case.read().await;
    assert_eq!(page.matches("An answer.").count(), 2);
    assert_eq!(page.matches(LATE).count(), 1);
}

#[tokio::test]
async fn a_closed_case_keeps_no_way_to_its_reporter() {
    let desk = desk().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let (case, mailbox) = stuck(&desk, &anna).await;
    assert_eq!(ask(&case, TEXT).await, 303);
    let question = look(&desk, &board(&desk).await, &mailbox).unwrap();
    assert_eq!(case.step(1, "never_found").await, 303);
    assert_eq!(case.state().await, "closed");
    assert_eq!(look(&desk, &board(&desk).await, &mailbox), None);
    let place = last_place(&desk).await;
    desk.enqueue_answer(question.id, "Not too late.").await;
    desk.tick().await;
    assert_eq!(acts(&desk, place).await, ["answered_late"]);
    assert_eq!(case.state().await, "closed");
    let page = case.read().await;
    assert!(page.contains("Not too late.") && page.contains(LATE));
    // The way does not come back with the case.
    let reopen = [("step", "reopen"), ("reason", "again"), ("items", "1")];
    assert_eq!(case.work(&[], &reopen).await, 303);
    assert_eq!(case.step(1, "needs_more").await, 303);
    let page = case.read().await;
    assert!(!page.contains(CHOSEN) && !page.contains("name=\"question\""));
    assert_eq!(ask(&case, TEXT).await, 409);
}

#[tokio::test]
async fn a_question_that_nobody_answers_ends_after_thirty_days() {
    let desk = desk().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let (case, mailbox) = stuck(&desk, &anna).await;
    assert_eq!(ask(&case, TEXT).await, 303);
    let question = look(&desk, &board(&desk).await, &mailbox).unwrap();
    desk.clock.advance_seconds(30 * DAY);
    let place = last_place(&desk).await;
    desk.enqueue_answer(question.id, "Not too late.").await;
    assert_eq!(look(&desk, &board(&desk).await, &mailbox), None);
    let acts = acts(&desk, place).await;
    assert!(acts.contains(&"question_ended".to_owned()), "{acts:?}");
    assert!(acts.contains(&"answered_late".to_owned()), "{acts:?}");
    let bob = desk.listen().await.member("bob", Role::Analyst).await;
    let case = case.by(&bob);
    let page = case.read().await;
    assert!(page.contains("Not too late.") && page.contains(LATE));
    // The answer may be enough to find the content. If not, the reporter can be asked again.
    assert_eq!(case.state().await, "to assess");
    assert_eq!(case.step(1, "needs_more").await, 303);
    assert!(case.read().await.contains("name=\"question\""));
}

#[tokio::test]
async fn a_late_answer_leaves_the_question_that_waits_as_it_is() {
    let desk = desk().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let (case, mailbox) = stuck(&desk, &anna).await;
    assert_eq!(ask(&case, TEXT).await, 303);
    let first = look(&desk, &board(&desk).await, &mailbox).unwrap();
    desk.enqueue_answer(first.id, "The first.").await;
    desk.tick().await;
    assert_eq!(case.step(1, "needs_more").await, 303);
    assert_eq!(ask(&case, "And who wrote there?").await, 303);
    let place = last_place(&desk).await;
    desk.enqueue_answer(first.id, "More about the first.").await;
    desk.tick().await;
    assert_eq!(acts(&desk, place).await, ["answered_late"]);
    let second = look(&desk, &board(&desk).await, &mailbox).unwrap();
    assert!(second.id != first.id);
    let place = last_place(&desk).await;
    desk.enqueue_answer(second.id, "The second.").await;
    desk.tick().await;
    assert_eq!(acts(&desk, place).await, ["reporter_answered"]);
    let page = case.read().await;
    for text in ["The first.", "More about the first.", "The second."] {
        assert!(page.contains(text), "{text}");
    }
}

#[tokio::test]
async fn a_case_takes_twenty_late_answers_and_none_once_it_is_scrubbed() {
    let desk = desk().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let (case, mailbox) = stuck(&desk, &anna).await;
    assert_eq!(ask(&case, TEXT).await, 303);
    let question = look(&desk, &board(&desk).await, &mailbox).unwrap();
    assert_eq!(case.step(1, "never_found").await, 303);
    for number in 0..=20 {
        let place = last_place(&desk).await;
        desk.enqueue_answer(question.id, "More.").await;
        desk.tick().await;
        let expected = ["answered_late", "answer_dropped"][number / 20];
        assert_eq!(acts(&desk, place).await, [expected]);
    }
    desk.clock.advance_seconds(10 * 365 * DAY);
    assert_eq!(desk.services().casework.scrub_all().await.unwrap(), 1);
    assert_eq!(questions_in_store(&desk).await, 0);
    let place = last_place(&desk).await;
    desk.enqueue_answer(question.id, "After all.").await;
    desk.tick().await;
    assert!(
        acts(&desk, place)
            .await
            .contains(&"answer_dropped".to_owned())
    );
}

/// Records that lead from a question to its case.
async fn questions_in_store(desk: &InProcess) -> usize {
    let keys = desk.store.keys_under(RecordKind::Question, &[]).await;
    keys.unwrap().len()
}

#[tokio::test]
async fn a_reporter_who_did_not_choose_it_cannot_be_asked() {
    let desk = desk().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let sent = sent();
    desk.enqueue((*sent).clone()).await;
    let case = CasePage::take(&anna, &sent).await;
    assert_eq!(case.step(1, "needs_more").await, 303);
    assert!(!case.read().await.contains("reporter can be asked"));
    assert_eq!(ask(&case, TEXT).await, 409);
    // Nor does a report that is closed unread keep the way.
    let sent = self::sent();
    desk.enqueue_askable(sent.clone()).await;
    let id = sent.id().to_string();
    let close = [("report", &id[..]), ("as", "spam")];
    assert_eq!(anna.form("/close", &close).await.status, 303);
    assert!(!CasePage::of(&anna, sent.id()).read().await.contains(CHOSEN));
}

#[tokio::test]
async fn a_question_that_cannot_be_asked_comes_back_with_the_reason() {
    let desk = desk().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let (case, _) = stuck(&desk, &anna).await;
    for text in ["x".repeat(501), "問".repeat(318), " ".to_owned()] {
        let reply = case.act("ask", &[("question", &text)]).await;
        assert_eq!(reply.status, 422, "{}", reply.body);
        assert!(reply.body.contains(text.trim()));
    }
    // A question that stands on the page is not lost by another button.
    let fields = [("text", "a note"), ("question", TEXT)];
    let reply = case.act("note", &fields).await;
    assert_eq!(reply.status, 422);
    assert!(reply.body.contains(TEXT));
    // Without a certificate, nothing is asked, and the board is not written anew.
    let board = board(&desk).await;
    desk.folder.renew_asker(TestClock::BEGIN, 0);
    let reply = case.act("ask", &[("question", TEXT)]).await;
    assert_eq!(reply.status, 409, "{}", reply.body);
    assert!(reply.body.contains("certificate for questions"));
    desk.clock.advance_seconds(HOUR);
    desk.tick().await;
    assert_eq!(published(&desk).await.unwrap(), board);
    desk.folder.renew_asker(TestClock::BEGIN, 365);
    assert_eq!(ask(&case, TEXT).await, 303);
}

#[tokio::test]
async fn the_board_is_one_size_and_full_with_none_and_with_sixty_four_questions() {
    let desk = desk().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let mut mailboxes = Vec::new();
    let mut last = None;
    for number in 0..=SLOTS {
        let (case, mailbox) = stuck(&desk, &anna).await;
        let expected = if number < SLOTS { 303 } else { 409 };
        assert_eq!(ask(&case, TEXT).await, expected);
        mailboxes.push(mailbox);
        last = Some(case);
    }
    let full = board(&desk).await;
    assert_eq!(full.as_bytes().len(), BOARD_BYTES);
    let found = mailboxes.iter().map(|mailbox| look(&desk, &full, mailbox));
    assert_eq!(found.flatten().count(), SLOTS);
    let reply = last.unwrap().act("ask", &[("question", TEXT)]).await;
    assert!(reply.body.contains("64 questions wait"), "{}", reply.body);
    // No tag and no salt stands on the boards of two hours.
    let next = board(&desk).await;
    let beginnings = |board: &Board| {
        let (slots, _) = board.as_bytes()[1088..].as_chunks::<1088>();
        slots
            .iter()
            .flat_map(|slot| [slot[..16].to_vec(), slot[16..32].to_vec()])
            .collect::<Vec<_>>()
    };
    let of_next = beginnings(&next);
    assert!(
        beginnings(&full)
            .iter()
            .all(|bytes| !of_next.contains(bytes))
    );
}

#[tokio::test]
async fn a_desk_that_asks_nobody_any_more_takes_the_board_back() {
    let desk = desk().await;
    board(&desk).await;
    desk.folder.ask_nobody();
    desk.again().await.tick().await;
    assert_eq!(published(&desk).await, None);
}

#[tokio::test]
async fn another_system_asks_as_the_page_does() {
    let desk = desk().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let (case, mailbox) = stuck(&desk, &anna).await;
    let case = format!("/v1/cases/{}", case.id);
    let shown = show(&desk, &case).await["follow_up"].clone();
    assert_eq!(shown, json!({ "can_ask": true, "asked": null }));
    act(&desk, &case, "question", json!({ "question": TEXT })).await;
    let shown = show(&desk, &case).await["follow_up"].clone();
    assert_eq!(
        (&shown["can_ask"], &shown["asked"]["question"]),
        (&json!(false), &json!(TEXT))
    );
    let question = look(&desk, &board(&desk).await, &mailbox).unwrap();
    assert_eq!(question.text.as_str(), TEXT);
}
