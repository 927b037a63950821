//! Who may come to the desk, and what its pages show.

use reqwest::Method;
use tests::{Stack, report};

#[tokio::test]
async fn nothing_opens_without_the_token() {
    let stack = Stack::start().await;
    let sent = report("https://bad.example/", "x");
    stack.reporter.send(&sent).await;
    // "desk:wrong" and "desk:", and the right token under a wrong scheme.
    let wrong = [
        "Basic ZGVzazp3cm9uZw==",
        "Basic ZGVzazo=",
        "Bearer wrong",
        "Basic ?",
        "Bearer",
    ];
    let right_elsewhere = format!("Bearer {}", stack.desk.token);
    let page = format!("/reports/{}", sent.id());
    for path in ["/", &page] {
        for authorization in wrong
            .iter()
            .copied()
            .chain([&right_elsewhere[..]])
            .map(Some)
            .chain([None])
        {
            let answer = stack.desk.knock(Method::GET, path, authorization).await;
            assert_eq!(
                answer.problem().as_deref(),
                Some("unauthorized"),
                "{path} {authorization:?}"
            );
        }
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
    let authorization = format!("Basic {}", login(&stack.desk.token));
    let path = format!("/reports/{}", sent.id());
    let answer = stack
        .desk
        .knock(Method::GET, &path, Some(&authorization))
        .await;
    assert_eq!(answer.problem().as_deref(), Some("not-found"));
}

#[tokio::test]
async fn metrics_count_and_nothing_more() {
    let stack = Stack::start().await;
    stack
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;
    stack.reporter.post(vec![0; 10]).await;
    let metrics = stack.desk.page("/metrics").await;
    for line in [
        r#"sealed_report_messages_total{outcome="accepted"} 1"#,
        r#"sealed_report_messages_total{outcome="unacceptable"} 1"#,
        "sealed_report_queue_waiting 1",
        "sealed_report_queue_leased 0",
    ] {
        assert!(
            metrics.lines().any(|shown| shown == line),
            "{line} is not in {metrics}"
        );
    }
}

fn login(token: &str) -> String {
    use base64ct::{Base64, Encoding};
    Base64::encode_string(format!("desk:{token}").as_bytes())
}
