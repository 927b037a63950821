//! Random samples for second looks: each decided item is equally likely, and nobody looks at their own verdict.

use std::collections::BTreeSet;

use axum::http::Method;
use model::rights::Role;
use serde_json::{Value, json};
use tests::{InProcess, Member};

use crate::repeats::{assessed, enqueue, naming, web};
use crate::{act, last_place, logged, show, step, take};

/// Draws a sample of reports of 2027. Returns the address of its page.
async fn draw(lead: &Member, size: &str) -> String {
    let fields = [("from", "2027-01-01"), ("to", "2027-12-31"), ("size", size)];
    let drawn = lead.form("/samples", &fields).await;
    assert_eq!(drawn.status, 303, "{}", drawn.body);
    drawn.location().unwrap().to_owned()
}

/// The numbers of the items on the page of a sample.
fn items(page: &str) -> BTreeSet<String> {
    let links = page.split("#item-").skip(1);
    let numbers = links.map(|link| link.split_once('>').unwrap().1.split_once('<').unwrap().0);
    numbers.map(str::to_owned).collect()
}

/// So many reports about an address of its own each, assessed as illegal.
async fn illegal(desk: &InProcess, items: u32) {
    for item in 0..items {
        let report = naming(&[web(&format!("https://bad.example/{item}"))]);
        assessed(desk, &report, &["baseline"]).await;
    }
}

#[tokio::test]
async fn each_decided_item_is_equally_likely_and_nothing_else_is_drawn() {
    let desk = InProcess::with_config("").await;
    let lead = desk.listen().await.member("lena", Role::Lead).await;
    let fields = [("from", "2027-01-01"), ("to", "2027-12-31"), ("size", "9")];
    let nothing = lead.form("/samples", &fields).await;
    assert!(
        nothing
            .body
            .contains("No item of these days has a verdict.")
    );
    illegal(&desk, 3).await;
    enqueue(&desk, &naming(&[web("https://ads.example/")])).await;
    step(&desk, &take(&desk).await, "spam").await;
    enqueue(&desk, &naming(&[web("https://open.example/")])).await;
    take(&desk).await;

    let all: BTreeSet<String> = ["1-1", "2-1", "3-1"].map(str::to_owned).into();
    let page = draw(&lead, "200").await;
    assert_eq!(
        items(&lead.page(&page).await),
        all,
        "neither spam nor what is open"
    );
    // That one of them is in none of 40 samples happens once in three million times.
    let mut seen = BTreeSet::new();
    for _ in 0..40 {
        let page = draw(&lead, "1").await;
        let drawn = items(&lead.page(&page).await);
        assert_eq!(drawn.len(), 1);
        seen.extend(drawn);
    }
    assert_eq!(seen, all);
    for wrong in ["0", "201", "x"] {
        let fields = [
            ("from", "2027-01-01"),
            ("to", "2027-12-31"),
            ("size", wrong),
        ];
        assert_ne!(lead.form("/samples", &fields).await.status, 303, "{wrong}");
    }
}

#[tokio::test]
async fn a_second_look_is_recorded_and_changes_nothing() {
    let desk = InProcess::with_config("").await;
    let listening = desk.listen().await;
    let lead = listening.member("lena", Role::Lead).await;
    illegal(&desk, 2).await;
    // The third item is the lead's own.
    let own = naming(&[web("https://own.example/")]);
    enqueue(&desk, &own).await;
    let id = own["id"].as_str().unwrap();
    assert_eq!(lead.form("/take", &[("one", id)]).await.status, 303);
    let verdict = [
        ("version", "1"),
        ("step", "not_illegal"),
        ("shown", "1"),
        ("classification-1", "ignore"),
    ];
    assert_eq!(
        lead.form(&format!("/cases/{id}/work"), &verdict)
            .await
            .status,
        303
    );

    let page = draw(&lead, "200").await;
    let listed = open_cases(&desk).await;
    let first = format!("/v1/cases/{}", listed[0]);
    let before = show(&desk, &first).await;
    let place = last_place(&desk).await;
    for (item, look, would_be, status) in [
        ("1-1", "otherwise", "not_illegal", 303),
        ("2-1", "agree", "", 303),
        ("3-1", "agree", "", 403),
        ("9-1", "agree", "", 404),
    ] {
        let fields = [("item", item), ("look", look), ("would_be", would_be)];
        assert_eq!(lead.form(&page, &fields).await.status, status, "{item}");
    }
    let acts: Vec<_> = logged(&desk, place)
        .await
        .into_iter()
        .map(|it| [it.who, it.what, it.old, it.new])
        .collect();
    let look = |new: &str| ["lena", "second_look", "illegal", new].map(str::to_owned);
    assert_eq!(acts, [look("not_illegal (1)"), look("illegal (1)")]);

    let shown = lead.page(&page).await;
    for text in [
        "<dt>Looked at</dt><dd>2</dd>",
        "<dt>Agreed</dt><dd>1 (50 %)</dd>",
        "<th scope=\"row\">assessed as illegal</th><td>1</td><td>1</td><td>0</td><td>0</td>",
        "Yours: somebody else looks",
    ] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    let after = show(&desk, &first).await;
    assert_eq!(after["items"], before["items"], "the verdict stays");
    let held = json!({ "version": before["version"], "step": "hold", "until": "2027-01-20" });
    let (status, _) = desk.post(&format!("{first}/step"), held).await;
    assert_eq!(status, 200, "what stood on a screen before is still valid");

    let analyst = listening.member("anna", Role::Analyst).await;
    for path in ["/samples", &page] {
        assert_eq!(analyst.get(path).await.status, 403);
    }
    // A verdict that is taken back cannot be looked at.
    let second = format!("/v1/cases/{}", listed[1]);
    act(
        &desk,
        &second,
        "step",
        json!({ "step": "correct", "reason": "wrong" }),
    )
    .await;
    let fields = [("item", "2-1"), ("look", "agree")];
    assert_eq!(lead.form(&page, &fields).await.status, 409);
}

/// The ids of all open cases, by their numbers.
async fn open_cases(desk: &InProcess) -> Vec<String> {
    let (_, list) = desk.api(Method::GET, "/v1/cases", &Value::Null).await;
    let mut cases = list["cases"].as_array().unwrap().clone();
    cases.sort_by_key(|case| case["number"].as_u64());
    let ids = cases
        .iter()
        .map(|case| case["id"].as_str().unwrap().to_owned());
    ids.collect()
}
