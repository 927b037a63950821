//! A child in danger between two hotlines: the one hears of silence within hours, the other has it before everything
//! else.

use axum::http::{Method, StatusCode};
use model::rights::Role;
use serde_json::{Value, json};
use tests::{InProcess, Member};

use crate::parcels::{hand_off, handed_off_of, refer};
use crate::show;

/// The list of the cases about a child in danger that nobody has.
const NOBODYS: &str = "/cases?state=to_assess&priority=danger&assignee=nobody";

async fn anna(desk: &InProcess) -> Member {
    desk.listen().await.member("anna", Role::Analyst).await
}

async fn due(desk: &InProcess) -> String {
    let (_, due) = desk.api(Method::GET, "/v1/due", &Value::Null).await;
    due.to_string()
}

#[tokio::test]
async fn a_referral_that_does_not_arrive_is_silence_as_well() {
    for danger in [true, false] {
        let (desk, other) = InProcess::exchanging().await;
        other.answers(Some((StatusCode::SERVICE_UNAVAILABLE, Vec::new())));
        let case = handed_off_of(&desk, danger).await;
        desk.exchange_parcels().await;
        assert_eq!(hand_off(&desk, &case).await["state"], "sending");
        assert_eq!(due(&desk).await.contains("\"answer\""), danger);
        let page = anna(&desk).await.page("/due").await;
        assert_eq!(page.contains("Has not arrived yet: us"), danger, "{page}");
        assert_eq!(page.contains("Hand it off another way"), danger, "{page}");
    }
}

#[tokio::test]
async fn a_referral_of_a_child_in_danger_is_due_from_the_beginning_until_something_is_told() {
    let (desk, other) = InProcess::exchanging().await;
    let case = handed_off_of(&desk, true).await;
    desk.exchange_parcels().await;
    assert_eq!(other.got().len(), 1);
    let page = anna(&desk).await.page("/due").await;
    assert!(page.contains("No answer yet: us"), "{page}");
    let hand_off = hand_off(&desk, &case).await;
    let answered = json!({ "state": "answered", "answer": "at_work" });
    let path = format!("{case}/hand-offs/{}", hand_off["version"]);
    let (status, problem) = desk.post(&path, answered).await;
    assert!(status.is_success(), "{problem}");
    assert!(!due(&desk).await.contains("\"answer\""));
}

#[tokio::test]
async fn a_referred_child_in_danger_is_one_press_away_on_every_page() {
    let (desk, other) = InProcess::exchanging().await;
    let anna = anna(&desk).await;
    let link = format!("href=\"{}\"", NOBODYS.replace('&', "&#38;"));
    assert!(!anna.page("/search").await.contains(&link));
    let (case, _) = refer(&desk, &other, &["https://bad.example/a"]).await;
    for path in ["/", "/watch", "/due", "/search"] {
        let page = anna.page(path).await;
        assert!(page.contains(&link), "{path}: {page}");
        assert!(
            page.contains("<strong class=\"urgent\">1 child in danger</strong>"),
            "{page}"
        );
    }
    for path in ["/", "/watch"] {
        let page = anna.page(path).await;
        assert!(
            page.contains("<title>1 child in danger, 0 waiting"),
            "{page}"
        );
        assert!(page.contains("as cases that nobody has"), "{page}");
    }
    let path = case.strip_prefix("/v1").unwrap();
    assert!(anna.page(NOBODYS).await.contains(path));
    let version = show(&desk, &case).await["version"].to_string();
    let take = [("version", &version[..]), ("assign", "me")];
    assert_eq!(
        anna.form(&format!("{path}/assign"), &take).await.status,
        303
    );
    assert!(!anna.page("/search").await.contains(&link));
}
