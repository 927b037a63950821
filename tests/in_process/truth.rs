//! Nothing that is done to one item, or to one report, makes something untrue or unseen of another.

use axum::http::{Method, StatusCode};
use model::rights::Role;
use serde_json::{Value, json};
use tests::{Folder, InProcess, TestClock};

use crate::repeats::{enqueue, naming, reaches_a_person, web, with};
use crate::{act, ask, finding, show, step, take, tell_police};

/// A desk that hands off, and closes repeats.
async fn desk() -> InProcess {
    let folder = Folder::init(TestClock::BEGIN);
    folder.edit_config("close_repeats = false", "close_repeats = true");
    InProcess::in_folder(folder).await
}

/// A case of a report that names these addresses.
async fn case_of(desk: &InProcess, urls: &[&str]) -> String {
    let locations: Vec<Value> = urls.iter().copied().map(web).collect();
    enqueue(desk, &naming(&locations)).await;
    take(desk).await
}

/// Assesses an item as illegal.
async fn illegal(desk: &InProcess, case: &str, item: usize) {
    let findings = json!([finding(item, "baseline")]);
    let request = json!({ "step": "illegal", "items": [item], "findings": findings });
    act(desk, case, "step", request).await;
}

/// Lets an item take a step, with everything that a step may need.
async fn take_step(desk: &InProcess, case: &str, item: usize, step: &str) -> StatusCode {
    let request = json!({
        "step": step, "items": [item], "reason": "because", "until": "2027-06-01",
    });
    ask(desk, case, "step", request).await.0
}

async fn item(desk: &InProcess, case: &str, place: usize) -> Value {
    show(desk, case).await["items"][place - 1].take()
}

#[tokio::test]
async fn danger_in_a_report_of_a_known_address_reaches_the_police_and_its_case() {
    let desk = desk().await;
    let chat = json!({ "type": "chat", "app": "App", "handle": "room" });
    let grooming = |fields| with(naming(std::slice::from_ref(&chat)), &fields);
    let first = json!({ "category": "grooming", "description": "what was said" });
    enqueue(&desk, &grooming(first)).await;
    let owner = take(&desk).await;
    assert_eq!(show(&desk, &owner).await["priority"], "person");

    let danger = json!({
        "category": "grooming", "description": "Elm Street 5, tonight", "child_in_danger": true,
    });
    let danger = reaches_a_person(&desk, &grooming(danger), "a child in danger").await;
    assert_eq!(show(&desk, &owner).await["priority"], "danger");
    let request = json!({ "kind": "police", "to": "Police" });
    let hand_off = act(&desk, &danger, "hand-offs", request).await;
    let path = format!("{danger}/hand-offs/{hand_off}/file");
    let file = desk.file(&path).await;
    for part in [
        "Elm Street 5, tonight",
        "A child in danger now: YES",
        "room",
    ] {
        assert!(file.contains(part), "{part} is not in {file}");
    }
}

#[tokio::test]
async fn fragments_that_a_page_reads_are_addresses_of_their_own() {
    let desk = desk().await;
    for (one, other) in [
        (
            "https://signal.example/#CjQKIAAAA",
            "https://signal.example/#CjQKIZZZZ",
        ),
        (
            "https://chat.example/a/#-1001",
            "https://chat.example/a/#-1002",
        ),
        (
            "https://files.example/#F!aaaa!k",
            "https://files.example/#F!bbbb!k",
        ),
    ] {
        let case = case_of(&desk, &[one]).await;
        illegal(&desk, &case, 1).await;
        let other = reaches_a_person(&desk, &naming(&[web(other)]), other).await;
        assert_eq!(show(&desk, &other).await["known"], json!([]), "{one}");
    }
    let case = case_of(&desk, &["https://page.example/a"]).await;
    illegal(&desk, &case, 1).await;
    enqueue(&desk, &naming(&[web("https://page.example/a#top")])).await;
    let (_, taken) = desk.post("/v1/cases", json!({})).await;
    assert_eq!(
        (&taken["case"], &taken["repeats"]),
        (&Value::Null, &json!(1))
    );
}

