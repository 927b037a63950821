//! A report from its sealing to its ack.

use serde_json::Value;
use tests::{Stack, report};

#[tokio::test]
async fn a_report_reaches_the_desk_and_leaves_it() {
    reaches_the_desk_and_leaves_it(Stack::start().await).await;
}

pub(crate) async fn reaches_the_desk_and_leaves_it(stack: Stack) {
    let sent = report("https://bad.example/page", "what was seen");
    stack.reporter.send(&sent).await;

    let claims = stack.desk.claim(10, 60).await;
    let [claim] = &claims[..] else {
        panic!("{claims:?}")
    };
    let sent_json: Value = serde_json::from_slice(&sent.to_json()).unwrap();
    assert_eq!(claim["report"], sent_json);
    assert_eq!(claim["id"], sent.id().to_string());
    assert_eq!(claim["attempts"], 1);
    assert_eq!(claim["priority"], "child");
    assert_eq!(claim["received"], "2027-01-15T08:00:00Z");
    assert_eq!(claim["expires"], "2027-01-15T08:01:00Z");

    assert_eq!(stack.desk.act(claim, "ack").await, 204);
    assert!(stack.desk.claim(10, 60).await.is_empty());
}

#[tokio::test]
async fn a_retry_stores_nothing_twice() {
    is_stored_once(Stack::start().await).await;
}

pub(crate) async fn is_stored_once(stack: Stack) {
    let sent = report("https://bad.example/", "once");
    let (message, expected) = stack.reporter.seal(&sent).await;
    assert_eq!(
        stack.reporter.post(message.clone()).await.receipt(),
        expected
    );
    assert_eq!(stack.reporter.post(message).await.receipt(), expected);
    // The same report sealed anew gets a receipt of its own, and is not stored again either.
    stack.reporter.send(&sent).await;
    assert_eq!(stack.desk.claim(10, 60).await.len(), 1);
    let metrics = stack.metrics_of_next_hour().await;
    assert!(
        metrics.contains(r#"sealed_report_messages_total{outcome="repeated"} 2"#),
        "{metrics}"
    );
}

#[tokio::test]
async fn every_type_of_location_arrives() {
    let stack = Stack::start().await;
    let onion = format!("http://{}.onion/", "a".repeat(56));
    let report = serde_json::json!({
        "id": "00112233445566778899aabbccddeeff",
        "category": "hate_speech",
        "description": "words",
        "good_faith": true,
        "language": "de",
        "partner": "sid-2027",
        "locations": [
            { "type": "web", "url": "https://a.example", "referrer": "https://b.example" },
            { "type": "social", "platform": "P", "handle": "h", "posted_on": "2027-01-01" },
            { "type": "chat", "app": "C", "handle": "room" },
            { "type": "game", "name": "G", "handle": "h" },
            { "type": "newsgroup", "group": "alt.x", "sender": "a@b.example" },
            { "type": "file_sharing", "file_name": "f", "client": "c" },
            { "type": "onion", "url": onion },
            { "type": "email", "sender": "a@b.example", "date": "2027-01-01" },
            { "type": "other", "text": "on a lamp post" },
        ],
    });
    let schema = stack.reporter.schema().await;
    jsonschema::validate(&schema, &report).unwrap();
    let untrusted: shared::report::UntrustedReport =
        serde_json::from_value(report.clone()).unwrap();
    stack.reporter.send(&untrusted.try_into().unwrap()).await;
    let claims = stack.desk.claim(1, 60).await;
    assert_eq!(claims[0]["report"], report);
    let page = stack.desk.page("/").await;
    for shown in [
        "newsgroup",
        "hXXps://a[.]example",
        "a[at]b[.]example",
        "on a lamp post",
    ] {
        assert!(page.contains(shown), "{shown} is not on {page}");
    }
}
