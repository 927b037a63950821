//! A member of the network that means harm: hostile texts, what it says of others' items, and floods.
//!
//! `OUTCOMES=1048576` floods for longer than usual.

use std::env;

use model::rights::Role;
use receiver::parcel::Kind;
use serde_json::{Value, json};
use store::RecordKind;
use tests::hostile_reports::{self, MARK};
use tests::{InProcess, Member, OtherHotline, harmless};

use crate::outcomes::{referred, tell};
use crate::parcels::{hand_off, handed_off};
use crate::{act, enqueue, finding, last_place, logged, show, take};

/// Outcomes that every run of the tests sends.
const OUTCOMES: u64 = 300 * ITEMS;

/// Items of which a parcel tells the outcome: as many as fit.
const ITEMS: u64 = 300;

/// Parcels that wait at the intake at a time.
const WAITING: u64 = 100;

async fn count(desk: &InProcess, kind: RecordKind) -> usize {
    desk.store.keys_under(kind, &[]).await.unwrap().len()
}

/// A page that is harmless.
async fn read(member: &Member, path: &str) -> String {
    let page = member.page(path).await;
    harmless::page(&page);
    page
}

/// A referral that says this text wherever a text can stand, of items at these locations.
fn hostile(text: &str, locations: &[Value]) -> Value {
    let label: String = text.chars().take(200).collect();
    let items = locations.iter().zip([&label[..], "NL"].into_iter().cycle());
    let items = items.map(|(location, country)| {
        json!({
            "location": location,
            "classification": "baseline",
            "ucs_labels": [label],
            "hosting": { "address": "192.0.2.1", "country": country, "method": label, "on": label },
        })
    });
    json!({
        "name": text,
        "contact": text,
        "category": "csam",
        "observed_on": null,
        "received": text,
        "assessed_on": text,
        "explanation": text,
        "items": items.collect::<Vec<_>>(),
    })
}

