//! A flipped bit in the database is noticed, and damages only the row that it is in.

use model::time::Timestamp;
use rusqlite::Connection;
use serde_json::Value;
use tests::{Folder, Stack, TestClock, report};

/// Flips the highest bit of a byte, counted in thousandths of the length, in the first row.
fn flip(stack: &Stack, table: &str, column: &str, thousandths: usize) {
    let database = Connection::open(stack.folder.database()).unwrap();
    // Triggers would refuse the change.
    database.pragma_update(None, "foreign_keys", "off").unwrap();
    let first = format!("FROM {table} WHERE rowid = (SELECT min(rowid) FROM {table})");
    let select = format!("SELECT CAST({column} AS BLOB) {first}");
    let mut bytes: Vec<u8> = database.query_row(&select, [], |row| row.get(0)).unwrap();
    let at = (bytes.len() - 1) * thousandths / 1000;
    bytes[at] ^= 0x80;
    let update = format!(
        "UPDATE {table} SET {column} = iif(typeof({column}) = 'text', CAST(?1 AS TEXT), ?1)
         WHERE rowid = (SELECT min(rowid) FROM {table})"
    );
    assert_eq!(database.execute(&update, [bytes]).unwrap(), 1);
}

#[tokio::test]
async fn a_flipped_bit_in_a_stored_report_costs_that_report_alone() {
    let folder = Folder::init(TestClock::BEGIN);
    folder.edit_config("max_attempts = 5", "max_attempts = 1000");
    let clock = TestClock::at(TestClock::BEGIN).into();
    let stack = Stack::start_in(folder, clock).await;
    let (hit, neighbour) = (
        report("https://one.example/", "x"),
        report("https://two.example/", "x"),
    );
    stack.reporter.send(&hit).await;
    // The other report is sealed under another key.
    stack.clock.advance_seconds(600);
    stack.reporter.send(&neighbour).await;
    let (hit, neighbour) = (hit.id().to_string(), neighbour.id().to_string());
    for (table, column) in [
        ("epoch", "enc"),
        ("epoch", "ciphertext"),
        ("epoch", "id"),
        ("body", "epoch"),
        ("body", "sealed"),
    ] {
        for thousandths in [0, 500, 1000] {
            flip(&stack, table, column, thousandths);
            stack.clock.advance_seconds(60);
            let claims = stack.desk.claim(10, 60).await;
            assert_eq!(claims.len(), 2, "{table}.{column}");
            for claim in &claims {
                let readable = claim["report"] != Value::Null;
                assert_eq!(claim["id"] == *neighbour, readable, "{table}.{column}");
            }
            let page = stack.desk.page("/").await;
            assert_eq!(page.matches("unreadable").count(), 1, "{table}.{column}");
            stack.desk.page(&format!("/reports/{neighbour}")).await;
            flip(&stack, table, column, thousandths);
        }
    }
    stack.clock.advance_seconds(60);
    let claims = stack.desk.claim(10, 60).await;
    assert!(claims.iter().all(|claim| claim["report"] != Value::Null));
    assert!(claims.iter().any(|claim| claim["id"] == *hit));
}

#[tokio::test]
async fn a_flipped_bit_in_an_intake_key_costs_that_key_alone() {
    for (column, thousandths) in [
        ("wrapped", 0),
        ("wrapped", 500),
        ("wrapped", 1000),
        ("config", 0),
        ("config", 500),
    ] {
        let stack = Stack::start().await;
        stack.reporter.send(&report("https://a.example", "x")).await;
        flip(&stack, "intake_key", column, thousandths);
        let stack = stack.restart().await;
        stack.reporter.send(&report("https://b.example", "x")).await;
        assert_eq!(stack.desk.claim(10, 60).await.len(), 2, "{column}");
    }
}

#[tokio::test]
async fn a_flipped_page_is_refused_or_503_and_never_another_report() {
    const PAGE: usize = 4096;
    let stack = Stack::start().await;
    let mut sent = Vec::new();
    for number in 0..5 {
        let report = report(&format!("https://bad.example/{number}"), "x");
        stack.reporter.send(&report).await;
        sent.push(serde_json::to_value(&report).unwrap());
    }
    let folder = stack.stop().await;
    let whole = std::fs::read(folder.database()).unwrap();
    let later = Timestamp(TestClock::BEGIN.0 + 60);
    for page in 0..whole.len() / PAGE {
        let mut damaged = whole.clone();
        for byte in &mut damaged[page * PAGE..][..PAGE] {
            *byte = !*byte;
        }
        std::fs::write(folder.database(), damaged).unwrap();
        let url = store::StoreUrl::Sqlite(folder.database());
        if store::open(&url).await.is_err() {
            continue;
        }
        let stack = Stack::start_in(folder.clone(), TestClock::at(later).into()).await;
        let claim = serde_json::json!({ "max": 10, "lease_seconds": 60 });
        let answer = stack.desk.post("/v1/claims", &claim).await;
        assert!([200, 503].contains(&answer.status), "page {page}");
        let claims: Value = serde_json::from_str(&answer.body).unwrap();
        for claim in claims["claims"].as_array().into_iter().flatten() {
            let report = &claim["report"];
            assert!(report.is_null() || sent.contains(report), "page {page}");
        }
        stack.stop().await;
    }
}
