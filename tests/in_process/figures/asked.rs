//! How many reporters who were asked something come back, in the figures.

use axum::http::Method;
use model::rights::Role;
use serde_json::Value;
use tests::InProcess;

use crate::follow_up::{TEXT, ask, board, desk, look, stuck};

/// The numbers of reports whose reporter was asked, and of those whose reporter answered.
async fn figures(desk: &InProcess) -> [u64; 2] {
    let (_, figures) = desk.api(Method::GET, "/v1/figures", &Value::Null).await;
    ["asked", "answered"].map(|name| figures[name].as_u64().unwrap())
}

#[tokio::test]
async fn they_say_how_many_reporters_answer_also_once_the_cases_are_scrubbed() {
    let desk = desk().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let (one, mailbox) = stuck(&desk, &anna).await;
    let (other, _) = stuck(&desk, &anna).await;
    assert_eq!(figures(&desk).await, [0, 0]);
    for case in [&one, &other] {
        assert_eq!(ask(case, TEXT).await, 303);
    }
    assert_eq!(figures(&desk).await, [2, 0]);
    for _ in 0..2 {
        let question = look(&desk, &board(&desk).await, &mailbox).unwrap();
        desk.enqueue_answer(question.id, "In Group B.").await;
        desk.tick().await;
        assert_eq!(figures(&desk).await, [2, 1]);
        assert_eq!(one.step(1, "needs_more").await, 303);
        assert_eq!(ask(&one, TEXT).await, 303);
    }
    for case in [&one, &other] {
        assert_eq!(case.step(1, "never_found").await, 303);
    }
    assert_eq!(figures(&desk).await, [2, 1]);
    let listening = desk.listen().await;
    let lead = listening.lead().await;
    let page = lead.page("/figures").await;
    assert!(page.contains("<dt>Reports whose reporter was asked something</dt><dd>2</dd>"));
    assert!(page.contains("<dt>Reports whose reporter answered</dt><dd>1</dd>"));
    let file = lead.get("/figures.csv").await.body;
    assert!(file.contains("asked,,,2\r\nanswered,,,1\r\n"), "{file}");
    desk.clock.advance_seconds(365 * 24 * 3600 + 24 * 3600);
    assert_eq!(desk.services().casework.scrub_all().await.unwrap(), 2);
    let last_year = desk
        .api(Method::GET, "/v1/figures?year=2027", &Value::Null)
        .await
        .1;
    assert_eq!(
        (&last_year["asked"], &last_year["answered"]),
        (&2.into(), &1.into())
    );
}
