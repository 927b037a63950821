//! Cases can be assigned only to accounts that may work on cases.

use axum::http::StatusCode;
use model::rights::Role;
use serde_json::json;
use tests::InProcess;

use crate::{report, show, take};

#[tokio::test]
async fn a_case_is_handed_only_to_whoever_may_work_on_it() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    let staff = desk.staff().await;
    for (name, role) in [
        ("anna", Role::Analyst),
        ("gone", Role::Analyst),
        ("lena", Role::Lead),
        ("ron", Role::ReadOnly),
        ("ada", Role::Admin),
    ] {
        let name = name.parse().unwrap();
        staff.add("operator", name, role).await.unwrap();
    }
    let gone = "gone".parse().unwrap();
    staff.set_disabled("operator", &gone, true).await.unwrap();

    for (to, is_given) in [
        ("anna", true),
        ("anne", false),
        ("Anna", false),
        ("ron", false),
        ("ada", false),
        ("gone", false),
        ("desk", false),
        ("\u{202e}anna", false),
        ("lena", true),
    ] {
        let before = show(&desk, &case).await;
        let request = json!({ "version": before["version"], "to": to });
        let (status, answer) = desk.post(&format!("{case}/assignee"), request).await;
        let after = show(&desk, &case).await;
        if is_given {
            assert_eq!((status, &after["assignee"]), (StatusCode::OK, &json!(to)));
        } else {
            assert_eq!(
                answer["type"], "urn:sealed-report:problem:no-account",
                "{to}"
            );
            assert_eq!(after, before);
        }
    }
}