#[tokio::test]
async fn a_correction_ends_no_other_item() {
    for (before, state) in [("doubt", "second_review"), ("hold", "held")] {
        let desk = desk().await;
        let two = "https://two.example/";
        let case = case_of(&desk, &["https://one.example/", two]).await;
        if before == "hold" {
            illegal(&desk, &case, 2).await;
        }
        assert_eq!(take_step(&desk, &case, 2, before).await, StatusCode::OK);
        act(
            &desk,
            &case,
            "locations",
            json!({ "item": 1, "addresses": [two] }),
        )
        .await;
        assert_eq!(item(&desk, &case, 2).await["state"], state);
        let corrected = item(&desk, &case, 1).await;
        assert_eq!(corrected["end"], "same");
        assert!(corrected["other"].as_str().unwrap().ends_with("-2"));
    }
}

#[tokio::test]
async fn the_polices_hold_stays_until_somebody_releases_it() {
    let desk = desk().await;
    for gone in ["unavailable", "correct"] {
        let url = format!("https://{gone}.example/");
        let case = case_of(&desk, &[&url]).await;
        illegal(&desk, &case, 1).await;
        for step in ["hold", gone] {
            assert_eq!(take_step(&desk, &case, 1, step).await, StatusCode::OK);
        }
        let back = if gone == "correct" {
            "illegal"
        } else {
            "back_online"
        };
        assert_eq!(take_step(&desk, &case, 1, back).await, StatusCode::OK);
        let shown = item(&desk, &case, 1).await;
        assert_eq!(
            (&shown["state"], &shown["held_until"]),
            (&json!("held"), &json!("2027-06-01"))
        );
        let notice = json!({ "kind": "notice", "items": [1], "to": "Host" });
        let (status, _) = ask(&desk, &case, "hand-offs", notice).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert_eq!(take_step(&desk, &case, 1, "release").await, StatusCode::OK);
        let shown = item(&desk, &case, 1).await;
        assert_eq!(
            (&shown["state"], &shown["held_until"]),
            (&json!("illegal"), &Value::Null)
        );
    }
}

#[tokio::test]
async fn who_was_told_of_another_address_was_not_told() {
    let desk = desk().await;
    let case = case_of(&desk, &["https://one.example/"]).await;
    let mut found = finding(1, "baseline");
    found["address"] = json!("193.0.6.139");
    act(&desk, &case, "findings", json!({ "findings": [found] })).await;
    tell_police(&desk, &case, 1).await;
    act(
        &desk,
        &case,
        "locations",
        json!({ "item": 1, "addresses": ["https://other.example/"] }),
    )
    .await;
    let shown = item(&desk, &case, 1).await;
    assert!(shown["finding"]["hosting"].is_null(), "{shown}");
    step(&desk, &case, "illegal").await;
    for needs_hand_off in ["with_police", "look_after"] {
        let status = take_step(&desk, &case, 1, needs_hand_off).await;
        assert_eq!(status, StatusCode::CONFLICT, "{needs_hand_off}");
    }
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let page = case.trim_start_matches("/v1");
    let needed = "needs a hand-off to the police that has left";
    assert!(anna.page(page).await.contains(needed));
    tell_police(&desk, &case, 1).await;
    assert!(!anna.page(page).await.contains(needed), "it has left");
    assert_eq!(
        take_step(&desk, &case, 1, "with_police").await,
        StatusCode::OK
    );
}

#[tokio::test]
async fn content_that_moved_to_a_known_address_is_looked_at() {
    let desk = desk().await;
    let (one, mirror) = ("https://one.example/", "https://mirror.example/");
    let case = case_of(&desk, &[one, mirror]).await;
    for item in [1, 2] {
        illegal(&desk, &case, item).await;
        tell_police(&desk, &case, u32::try_from(item).unwrap()).await;
        assert_eq!(
            take_step(&desk, &case, item, "look_after").await,
            StatusCode::OK
        );
    }
    assert_eq!(take_step(&desk, &case, 2, "removed").await, StatusCode::OK);
    let moved = |to: &str| json!({ "step": "moved", "items": [1], "to": to });
    let (status, _) = ask(&desk, &case, "step", moved("https://one.example/#top")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "to itself");
    act(&desk, &case, "step", moved(mirror)).await;
    let shown = show(&desk, &case).await;
    assert_eq!(shown["items"][0]["end"], "moved");
    assert_eq!(shown["items"][1]["state"], "to_assess");

    let later = case_of(&desk, &["https://later.example/"]).await;
    illegal(&desk, &later, 1).await;
    tell_police(&desk, &later, 1).await;
    step(&desk, &later, "look_after").await;
    act(&desk, &later, "step", moved(mirror)).await;
    let shown = show(&desk, &later).await;
    assert_eq!(shown["state"], "to_assess", "{shown}");
    assert!(shown["known"][0]["settled"].is_null());
}

