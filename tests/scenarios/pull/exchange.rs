//! Another hotline and one on two machines: its parcels arrive at the intake and become cases at the desk, and what goes
//! there leaves the desk by itself.

use std::collections::BTreeSet;

use model::rights::Role;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, Desk, Folder, OtherHotline, TestClock, TwoMachines, report, until};

/// Two machines of a hotline whose desk knows another one, and that one.
async fn begun() -> (TwoMachines, OtherHotline, Desk) {
    let folder = Folder::init_fetching(TestClock::BEGIN);
    let other = OtherHotline::of_half(&folder, TestClock::BEGIN).await;
    let mut machines = TwoMachines::in_folder(folder).await;
    let desk = machines.start_desk().await;
    // The key, and the hotlines that it is for.
    let publications = "desk_record WHERE kind = 'publication'";
    machines.folder.has_rows("intake", publications, 2).await;
    (machines, other, desk)
}

/// What the intake shows at this address, once it shows it.
async fn shown(machines: &TwoMachines, path: &str) -> Vec<u8> {
    let url = format!("{}{path}", machines.folder.intake_origin());
    until("the desk has published it at the intake", async || {
        let answer = reqwest::get(&url).await.unwrap();
        let is_there = answer.status() == 200;
        is_there.then_some(answer.bytes().await.unwrap().to_vec())
    })
    .await
}

async fn post(machines: &TwoMachines, parcel: &[u8]) -> Answer {
    let request = machines.reporter.request(Method::POST, "/v1/parcels");
    Answer::read(request.body(parcel.to_vec()).send().await.unwrap()).await
}

async fn referred(desk: &Desk) -> Vec<Value> {
    let cases = desk.get("/v1/cases?referred=true").await;
    cases["cases"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_parcel_becomes_one_case_and_is_answered_though_nobody_reaches_the_desk() {
    let (mut machines, other, desk) = begun().await;
    let key = shown(&machines, "/v1/exchange-key").await;
    machines.stop_desk().await;
    let parcels: Vec<_> = (0..8)
        .map(|number| other.refer(&key, &[&format!("https://bad.example/{number}")]))
        .collect();
    let mut receipts = Vec::new();
    for parcel in &parcels {
        let answer = post(&machines, parcel).await;
        assert_eq!(answer.status, 202, "{}", answer.body);
        receipts.push(answer.body);
    }
    drop(desk);
    let desk = machines.start_desk().await;
    until("each parcel is a case", async || {
        (referred(&desk).await.len() == parcels.len()).then_some(())
    })
    .await;
    let inbox = "desk_record WHERE kind = 'inbox'";
    machines.folder.has_rows("intake", inbox, 0).await;
    // The same parcel gets the same receipt, and makes no second case, also after restarts of both.
    machines.stop_intake().await;
    machines.start_intake().await;
    for (parcel, receipt) in parcels.iter().zip(&receipts) {
        assert_eq!(post(&machines, parcel).await.body, *receipt);
    }
    assert_eq!(referred(&desk).await.len(), parcels.len());
    // The other hotline hears that its parcels were opened.
    let mut answered = BTreeSet::new();
    until("every parcel is answered", async || {
        answered.extend(other.got().into_iter().map(|parcel| {
            let contents = other.contents(&parcel);
            let body: Value = contents.body().unwrap();
            body["to"].as_str().unwrap().to_owned()
        }));
        (answered.len() == parcels.len()).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_referral_leaves_for_another_hotline_and_its_answer_comes_back() {
    let (machines, other, desk) = begun().await;
    let key = shown(&machines, "/v1/exchange-key").await;
    let lead = desk.member("lena", Role::Lead).await;
    other.is_known(&lead).await;
    machines
        .reporter
        .send(&report("https://bad.example/a", "seen"))
        .await;
    machines.folder.has_rows("desk", "body", 1).await;
    let case = desk.take().await;
    let illegal = json!({ "step": "illegal", "items": [1], "findings": [{
        "item": 1, "classification": "baseline", "gender": "undetermined", "age_group": "infant",
        "commerciality": "not_determined", "site_type": "forum",
    }] });
    let answer = desk.change(&case, "step", illegal).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let referral = json!({ "kind": "hotline", "items": [1], "to": "us" });
    let answer = desk.change(&case, "hand-offs", referral).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let parcel = until("the parcel has arrived there", async || other.got().pop()).await;
    let id = other.contents(&parcel).id();
    let opened = json!({ "to": id.to_string(), "opened": true });
    let answer = other.send(&key, receiver::parcel::Kind::Answer, &opened);
    assert_eq!(post(&machines, &answer).await.status, 202);
    until("our desk hears that it was opened", async || {
        let shown = desk.get(&case).await;
        (shown["hand_offs"][0]["state"] == "opened").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_hotline_that_leaves_the_exchange_takes_no_parcel_at_its_intake() {
    let (mut machines, other, _desk) = begun().await;
    let key = shown(&machines, "/v1/exchange-key").await;
    machines.stop_desk().await;
    machines
        .folder
        .edit_half("desk", "\n[desk.exchange]", "\n#[desk.exchange]");
    let config = machines.folder.config_of("desk");
    let text = std::fs::read_to_string(&config).unwrap();
    let text = text.split("[desk.exchange.hotlines.us]").next().unwrap();
    let text = text
        .replace(
            "\nsigner_key = \"keys/exchange",
            "\n# signer_key = \"keys/exchange",
        )
        .replace(
            "\nsigner_certificate = \"keys/exchange",
            "\n# signer_certificate = \"keys/exchange",
        );
    std::fs::write(&config, text).unwrap();
    machines.start_desk().await;
    let parcel = other.refer(&key, &["https://bad.example/a"]);
    until("nothing is taken any more", async || {
        (post(&machines, &parcel).await.status == 404).then_some(())
    })
    .await;
}
