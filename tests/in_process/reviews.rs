//! Who may say that the decision of a second review was heard of.

use axum::http::{Method, StatusCode};
use model::rights::Role;
use serde_json::json;
use tests::{CasePage, InProcess};

use crate::repeats::{enqueue, naming, web};
use crate::{show, take};

#[tokio::test]
async fn only_who_asked_or_a_lead_has_heard_of_a_second_review() {
    let desk = InProcess::with_config("").await;
    let two = [web("https://bad.example/1"), web("https://bad.example/2")];
    enqueue(&desk, &naming(&two)).await;
    let case = take(&desk).await;
    let listening = desk.listen().await;
    let anna = listening.member("anna", Role::Analyst).await;
    let ben = listening.member("ben", Role::Analyst).await;
    let carl = listening.member("carl", Role::Analyst).await;
    let lena = listening.member("lena", Role::Lead).await;
    let admin = listening.member("ada", Role::Admin).await;
    let id = case.strip_prefix("/v1/cases/").unwrap().parse().unwrap();
    let [by_anna, by_ben] = [&anna, &ben].map(|member| CasePage::of(member, id));
    let [by_carl, by_lena] = [&carl, &lena].map(|member| CasePage::of(member, id));
    let button = format!("formaction=\"/cases/{id}/heard\"");

    for (page, item) in [(&by_anna, "1"), (&by_ben, "2")] {
        let doubt = [("step", "doubt"), ("items", item), ("reason", "not sure")];
        assert_eq!(page.work(&[], &doubt).await, 303);
    }
    let heard = by_lena.act("heard", &[]).await;
    assert_eq!(heard.status, 409, "nothing is decided yet");
    assert_eq!(by_ben.step(1, "not_found").await, 303);
    assert_eq!(by_anna.step(2, "not_found").await, 303);

    // Neither a third person nor a system that works on cases.
    assert!(!by_carl.read().await.contains(&button));
    assert_eq!(by_carl.act("heard", &[]).await.status, 403);
    let token = admin.make_token(&lena, "system", "work").await;
    let request = json!({ "version": show(&desk, &case).await["version"] });
    let path = format!("{case}/heard");
    let answer = desk.api_as(&token, Method::POST, &path, &request).await;
    assert_eq!(answer.0, StatusCode::FORBIDDEN);

    // Each of those who asked, for what they asked.
    assert!(by_anna.read().await.contains(&button));
    assert_eq!(by_anna.act("heard", &[]).await.status, 303);
    assert!(!by_anna.read().await.contains(&button));
    assert_eq!(by_anna.act("heard", &[]).await.status, 403);
    let shown = show(&desk, &case).await;
    assert_eq!(shown["state"], "reviewed");
    let is_heard = |item: usize| &shown["items"][item]["review"]["is_heard"];
    assert_eq!((is_heard(0), is_heard(1)), (&json!(true), &json!(false)));

    // Ben is away.
    assert!(by_lena.read().await.contains(&button));
    assert_eq!(by_lena.act("heard", &[]).await.status, 303);
    assert_eq!(show(&desk, &case).await["state"], "closed");
}
