//! The edges of the intake's HTTP, as `shared/PROTOCOL.md` says them.

use reqwest::{Method, Response};
use shared::api::{KEY_CONFIG_PATH, MEDIA_TYPE, POW_PATH, REPORTS_PATH};
use tests::{Stack, report};

/// The addresses of the protocol, each with its method.
const ADDRESSES: [(Method, &str); 4] = [
    (Method::GET, KEY_CONFIG_PATH),
    (Method::GET, POW_PATH),
    (Method::GET, "/v1/report.schema.json"),
    (Method::POST, REPORTS_PATH),
];

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

async fn post(stack: &Stack, message: &[u8], headers: &[(&str, &str)]) -> Response {
    let mut request = stack.reporter.request(Method::POST, REPORTS_PATH);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(message.to_vec()).send().await.unwrap()
}

#[tokio::test]
async fn no_answer_of_the_protocol_is_kept() {
    let stack = Stack::start().await;
    for (method, path) in ADDRESSES {
        for asked in [Method::GET, Method::POST, Method::OPTIONS, Method::PUT] {
            let request = stack.reporter.request(asked.clone(), path);
            let answer = request.send().await.unwrap();
            let status = answer.status().as_u16();
            match asked {
                Method::OPTIONS => assert_eq!(status, 200),
                Method::POST if asked == method => assert_eq!(status, 415),
                _ if asked == method => assert_eq!(status, 200),
                _ => assert_eq!(status, 405),
            }
            assert_eq!(
                header(&answer, "cache-control"),
                "no-store",
                "{asked} {path}"
            );
            assert_eq!(header(&answer, "access-control-allow-origin"), "*");
        }
    }
}

#[tokio::test]
async fn a_media_type_has_no_case_and_a_message_no_coding() {
    let stack = Stack::start().await;
    for (media_type, coding, status) in [
        (MEDIA_TYPE, None, 202),
        ("Application/X-Sealed-Report", None, 202),
        (MEDIA_TYPE, Some("identity"), 202),
        (MEDIA_TYPE, Some("gzip"), 415),
        (MEDIA_TYPE, Some(""), 415),
        ("application/x-sealed-report; charset=utf-8", None, 415),
        ("application/octet-stream", None, 415),
    ] {
        let sent = report("https://bad.example/", "x");
        let (message, _) = stack.reporter.seal(&sent).await;
        let mut headers = vec![("content-type", media_type)];
        headers.extend(coding.map(|coding| ("content-encoding", coding)));
        let answer = post(&stack, &message, &headers).await;
        assert_eq!(answer.status(), status, "{media_type} {coding:?}");
    }
}

#[tokio::test]
async fn a_head_has_an_end() {
    let stack = Stack::start().await;
    let with = async |headers: usize, bytes: usize| {
        let mut request = stack.reporter.request(Method::GET, KEY_CONFIG_PATH);
        for number in 0..headers {
            request = request.header(format!("x-{number}"), "x".repeat(bytes / headers));
        }
        request.send().await.unwrap()
    };
    assert_eq!(with(90, 30_000).await.status(), 200);
    for (headers, bytes) in [(10, 33_000), (110, 1000)] {
        let refused = with(headers, bytes).await;
        assert_eq!(refused.status(), 431);
        assert_eq!(refused.text().await.unwrap(), "");
    }
}
