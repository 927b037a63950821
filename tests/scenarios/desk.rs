//! The desk's doors, and what its pages show.

use reqwest::Method;
use tests::{Member, Stack, report};

#[tokio::test]
async fn nothing_opens_without_a_session_or_a_token() {
    let stack = Stack::start().await;
    let sent = report("https://bad.example/", "x");
    stack.reporter.send(&sent).await;
    let right = format!("Bearer {}", stack.desk.token);
    let wrong = [
        "Basic ZGVzazp3cm9uZw==",
        "Bearer wrong",
        "Bearer",
        "Basic ?",
        "",
    ];
    let nobody = Member::invited(&stack.desk.url, stack.clock.clone(), "nobody", "");
    let page = format!("/reports/{}", sent.id());
    let login = format!("/login?to=%2Freports%2F{}", sent.id());
    assert_eq!(nobody.get(&page).await.location(), Some(&login[..]));
    assert_eq!(nobody.get("/").await.location(), Some("/login?to=%2F"));
    // A token opens no page.
    for authorization in wrong.iter().copied().chain([&right[..]]) {
        let answer = stack
            .desk
            .knock(Method::GET, &page, Some(authorization))
            .await;
        assert!(
            answer.body.contains("<h1>Log in</h1>"),
            "{authorization}: {}",
            answer.body
        );
    }
    for path in [
        "/v1/claims",
        "/v1/claims/x/extend",
        "/v1/claims/x/release",
        "/v1/claims/x/ack",
    ] {
        for authorization in wrong.map(Some).into_iter().chain([None]) {
            let answer = stack.desk.knock(Method::POST, path, authorization).await;
            assert_eq!(
                answer.problem().as_deref(),
                Some("unauthorized"),
                "{path} {authorization:?}"
            );
        }
    }
    assert_eq!(stack.desk.claim(1, 60).await[0]["attempts"], 1);
}

#[tokio::test]
async fn the_pages_show_text_that_can_do_nothing() {
    let stack = Stack::start().await;
    let sent = report(
        "https://bad.example/<script>alert(1)</script>",
        "</p><img src=x onerror=alert(1)> see https://bad.example \u{202e}txt",
    );
    stack.reporter.send(&sent).await;
    let queue = stack.desk.page("/").await;
    assert!(queue.contains("<strong>1</strong> waiting"), "{queue}");
    let page = stack.desk.page(&format!("/reports/{}", sent.id())).await;
    for forbidden in [
        "<script",
        "<img",
        "https://bad.example",
        "\u{202e}",
        "href=\"http",
    ] {
        assert!(!page.contains(forbidden), "{forbidden} is on {page}");
    }
    assert!(page.contains("hXXps://bad[.]example/"), "{page}");
    assert!(page.contains("https[:]//bad.example ⟨U+202E⟩txt"), "{page}");
}

#[tokio::test]
async fn an_acked_report_has_no_page_any_more() {
    let stack = Stack::start().await;
    let sent = report("https://bad.example/", "x");
    stack.reporter.send(&sent).await;
    let claim = stack.desk.claim(1, 60).await.remove(0);
    stack.desk.act(&claim, "ack").await;
    assert!(stack.desk.page("/").await.contains("Nothing is waiting."));
    let gone = stack
        .desk
        .lead()
        .await
        .get(&format!("/reports/{}", sent.id()))
        .await;
    assert_eq!(gone.status, 404);
}
