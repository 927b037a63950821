//! What a desk does with the items that another hotline referred: takes a finding over, or says in which country they
//! are.

use axum::http::StatusCode;
use model::rights::Role;
use serde_json::{Value, json};
use tests::{InProcess, OtherHotline};

use crate::outcomes::told;
use crate::parcels::refer;
use crate::{act, ask, finding, show};

/// A desk that may take over findings of the other hotline.
async fn trusting() -> (InProcess, OtherHotline) {
    let (desk, other) = InProcess::exchanging().await;
    desk.folder.append_config("take_over = true");
    (desk.again().await, other)
}

fn steps(shown: &Value) -> Vec<&str> {
    let steps = shown["items"][0]["steps"].as_array().unwrap();
    steps.iter().map(|step| step.as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_baseline_finding_is_taken_over_if_the_config_says_so() {
    let (desk, other) = trusting().await;
    let (case, _) = refer(&desk, &other, &["https://bad.example/a"]).await;
    assert!(steps(&show(&desk, &case).await).contains(&"take_over"));
    act(&desk, &case, "step", json!({ "step": "take_over" })).await;
    let item = show(&desk, &case).await["items"][0].clone();
    assert_eq!(item["state"], "held", "their police asked to wait: {item}");
    assert_eq!(item["finding"]["classification"], "baseline");
    let told = told(&desk, &other).await;
    let expected = json!([{ "item": 1, "became": "at_work", "classification": "baseline" }]);
    assert_eq!(told[0]["items"], expected);
}

#[tokio::test]
async fn nothing_else_is_taken_over() {
    let (desk, other) = InProcess::exchanging().await;
    let (case, _) = refer(&desk, &other, &["https://bad.example/a"]).await;
    let take_over = json!({ "step": "take_over" });
    assert!(!steps(&show(&desk, &case).await).contains(&"take_over"));
    let (status, _) = ask(&desk, &case, "step", take_over.clone()).await;
    assert!(
        status.is_client_error(),
        "the config does not say so: {status}"
    );

    let (desk, other) = trusting().await;
    let national = other.national(&desk.exchange_key().await, "https://bad.example/n");
    let (case, _) = crate::parcels::received(&desk, &national).await;
    let (status, _) = ask(&desk, &case, "step", take_over.clone()).await;
    assert!(
        status.is_client_error(),
        "national has to be assessed: {status}"
    );

    let (case, _) = refer(&desk, &other, &["https://bad.example/b"]).await;
    let own = json!({ "findings": [finding(1, "doubtful")] });
    act(&desk, &case, "findings", own).await;
    let (status, _) = ask(&desk, &case, "step", take_over).await;
    assert!(
        status.is_client_error(),
        "there is a finding of ours: {status}"
    );
}

#[tokio::test]
async fn who_referred_an_item_hears_in_which_country_it_is() {
    let (desk, other) = InProcess::exchanging().await;
    let (case, _) = refer(&desk, &other, &["https://bad.example/a"]).await;
    for country in ["", "de", "Germany"] {
        let asked = json!({ "step": "elsewhere", "country": country });
        let (status, problem) = ask(&desk, &case, "step", asked).await;
        assert_eq!(
            status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{country}: {problem}"
        );
    }
    act(
        &desk,
        &case,
        "step",
        json!({ "step": "elsewhere", "country": "DE" }),
    )
    .await;
    let item = json!([{ "item": 1, "became": "elsewhere", "country": "DE" }]);
    assert_eq!(told(&desk, &other).await[0]["items"], item);
    let shown = show(&desk, &case).await;
    assert_eq!(shown["items"][0]["elsewhere"], "DE");
    assert_eq!(shown["outcome"], "out_of_remit");
}

#[tokio::test]
async fn a_reporters_own_case_has_neither_step() {
    let (desk, _) = trusting().await;
    crate::enqueue(&desk, false).await;
    let case = crate::take(&desk).await;
    let shown = show(&desk, &case).await;
    assert!(!steps(&shown).contains(&"take_over") && !steps(&shown).contains(&"elsewhere"));
    let asked = json!({ "step": "elsewhere", "country": "DE" });
    let (status, _) = ask(&desk, &case, "step", asked).await;
    assert!(status.is_client_error());
}

#[tokio::test]
async fn the_page_offers_both_and_asks_for_the_country() {
    let (desk, other) = trusting().await;
    let (case, _) = refer(&desk, &other, &["https://bad.example/a"]).await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let path = case.strip_prefix("/v1").unwrap();
    let page = anna.page(path).await;
    assert!(page.contains("value=\"take_over\"") && page.contains("name=\"country\""));
    let version = show(&desk, &case).await["version"].to_string();
    let fields = [
        ("version", &version[..]),
        ("step", "elsewhere"),
        ("country", "DE"),
    ];
    let answer = anna.form(&format!("{path}/work"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert!(anna.page(path).await.contains("in another country"));
}
