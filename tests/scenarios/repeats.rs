//! What is closed unread, by itself or from the queue's page: listed, linked, and taken back.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::rights::Role;
use serde_json::json;
use shared::report::{Report, ReportId, UntrustedReport};
use std::sync::Arc;
use tests::{CasePage, Folder, Stack, TestClock, finding, report};

const URL: &str = "https://bad.example/a";

/// A report of one address that tells nothing else, unless a child is in danger.
fn bare(url: &str, in_danger: bool) -> Report {
    let report = json!({
        "id": ReportId::random(&mut UnwrapErr(SysRng)),
        "category": "csam",
        "locations": [{ "type": "web", "url": url }],
        "child_in_danger": in_danger,
        "language": "en",
    });
    Report::try_from(serde_json::from_value::<UntrustedReport>(report).unwrap()).unwrap()
}

/// A receiver that closes repeats.
async fn closing_repeats() -> Stack {
    let folder = Folder::init(TestClock::BEGIN);
    folder.edit_config("close_repeats = false", "close_repeats = true");
    Stack::start_in(folder, Arc::new(TestClock::at(TestClock::BEGIN))).await
}

/// Sends a report and takes the next one. Returns where the desk led to.
async fn taken(stack: &Stack, report: &Report) -> String {
    stack.reporter.send(report).await;
    let reply = stack.desk.form("/take", &[]).await;
    reply.location().unwrap().to_owned()
}

/// An open case of `URL`, assessed as illegal, handed off and looked after.
async fn looked_after(stack: &Stack) -> CasePage<'_> {
    let first = bare(URL, false);
    let id = first.id();
    assert_eq!(taken(stack, &first).await, format!("/cases/{id}?repeats=0"));
    let case = CasePage::of(stack.desk.lead().await, id);
    let illegal = [("step", "illegal")];
    assert_eq!(case.work(&[finding(1, "baseline")], &illegal).await, 303);
    assert_eq!(case.hand_off("scart_csv", &[1], "").await, 303);
    assert_eq!(case.has_left().await, 303);
    assert_eq!(case.step(1, "look_after").await, 303);
    case
}

#[tokio::test]
async fn what_closed_itself_is_listed_and_seen_on_its_item() {
    let stack = closing_repeats().await;
    let open = looked_after(&stack).await;
    let repeat = bare(URL, false);
    assert_eq!(taken(&stack, &repeat).await, "/?repeats=1");

    let owner = open.read().await;
    assert!(owner.contains("<dt>named by</dt><dd>2 reports,"), "{owner}");
    assert!(
        owner.contains(&format!("href=\"/cases/{}\"", repeat.id())),
        "{owner}"
    );
    assert!(
        owner.contains("<td>desk</td><td>linked another report</td>"),
        "{owner}"
    );
    let queue = stack.desk.page("/?repeats=1").await;
    assert!(queue.contains("href=\"/cases?closed=unread\""), "{queue}");
    let list = stack.desk.page("/cases?closed=unread").await;
    assert!(
        list.contains(&format!("href=\"/cases/{}\"", repeat.id())),
        "{list}"
    );
    assert!(!list.contains(&open.id.to_string()), "{list}");
}

#[tokio::test]
async fn whatever_is_back_online_is_news() {
    for step in ["removed", "unavailable", "moved", "no_answer"] {
        let stack = closing_repeats().await;
        let case = looked_after(&stack).await;
        let mut fields = vec![("step", step)];
        if step == "moved" {
            fields.push(("to", "https://bad.example/elsewhere"));
        }
        assert_eq!(case.work(&[], &fields).await, 303);
        let back = bare(URL, false);
        let to = taken(&stack, &back).await;
        assert_eq!(to, format!("/cases/{}?repeats=0", back.id()), "{step}");
        // The one who has it says so, and the old item goes on.
        let back = CasePage::of(stack.desk.lead().await, back.id());
        let online = [("known", "1-1 back_online")];
        assert_eq!(back.act("known", &online).await.status, 303, "{step}");
        assert_eq!(case.item(1).await, "illegal", "{step}");
        let page = back.read().await;
        let closed = "<strong>closed</strong>, outcome: repeat</dd>";
        assert!(page.contains(closed), "{step}: {page}");
    }
}

#[tokio::test]
async fn many_are_closed_at_once_but_none_with_a_child_in_danger() {
    let stack = Stack::start().await;
    let mut ids = Vec::new();
    for in_danger in [false, false, true, false] {
        let sent = bare("https://spam.example/", in_danger);
        stack.reporter.send(&sent).await;
        ids.push(sent.id().to_string());
    }
    let queue = stack.desk.page("/").await;
    assert!(queue.contains("<strong>4</strong> on this page"), "{queue}");
    let mut fields = vec![("as", "spam")];
    fields.extend(ids.iter().map(|id| ("report", &id[..])));
    let reply = stack.desk.form("/close", &fields).await;
    assert_eq!(reply.status, 303);
    let shown = stack.desk.page(reply.location().unwrap()).await;
    assert!(
        shown.contains(
            "3 closed. 1 was left: a child may be in danger, it is no repeat, or it cannot be read."
        ),
        "{shown}"
    );
    assert!(shown.contains("<strong>1</strong> waiting"), "{shown}");
    for (id, is_closed) in ids.iter().zip([true, true, false, true]) {
        assert_eq!(
            shown.contains(&format!("href=\"/cases/{id}\"")),
            is_closed,
            "{shown}"
        );
    }

    // The report that was left can be closed in no way from this page, and was not even claimed.
    let danger = [("as", "repeat"), ("report", &ids[2])];
    let reply = stack.desk.form("/close", &danger).await;
    let shown = stack.desk.page(reply.location().unwrap()).await;
    assert!(shown.contains("0 closed. 1 was left"), "{shown}");
    assert_eq!(stack.desk.claim(1, 60).await[0]["attempts"], 1);
}

