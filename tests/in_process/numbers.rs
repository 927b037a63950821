//! The numbers of the queue for those who see no report: as of the last full hour, and of now if a child is
//! in danger.

use axum::http::{Method, StatusCode};
use model::rights::Role;
use serde_json::{Value, json};
use tests::{InProcess, Member};

use super::enqueue;

/// The main part of the queue's page.
async fn queue(reader: &Member) -> String {
    let page = reader.page("/").await;
    page.split("<main").nth(1).unwrap().to_owned()
}

async fn numbers(desk: &InProcess) -> Value {
    let (status, numbers) = desk.api(Method::GET, "/v1/queue", &Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    numbers
}

#[tokio::test]
async fn the_queue_is_counted_by_priority_and_age_without_claiming() {
    let desk = InProcess::with_config("").await;
    enqueue(&desk, false).await;
    desk.clock.advance_seconds(30 * 3600);
    enqueue(&desk, false).await;
    enqueue(&desk, true).await;
    let numbers = numbers(&desk).await;
    assert_eq!(numbers["hour"], "2027-01-16T14:00:00Z");
    assert_eq!(
        (&numbers["leased"], &numbers["set_aside"]),
        (&json!(0), &json!(0))
    );
    let ages = |hours, day, days, longer| json!({ "hours": hours, "day": day, "days": days, "longer": longer });
    let waiting = |priority: &str, reports, ages| json!({ "priority": priority, "reports": reports, "ages": ages });
    let expected = json!([
        waiting("danger", 1, ages(1, 0, 0, 0)),
        waiting("person", 0, ages(0, 0, 0, 0)),
        waiting("young_child", 0, ages(0, 0, 0, 0)),
        waiting("child", 2, ages(1, 0, 1, 0)),
        waiting("rest", 0, ages(0, 0, 0, 0)),
    ]);
    assert_eq!(numbers["waiting"], expected);
    let claim = json!({ "max": 10, "lease_seconds": 60 });
    let (_, claimed) = desk.post("/v1/claims", claim).await;
    assert_eq!(
        claimed["claims"].as_array().unwrap().len(),
        3,
        "nothing was claimed before"
    );
}

#[tokio::test]
async fn who_works_on_no_case_learns_nothing_of_a_single_one_but_its_state() {
    let desk = InProcess::with_config("").await;
    let report = json!({
        "id": format!("{:032x}", 7),
        "category": "csam",
        "locations": [{ "type": "web", "url": "https://bad.example/" }],
        "language": "de",
        "partner": "riverside",
    });
    desk.enqueue(serde_json::from_value(report).unwrap()).await;
    desk.post("/v1/cases", json!({})).await;
    let listening = desk.listen().await;
    let worker = listening.member("anna", Role::Analyst).await;
    let told = ["<td>de</td>", "riverside", "2027-01-15T08:00:00Z"];
    for filter in ["", "?partner=riverside", "?language=de"] {
        let page = worker.page(&format!("/cases{filter}")).await;
        assert!(told.iter().all(|word| page.contains(word)), "{page}");
    }
    for (name, role) in [("olga", Role::ReadOnly), ("ada", Role::Admin)] {
        let member = listening.member(name, role).await;
        let page = member.page("/cases").await;
        assert!(
            page.contains("csam") && page.contains("name=\"assignee\""),
            "{page}"
        );
        assert!(!told.iter().any(|word| page.contains(word)), "{page}");
        for filter in ["partner=riverside", "language=de"] {
            let refused = member.get(&format!("/cases?{filter}")).await;
            assert_eq!(refused.status, 403, "{filter}");
        }
    }
}

#[tokio::test]
async fn who_works_on_no_report_learns_of_no_second() {
    let desk = InProcess::with_config("").await;
    let listening = desk.listen().await;
    let reader = listening.member("olga", Role::ReadOnly).await;
    let worker = listening.member("anna", Role::Analyst).await;
    let before = (queue(&reader).await, numbers(&desk).await);
    enqueue(&desk, false).await;
    desk.clock.advance_seconds(1);
    assert_eq!((queue(&reader).await, numbers(&desk).await), before);
    assert!(
        worker
            .page("/")
            .await
            .contains("<strong>1</strong> waiting")
    );
    enqueue(&desk, true).await;
    let page = queue(&reader).await;
    assert!(page.contains("<strong>1</strong> waiting"), "{page}");
    assert!(
        page.contains("<td class=\"priority\">danger</td>"),
        "{page}"
    );
    assert_ne!(numbers(&desk).await, before.1);
    desk.clock.advance_seconds(3599);
    let reader = listening.member("olga", Role::ReadOnly).await;
    let page = reader.page("/").await;
    assert!(page.contains("<strong>2</strong> waiting"), "{page}");
}
