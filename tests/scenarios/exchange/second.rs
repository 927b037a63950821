//! A hotline with other software, written from `shared/EXCHANGE.md` alone, refers to this one and the reverse.

use std::fs;

use model::rights::Role;
use serde_json::{Value, json};
use tests::{CasePage, Process, SecondHotline, finding, until};

use super::{Hotline, has_key, hotline, published, refer_new, says};

/// A hotline and one with other software, which speaks these versions of parcels: both know each other's root and address. The last
/// is the origin of the first one's intake.
pub(super) async fn met(versions: &str) -> (Process, SecondHotline, String) {
    let mut second = SecondHotline::start_speaking("netherlands", versions).await;
    let Hotline { folder, url } = hotline("norway").await;
    let root = fs::read_to_string(folder.path().join("keys/root.pub")).unwrap();
    folder.append_config(&format!(
        "[desk.exchange.hotlines.nl]\nid = \"netherlands\"\nroot = \"{}\"\nurl = \"{}\"",
        second.root, second.url
    ));
    second.know("norway", root.trim(), &url).await;
    let process = Process::start(folder).await;
    published(&url).await;
    (process, second, url)
}

/// What the other hotline gets of this kind, with its id.
pub(super) async fn next_of(second: &mut SecondHotline, kind: &str) -> Vec<Value> {
    let mut got = second.got().await;
    got.retain(|contents| contents["kind"] == kind);
    got
}

#[tokio::test]
async fn it_gets_a_referral_and_what_it_tells_is_heard() {
    let (process, mut second, _) = met("1").await;
    let anna = process.desk.member("anna", Role::Analyst).await;
    has_key(&anna).await;
    let (url, found) = ("https://bad.example/for-them", finding(1, "baseline"));
    let case = refer_new((&process, &anna), url, found, "nl").await;
    let referrals = next_of(&mut second, "referral").await;
    let item = &referrals[0]["body"]["items"][0];
    assert_eq!(item["location"]["url"], "https://bad.example/for-them");
    assert!(!referrals[0].to_string().contains("sentinel"));
    says(&case, "Their signed receipt").await;

    let id = &referrals[0]["id"];
    second
        .send("norway", "answer", &json!({ "to": id, "opened": true }))
        .await;
    says(&case, "their desk has opened it").await;
    assert_eq!(case.settle("taken_back").await, 303);
    let withdrawn = next_of(&mut second, "withdrawal").await;
    assert_eq!(withdrawn[0]["body"], json!({ "to": id, "items": [1] }));
    says(&case, "taken back; their desk is told").await;
    let removed = json!({ "item": 1, "became": "removed", "classification": "national" });
    let outcome = json!({ "to": id, "sequence": 1, "items": [removed] });
    second.send("norway", "outcome", &outcome).await;
    says(&case, "Record the same here").await;
}

#[tokio::test]
async fn it_refers_items_and_hears_what_becomes_of_them() {
    let (process, mut second, _) = met("1").await;
    let bram = process.desk.member("bram", Role::Analyst).await;
    let item = json!({
        "location": { "type": "web", "url": "https://bad.example/for-us" },
        "classification": "baseline",
        "gender": "female",
        "age_group": "infant",
    });
    let referral = json!({
        "name": "Second Hotline",
        "contact": "desk@second.example",
        "category": "csam",
        "received": "2026-11-01T10:00:00Z",
        "assessed_on": "2026-11-02",
        "explanation": "",
        "items": [item],
    });
    let (id, file) = second.send("norway", "referral", &referral).await;
    let answers = next_of(&mut second, "answer").await;
    assert_eq!(
        answers[0]["body"],
        json!({ "to": id, "opened": true, "reason": null })
    );
    let lane = until("the case is there", async || {
        let lane = bram.page("/cases?origin=other").await;
        lane.contains("bad[.]example").then_some(lane)
    })
    .await;
    let ids = lane
        .split("/cases/")
        .filter_map(|rest| rest.get(..32)?.parse().ok());
    let case = CasePage::of(&bram, ids.last().unwrap());
    assert_eq!(
        case.work(&[], &[("step", "not_found"), ("items", "1")])
            .await,
        303
    );
    let outcomes = next_of(&mut second, "outcome").await;
    let told = json!([{ "item": 1, "became": "not_found" }]);
    assert_eq!(outcomes[0]["body"]["items"], told);
    assert_eq!(
        (&outcomes[0]["body"]["to"], &outcomes[0]["body"]["sequence"]),
        (&json!(id), &json!(1))
    );
    let all = json!({ "to": id, "items": [1] });
    second.send("norway", "withdrawal", &all).await;
    says(&case, "taken back by them in").await;
    // What it has sent is for us, and not for itself.
    let refused = second.open(&file).await;
    assert!(refused["refused"].is_string(), "{refused}");
}
