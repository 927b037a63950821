//! Repeats: how long the longest request takes while thousands of reports of one address wait.

use std::time::Instant;

use axum::http::StatusCode;
use model::rights::Role;
use serde_json::{Value, json};
use tests::{InProcess, Member, TestClock, report};

use crate::Amount;
use crate::engine::Engine;
use crate::figures::Figures;

const URL: &str = "https://bad.example/gallery";

/// The longest time of each kind of request, in microseconds.
#[derive(Default)]
struct Longest {
    take: f64,
    queue: f64,
    case: f64,
}

pub(crate) async fn measure(engine: Engine, amount: Amount, figures: &mut Figures) {
    for crowd in amount.crowds {
        let (folder, _) = engine.folder_of(TestClock::BEGIN);
        folder.edit_config("close_repeats = false", "close_repeats = true");
        let desk = InProcess::in_folder(folder).await;
        let known = known(&desk).await;
        for _ in 0..*crowd {
            enqueue(&desk).await;
        }
        let longest = work_off(&desk, &known).await;
        for (name, time) in [
            ("crowd_take_longest_us", longest.take),
            ("crowd_queue_page_longest_us", longest.queue),
            ("crowd_case_page_longest_us", longest.case),
        ] {
            figures.add(&format!("{name}.{}.{crowd}", engine.name()), time);
        }
    }
}

/// Takes report after report, as one person does, beside the task that closes repeats.
async fn work_off(desk: &InProcess, known: &str) -> Longest {
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    anna.page("/").await;
    let casework = desk.services().casework;
    let mut longest = Longest::default();
    loop {
        let begin = now();
        let (_, taken) = desk.post("/v1/cases", json!({})).await;
        longest.take = longest.take.max(since(begin));
        longest.queue = longest.queue.max(page_us(&anna, "/").await);
        let case = format!("/cases/{known}");
        longest.case = longest.case.max(page_us(&anna, &case).await);
        let closed = casework.close_repeats_ahead().await.unwrap();
        if closed == 0 && taken["case"].is_null() {
            return longest;
        }
    }
}

/// An open case of the address, assessed as illegal. Returns its id.
async fn known(desk: &InProcess) -> String {
    enqueue(desk).await;
    let (_, taken) = desk.post("/v1/cases", json!({})).await;
    let id = taken["case"].as_str().unwrap().to_owned();
    let finding = json!({
        "item": 1,
        "classification": "baseline",
        "gender": "undetermined",
        "age_group": "infant",
        "commerciality": "not_determined",
        "site_type": "forum",
    });
    let step = json!({ "version": 1, "step": "illegal", "items": [1], "findings": [finding] });
    let (status, answer) = desk.post(&format!("/v1/cases/{id}/step"), step).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    id
}

/// A report that tells nothing but the address.
async fn enqueue(desk: &InProcess) {
    let mut bare: Value = serde_json::to_value(&*report(URL, "x")).unwrap();
    bare.as_object_mut().unwrap().remove("description");
    desk.enqueue(serde_json::from_value(bare).unwrap()).await;
}

async fn page_us(member: &Member, path: &str) -> f64 {
    let begin = now();
    member.page(path).await;
    since(begin)
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn now() -> Instant {
    Instant::now()
}

fn since(begin: Instant) -> f64 {
    begin.elapsed().as_secs_f64() * 1e6
}
