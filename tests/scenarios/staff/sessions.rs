//! Sessions and their cookies: how long they last, and who can reach them.

use std::sync::Arc;

use model::rights::Role;
use tests::{Member, PASSWORD, Stack, TestClock};

#[tokio::test]
async fn a_session_ends_by_itself() {
    let stack = Stack::start().await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    let is_in = async || anna.get("/account").await.status == 200;
    for _ in 0..20 {
        stack.clock.advance_seconds(24 * 60);
        assert!(is_in().await, "in use");
    }
    stack.clock.advance_seconds(30 * 60);
    assert!(!is_in().await, "idle for half an hour");
    anna.log_in().await;
    for _ in 0..29 {
        stack.clock.advance_seconds(24 * 60);
        assert!(is_in().await, "in use");
    }
    stack.clock.advance_seconds(24 * 60);
    assert!(!is_in().await, "a working day is over");
}

#[tokio::test]
async fn a_session_ends_when_somebody_ends_it() {
    let stack = Stack::start().await;
    let admin = stack.desk.member("admin", Role::Admin).await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    let phone = anna.elsewhere();
    let is_in = async |member: &Member| member.get("/account").await.status == 200;
    let come_in = async || {
        for browser in [&anna, &phone] {
            stack.clock.advance_seconds(30);
            assert_eq!(browser.log_in().await.status, 303);
        }
    };
    come_in().await;
    assert!(is_in(&anna).await && is_in(&phone).await);
    let session = phone.forget("session").unwrap();
    assert!(!is_in(&phone).await);
    stack.clock.advance_seconds(30);
    phone.log_in().await;
    anna.form("/account/sessions", &[]).await;
    assert!(
        is_in(&anna).await && !is_in(&phone).await,
        "the others are ended"
    );

    let change = async |old: &str, code: &str| {
        let fields = [
            ("old", old),
            ("password", PASSWORD),
            ("again", PASSWORD),
            ("code", code),
        ];
        anna.form("/account/password", &fields).await.status
    };
    assert_eq!(change("wrong", &anna.code()).await, 422);
    come_in().await;
    assert_eq!(change(PASSWORD, &anna.code()).await, 422, "a used code");
    stack.clock.advance_seconds(30);
    assert_eq!(change(PASSWORD, "000000").await, 422);
    assert_eq!(change("wrong", &anna.code()).await, 422);
    assert_eq!(change(PASSWORD, &anna.code()).await, 200);
    assert!(
        is_in(&anna).await && !is_in(&phone).await,
        "the password was changed"
    );

    come_in().await;
    anna.form("/logout", &[]).await;
    assert!(!is_in(&anna).await && is_in(&phone).await, "logged out");
    admin
        .form("/staff/anna/disabled", &[("disabled", "true")])
        .await;
    assert!(!is_in(&phone).await, "disabled");
    stack.clock.advance_seconds(30);
    assert_eq!(anna.log_in().await.status, 403);
    admin
        .form("/staff/anna/disabled", &[("disabled", "false")])
        .await;
    assert_eq!(anna.log_in().await.status, 303);
    admin.form("/staff/anna/reset", &[]).await;
    assert!(!is_in(&anna).await, "the password was reset");
    for (_, bytes) in stack.folder.files() {
        let is_there = bytes
            .windows(session.len())
            .any(|window| window == session.as_bytes());
        assert!(!is_there, "a session's token is on the disk");
    }
}

#[tokio::test]
async fn a_cookie_is_out_of_reach() {
    let stack = Stack::start().await;
    let anna = stack.desk.member("anna", Role::Analyst).await;
    stack.clock.advance_seconds(30);
    let reply = anna.log_in().await;
    for line in reply.headers.get_all("set-cookie") {
        let line = line.to_str().unwrap();
        for attribute in ["; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age="] {
            assert!(line.contains(attribute), "{line}");
        }
        assert!(!line.contains("Secure"), "{line}");
    }
    let folder = stack.stop().await;
    let url = "# public_url = \"https://desk.example\"";
    folder.edit_config(url, url.strip_prefix("# ").unwrap());
    let stack = Stack::start_in(folder, Arc::new(TestClock::at(TestClock::BEGIN))).await;
    let bob = stack.desk.invited("bob", Role::Analyst).await;
    let fields = [
        ("name", "bob"),
        ("password", &bob.password),
        ("code", ""),
        ("to", "/"),
    ];
    let reply = bob
        .form_from("/login", &fields, &[("origin", "https://desk.example")])
        .await;
    let lines: Vec<_> = reply.headers.get_all("set-cookie").iter().collect();
    assert_eq!(lines.len(), 2);
    for line in lines {
        let line = line.to_str().unwrap();
        assert!(
            line.starts_with("__Host-") && line.contains("; Secure"),
            "{line}"
        );
    }
    let local = bob
        .form_from("/login", &fields, &[("origin", &stack.desk.url)])
        .await;
    assert_eq!(local.status, 403, "another origin than the public one");
}
