//! The items of one report each come to an end of their own, through the desk's own forms.

use std::sync::Arc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::rights::Role;
use serde_json::json;
use shared::report::{Report, ReportId, UntrustedReport};
use tests::{CasePage, Folder, OtherHotline, Stack, TestClock, finding, report};

/// Three addresses at three hosts.
const ADDRESSES: [&str; 3] = [
    "https://first.example/in-the-netherlands",
    "https://second.example/in-the-states",
    "https://third.example/harmless",
];

/// What belongs to each of them and to none of the others: host, path and explanation.
const MARKS: [[&str; 3]; 3] = [
    ["first.example", "in-the-netherlands", "Item 1 shows"],
    ["second.example", "in-the-states", "Item 2 shows"],
    ["third.example", "harmless", "Item 3 shows"],
];

fn of_three() -> Report {
    let locations = ADDRESSES.map(|url| json!({ "type": "web", "url": url }));
    let report = json!({
        "id": ReportId::random(&mut UnwrapErr(SysRng)),
        "category": "csam",
        "locations": locations,
        "language": "en",
    });
    Report::try_from(serde_json::from_value::<UntrustedReport>(report).unwrap()).unwrap()
}

/// Checks that a file tells of one item and of nothing that belongs to the others.
fn tells_only_of(item: usize, file: &str) {
    assert!(file.contains(ADDRESSES[item - 1]), "{item}: {file}");
    for (at, marks) in MARKS.iter().enumerate() {
        for mark in marks.iter().filter(|_| at != item - 1) {
            assert!(!file.contains(mark), "{mark} is in {file}");
        }
    }
}

#[tokio::test]
async fn three_addresses_come_to_three_ends() {
    let folder = Folder::init(TestClock::BEGIN);
    let other = OtherHotline::of(&folder, TestClock::BEGIN).await;
    folder.append_config("country = \"US\"");
    let stack = Stack::start_in(folder, Arc::new(TestClock::at(TestClock::BEGIN))).await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    other.is_known(&anna).await;
    let sent = of_three();
    stack.reporter.send(&sent).await;
    let case = CasePage::take(&anna, &sent).await;

    // One look at the screen records all findings, and two verdicts.
    let mut found = [
        finding(1, "baseline"),
        finding(2, "national"),
        finding(3, "ignore"),
    ];
    for (item, address) in [(1, "193.0.6.139"), (2, "8.8.8.8")] {
        found[item - 1].push((format!("address-{item}"), address.to_owned()));
    }
    let illegal = [("step", "illegal"), ("items", "1"), ("items", "2")];
    assert_eq!(case.work(&found, &illegal).await, 303);
    assert_eq!(case.step(3, "not_illegal").await, 303);
    let page = case.read().await;
    for country in ["NL", "US"] {
        let hosted = format!("hosted in <strong>{country}, by ");
        assert!(page.contains(&hosted), "{country} is not on {page}");
    }
    assert_eq!(case.item(3).await, "ended: not illegal");
    assert_eq!(case.state().await, "illegal");

    // Each host learns of what it hosts, and of nobody else.
    assert_eq!(case.hand_off("notice", &[1, 2], "Both").await, 422);
    assert_eq!(case.hand_off("notice", &[3], "Host Three").await, 409);
    for (item, to, other) in [(1, "Host One", "Host Two"), (2, "Host Two", "Host One")] {
        assert_eq!(case.hand_off("notice", &[item], to).await, 303);
        let notice = case.last_file().await.body;
        tells_only_of(item as usize, &notice);
        assert!(!notice.contains(other), "{notice}");
        assert_eq!(case.has_left().await, 303);
    }

    // SCART and the other hotline get the one that is ticked.
    assert_eq!(case.hand_off("scart_csv", &[2], "").await, 303);
    let csv = case.last_file().await.body;
    tells_only_of(2, &csv);
    assert_eq!(csv.lines().count(), 2, "{csv}");
    // Item 1 is hosted elsewhere.
    assert_eq!(case.hand_off_as_file("hotline", &[1], "us").await, 422);
    assert_eq!(case.hand_off_as_file("hotline", &[2], "us").await, 303);
    let sealed = case.last_file().await.body;
    let opened = other.open(sealed.as_bytes());
    let [item] = &opened.items[..] else {
        panic!("{opened:?}")
    };
    assert_eq!(item.hosting.as_ref().unwrap().country, "US");
    tells_only_of(2, &serde_json::to_string(&opened).unwrap());
    assert_eq!(
        case.step(2, "with_hotline").await,
        409,
        "it has not left yet"
    );
    assert_eq!(case.has_left().await, 303);

    assert_eq!(case.step(1, "look_after").await, 303);
    assert_eq!(case.step(2, "with_hotline").await, 303);
    assert_eq!(case.state().await, "looked after");
    assert_eq!(case.step(1, "removed").await, 303);
    let ends = [
        "ended: removed",
        "ended: with another hotline",
        "ended: not illegal",
    ];
    for (item, end) in (1..).zip(ends) {
        assert_eq!(case.item(item).await, end);
    }
    let page = case.read().await;
    let closed = "<strong>closed</strong>, outcome: assessed as illegal</dd>";
    assert!(page.contains(closed), "it closes by itself: {page}");
}

