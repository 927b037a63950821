//! The desk: how long its pages and its minute's work take, however many cases it has.

use std::ops::RangeInclusive;
use std::time::Instant;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::assessment::SiteType;
use model::calendar::Calendar;
use model::case::{Card, Facts, Waited};
use model::item::Item;
use model::life::End;
use model::month::Month;
use model::priority::Priority;
use model::queue::ReportCopy;
use model::rights::Role;
use model::time::{Day, Hour};
use model::workflow::{Outcome, State};
use model::worksheet::Worksheet;
use receiver::crypto::vault::Vault;
use shared::report::{Category, Location, ReportId};
use store::{
    CaseCopy, CaseFilter, DeskPart, LocationDigest, RecordKind, SealedCase, SealedRecord, Store,
};
use tests::{InProcess, TestClock, report};

use crate::Amount;
use crate::engine::Engine;
use crate::figures::{Figures, percentile};

/// Readings of a page, of which the middle one counts.
const READINGS: usize = 21;

/// Cases that are written at a time.
const AT_ONCE: usize = 1000;

/// One case in so many is open.
const OPEN: usize = 5;

/// The hours for which cases were closed: less than a year, after which their reports are scrubbed.
const HOURS: u64 = 330 * 24;

/// The hours from the end of one case to that of the next: so many that even the fewest cases were closed in all
/// months, and statistics of as many months are compared.
const STEP: u64 = 4897;

/// The numbers of the cases of a month before all others, whose figures are measured: as many as that, however many
/// others there are.
const OF_MONTH: RangeInclusive<usize> = 10_000_001..=10_000_300;

/// The hours of that month in which its cases were closed.
const MONTH: u64 = 20 * 24;

pub(crate) async fn measure(engine: Engine, amount: Amount, figures: &mut Figures) {
    for cases in amount.depths {
        let (folder, url) = engine.folder_of(TestClock::BEGIN);
        let vault = Vault::new(&folder.desk_private_key());
        fill(&*store::open(&url).await.unwrap(), *cases, &vault).await;
        let desk = InProcess::in_folder(folder).await;
        let mut figure = async |name: &str, time: f64| {
            figures.add(&format!("{name}.{}.{cases}", engine.name()), time);
        };
        desk.tick().await;
        figure(
            "retention_tick_us",
            middle(async || desk.tick().await).await,
        )
        .await;
        let (pages, places) = (desk.listen().await, places(&desk, *cases).await);
        let sent = report("https://bad.example/gallery", "What a reporter saw there.");
        desk.enqueue((*sent).clone()).await;
        pages.take().await;
        for (name, path, role) in [
            (
                "case_page_us",
                format!("/cases/{}", sent.id()),
                Role::Analyst,
            ),
            ("cases_page_us", "/cases".to_owned(), Role::Analyst),
            (
                "cases_deep_page_us",
                format!("/cases?state=any&after={}", places[0]),
                Role::Analyst,
            ),
            (
                "open_cases_deep_page_us",
                format!("/cases?after={}", places[1]),
                Role::Analyst,
            ),
            ("due_page_us", "/due".to_owned(), Role::Analyst),
            ("retention_page_us", "/retention".to_owned(), Role::Admin),
            ("statistics_us", "/statistics".to_owned(), Role::Lead),
            (
                "figures_month_us",
                format!("/figures{}", month()),
                Role::Lead,
            ),
            (
                "figures_month_file_us",
                format!("/figures/items.csv{}", month()),
                Role::Lead,
            ),
        ] {
            let member = pages.member(&name.replace('_', "-"), role).await;
            let time = middle(async || drop(member.page(&path).await));
            figure(name, time.await).await;
        }
        let seeker = pages.member("seeker", Role::Analyst).await;
        seeker.page("/search").await;
        let by_host = [("text", "bad.example")];
        let by_words = [("text", "gallery"), ("in", "words")];
        for (name, fields) in [("search_us", &by_host[..]), ("search_words_us", &by_words)] {
            let search = async || assert_eq!(seeker.form("/search", fields).await.status, 200);
            figure(name, middle(search).await).await;
        }
    }
}

/// The middle time of several readings.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub(crate) async fn middle(read: impl AsyncFn()) -> f64 {
    let mut times = Vec::new();
    for _ in 0..READINGS {
        let begin = Instant::now();
        read().await;
        times.push(begin.elapsed().as_secs_f64() * 1e6);
    }
    percentile(&mut times, 50)
}