#[tokio::test]
async fn two_hundred_hostile_payloads_of_another_hotline_are_text() {
    let (desk, other) = InProcess::exchanging().await;
    let listening = desk.listen().await;
    let lead = listening.member("lena", Role::Lead).await;
    let anna = listening.member("anna", Role::Analyst).await;
    let document = desk.exchange_key().await;
    let texts: Vec<String> = hostile_reports::texts().collect();
    let reports = hostile_reports::all();
    assert!(reports.len() >= 200, "{} are left", reports.len());
    let locations = reports.iter().map(|report| json!(report.locations[0]));
    let locations: Vec<Value> = locations.collect();
    let chunks = locations.chunks(locations.len().div_ceil(texts.len()));
    for (text, locations) in texts.iter().zip(chunks.cycle()) {
        let body = hostile(text, locations);
        desk.receive(&other.send(&document, Kind::Referral, &body))
            .await;
    }
    desk.exchange_parcels().await;
    assert_eq!(count(&desk, RecordKind::Unopened).await, 0);
    let (mut cases, mut next) = (Vec::new(), "/v1/cases?referred=true".to_owned());
    loop {
        let (_, page) = desk.api(axum::http::Method::GET, &next, &Value::Null).await;
        cases.extend(page["cases"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(place) => next = format!("/v1/cases?referred=true&after={place}"),
            None => break,
        }
    }
    assert_eq!(cases.len(), texts.len());
    let mut shown = 0;
    for case in &cases {
        let case = format!("/v1/cases/{}", case["id"].as_str().unwrap());
        let page = read(&anna, case.strip_prefix("/v1").unwrap()).await;
        shown += usize::from(page.contains(MARK));
        let items = show(&desk, &case).await["items"].as_array().unwrap().len();
        if items > 0 {
            // Another opinion of ours puts the item into the list of those who lead.
            let found =
                json!({ "step": "illegal", "items": [1], "findings": [finding(1, "national")] });
            act(&desk, &case, "step", found).await;
            read(&anna, case.strip_prefix("/v1").unwrap()).await;
        }
    }
    assert_eq!(shown, cases.len());
    for path in ["/cases?origin=other", "/referrals", "/due", "/"] {
        read(&anna, path).await;
    }
    for path in ["/disputes", "/audit", "/figures"] {
        read(&lead, path).await;
    }
}

#[tokio::test]
async fn hostile_words_about_our_items_are_no_words_of_ours() {
    let (desk, other) = InProcess::exchanging().await;
    let listening = desk.listen().await;
    let lead = listening.member("lena", Role::Lead).await;
    let (case, parcel) = referred(&desk, &other).await;
    let document = desk.exchange_key().await;
    for (sequence, text) in (1..).zip(hostile_reports::texts()) {
        let told = json!({
            "item": 1, "became": "not_illegal", "classification": text, "country": text, text.clone(): text,
        });
        tell(&desk, &other, &parcel, sequence, &told).await;
        let answer = json!({ "to": parcel, "opened": false, "reason": text });
        desk.receive(&other.send(&document, Kind::Answer, &answer))
            .await;
        desk.receive(&other.send_any(&document, &text, &json!(text)))
            .await;
        desk.exchange_parcels().await;
        other.got();
    }
    let it = hand_off(&desk, &case).await;
    let outcome = json!({ "became": "not_illegal" });
    assert_eq!(it["outcomes"][0]["outcome"], outcome, "{it}");
    for path in [
        case.strip_prefix("/v1").unwrap(),
        "/referrals",
        "/audit",
        "/disputes",
        "/due",
    ] {
        let page = read(&lead, path).await;
        assert!(!page.contains(MARK), "{path}");
    }
}

#[tokio::test]
async fn a_flood_of_outcomes_makes_neither_record_nor_log_grow() {
    let outcomes = env::var("OUTCOMES").map_or(OUTCOMES, |text| text.parse().expect("a number"));
    let parcels = outcomes.div_ceil(ITEMS);
    let (desk, other) = InProcess::exchanging().await;
    let (case, parcel) = referred(&desk, &other).await;
    let document = desk.exchange_key().await;
    let send = async |sequence: u64, items: Value| {
        let body = json!({ "to": parcel, "sequence": sequence, "items": items });
        desk.receive(&other.send(&document, Kind::Outcome, &body))
            .await;
    };
    // One of the items was referred, and each time there is another word.
    let said = |sequence: u64| {
        let became = ["at_work", "removed"][sequence as usize % 2];
        let items = (1..=ITEMS).map(|item| json!({ "item": item, "became": became }));
        json!(items.collect::<Vec<_>>())
    };
    let place = last_place(&desk).await;
    for sequence in 1..=parcels {
        send(sequence, said(sequence)).await;
        if sequence % WAITING == 0 {
            desk.exchange_parcels().await;
        }
    }
    desk.exchange_parcels().await;
    let entries = last_place(&desk).await - place;
    assert!(entries <= parcels.min(1000), "{entries}");
    let shown = show(&desk, &case).await;
    let heard = hand_off(&desk, &case).await["outcomes"].clone();
    assert_eq!(heard.as_array().unwrap().len(), 1);
    assert!(shown.to_string().len() < 16 * 1024, "{shown}");
    // Later than any that an honest hotline comes to: nothing more is heard.
    let place = last_place(&desk).await;
    for sequence in [1001, 1_000_000, u64::MAX] {
        send(sequence, said(sequence + u64::from(sequence == 1001))).await;
        desk.exchange_parcels().await;
    }
    assert!(logged(&desk, place).await.is_empty());
    assert_eq!(hand_off(&desk, &case).await["outcomes"], heard);
    assert_eq!(count(&desk, RecordKind::Inbox).await, 0);
    assert_eq!(count(&desk, RecordKind::Answer).await, 0);
}

#[tokio::test]
async fn a_hotline_says_nothing_of_what_was_referred_to_another() {
    let (desk, other) = InProcess::exchanging().await;
    desk.folder.append_config(&format!(
        "[desk.exchange.hotlines.aa]\nroot = \"{}\"\nurl = \"http://127.0.0.1:9\"",
        other.root()
    ));
    let desk = desk.again().await;
    desk.tick().await;
    enqueue(&desk, false).await;
    let case = take(&desk).await;
    let found = json!({ "step": "illegal", "findings": [finding(1, "baseline")] });
    act(&desk, &case, "step", found).await;
    act(
        &desk,
        &case,
        "hand-offs",
        json!({ "kind": "hotline", "items": [1], "to": "aa" }),
    )
    .await;
    let before = hand_off(&desk, &case).await;
    let parcel = &before["parcel"];
    let document = desk.exchange_key().await;
    let place = last_place(&desk).await;
    for (kind, body) in [
        (
            Kind::Outcome,
            json!({ "to": parcel, "sequence": 1, "items": [{ "item": 1, "became": "removed" }] }),
        ),
        (
            Kind::Answer,
            json!({ "to": parcel, "opened": false, "reason": "key" }),
        ),
    ] {
        desk.receive(&other.send(&document, kind, &body)).await;
    }
    // Nor does it take back what others have referred, or anything: there is no such kind.
    let withdraw = json!({ "to": parcel, "items": [1] });
    desk.receive(&other.send_any(&document, "withdraw", &withdraw))
        .await;
    desk.exchange_parcels().await;
    assert_eq!(hand_off(&desk, &case).await["state"], before["state"]);
    assert_eq!(hand_off(&desk, &case).await["outcomes"], json!([]));
    let entries = logged(&desk, place).await;
    let names: Vec<_> = entries.iter().map(|entry| &entry.what[..]).collect();
    assert_eq!(names, ["refuse_parcel"]);
}

#[tokio::test]
async fn a_hundred_parcels_that_nobody_can_open_say_it_all() {
    let (desk, other) = InProcess::exchanging().await;
    let document = desk.exchange_key().await;
    let place = last_place(&desk).await;
    for _ in 0..120 {
        desk.receive(&other.send_any(&document, "song", &json!(1)))
            .await;
    }
    desk.exchange_parcels().await;
    desk.exchange_parcels().await;
    assert_eq!(count(&desk, RecordKind::Unopened).await, 100);
    assert_eq!(logged(&desk, place).await.len(), 100);
    // Its sender may be honest, and newer than we: it hears of each.
    assert_eq!(other.got().len(), 120);
    assert_eq!(count(&desk, RecordKind::Inbox).await, 0);
}

/// Hand-offs that wait for the other hotline.
async fn many(desk: &InProcess, other: &OtherHotline, parcels: u32) {
    let document = desk.exchange_key().await;
    for number in 0..parcels {
        let address = format!("https://bad.example/{number}");
        desk.receive(&other.refer(&document, &[&address])).await;
    }
}

#[tokio::test]
async fn an_intake_that_says_nothing_costs_a_few_attempts_a_minute_however_many_parcels_wait_for_it()
 {
    let (desk, other) = InProcess::exchanging().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    handed_off(&desk).await;
    many(&desk, &other, 20).await;
    other.leave();
    desk.exchange_parcels().await;
    desk.exchange_parcels().await;
    let page = anna.page("/referrals").await;
    let tried = page.matches("its server cannot be reached").count();
    assert!((1..=4).contains(&tried), "{tried}");
    assert_eq!(
        page.matches("it has not been tried yet").count(),
        21 - tried
    );
}
