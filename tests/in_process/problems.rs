//! The services' errors as problem documents.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use tests::InProcess;

use crate::{finding, report, show, take};

#[tokio::test]
async fn each_error_of_casework_has_its_problem() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    let nowhere = "/v1/cases/ffffffffffffffffffffffffffffffff";
    let incomplete = json!({ "item": 1, "classification": "baseline" });
    let before = show(&desk, &case).await;
    let lease = json!({ "lease": "00000000000000000000000000000000" });
    for (path, request, status, problem) in [
        (
            format!("{nowhere}/notes"),
            json!({ "text": "x" }),
            404,
            "not-found",
        ),
        (
            format!("{case}/notes"),
            json!({ "text": " " }),
            400,
            "bad-request",
        ),
        (
            format!("{case}/step"),
            json!({ "version": 9, "step": "spam" }),
            409,
            "conflict",
        ),
        (
            format!("{case}/step"),
            json!({ "version": 1, "step": "removed", "items": [1] }),
            409,
            "not-yet",
        ),
        (
            format!("{case}/step"),
            json!({ "version": 1, "step": "removed" }),
            422,
            "field",
        ),
        (
            format!("{case}/step"),
            json!({ "version": 1, "step": "fly" }),
            400,
            "bad-request",
        ),
        (
            format!("{case}/step"),
            json!({ "version": 1, "step": "illegal", "findings": [incomplete] }),
            422,
            "field",
        ),
        (
            format!("{case}/findings"),
            json!({ "version": 1, "findings": [finding(2, "baseline")] }),
            409,
            "conflict",
        ),
        (
            format!("{case}/locations"),
            json!({ "version": 1, "addresses": ["no address"] }),
            422,
            "field",
        ),
        (
            format!("{case}/known"),
            json!({ "version": 1, "item": "1-1", "sighted": "nothing_new" }),
            409,
            "conflict",
        ),
        (
            format!("{case}/hand-offs"),
            json!({ "version": 1, "kind": "police", "items": [] }),
            422,
            "field",
        ),
        (
            format!("{case}/hand-offs"),
            json!({ "version": 1, "kind": "police", "items": [1] }),
            422,
            "field",
        ),
        (
            format!("{case}/hand-offs"),
            json!({ "version": 1, "kind": "notice", "items": [1], "to": "host" }),
            409,
            "not-yet",
        ),
        (
            format!("{case}/hand-offs/1"),
            json!({ "state": "sent" }),
            409,
            "conflict",
        ),
        (
            "/v1/claims".to_owned(),
            json!({ "max": 0, "lease_seconds": 1 }),
            400,
            "bad-request",
        ),
        (
            case.replace("/cases/", "/claims/") + "/ack",
            lease,
            409,
            "lease-lost",
        ),
    ] {
        let (got, answer) = desk.post(&path, request).await;
        let expected = json!(format!("urn:sealed-report:problem:{problem}"));
        assert_eq!(
            (got.as_u16(), &answer["type"]),
            (status, &expected),
            "{path}"
        );
        assert_eq!(answer["status"], status);
    }
    assert_eq!(show(&desk, &case).await, before);
    let (status, _) = desk.api(Method::GET, nowhere, &Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_request_that_is_not_understood_is_told_the_field_and_nothing_of_its_value() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    let wrong = json!({ "version": 1, "step": "illegal", "findings": [{ "item": "secret" }] });
    let (status, answer) = desk.post(&format!("{case}/step"), wrong).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(
        answer["detail"],
        "findings[0].item is not what the API describes"
    );
    let list = "/v1/cases?state=secret";
    let (status, answer) = desk.api(Method::GET, list, &Value::Null).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(answer["detail"], "state is not what the API describes");
}
