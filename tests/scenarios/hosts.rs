//! Each host gets what it hosts, by the desk's own forms, and reads of no other host.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::rights::Role;
use serde_json::json;
use shared::report::{Report, ReportId, UntrustedReport};
use tests::{CasePage, Desk, Member, Stack, finding};

fn naming(urls: &[&str]) -> Report {
    let locations = urls.iter().map(|url| json!({ "type": "web", "url": url }));
    let report = json!({
        "id": ReportId::random(&mut UnwrapErr(SysRng)),
        "category": "csam",
        "locations": locations.collect::<Vec<_>>(),
        "language": "en",
    });
    Report::try_from(serde_json::from_value::<UntrustedReport>(report).unwrap()).unwrap()
}

/// A case of these addresses, each assessed as illegal.
async fn assessed<'a>(stack: &Stack, member: &'a Member, urls: &[&str]) -> CasePage<'a> {
    let sent = naming(urls);
    stack.reporter.send(&sent).await;
    let case = CasePage::take(member, &sent).await;
    let findings = (1..).zip(urls).map(|(item, _)| finding(item, "baseline"));
    let findings: Vec<_> = findings.collect();
    let items: Vec<_> = (1..=urls.len()).map(|item| item.to_string()).collect();
    let items = items.iter().map(|item| ("items", &item[..]));
    let fields: Vec<_> = [("step", "illegal")].into_iter().chain(items).collect();
    assert_eq!(case.work(&findings, &fields).await, 303);
    case
}

/// Records another explanation of the first item.
async fn explain(case: &CasePage<'_>, words: &str) {
    let fields = [("act", "record"), ("shown", "1"), ("explanation-1", words)];
    let mut found = finding(1, "baseline");
    found.retain(|(name, _)| name != "explanation-1" && name != "shown");
    assert_eq!(case.work(&[found], &fields).await, 303, "{words}");
}

async fn add_host(desk: &Desk, name: &str, domains: &[&str]) {
    let host = json!({ "name": name, "kind": "host", "way": "file", "domains": domains });
    assert_eq!(desk.post("/v1/recipients", &host).await.status, 204);
}

#[tokio::test]
async fn all_spellings_of_one_host_go_in_one_notice() {
    let stack = Stack::start().await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    let same = [
        "https://bücher.example/1",
        "HTTPS://BÜCHER.Example:8443/2",
        "https://xn--bcher-kva.example./3",
        "https://user:pw@bücher.example/4",
        "https://www.bücher.example/5",
        "https://bücher.example.other.example/6",
        "https://bücher.example@other.example/7",
        "https://notbücher.example/8",
    ];
    let case = assessed(&stack, &anna, &same).await;
    for kind in ["notice", "xarf"] {
        assert_eq!(case.hand_off(kind, &[1, 2, 3, 4], "Host").await, 303);
        for other in 5..=8 {
            let items = [1, other];
            assert_eq!(case.hand_off(kind, &items, "Host").await, 422, "{other}");
        }
    }
    // The address book says what else is at a host.
    add_host(&stack.desk, "Books", &["xn--bcher-kva.example"]).await;
    let notice = case.hand_off("notice", &[1, 2, 3, 4, 5], " BOOKS").await;
    assert_eq!(notice, 303);
    for other in 6..=8 {
        let notice = case.hand_off("notice", &[other], "Books").await;
        assert_eq!(notice, 422, "{other}");
    }
}

#[tokio::test]
async fn no_host_reads_of_another_in_an_explanation() {
    let stack = Stack::start().await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    let urls = [
        "https://first.example/1",
        "https://cdn.second.example/2",
        "https://second.example/3",
    ];
    let case = assessed(&stack, &anna, &urls).await;
    for words in [
        "The same as on cdn.second.example.",
        "The same as on CDN.Second[.]example",
        "It leads to hXXps://second[.]example/3",
    ] {
        explain(&case, words).await;
        for kind in ["notice", "xarf"] {
            let fields = [("kind", kind), ("items", "1"), ("to", "Host")];
            let refused = case.act("hand-off", &fields).await;
            assert_eq!(refused.status, 422, "{kind}: {words}");
            let problem = "This explanation names the address of another host.";
            assert!(refused.body.contains(problem), "{}", refused.body);
        }
        // Others may read it, and the words about other items are as they were.
        assert_eq!(case.hand_off("scart_csv", &[1], "").await, 303);
        assert_eq!(case.hand_off("police", &[1], "Police").await, 303);
        assert_eq!(case.hand_off("notice", &[3], "Host").await, 303);
    }
    explain(&case, "https://first[.]example/1 shows a second example.").await;
    assert_eq!(case.hand_off("notice", &[1], "Host").await, 303);

    // What the address book says to be at the same host may be named.
    explain(&case, "Also on second.example.").await;
    assert_eq!(case.hand_off("notice", &[1], "Host").await, 422);
    add_host(&stack.desk, "Both", &["first.example", "second.example"]).await;
    assert_eq!(case.hand_off("notice", &[1], "Both").await, 303);
}

#[tokio::test]
async fn another_spelling_of_the_recipient_is_no_other_hand_off() {
    let stack = Stack::start().await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    let case = assessed(&stack, &anna, &["https://first.example/1"]).await;
    let version = case.version().await;
    let path = format!("/cases/{}/hand-off", case.id);
    for (to, status) in [
        ("Police  One", 303),
        ("Police  One", 409),
        ("police one", 409),
        ("POLICE ONE ", 409),
        ("Police Two", 303),
    ] {
        let fields = [
            ("version", &version[..]),
            ("kind", "police"),
            ("items", "1"),
            ("to", to),
        ];
        assert_eq!(anna.form(&path, &fields).await.status, status, "{to}");
    }
    // Who has seen the first one may make another.
    assert_eq!(case.hand_off("police", &[1], "police one").await, 303);
}
