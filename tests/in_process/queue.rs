//! The queue page by page, and what waits beside a report: everything that names the same host.

use std::collections::BTreeSet;

use model::rights::Role;
use serde_json::json;
use shared::report::{ReportId, UntrustedReport};
use tests::{Desk, InProcess, Member};

use crate::numbered;

/// More reports than two pages have.
const REPORTS: u32 = 205;

/// A report in the queue that names this address.
async fn naming(desk: &InProcess, number: u32, url: &str, in_danger: bool) -> ReportId {
    let location = json!({ "type": "web", "url": url });
    let report = UntrustedReport {
        locations: vec![serde_json::from_value(location).unwrap()],
        child_in_danger: in_danger.then_some(true),
        ..numbered(number)
    };
    let id = report.id;
    desk.enqueue(report).await;
    id
}

/// The reports of a page that can be chosen, each with whether it is chosen.
fn choices(page: &str) -> Vec<(String, bool)> {
    let boxes = page.split("<input type=\"checkbox\" name=\"report\" value=\"");
    let boxes = boxes.skip(1).map(|tag| tag.split_once('>').unwrap().0);
    let choice = |tag: &str| (tag[..32].to_owned(), tag.contains(" checked"));
    boxes.map(choice).collect()
}

/// The address of the link with this text.
fn link(page: &str, text: &str) -> Option<String> {
    let (before, _) = page.split_once(&format!("\">{text}</a>"))?;
    let address = before.rsplit_once("href=\"").unwrap().1;
    Some(address.replace("&#38;", "&"))
}

async fn desk_with(role: Role) -> (InProcess, Desk, Member) {
    let desk = InProcess::with_config("").await;
    let listening = desk.listen().await;
    let member = listening.member("anna", role).await;
    (desk, listening, member)
}

#[tokio::test]
async fn every_report_of_a_long_queue_is_on_one_page() {
    let (desk, _listening, anna) = desk_with(Role::Analyst).await;
    for number in 0..REPORTS {
        desk.enqueue(numbered(number)).await;
    }
    let (mut seen, mut address) = (Vec::new(), Some("/?priority=child".to_owned()));
    let mut pages = 0;
    while let Some(path) = address {
        let page = anna.page(&path).await;
        assert!(page.contains("<strong>205</strong> waiting"), "{page}");
        let beginning = link(&page, "Beginning of the list");
        let is_first = beginning.is_none();
        assert_eq!(is_first, pages == 0, "{path}");
        seen.extend(choices(&page).into_iter().map(|(id, _)| id));
        address = link(&page, "Further in the list");
        pages += 1;
    }
    assert_eq!((pages, seen.len()), (3, 205));
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 205);
    let other = anna.page("/?priority=danger").await;
    assert_eq!(choices(&other), []);
}

#[tokio::test]
async fn all_reports_of_a_host_are_chosen_but_those_of_a_child_in_danger() {
    let (desk, listening, anna) = desk_with(Role::Analyst).await;
    let first = naming(&desk, 1, "https://flood.example/1", false).await;
    naming(&desk, 2, "https://other.example/", false).await;
    let danger = naming(&desk, 3, "https://flood.example/3", true).await;
    // Behind a whole page of others.
    for number in 100..200 {
        naming(&desk, number, "https://other.example/", false).await;
    }
    let last = naming(&desk, 4, "http://FLOOD.example:8080/4", false).await;
    let named = [(danger, false), (first, true), (last, true)];
    let named = named.map(|(id, is_chosen)| (id.to_string(), is_chosen));
    let queue = anna.page("/").await;
    assert!(choices(&queue).iter().all(|(_, is_chosen)| !is_chosen));
    let address = format!("/?beside={first}");
    assert!(queue.contains(&format!("href=\"{address}\"")), "{queue}");
    assert_eq!(choices(&anna.page(&address).await), named);

    let fields = [
        ("as", "spam"),
        ("report", &named[1].0),
        ("report", &named[2].0),
    ];
    assert_eq!(anna.form("/close", &fields).await.status, 303);
    // What is beside a case waits there, too.
    let taken = anna.form("/take", &[("report", &named[0].0)]).await;
    assert_eq!(taken.status, 303, "{taken:?}");
    let again = naming(&desk, 5, "https://flood.example/5", false).await;
    let case = anna.page(&format!("/cases/{danger}")).await;
    let address = link(&case, "Waiting reports that name its hosts").expect(&case);
    let beside = choices(&anna.page(&address).await);
    assert_eq!(beside, [(again.to_string(), true)]);

    let ron = listening.member("ron", Role::ReadOnly).await;
    assert_eq!(ron.get(&address).await.status, 403);
    let unknown = format!("/?beside={}", numbered(999).id);
    assert_eq!(anna.get(&unknown).await.status, 404);
    assert_eq!(anna.get("/?after=x").await.status, 422);
}
