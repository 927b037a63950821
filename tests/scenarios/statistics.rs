//! What the hotline counts, and what closed cases leave behind.

use std::num::NonZeroU32;
use std::sync::Arc;

use model::audit::{Act, ActName};
use model::case::{Card, Facts, Waited};
use model::month::Month;
use model::priority::Priority;
use model::queue::{Claim, LeaseToken, NewReport};
use model::rights::Role;
use model::sealed::{EpochId, SealedBody, SealedEpochKey};
use model::time::{Hour, Timestamp};
use model::workflow::{Outcome, State};
use reqwest::{Method, Response};
use serde_json::Value;
use shared::report::{Category, ReportId};
use store::{
    Adopted, Batch, Commit, Ledger, Log, Queue, RecordChange, RecordKind, Records, SealedCase,
    SealedRecord, Source,
};
use tests::{Folder, Process, Stack, TestClock, until};

const NOW: Timestamp = TestClock::BEGIN;

/// A partner that no config knows.
const SENTINEL: &str = "sentinel-8f1c";

async fn store_of(folder: &Folder) -> Arc<Ledger> {
    folder.ledger().await.1
}

fn facts(months_ago: u32, category: Category) -> Facts {
    Facts {
        month: Month::of(NOW.hour()).minus(months_ago),
        category,
        language: "en".to_owned(),
        partner: Some(SENTINEL.to_owned()),
        outcome: Some(Outcome::NotIllegal),
        country: None,
        site_type: None,
        waited: Waited::Hours,
        origin: None,
    }
}

/// Adds a case with these facts and a contact, closed long ago.
async fn add(store: &Ledger, number: u8, facts: Facts) {
    let (id, lease) = (ReportId::new([number; 16]), LeaseToken::from_bytes([1; 16]));
    let epoch = SealedEpochKey {
        id: EpochId([1; 8]),
        enc: vec![1],
        ciphertext: vec![2],
        desk_key: None,
    };
    let entry = NewReport {
        id,
        received: NOW.hour(),
        priority: Priority::Rest,
        body: SealedBody {
            epoch: Arc::new(epoch),
            bytes: vec![3],
        },
    };
    store.enqueue(entry).await.unwrap();
    let claim = Claim {
        max: 1,
        token: lease,
        now: NOW,
        until: NOW.plus_seconds(60),
        max_attempts: NonZeroU32::MAX,
    };
    store.claim(claim).await.unwrap();
    let card = Card {
        id,
        number: 0,
        version: 1,
        received: NOW.hour(),
        priority: Priority::Rest,
        state: State::Closed,
        assignee: None,
        facts,
        closed: Some(Hour(1000)),
        due: None,
        is_handed_over: Some(false),
    };
    let case = SealedCase {
        card,
        file: Vec::new(),
        earlier: None,
    };
    let contact = SealedRecord {
        version: 1,
        bytes: vec![4],
    };
    let batch = Batch {
        adopted: vec![Adopted {
            source: Source::Queue { lease, now: NOW },
            case,
            items: Vec::new(),
            locations: Vec::new(),
        }],
        records: vec![RecordChange::Put(
            RecordKind::Contact,
            id.as_bytes().to_vec(),
            contact,
        )],
        acts: vec![Act {
            at: NOW,
            who: "anna".to_owned(),
            what: ActName::Take,
            case: Some(id),
            old: String::new(),
            new: String::new(),
        }],
        ..Batch::default()
    };
    store.commit(batch).await.unwrap();
}

/// Last month 9 reports of one category and 3 of another, this month 7.
async fn fill(folder: &Folder) {
    let store = store_of(folder).await;
    for number in 1..=19 {
        let facts = match number {
            1..=9 => facts(1, Category::Csam),
            10..=12 => facts(1, Category::Grooming),
            _ => facts(0, Category::Csam),
        };
        add(&store, number, facts).await;
    }
}

async fn get(stack: &Stack, path: &str, known: &str) -> Response {
    get_in("en", stack, path, known).await
}

async fn get_in(language: &str, stack: &Stack, path: &str, known: &str) -> Response {
    let request = stack.reporter.request(Method::GET, path);
    let request = request.header("if-none-match", known);
    let request = request.header("accept-language", language);
    request.send().await.unwrap()
}

/// The answer, once it has this status: the desk looks at the time right after it has started.
async fn eventually(stack: &Stack, path: &str, status: u16) -> Response {
    let answer = async || {
        let response = get(stack, path, "").await;
        (response.status() == status).then_some(response)
    };
    until("the answer has its status", answer).await
}

fn header(response: &Response, name: &str) -> String {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap()).to_owned()
}