/// A place in the middle of the list of all cases, and one in the middle of the open ones.
async fn places(desk: &InProcess, cases: usize) -> [String; 2] {
    let any = CaseFilter::default();
    let mut places = Vec::new();
    for number in [cases / 2 + 1, (cases / 2).next_multiple_of(OPEN)] {
        let case = desk.store.case(id(number)).await.unwrap().unwrap();
        places.push(any.place(&case.card).to_string());
    }
    places.try_into().unwrap()
}

/// The query for the month before all other cases.
fn month() -> String {
    let today = Calendar::default().today(TestClock::BEGIN);
    let [from, to] = [358, 334].map(|days| today.before(days));
    format!("?from={from}&to={to}")
}

/// Cases, most of which are closed and still have their reports. Nothing is due.
async fn fill(store: &dyn Store, cases: usize, vault: &Vault) {
    let numbers: Vec<usize> = OF_MONTH.chain(1..=cases).collect();
    for numbers in numbers.chunks(AT_ONCE) {
        let reports = numbers.iter().map(|number| {
            let Card {
                id,
                received,
                priority,
                ..
            } = card(*number);
            ReportCopy {
                id,
                received,
                priority,
                queued: None,
            }
        });
        store.restore_reports(reports.collect()).await.unwrap();
        let part = DeskPart {
            cases: numbers.iter().map(|number| case(*number, vault)).collect(),
            records: numbers.iter().map(|number| record(*number)).collect(),
            acts: Vec::new(),
        };
        store.restore_desk(part).await.unwrap();
    }
}

fn id(number: usize) -> ReportId {
    ReportId::new(bytes(number))
}

/// Bytes that differ for each number, and stand in no order.
fn bytes(number: usize) -> [u8; 16] {
    let number = (number as u128).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    number.to_be_bytes()
}

fn record(number: usize) -> (RecordKind, Vec<u8>, SealedRecord) {
    let sealed = SealedRecord {
        version: 1,
        bytes: vec![7; 600],
    };
    (RecordKind::Report, bytes(number).to_vec(), sealed)
}

fn case(number: usize, vault: &Vault) -> CaseCopy {
    let case = SealedCase {
        card: card(number),
        file: match OF_MONTH.contains(&number) {
            true => worksheet(number, vault),
            false => vec![7; 600],
        },
        earlier: None,
    };
    CaseCopy {
        case,
        locations: vec![LocationDigest(bytes(number))],
        items: Vec::new(),
    }
}

/// The worksheet of a case with one item, which was removed.
fn worksheet(number: usize, vault: &Vault) -> Vec<u8> {
    let url = format!("https://host{}.example/{number}", number % 50);
    let location = Location::Web {
        url: url.parse().unwrap(),
        referrer: None,
    };
    let mut item = Item::new(1, location, Some(0));
    item.end(End::Removed, card(number).received);
    let sheet = Worksheet {
        items: vec![item],
        ..Worksheet::default()
    };
    let rng = &mut UnwrapErr(SysRng);
    vault.seal("file", &bytes(number), &sheet, rng).unwrap()
}

fn card(number: usize) -> Card {
    let now = TestClock::BEGIN.hour();
    let is_of_month = OF_MONTH.contains(&number);
    let is_open = number.is_multiple_of(OPEN) && !is_of_month;
    let closed = match is_of_month {
        true => Hour(now.0 - 336 * 24 - number as u64 % MONTH),
        false => Hour(now.0 - 1 - number as u64 * STEP % HOURS),
    };
    let received = Hour(closed.0 - 48);
    let outcome = Outcome::AssessedIllegal;
    Card {
        id: id(number),
        number: number as u64,
        version: 2,
        received,
        priority: Priority::ALL[number % Priority::ALL.len()],
        state: if is_open {
            State::ToAssess
        } else {
            State::Closed
        },
        assignee: is_open.then(|| format!("analyst-{}", number / OPEN % 20)),
        facts: Facts {
            month: Month::of(received),
            category: Category::ALL[number % Category::ALL.len()],
            language: ["en", "de", "es", "fr"][number % 4].to_owned(),
            partner: Some(format!("partner-{}", number % 20)),
            outcome: (!is_open).then_some(outcome),
            country: (!is_open).then(|| ["NL", "US", "DE", "FR", "RU"][number % 5].to_owned()),
            site_type: (!is_open).then_some(SiteType::Website),
            waited: Waited::Hours,
            origin: None,
        },
        closed: (!is_open).then_some(closed),
        due: is_open.then(|| Day(20_000 + number as u32 / OPEN as u32 % 30)),
        is_handed_over: Some(false),
    }
}