#[tokio::test]
async fn a_damaged_report_keeps_no_other_from_being_closed() {
    let stack = Stack::start().await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let sent = bare("https://spam.example/", false);
        stack.reporter.send(&sent).await;
        ids.push(sent.id().to_string());
    }
    let damage = "UPDATE body SET sealed = zeroblob(length(sealed))
                  WHERE seq = (SELECT seq FROM report WHERE hex(id) = upper(?1))";
    let database = rusqlite::Connection::open(stack.folder.database()).unwrap();
    assert_eq!(database.execute(damage, [&ids[1]]).unwrap(), 1);
    let mut fields = vec![("as", "spam")];
    fields.extend(ids.iter().map(|id| ("report", &id[..])));
    let reply = stack.desk.form("/close", &fields).await;
    let shown = stack.desk.page(reply.location().unwrap()).await;
    assert!(shown.contains("2 closed. 1 was left"), "{shown}");
    let rest = stack.desk.claim(10, 60).await;
    assert!(
        rest.is_empty(),
        "the damaged report is not claimed again at once: {rest:?}"
    );
}

#[tokio::test]
async fn only_what_is_known_is_closed_as_a_repeat() {
    let stack = Stack::start().await;
    let case = looked_after(&stack).await;
    let known = bare(URL, false);
    let new = bare("https://bad.example/b", false);
    for sent in [&known, &new] {
        stack.reporter.send(sent).await;
    }
    let [known, new] = [known, new].map(|sent| sent.id().to_string());
    let closing = [("as", "repeat"), ("report", &known), ("report", &new)];
    let reply = stack.desk.form("/close", &closing).await;
    let shown = stack.desk.page(reply.location().unwrap()).await;
    assert!(
        shown.contains(
            "1 closed. 1 was left: a child may be in danger, it is no repeat, or it cannot be read."
        ),
        "{shown}"
    );
    assert!(
        shown.contains(&format!("href=\"/cases/{known}\"")),
        "{shown}"
    );
    assert_eq!(stack.desk.claim(1, 60).await[0]["id"], new[..]);
    let owner = case.read().await;
    assert!(owner.contains("<dt>named by</dt><dd>2 reports,"), "{owner}");
}

#[tokio::test]
async fn exactly_what_was_closed_is_taken_back() {
    let stack = Stack::start().await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    let mut ids = Vec::new();
    for number in 0..4 {
        let sent = report(&format!("https://spam.example/{number}"), "x");
        stack.reporter.send(&sent).await;
        ids.push(sent.id().to_string());
    }
    let all: Vec<_> = ids.iter().map(|id| ("report", &id[..])).collect();
    let closing = [&[("as", "spam")], &all[..3]].concat();
    assert_eq!(anna.form("/close", &closing).await.status, 303);
    // Somebody opens the first of them again and closes it for a reason.
    let first = CasePage::of(stack.desk.lead().await, ids[0].parse().unwrap());
    let reopen = [("step", "reopen"), ("reason", "no spam")];
    assert_eq!(first.work(&[], &reopen).await, 303);
    assert_eq!(first.step(1, "out_of_remit").await, 303);
    let list = anna.page("/cases?closed=unread").await;
    let listed: Vec<_> = ids.iter().map(|id| list.contains(id)).collect();
    assert_eq!(listed, [false, true, true, false], "{list}");

    let reply = anna.form("/undo", &all[..3]).await;
    assert_eq!(reply.location(), Some("/?undone=2&left=1"));
    let shown = anna.page("/?undone=2&left=1").await;
    assert!(shown.contains("2 taken back"), "{shown}");
    for id in &ids[1..3] {
        let page = anna.page(&format!("/cases/{id}")).await;
        assert!(
            page.contains("<dd><strong>to assess</strong></dd>"),
            "{page}"
        );
        assert!(
            page.contains("<dt>assigned to</dt><dd>nobody</dd>"),
            "{page}"
        );
        assert!(
            page.contains("<td>anna</td><td>recorded a step</td><td>closed</td><td>to assess</td>"),
            "{page}"
        );
    }
    let first = anna.page(&format!("/cases/{}", ids[0])).await;
    assert!(
        first.contains("<dd><strong>closed</strong>, outcome: out of remit</dd>"),
        "{first}"
    );
    // What waits in the queue is no case, and what was taken back is not taken back again.
    assert_eq!(anna.form("/undo", &all).await.status, 409);
}
