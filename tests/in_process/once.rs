//! A form that is sent twice acts once.

use axum::http::Method;
use model::rights::Role;
use receiver::web::routes::{self, Access};
use tests::{InProcess, Member};

use crate::logs::Preparation;
use crate::{report, show, take};

#[tokio::test]
async fn every_form_of_every_page_has_a_token_of_its_own() {
    let (desk, other) = InProcess::with_everything().await;
    let listening = desk.listen().await;
    let lead = listening.member("lena", Role::Lead).await;
    let admin = listening.member("ada", Role::Admin).await;
    let mut tokens = Vec::new();
    for (number, route) in (1..).zip(routes::all()) {
        if route.method != Method::GET || route.access != Access::Page {
            continue;
        }
        let preparation = Preparation {
            other: &other,
            desk: &desk,
            lead: &lead,
            admin: &admin,
            number,
        };
        let path = preparation.fitting(&route).await.path;
        let reply = preparation.member(&route).get(&path).await;
        if reply.headers["content-type"] == "text/html; charset=utf-8" {
            tokens.extend(tokens_of(&path, &reply.body));
        }
    }
    tokens.extend(tokens_of("/login", &lead.get("/login").await.body));
    assert!(tokens.len() > 15, "{}", tokens.len());
    let count = tokens.len();
    tokens.sort();
    tokens.dedup();
    assert_eq!(tokens.len(), count);
}

/// The tokens of a page, one for each form that acts.
fn tokens_of(path: &str, page: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    for form in page.split("<form ").skip(1) {
        let (tag, rest) = form.split_once('>').unwrap();
        let token = rest.strip_prefix("<input type=\"hidden\" name=\"once\" value=\"");
        assert_eq!(
            token.is_some(),
            tag.contains("method=\"post\""),
            "{path}: {form}"
        );
        tokens.extend(token.map(|token| token.split('"').next().unwrap().to_owned()));
    }
    tokens
}

#[tokio::test]
async fn the_same_form_acts_once() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let path = format!("{}/note", case.strip_prefix("/v1").unwrap());
    let send = async |text: &str, token: &str| {
        let fields = [("once", token), ("text", text)];
        let reply = anna.form(&path, &fields).await;
        (reply.status, reply.location().map(str::to_owned))
    };
    let notes = async || show(&desk, &case).await["notes"].as_array().unwrap().len();

    let (one, two) = tokio::join!(send("a note", "A"), send("a note", "A"));
    assert_eq!(one.0, 303);
    assert_eq!(one, two);
    assert_eq!(send("a note", "A").await, one);
    assert_eq!(notes().await, 1);
    // Another text is another note, although somebody went back to the page with the old token.
    assert_eq!(send("another note", "A").await.0, 303);
    assert_eq!(send("a note", "B").await.0, 303);
    assert_eq!(notes().await, 3);
    // What was refused may be sent again.
    for _ in 0..2 {
        assert_eq!(send("", "C").await.0, 422);
    }
    // Redirects are remembered, however long it takes.
    desk.tick().await;
    desk.tick().await;
    assert_eq!(send("a note", "A").await, one);
    assert_eq!(notes().await, 3);
}

#[tokio::test]
async fn a_secret_is_shown_once_more_for_a_minute() {
    let desk = InProcess::with_config("").await;
    let admin = desk.listen().await.member("ada", Role::Admin).await;
    let fields = [
        ("once", "A"),
        ("name", "system"),
        ("days", "1"),
        ("look", "yes"),
    ];
    let shown = async |member: &Member| {
        let reply = member.form("/tokens", &fields).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.text_of("secret").to_owned()
    };
    let first = shown(&admin).await;
    assert_eq!(shown(&admin).await, first);
    let list = admin.page("/tokens").await;
    assert_eq!(list.matches("/revoke\"").count(), 1, "{list}");
    // In another session it is another form, and the name is taken.
    let other = desk.listen().await.member("adam", Role::Admin).await;
    assert_eq!(other.form("/tokens", &fields).await.status, 422);
    desk.tick().await;
    desk.tick().await;
    assert_eq!(admin.form("/tokens", &fields).await.status, 422);
}