#[tokio::test]
async fn a_second_review_is_decided_sent_back_or_withdrawn() {
    let stack = Stack::start().await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    let ben = stack.desk.member("ben", Role::Analyst).await;
    let mut cases = Vec::new();
    for number in 0..3 {
        let sent = report(&format!("https://bad.example/{number}"), "x");
        stack.reporter.send(&sent).await;
        let case = CasePage::take(&anna, &sent).await;
        assert_eq!(case.step(1, "doubt").await, 422, "it needs a reason");
        let doubt = [("step", "doubt"), ("reason", "how old is she?")];
        assert_eq!(case.work(&[], &doubt).await, 303);
        assert_eq!(case.item(1).await, "second review");
        cases.push(case);
    }
    let [decided, withdrawn, sent_back] = &cases[..] else {
        panic!("{} cases", cases.len())
    };

    // Whoever asks does not decide, by no step and by no finding.
    let page = decided.read().await;
    for (step, is_offered) in [
        ("withdraw", true),
        ("not_found", false),
        ("send_back", false),
    ] {
        let button = format!("name=\"step\" value=\"{step}\"");
        assert_eq!(page.contains(&button), is_offered, "{step}: {page}");
    }
    let why = [("step", "send_back"), ("items", "1"), ("reason", "why")];
    assert_eq!(decided.step(1, "not_found").await, 403);
    assert_eq!(decided.work(&[], &why).await, 403);
    assert_eq!(decided.work(&[finding(1, "ignore")], &[]).await, 409);
    let by_ben = decided.by(&ben);
    let not_illegal = [("step", "not_illegal"), ("items", "1")];
    assert_eq!(
        by_ben.work(&[finding(1, "ignore")], &not_illegal).await,
        303
    );
    let page = decided.read().await;
    assert!(
        page.contains("asked by anna, decided by ben, 15 January 2027"),
        "{page}"
    );
    assert_eq!(decided.item(1).await, "ended: not illegal");
    // The case stays open until whoever asked has heard of it.
    assert_eq!(decided.state().await, "reviewed");
    assert_eq!(decided.act("heard", &[]).await.status, 303);
    assert_eq!(decided.state().await, "closed");

    // Only whoever asked withdraws.
    assert_eq!(withdrawn.by(&ben).step(1, "withdraw").await, 403);
    assert_eq!(withdrawn.step(1, "withdraw").await, 303);
    assert_eq!(withdrawn.item(1).await, "to assess");

    let by_ben = sent_back.by(&ben);
    assert_eq!(by_ben.step(1, "send_back").await, 422, "it needs a reason");
    assert_eq!(by_ben.work(&[], &why).await, 303);
    assert_eq!(sent_back.item(1).await, "to assess");
    // Anna asked and was answered: the item is hers to assess again.
    assert_eq!(sent_back.step(1, "not_found").await, 303);
    assert_eq!(sent_back.state().await, "closed");
}
