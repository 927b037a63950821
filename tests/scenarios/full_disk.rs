//! A full disk: nothing is acknowledged that is not stored, and the receiver recovers by itself.

use serde_json::{Value, json};
use tests::{Folder, SmallDisk, Stack, TestClock, report};

use crate::health::health;

#[tokio::test]
async fn a_full_disk_is_503_until_there_is_space_again() {
    let Some(disk) = SmallDisk::mount() else {
        return;
    };
    let folder = Folder::init(TestClock::BEGIN);
    let database = format!("sqlite:{}", disk.database().display());
    folder.edit_config("sqlite:reports.db", &database);
    let clock = TestClock::at(TestClock::BEGIN).into();
    let stack = Stack::start_in(folder, clock).await;
    let mut sent = Vec::new();
    for left_bytes in [200_000, 20_000, 0] {
        disk.fill_up_to(left_bytes);
        let refused = loop {
            let report = report(&format!("https://bad.example/{}", sent.len()), "x");
            let (message, expected) = stack.reporter.seal(&report).await;
            let answer = stack.reporter.post(message.clone()).await;
            sent.push(report.id().to_string());
            if answer.status != 202 {
                let problem = answer.problem();
                let answer = (answer.status, problem.as_deref());
                assert_eq!(answer, (503, Some("unavailable")));
                break (message, expected);
            }
            assert_eq!(answer.receipt(), expected);
        };
        // A heartbeat may still fit, but the last report did not.
        stack.clock.advance_seconds(31);
        assert_eq!(health(&stack.intake).await, (503, 200));
        let claim = json!({ "max": 100, "lease_seconds": 60 });
        // A claim writes less than a report does, so it may still fit.
        let answer = stack.desk.post("/v1/claims", &claim).await;
        assert!([200, 503].contains(&answer.status), "{}", answer.body);
        assert_eq!(disk.integrity(), "ok");
        disk.free();
        let (message, expected) = refused;
        assert_eq!(stack.reporter.post(message).await.receipt(), expected);
        assert_eq!(disk.integrity(), "ok");
        for half in [&stack.intake, &stack.desk.url] {
            assert_eq!(health(half).await, (200, 200), "{half}");
        }
    }
    let id = |claim: &Value| claim["report"]["id"].as_str().unwrap().to_owned();
    stack.clock.advance_seconds(60);
    let mut claimed = Vec::new();
    loop {
        let claims = stack.desk.claim(100, 60).await;
        if claims.is_empty() {
            break;
        }
        claimed.extend(claims.iter().map(id));
    }
    claimed.sort();
    sent.sort();
    assert_eq!(claimed, sent);
}