#[tokio::test]
async fn whole_months_are_public_if_the_hotline_says_so() {
    let folder = Folder::init(NOW);
    fill(&folder).await;
    folder.edit_config("publish_statistics = false", "publish_statistics = true");
    let clock = Arc::new(TestClock::at(NOW));
    let stack = Stack::start_in(folder, clock.clone()).await;

    let page = eventually(&stack, "/statistics", 200).await;
    assert_eq!(header(&page, "cache-control"), "public, max-age=3600");
    let policy = header(&page, "content-security-policy");
    assert!(policy.contains("default-src 'none'"), "{policy}");
    let tag = header(&page, "etag");
    let html = page.text().await.unwrap();
    assert!(
        html.contains("Example Hotline") && html.contains("<svg"),
        "{html}"
    );
    for inline in ["<script", "<style", " style="] {
        assert!(!html.contains(inline), "{inline}");
    }
    let same = get(&stack, "/statistics", &tag).await;
    assert_eq!(
        (same.status().as_u16(), header(&same, "etag")),
        (304, tag.clone())
    );
    assert_eq!(same.text().await.unwrap(), "");
    for (language, shown, title) in [
        ("fr-CA", "fr", "Statistiques"),
        ("de", "de", "Statistik"),
        ("pt", "en", "Statistics"),
    ] {
        let page = get_in(language, &stack, "/statistics", "").await;
        assert_eq!(header(&page, "vary"), "accept-language");
        assert_eq!(header(&page, "etag") == tag, shown == "en", "{language}");
        let html = page.text().await.unwrap();
        assert!(html.contains(&format!("<html lang=\"{shown}\"")), "{html}");
        assert!(html.contains(&format!("<h1>{title}</h1>")), "{html}");
    }

    let json = get(&stack, "/statistics.json", "")
        .await
        .text()
        .await
        .unwrap();
    let statistics: Value = serde_json::from_str(&json).unwrap();
    let months = statistics["months"].as_array().unwrap();
    assert_eq!((months.len(), &months[23]), (24, &Value::from("2026-12")));
    assert_eq!(statistics["reports"]["by_month"][23], 12);
    let csv = get(&stack, "/statistics.csv", "")
        .await
        .text()
        .await
        .unwrap();
    assert!(
        csv.contains("category,csam,2026-12,\r\n"),
        "hidden with the 3: {csv}"
    );
    assert!(csv.contains("outcome,not_illegal,2026-12,12\r\n"), "{csv}");
    let style = get(&stack, "/statistics.css", "").await;
    assert_eq!(header(&style, "content-type"), "text/css; charset=utf-8");
    for public in [&html, &json, &csv] {
        assert!(!public.contains(SENTINEL), "{public}");
    }

    // The desk's own page also shows this month, and hides the same numbers.
    let inside = stack.desk.page("/statistics?months=2").await;
    assert!(
        inside.contains("Jan 2027") && !inside.contains(SENTINEL),
        "{inside}"
    );
    let csv = stack.desk.page("/statistics.csv?months=2").await;
    assert!(
        csv.contains("category,csam,2026-12,\r\ncategory,csam,2027-01,7\r\n"),
        "{csv}"
    );
    let of_year: Value =
        serde_json::from_str(&stack.desk.page("/statistics.json?year=2026").await).unwrap();
    assert_eq!(of_year["months"].as_array().unwrap().len(), 12);

    let folder = stack.stop().await;
    folder.edit_config("publish_statistics = true", "publish_statistics = false");
    let stack = Stack::start_in(folder, clock).await;
    eventually(&stack, "/statistics", 404).await;
    for path in ["/statistics.json", "/statistics.csv"] {
        assert_eq!(get(&stack, path, "").await.status(), 404);
    }
}

#[tokio::test]
async fn what_is_due_shows_before_it_goes() {
    let folder = Folder::today();
    fill(&folder).await;
    let config = folder.config();
    let run = async |command| {
        let arguments = ["retention", command, "--config", config.to_str().unwrap()];
        let output = Process::run(&arguments).await;
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let store = store_of(&folder).await;
    let contacts = async || store.records_of(RecordKind::Contact).await.unwrap().len();
    let shown = run("dry-run").await;
    assert_eq!(contacts().await, 19, "nothing has changed");
    assert!(
        shown.contains("contact: 19 cases, the oldest closed 1970-02-11T16:00:00Z"),
        "{shown}"
    );
    assert!(shown.contains("notes: 0 cases\n"), "{shown}");
    let done = run("run").await;
    assert!(done.contains("of 19 cases"), "{done}");
    assert_eq!(contacts().await, 0);
}

#[tokio::test]
async fn the_desk_scrubs_by_itself() {
    let folder = Folder::init(NOW);
    fill(&folder).await;
    let store = store_of(&folder).await;
    let clock = Arc::new(TestClock::at(NOW));
    let stack = Stack::start_in(folder, clock).await;
    let admin = stack.desk.member("ada", Role::Admin).await;
    let page = admin.page("/retention").await;
    assert!(page.contains("Contact"), "{page}");
    // The desk scrubs right after its start, at its own pace.
    let scrubbed = async || {
        let contacts = store.records_of(RecordKind::Contact).await.unwrap();
        contacts.is_empty().then_some(())
    };
    until("every contact is scrubbed", scrubbed).await;
    let acts = store.acts(0, 1000).await.unwrap();
    let scrubs = acts
        .iter()
        .filter(|act| act.entry().unwrap().what == "scrub");
    assert_eq!(scrubs.count(), 19);
}
