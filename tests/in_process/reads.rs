//! Reads of content: each is in the log before the content is shown, once per actor and hour.

use axum::http::{Method, StatusCode};
use model::rights::Role;
use serde_json::{Value, json};
use tests::InProcess;

use crate::{act, finding, last_place, logged, numbered, report, show, take, without_log};

const HOUR: u64 = 3600;

#[tokio::test]
async fn a_read_is_logged_once_an_hour_for_each_person_and_case() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    desk.enqueue(numbered(1)).await;
    let listening = desk.listen().await;
    let page = case.strip_prefix("/v1").unwrap();
    let waiting = format!("/reports/{}", numbered(1).id);
    for _ in 0..2 {
        let anna = listening.member("anna", Role::Analyst).await;
        let ben = listening.member("ben", Role::Analyst).await;
        let reader = listening.member("reader", Role::ReadOnly).await;
        let before = last_place(&desk).await;
        for _ in 0..2 {
            for path in [page, "/", &waiting] {
                anna.page(path).await;
            }
            ben.page(page).await;
            // Somebody who sees no content reads none.
            reader.page("/").await;
            show(&desk, &case).await;
        }
        let entries = logged(&desk, before).await;
        let entries = entries.iter().map(|entry| {
            let case = entry.case.map(|case| case == report().id);
            (&entry.who[..], &entry.what[..], case, &entry.new[..])
        });
        assert_eq!(
            entries.collect::<Vec<_>>(),
            [
                ("anna", "read", Some(true), ""),
                ("anna", "read_queue", None, ""),
                ("anna", "read", Some(false), "in the queue"),
                ("ben", "read", Some(true), ""),
                ("token:config", "read", Some(true), "exact locations"),
            ]
        );
        desk.clock.advance_seconds(HOUR);
    }
    // The log has them; the history of the case tells what became of it.
    let lead = listening.member("lena", Role::Lead).await;
    assert!(
        lead.page("/audit")
            .await
            .contains("<code>read_queue</code>")
    );
    assert!(!lead.page(page).await.contains("<td>read</td>"));
    let history = show(&desk, &case).await["history"].take();
    assert_eq!(history.as_array().unwrap().len(), 1, "{history}");
}

#[tokio::test]
async fn nothing_is_shown_that_cannot_be_logged() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    let illegal = json!({ "step": "illegal", "findings": [finding(1, "baseline")] });
    act(&desk, &case, "step", illegal).await;
    let hold = json!({ "step": "hold", "until": "2027-01-15" });
    act(&desk, &case, "step", hold).await;
    desk.enqueue(numbered(1)).await;
    let listening = desk.listen().await;
    let anna = listening.member("anna", Role::Analyst).await;
    let page = case.strip_prefix("/v1").unwrap();
    let waiting = format!("/reports/{}", numbered(1).id);
    let pages = [page, "/", "/due", &waiting];
    without_log(&desk, async || {
        for path in pages {
            let reply = anna.get(path).await;
            assert_eq!(reply.status, 503, "{path}");
            assert!(!reply.body.contains("bad"), "{}", reply.body);
        }
        let (status, _) = desk.api(Method::GET, &case, &Value::Null).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    })
    .await;
    // A read that was not logged is not remembered as logged.
    let before = last_place(&desk).await;
    for path in pages {
        assert!(anna.page(path).await.contains("bad"));
    }
    assert_eq!(logged(&desk, before).await.len(), pages.len());
}
