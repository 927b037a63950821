//! Every kind of damaged message gets the answer that was designed for it.

use getrandom::{SysRng, rand_core::UnwrapErr};
use reqwest::Method;
use shared::api::{MEDIA_TYPE, REPORTS_PATH};
use shared::envelope::SealedReport;
use shared::hpke::{PrivateKey, Suite};
use shared::key_config::PublishedKey;
use shared::padding;
use tests::{Answer, Stack, by_hand, report};

/// Damages a good message, proves work for it as it then is, and gives the answer.
async fn answer_to(stack: &Stack, damage: impl FnOnce(&mut Vec<u8>)) -> Answer {
    let (mut message, _) = stack
        .reporter
        .seal(&report("https://bad.example/", "x"))
        .await;
    damage(&mut message);
    post_proven(stack, message).await
}

/// Posts a message, with a proof of work if its form has room for one.
async fn post_proven(stack: &Stack, message: Vec<u8>) -> Answer {
    let message = match SealedReport::parse(message.clone()) {
        Ok(_) => stack.reporter.prove(message).await,
        Err(_) => message,
    };
    stack.reporter.post(message).await
}

#[tokio::test]
async fn damage_that_reaches_the_key_or_the_text_is_answered_alike() {
    let stack = Stack::start().await;
    let mut answers = Vec::new();
    for (name, at) in [
        ("magic", 0),
        ("version", 7),
        ("enc", 88),
        ("end of enc", 1207),
        ("ciphertext", 1208),
        ("tag", 9415),
    ] {
        let answer = answer_to(&stack, |message| message[at] ^= 1).await;
        assert_eq!(
            (answer.status, answer.problem().as_deref()),
            (400, Some("unacceptable")),
            "{name}"
        );
        answers.push(answer.body);
    }
    for length in [1, 88, 9415] {
        answers.push(
            answer_to(&stack, |message| message.truncate(length))
                .await
                .body,
        );
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "indistinguishable: {answers:?}");
    assert!(stack.desk.claim(10, 60).await.is_empty());
}

#[tokio::test]
async fn another_key_id_asks_for_a_new_key() {
    let stack = Stack::start().await;
    let answer = answer_to(&stack, |message| message[8] ^= 1).await;
    assert_eq!(
        (answer.status, answer.problem().as_deref()),
        (409, Some("unknown-key"))
    );
}

#[tokio::test]
async fn a_longer_body_is_too_large() {
    let stack = Stack::start().await;
    let answer = answer_to(&stack, |message| message.push(0)).await;
    assert_eq!(
        (answer.status, answer.problem().as_deref()),
        (413, Some("too-large"))
    );
}

#[tokio::test]
async fn another_media_type_is_not_read() {
    let stack = Stack::start().await;
    for media_type in [
        "application/json",
        "text/plain",
        "application/x-sealed-report; v=2",
    ] {
        let request = stack.reporter.request(Method::POST, REPORTS_PATH);
        let response = request
            .header("content-type", media_type)
            .body("x")
            .send()
            .await
            .unwrap();
        let answer = Answer::read(response).await;
        assert_eq!(
            (answer.status, answer.problem().as_deref()),
            (415, Some("media-type"))
        );
    }
}

#[tokio::test]
async fn a_body_of_unknown_length_is_not_read() {
    let stack = Stack::start().await;
    let answer = chunked_post(&stack.intake).await;
    assert!(answer.starts_with("HTTP/1.1 411 "), "{answer}");
}

#[tokio::test]
async fn an_opened_text_that_is_no_report_is_answered_like_a_damaged_one() {
    let stack = Stack::start().await;
    let damaged = answer_to(&stack, |message| message[9000] ^= 1).await;
    let key = stack.reporter.key().await;
    let no_location = r#"{"id":"00112233445566778899aabbccddeeff","category":"csam","locations":[],"language":"en"}"#;
    for text in ["", "{}", "[]", "\u{feff}{}", no_location, "{}\0x"] {
        let mut plaintext = text.as_bytes().to_vec();
        plaintext.resize(8192, 0);
        let answer = post_proven(&stack, seal_raw(&key, &plaintext)).await;
        assert_eq!(
            (answer.status, &answer.body),
            (400, &damaged.body),
            "{text:?}"
        );
    }
}

#[tokio::test]
async fn a_report_for_another_hotline_does_not_open() {
    let stack = Stack::start().await;
    let key = stack.reporter.key().await;
    let mut config = key.config().clone();
    config.hotline = "another".parse().unwrap();
    let sealed_elsewhere = seal_raw(&PublishedKey::new(config), &a_good_plaintext());
    let mut message = sealed_elsewhere;
    message[8..16].copy_from_slice(key.id().as_bytes());
    assert_eq!(post_proven(&stack, message).await.status, 400);
}

#[tokio::test]
async fn a_message_of_the_other_suite_does_not_open() {
    let stack = Stack::start().await;
    let mut config = stack.reporter.key().await.config().clone();
    let stranger = PrivateKey::generate(Suite::X25519, &mut UnwrapErr(SysRng));
    config.public_key = stranger.public_key();
    let mut message = seal_raw(&PublishedKey::new(config), &a_good_plaintext());
    assert_eq!(stack.reporter.post(message.clone()).await.status, 409);
    message[8..16].copy_from_slice(stack.reporter.key().await.id().as_bytes());
    assert_eq!(post_proven(&stack, message).await.status, 400);
}

#[tokio::test]
async fn other_addresses_and_methods_are_problems_too() {
    let stack = Stack::start().await;
    for (method, path, status) in [
        (Method::GET, REPORTS_PATH, 405),
        (Method::GET, "/nothing", 404),
        (Method::GET, "/p/no/slug", 404),
        (Method::GET, "/assets/0000/form.js", 404),
        (Method::POST, "/v1/claims", 404),
    ] {
        let response = stack.reporter.request(method, path).send().await.unwrap();
        let answer = Answer::read(response).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(answer.problem().is_some(), "{path}");
    }
}

fn a_good_plaintext() -> Vec<u8> {
    padding::pad(&report("https://bad.example/", "x").to_json(), 8192)
        .unwrap()
        .to_vec()
}

/// Seals any plaintext, even one that our own client would never seal.
fn seal_raw(key: &PublishedKey, plaintext: &[u8]) -> Vec<u8> {
    by_hand::seal(key, plaintext).0
}

/// Posts with `Transfer-Encoding: chunked` and gives the answer's first line.
async fn chunked_post(intake: &str) -> String {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    let address = intake.strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!(
        "POST {REPORTS_PATH} HTTP/1.1\r\nhost: {address}\r\ncontent-type: {MEDIA_TYPE}\r\n\
         transfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).await.unwrap();
    line
}
