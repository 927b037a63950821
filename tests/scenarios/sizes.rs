//! An observer of the line learns nothing from sizes: each kind of request and of answer has one size.

use std::collections::BTreeSet;

use receiver::web::public::bundle::Bundle;
use reqwest::{Method, Response};
use shared::report::{Report, ReportId, UntrustedReport};
use tests::{Stack, report};

/// Everything that an observer of the encrypted line can count.
async fn size(response: Response) -> (u16, usize, usize) {
    let status = response.status().as_u16();
    let headers = response.headers().iter();
    let headers = headers.map(|(name, value)| name.as_str().len() + value.len());
    let headers = headers.sum();
    (status, headers, response.bytes().await.unwrap().len())
}

/// Reports as short and as long as they get, in every category.
fn reports() -> Vec<Report> {
    let mut reports = vec![
        report("http://a", "x"),
        report("https://bad.example/", "word ".repeat(390).trim_end()),
        report("https://bad.example/", &"\u{1f6d1}".repeat(1500)),
    ];
    for category in ["grooming", "sextortion", "hate_speech", "other"] {
        let json = serde_json::json!({
            "id": ReportId::new([reports.len() as u8; 16]),
            "category": category,
            "description": category,
            "good_faith": true,
            "feedback": true,
            "contact": "me@example.org",
            "child_in_danger": true,
            "site_credentials": { "user": "u", "password": "p" },
            "language": "de",
            "partner": "sid-2027",
            "locations": vec![serde_json::json!({ "type": "chat", "app": category }); 20],
        });
        let report: UntrustedReport = serde_json::from_value(json).unwrap();
        reports.push(report.try_into().unwrap());
    }
    reports
}

#[tokio::test]
async fn every_report_and_every_answer_to_one_has_the_same_size() {
    let stack = Stack::start().await;
    let (mut messages, mut accepted, mut refused) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for report in reports() {
        let (message, _) = stack.reporter.seal(&report).await;
        messages.insert(message.len());
        for _ in 0..2 {
            let answer = stack.reporter.try_post(message.clone()).await.unwrap();
            accepted.insert(size(answer).await);
        }
        for at in [100, 2000, 9000] {
            let mut damaged = message.clone();
            damaged[at] ^= 1;
            let damaged = stack.reporter.prove(damaged).await;
            let answer = stack.reporter.try_post(damaged).await.unwrap();
            refused.insert(size(answer).await);
        }
    }
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert_eq!(accepted.len(), 1, "{accepted:?}");
    assert_eq!(refused.len(), 1, "{refused:?}");
}

#[tokio::test]
async fn what_a_form_fetches_has_one_size_for_everybody() {
    let stack = Stack::start().await;
    for path in [
        "/v1/key-config",
        "/v1/proof-of-work",
        "/",
        "/embed/v1.js",
        "/health",
    ] {
        let mut sizes = BTreeSet::new();
        for _ in 0..3 {
            let request = stack.reporter.request(Method::GET, path);
            sizes.insert(size(request.send().await.unwrap()).await);
            stack
                .reporter
                .send(&report("https://bad.example/", "x"))
                .await;
        }
        assert_eq!(sizes.len(), 1, "{path}: {sizes:?}");
    }
}

#[tokio::test]
async fn every_language_of_the_form_has_the_same_size() {
    let stack = Stack::start().await;
    let get = async |path: &str, encoding: &str| {
        let request = stack.reporter.request(Method::GET, path);
        let request = request.header("accept-encoding", encoding);
        request.send().await.unwrap()
    };
    let page = get("/", "identity").await.text().await.unwrap();
    let (_, assets) = page.split_once("src=\"/assets/").unwrap();
    let folder = assets.split('/').next().unwrap();
    let languages = Bundle::built_in().unwrap().languages();
    assert!(languages.len() > 25, "{languages:?}");
    for encoding in ["identity", "gzip", "br"] {
        let mut sizes = BTreeSet::new();
        for language in &languages {
            let path = format!("/assets/{folder}/locales/{language}.json");
            let answer = get(&path, encoding).await;
            let used = answer.headers().get("content-encoding");
            let used = used.map_or("identity", |used| used.to_str().unwrap());
            assert_eq!(used, encoding, "{path}");
            sizes.insert(size(answer).await);
        }
        assert_eq!(sizes.len(), 1, "{encoding}: {sizes:?}");
    }
}
