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
    let taken = anna.form("/take", &[("one", &named[0].0)]).await;
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

#[tokio::test]
async fn those_that_are_chosen_are_taken_at_once() {
    let (desk, listening, anna) = desk_with(Role::Analyst).await;
    let mut ids = Vec::new();
    for number in 0..4 {
        ids.push(naming(&desk, number, "https://flood.example/", number == 0).await);
    }
    let texts: Vec<_> = ids.iter().map(ToString::to_string).collect();
    let ben = listening.member("ben", Role::Analyst).await;
    // The button of one report takes that one, whatever is ticked.
    let fields = [("report", &texts[0][..]), ("one", &texts[3])];
    let reply = ben.form("/take", &fields).await;
    assert_eq!(reply.location(), Some(&format!("/cases/{}", ids[3])[..]));

    let chosen = [0, 1, 3].map(|place| ("report", &texts[place][..]));
    let reply = anna.form("/take-all", &chosen).await;
    let page = anna.page(reply.location().unwrap()).await;
    assert!(
        page.contains("2 taken: they are yours.</a> 1 was left"),
        "{page}"
    );
    assert_eq!(choices(&page), [(texts[2].clone(), false)]);
    for (id, owner) in [(ids[0], "anna"), (ids[1], "anna"), (ids[3], "ben")] {
        let card = desk.store.case(id).await.unwrap().unwrap().card;
        assert_eq!(card.assignee.as_deref(), Some(owner));
    }
    let too_many = vec![("report", &texts[2][..]); 101];
    assert_eq!(anna.form("/take-all", &too_many).await.status, 400);
}

#[tokio::test]
async fn whoever_watches_the_queue_sees_its_numbers_change() {
    let (desk, listening, anna) = desk_with(Role::Analyst).await;
    let reply = anna.get("/watch").await;
    assert_eq!(reply.headers["refresh"], "30; url=/watch?left=59");
    assert!(
        reply.body.contains("<title>0 waiting · Queue"),
        "{}",
        reply.body
    );
    naming(&desk, 1, "https://one.example/", false).await;
    naming(&desk, 2, "https://two.example/", true).await;
    let reply = anna.get("/watch?left=59").await;
    assert_eq!(reply.headers["refresh"], "30; url=/watch?left=58");
    let title = "<title>1 child in danger, 2 waiting · Queue";
    assert!(reply.body.contains(title), "{}", reply.body);
    assert!(
        !reply.body.contains("example"),
        "numbers alone: {}",
        reply.body
    );
    assert!(anna.page("/").await.contains(title));
    let last = anna.get("/watch?left=0").await;
    assert!(!last.headers.contains_key("refresh"));
    let most = anna.get("/watch?left=60000").await;
    assert_eq!(most.headers["refresh"], "30; url=/watch?left=59");
    let ron = listening.member("ron", Role::ReadOnly).await;
    assert!(ron.page("/watch").await.contains("waiting"));
    assert!(!anna.get("/").await.headers.contains_key("refresh"));
}