#[tokio::test]
async fn an_address_that_others_name_stays_an_item() {
    let desk = desk().await;
    let url = "https://one.example/";
    let owner = case_of(&desk, &[url]).await;
    let report = with(naming(&[web(url)]), &json!({ "description": "more" }));
    let other = reaches_a_person(&desk, &report, "a description").await;
    let request = json!({ "item": 1, "addresses": ["https://other.example/"] });
    let (status, answer) = ask(&desk, &owner, "locations", request).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    assert!(show(&desk, &other).await["known"][0]["settled"].is_null());
}

#[tokio::test]
async fn each_of_two_items_takes_its_own_step() {
    let desk = desk().await;
    let case = case_of(&desk, &["https://one.example/", "https://two.example/"]).await;
    assert_eq!(
        take_step(&desk, &case, 1, "needs_more").await,
        StatusCode::OK
    );
    illegal(&desk, &case, 2).await;
    tell_police(&desk, &case, 2).await;
    assert_eq!(
        take_step(&desk, &case, 2, "look_after").await,
        StatusCode::OK
    );
    assert_eq!(take_step(&desk, &case, 2, "hold").await, StatusCode::OK);
    for state in ["needs_more", "held"] {
        let at = if state == "held" { 2 } else { 1 };
        assert_eq!(item(&desk, &case, at).await["state"], state);
    }
    // Both can be removed, or be corrected: each from where it stands.
    let request = json!({ "step": "unavailable", "items": [1, 2] });
    let (status, _) = ask(&desk, &case, "step", request).await;
    assert_eq!(status, StatusCode::CONFLICT, "all or nothing");
    assert_eq!(item(&desk, &case, 2).await["state"], "held");
}

#[tokio::test]
async fn a_finding_without_an_explanation_keeps_the_one_that_is_there() {
    let desk = desk().await;
    let case = case_of(&desk, &["https://one.example/"]).await;
    let mut found = finding(1, "baseline");
    found["explanation"] = json!("what is seen");
    act(&desk, &case, "findings", json!({ "findings": [found] })).await;
    act(
        &desk,
        &case,
        "findings",
        json!({ "findings": [finding(1, "national")] }),
    )
    .await;
    let shown = item(&desk, &case, 1).await;
    assert_eq!(shown["explanation"], "what is seen");
    assert_eq!(shown["finding"]["classification"], "national");
}

#[tokio::test]
async fn a_damaged_case_takes_no_other_away() {
    let desk = desk().await;
    let url = "https://one.example/";
    let owner = case_of(&desk, &[url]).await;
    let report = with(naming(&[web(url)]), &json!({ "description": "more" }));
    let other = reaches_a_person(&desk, &report, "a description").await;
    let database = rusqlite::Connection::open(desk.database()).unwrap();
    let damage = "UPDATE case_file SET file = zeroblob(length(file)) WHERE number = 1";
    assert_eq!(database.execute(damage, []).unwrap(), 1);
    let (status, _) = desk.api(Method::GET, &owner, &Value::Null).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(show(&desk, &other).await["known"][0]["state"].is_null());
    // The next report of the address is read by a person as well.
    let next = reaches_a_person(&desk, &naming(&[web(url)]), "a damaged case").await;
    let number = show(&desk, &next).await["known"][0]["number"].take();
    let own = json!({ "item": number, "sighted": "own_item" });
    act(&desk, &next, "known", own).await;
    // Another case still has the address, so the new item is seen there.
    assert_eq!(show(&desk, &next).await["state"], "to_assess");
}
