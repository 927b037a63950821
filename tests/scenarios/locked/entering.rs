//! What can be entered at a locked desk, and what cannot.

use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode, header};
use serde_json::json;
use tests::{Folder, Shares, TestClock};

use super::Locked;

/// Sends the form of the page, as a browser does that shows a page of this origin.
async fn send(locked: &Locked, share: &str, site: &str) -> Response {
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let form = client
        .post(format!("{}/unlock", locked.stack.desk.url))
        .header("sec-fetch-site", site)
        .form(&[("share", share)]);
    form.send().await.unwrap()
}

/// Where the answer to a form leads.
fn led_on(answer: &Response) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    answer.headers()[header::LOCATION]
        .to_str()
        .unwrap()
        .to_owned()
}

/// The page at this address of the desk.
async fn page(locked: &Locked, path: &str) -> String {
    let url = format!("{}{path}", locked.stack.desk.url);
    reqwest::get(url).await.unwrap().text().await.unwrap()
}

/// The numbers of the shares that were entered, by split.
async fn entered(locked: &Locked) -> serde_json::Value {
    let url = format!("{}/v1/unlock", locked.stack.desk.url);
    let standing: serde_json::Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    let splits = standing["entered"].as_array().unwrap();
    splits
        .iter()
        .map(|split| split["numbers"].clone())
        .collect()
}

#[tokio::test]
async fn a_share_is_taken_by_the_desks_own_page_and_is_in_no_address() {
    let locked = Locked::start().await;
    let code = &locked.shares.codes[1];
    for site in ["cross-site", "same-site", "none"] {
        assert_eq!(
            send(&locked, code, site).await.status(),
            StatusCode::FORBIDDEN,
            "{site}"
        );
    }
    assert_eq!(entered(&locked).await, json!([]));
    let taken = send(&locked, code, "same-origin").await;
    assert_eq!(taken.status(), StatusCode::SEE_OTHER);
    for (name, value) in [
        (header::LOCATION, "/unlock"),
        (header::CONNECTION, "close"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        assert_eq!(taken.headers()[&name], value, "{name}");
    }
    assert_eq!(entered(&locked).await, json!([[2]]));
    // An address with a share takes nothing.
    let url = format!(
        "{}/unlock?share={}",
        locked.stack.desk.url, locked.shares.codes[0]
    );
    let page = reqwest::get(url).await.unwrap().text().await.unwrap();
    assert!(page.contains("Still missing: 2 of 3"), "{page}");
    assert_eq!(entered(&locked).await, json!([[2]]));
    let page_of_policy = reqwest::get(format!("{}/unlock", locked.stack.desk.url))
        .await
        .unwrap();
    let policy = page_of_policy.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"));
}

#[tokio::test]
async fn a_wrong_letter_is_named_and_what_was_typed_stays() {
    let locked = Locked::start().await;
    let mut wrong = locked.shares.codes[0].clone();
    let other = if wrong.ends_with('A') { "B" } else { "A" };
    wrong.replace_range(wrong.len() - 1.., other);
    let to = led_on(&send(&locked, &wrong, "same-origin").await);
    assert!(!to.contains(&wrong[..4]), "no share is in an address: {to}");
    let page = page(&locked, &to).await;
    assert!(page.contains("a letter is wrong or missing"), "{page}");
    assert!(page.contains(&format!(">{wrong}</textarea>")), "{page}");
    let again = self::page(&locked, &to).await;
    assert!(again.contains("></textarea>"), "it is shown once: {again}");
    let (status, problem) = locked.stack.desk.enter(&wrong).await;
    assert_eq!(
        (status, &problem["type"]),
        (422, &json!("urn:sealed-report:problem:field"))
    );
    assert!(
        problem["title"]
            .as_str()
            .unwrap()
            .contains("a letter is wrong"),
        "{problem}"
    );
}

#[tokio::test]
async fn shares_of_another_split_or_another_hotline_open_nothing() {
    let locked = Locked::start().await;
    let other_split = Shares::of(&locked.shares.key);
    let other_hotline = Shares::of(&Folder::init(TestClock::BEGIN).desk_private_key());
    let to = led_on(&send(&locked, &other_hotline.codes[0], "same-origin").await);
    let shown = page(&locked, &to).await;
    assert!(shown.contains("a share of another key"), "{shown}");
    let own = &other_hotline.codes[0];
    assert!(
        !shown.contains(own),
        "only what may be mistyped is shown again"
    );

    for code in [
        &locked.shares.codes[0],
        &locked.shares.codes[1],
        &other_split.codes[2],
    ] {
        assert_eq!(
            send(&locked, code, "same-origin").await.status(),
            StatusCode::SEE_OTHER
        );
    }
    let shown = page(&locked, "/unlock").await;
    assert!(shown.contains("more than one splitting"), "{shown}");
    let opened = send(&locked, &locked.shares.codes[4], "same-origin").await;
    assert_eq!(opened.headers()[header::LOCATION], "/");
}

#[tokio::test]
async fn nothing_but_a_share_is_read() {
    let locked = Locked::start().await;
    let url = &locked.stack.desk.url;
    let long = "A".repeat(5000);
    assert_eq!(
        send(&locked, &long, "same-origin").await.status(),
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let client = Client::new();
    let code = &locked.shares.codes[0];
    // A page of another site can send a text without being asked, and no JSON.
    let text = client
        .post(format!("{url}/v1/unlock"))
        .body(format!(r#"{{"share":"{code}"}}"#));
    assert_eq!(text.send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    let more = json!({ "share": code, "more": 1 });
    let more = client.post(format!("{url}/v1/unlock")).json(&more);
    assert_eq!(more.send().await.unwrap().status(), StatusCode::BAD_REQUEST);
    let foreign = client
        .get(format!("{url}/unlock"))
        .header("host", "evil.example");
    assert_eq!(
        foreign.send().await.unwrap().status(),
        StatusCode::MISDIRECTED_REQUEST
    );
    assert_eq!(entered(&locked).await, json!([]));
}

#[tokio::test]
async fn shares_are_forgotten_after_ten_minutes() {
    let locked = Locked::start().await;
    for code in &locked.shares.codes[..2] {
        locked.stack.desk.enter(code).await;
    }
    locked.stack.clock.advance_seconds(600);
    assert_eq!(entered(&locked).await, json!([[1, 2]]));
    locked.stack.clock.advance_seconds(1);
    assert_eq!(entered(&locked).await, json!([]));
}

#[tokio::test]
async fn a_store_that_cannot_be_trusted_keeps_the_desk_locked_and_says_so() {
    let locked = Locked::start().await;
    let note = locked.stack.folder.path().join("keys/desk.head");
    std::fs::write(&note, "no place in a log").unwrap();
    for code in &locked.shares.codes[..2] {
        locked.stack.desk.enter(code).await;
    }
    let failed = send(&locked, &locked.shares.codes[2], "same-origin").await;
    assert_eq!(failed.headers()[header::LOCATION], "/unlock");
    let url = format!("{}/unlock", locked.stack.desk.url);
    let page = reqwest::get(&url).await.unwrap().text().await.unwrap();
    assert!(
        page.contains("the desk did not start") && page.contains("<textarea"),
        "{page}"
    );
    std::fs::remove_file(&note).unwrap();
    locked.stack.desk.unlock(&locked.shares).await;
}
