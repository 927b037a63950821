//! Hotlines that speak versions 1 and 2 of parcels in one network with this one, which speaks version 1: both ways.

use std::fs;

use model::rights::Role;
use serde_json::{Value, json};
use tests::{Process, SecondHotline, finding, until};

use super::second::{met, next_of};
use super::{has_key, refer_new, says};

/// What a later version may say besides.
fn more() -> Value {
    json!([{ "of": "version 2" }])
}

/// A referral of an item at this address, with more than version 1 says.
fn referral(url: &str) -> Value {
    let item = json!({
        "location": { "type": "web", "url": url },
        "classification": "baseline",
        "site_type": "hologram",
        "more": more(),
    });
    json!({
        "name": "Second Hotline",
        "contact": "desk@second.example",
        "category": "csam",
        "received": "2026-11-01T10:00:00Z",
        "assessed_on": "2026-11-02",
        "explanation": "",
        "items": [item],
        "more": more(),
    })
}

/// The number of cases of other hotlines.
async fn cases(process: &Process) -> usize {
    let cases = process.desk.get("/v1/cases?referred=true").await;
    cases["cases"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_hotline_of_versions_2_and_1_gets_version_1_and_its_news_in_it_is_no_harm() {
    let (process, mut second, _) = met("2,1").await;
    let anna = process.desk.member("anna", Role::Analyst).await;
    has_key(&anna).await;
    let (url, found) = ("https://bad.example/for-them", finding(1, "baseline"));
    let case = refer_new((&process, &anna), url, found, "nl").await;
    let referrals = next_of(&mut second, "referral").await;
    assert_eq!(referrals[0]["version"], 1);
    says(&case, "Their signed receipt").await;

    let id = &referrals[0]["id"];
    let opened = json!({ "to": id, "opened": true, "more": more() });
    second.send("norway", "answer", &opened).await;
    says(&case, "their desk has opened it").await;
    let dreamt = json!({ "item": 1, "became": "dreamt_of", "more": more() });
    let outcome = json!({ "to": id, "sequence": 1, "items": [dreamt] });
    second.send("norway", "outcome", &outcome).await;
    let removed = json!({ "item": 1, "became": "removed", "classification": "galactic" });
    let outcome = json!({ "to": id, "sequence": 2, "items": [removed], "more": more() });
    second.send("norway", "outcome", &outcome).await;
    let page = says(&case, "Record the same here").await;
    assert!(!page.contains("dreamt"), "{page}");
}

#[tokio::test]
async fn what_comes_in_version_2_is_refused_with_the_versions_that_are_read_and_comes_again_in_1() {
    let (process, mut second, _) = met("2,1").await;
    let bram = process.desk.member("bram", Role::Analyst).await;
    let body = referral("https://bad.example/for-us");
    let sent = second.send_first_in(2, "norway", "referral", &body).await;
    let refusals = sent["refusals"].as_array().unwrap();
    let problem = &refusals[0];
    assert_eq!(problem["type"], "urn:sealed-report:problem:parcel-version");
    let title = problem["title"].as_str().unwrap();
    assert!(title.contains("versions that are read: 1"), "{title}");
    // The same id, in version 1.
    assert_eq!(refusals.len(), 1, "{sent}");
    let answers = next_of(&mut second, "answer").await;
    assert_eq!(answers[0]["version"], 1);
    let opened = json!({ "to": sent["id"], "opened": true, "reason": null });
    assert_eq!(answers[0]["body"], opened);
    assert_eq!(cases(&process).await, 1);

    // Kinds that version 1 has not are answered, and nothing comes of them.
    for kind in ["withdraw", "song"] {
        let body = json!({ "to": sent["id"], "items": [1] });
        let (id, _) = second.send("norway", kind, &body).await;
        let answers = next_of(&mut second, "answer").await;
        let unknown = json!({ "to": id, "opened": false, "reason": "unknown" });
        assert_eq!(answers[0]["body"], unknown, "{kind}");
    }
    assert_eq!(cases(&process).await, 1);
    let page = bram.page("/referrals").await;
    assert!(page.contains("of a newer version"), "{page}");
}

#[tokio::test]
async fn hotlines_of_three_generations_are_in_one_network() {
    let (process, mut second, url) = met("2,1").await;
    let mut third = SecondHotline::start_speaking("later", "2").await;
    let root = fs::read_to_string(process.folder.path().join("keys/root.pub")).unwrap();
    third.know("norway", root.trim(), &url).await;
    third.know("netherlands", &second.root, &second.url).await;
    second.know("later", &third.root, &third.url).await;
    // The two that speak version 2 do so.
    let body = referral("https://bad.example/for-later");
    second.send("later", "referral", &body).await;
    let got = next_of(&mut third, "referral").await;
    assert_eq!(
        (&got[0]["version"], &got[0]["from"]),
        (&json!(2), &json!("netherlands"))
    );
    // Whoever speaks nothing that we read knows so before anything leaves.
    let sent = third.send_first_in(2, "norway", "referral", &body).await;
    assert_eq!(sent["refused"], "a key of another hotline or version");
    second
        .send(
            "norway",
            "referral",
            &referral("https://bad.example/for-us"),
        )
        .await;
    until("the case is there", async || {
        (cases(&process).await == 1).then_some(())
    })
    .await;
}
