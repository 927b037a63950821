//! Many repeats at once: no request has to close all of them.

use serde_json::{Value, json};
use shared::report::ReportId;

use super::{URL, desk, enqueue, known, naming, web};

#[tokio::test]
async fn a_crowd_of_repeats_is_closed_beside_requests() {
    let desk = desk().await;
    known(&desk).await;
    let repeats: Vec<Value> = (0..70).map(|_| naming(&[web(URL)])).collect();
    for repeat in &repeats {
        enqueue(&desk, repeat).await;
    }
    let news = naming(&[web("https://bad.example/news")]);
    enqueue(&desk, &news).await;

    // One request does a part of the work, and gives a person something to do.
    let (_, taken) = desk.post("/v1/cases", json!({})).await;
    assert_eq!(taken, json!({ "case": repeats[10]["id"], "repeats": 10 }));
    let casework = desk.services().casework;
    let mut closed = 0;
    loop {
        match casework.close_repeats_ahead().await.unwrap() {
            0 => break,
            more => closed += more,
        }
    }
    assert_eq!(closed, 59);
    let left = desk.store.list(None, None, 100).await.unwrap();
    let left: Vec<_> = left.iter().map(|it| (it.id, it.attempts)).collect();
    let news_id: ReportId = serde_json::from_value(news["id"].clone()).unwrap();
    assert_eq!(left, [(news_id, 0)]);
    let (_, taken) = desk.post("/v1/cases", json!({})).await;
    assert_eq!(taken, json!({ "case": news["id"], "repeats": 0 }));
}
