//! Failed logins in the log: strangers cannot fill it.

use model::rights::Role;
use tests::{InProcess, Member};

use crate::{last_place, logged};

/// Who failed to log in, and in what words, in the order of the log.
async fn failures(desk: &InProcess, after: u64) -> Vec<(String, String)> {
    let entries = logged(desk, after).await;
    let entries = entries.into_iter().map(|entry| {
        assert_eq!(entry.what, "login_failed");
        (entry.who, entry.new)
    });
    entries.collect()
}

fn pair(who: &str, new: &str) -> (String, String) {
    (who.to_owned(), new.to_owned())
}

#[tokio::test]
async fn failures_of_strangers_are_one_entry_a_minute() {
    let desk = InProcess::with_config("").await;
    let listening = desk.listen().await;
    let anna = listening.member("anna", Role::Analyst).await;
    let stranger =
        |name: &str| Member::invited(&listening.url, desk.clock.clone(), name, "no password");
    desk.tick().await;
    let before = last_place(&desk).await;
    for name in ["root", "admin", "no name at all"] {
        assert_eq!(stranger(name).log_in().await.status, 403);
    }
    for _ in 0..2 {
        let failed = stranger("anna").try_to_log_in("wrong", "1").await;
        assert_eq!(failed.status, 403);
    }
    desk.tick().await;
    let first = [
        pair("anna", ""),
        pair("anna", ""),
        pair("nobody", "attempts: 3"),
    ];
    assert_eq!(failures(&desk, before).await, first);

    desk.clock.advance_seconds(60);
    assert_eq!(stranger("root").log_in().await.status, 403);
    desk.tick().await;
    desk.clock.advance_seconds(60);
    desk.tick().await;
    let all = [&first[..], &[pair("nobody", "attempts: 1")]].concat();
    assert_eq!(failures(&desk, before).await, all);
    assert_eq!(anna.get("/").await.status, 200);
}

#[tokio::test]
async fn what_is_refused_at_the_door_is_one_entry_a_minute() {
    let desk = InProcess::with_config("").await;
    let listening = desk.listen().await;
    listening.member("anna", Role::Analyst).await;
    desk.tick().await;
    let before = last_place(&desk).await;
    for name in ["anna", "root"] {
        let browser = Member::invited(&listening.url, desk.clock.clone(), name, "");
        for _ in 0..9 {
            // It is refused before it counts as an attempt at the account.
            let refused = browser.try_to_log_in(&"x".repeat(513), "1").await;
            assert_eq!(refused.status, 403, "{name}");
        }
        let returned = browser.get("/openid/return?code=x&state=y").await;
        assert_eq!(returned.status, 404, "there is no provider");
    }
    desk.tick().await;
    let all = [pair("nobody", "too long a password, attempts: 18")];
    assert_eq!(failures(&desk, before).await, all);
}

#[tokio::test]
async fn attempts_that_came_too_early_are_one_entry_a_minute() {
    let desk = InProcess::with_config("").await;
    let listening = desk.listen().await;
    listening.member("anna", Role::Analyst).await;
    desk.tick().await;
    let before = last_place(&desk).await;
    let stranger = Member::invited(&listening.url, desk.clock.clone(), "anna", "wrong");
    for attempt in 1..=12 {
        let expected = if attempt <= 5 { 403 } else { 429 };
        assert_eq!(stranger.log_in().await.status, expected);
    }
    desk.tick().await;
    let mut all = vec![pair("anna", ""); 5];
    all.push(pair("nobody", "too early, attempts: 7"));
    assert_eq!(failures(&desk, before).await, all);
}

#[tokio::test]
async fn failures_that_could_not_be_logged_count_on() {
    let desk = InProcess::with_config("").await;
    let listening = desk.listen().await;
    let stranger = Member::invited(&listening.url, desk.clock.clone(), "root", "no password");
    stranger.log_in().await;
    crate::without_log(&desk, async || desk.tick().await).await;
    stranger.log_in().await;
    desk.tick().await;
    assert_eq!(failures(&desk, 0).await, [pair("nobody", "attempts: 2")]);
}
