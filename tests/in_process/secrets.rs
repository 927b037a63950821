//! Contact and credentials are opened by "reveal" only.

use receiver::crypto::vault::Vault;
use serde_json::{Value, json};
use store::{Batch, RecordChange, RecordKind, SealedRecord};
use tests::InProcess;

use crate::{report, show, step, take};

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
        ..Batch::default()
    };
    desk.store.commit(batch).await.unwrap();
}

#[tokio::test]
async fn no_act_but_reveal_opens_contact_or_credentials() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    damage(&desk).await;

    step(&desk, &case, "begin").await;
    let finding = json!({
        "classification": "baseline", "gender": "undetermined", "age_group": "not_determined",
        "commerciality": "not_determined", "site_type": "website",
    });
    for (act, request) in [
        (
            "findings",
            json!({ "version": 2, "findings": [finding], "explanation": "It shows it." }),
        ),
        ("notes", json!({ "text": "a note" })),
        ("assignee", json!({ "version": 3 })),
        ("notice", json!({ "version": 4, "hold": true })),
    ] {
        let (status, answer) = desk.post(&format!("{case}/{act}"), request).await;
        assert!(status.is_success(), "{act}: {status} {answer}");
    }
    step(&desk, &case, "illegal").await;
    assert_eq!(show(&desk, &case).await["state"], "assessed_illegal");

    // The records are still damaged: an act that opened them would have failed.
    let vault = Vault::new(&desk.settings().private_key);
    for kind in [RecordKind::Contact, RecordKind::Credentials] {
        let key = report().id;
        let sealed = desk.store.record(kind, key.as_bytes()).await.unwrap();
        let opened = vault.open::<Value>(kind.name(), key.as_bytes(), &sealed.unwrap().bytes);
        assert!(opened.is_err(), "{kind:?}");
    }
}
