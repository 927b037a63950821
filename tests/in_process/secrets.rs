//! Contact and credentials are opened by "reveal" only.

use axum::http::StatusCode;
use receiver::crypto::vault::Vault;
use serde_json::{Value, json};
use store::{Batch, Commit, RecordChange, RecordKind, SealedRecord};
use tests::InProcess;

use crate::{act, finding, report, show, take, tell_police};

/// Damages contact and credentials, so that opening them fails.
async fn damage(desk: &InProcess) {
    let report = report();
    let key = report.id.as_bytes().to_vec();
    let records = [RecordKind::Contact, RecordKind::Credentials].map(|kind| {
        let damaged = SealedRecord {
            version: 2,
            bytes: vec![0; 100],
        };
        RecordChange::Put(kind, key.clone(), damaged)
    });
    let batch = Batch {
        records: records.into(),
        acts: vec![crate::entry()],
        ..Batch::default()
    };
    desk.ledger.commit(batch).await.unwrap();
}

#[tokio::test]
async fn no_act_but_reveal_opens_contact_or_credentials() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    damage(&desk).await;

    let note = json!({ "text": "a note" });
    let (status, _) = desk.post(&format!("{case}/notes"), note).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    for (part, request) in [
        (
            "locations",
            json!({ "item": 1, "addresses": ["https://bad.example/x"] }),
        ),
        ("findings", json!({ "findings": [finding(1, "baseline")] })),
        ("assignee", json!({})),
        ("step", json!({ "step": "illegal" })),
        ("step", json!({ "step": "hold", "until": "2027-02-01" })),
        ("feedback", json!({ "state": "answered" })),
    ] {
        act(&desk, &case, part, request).await;
    }
    tell_police(&desk, &case, 1).await;
    assert_eq!(show(&desk, &case).await["state"], "held");

    // The records are still damaged: an act that opened them would have failed.
    let vault = Vault::new(&desk.settings().private_key);
    for kind in [RecordKind::Contact, RecordKind::Credentials] {
        let key = report().id;
        let sealed = desk.store.record(kind, key.as_bytes()).await.unwrap();
        let opened = vault.open::<Value>(kind.name(), key.as_bytes(), &sealed.unwrap().bytes);
        assert!(opened.is_err(), "{kind:?}");
    }
}
