//! The desk of an earlier store: every case has its facts, and every record opens.

use model::chain::Chain;
use receiver::crypto::vault::Vault;
use serde_json::Value;
use shared::report::ReportId;
use store::{CaseFilter, RecordKind, SealedCase, Store};
use tests::earlier::{self, EarlierCase, EarlierDesk, EarlierHandOff};

use super::opened;

/// Checks the desk of a store.
pub(super) async fn desk(file: &str, schema: i32) {
    let Some((_database, store)) = opened(file, schema).await else {
        return;
    };
    let vault = Vault::new(&earlier::desk_key());
    let cases: Vec<EarlierCase> = earlier::facts("cases.json");
    let filter = CaseFilter {
        max: 1000,
        ..CaseFilter::default()
    };
    assert_eq!(store.cases(&filter).await.unwrap().len(), cases.len());
    let earlier = store.earlier(None, 1000).await.unwrap();
    let is_converted = |case: &&EarlierCase| case.state == "anonymised";
    let converted = cases.iter().filter(is_converted).count();
    assert_eq!(earlier.len(), cases.len() - converted);
    let is_open = |sealed: &SealedCase| sealed.card.closed.is_none();
    assert!(earlier.is_sorted_by_key(|sealed| !is_open(sealed)));
    for case in &cases {
        let sealed = store.case(case.id).await.unwrap().unwrap();
        case.check_state(&sealed);
        worksheet(case, &vault, &sealed);
        parts(case, &vault, &*store).await;
    }
    let desk: EarlierDesk = earlier::facts("desk.json");
    records(&desk, &vault, &*store).await;
    log(&desk, &*store).await;
}

/// Checks the desk of a store whose cases have items already.
pub(super) async fn converted_desk(file: &str, schema: i32) {
    let Some((_database, store)) = opened(file, schema).await else {
        return;
    };
    let vault = Vault::new(&earlier::desk_key());
    assert!(store.earlier(None, 1000).await.unwrap().is_empty());
    for case in &earlier::facts::<Vec<EarlierCase>>("cases.json") {
        let sealed = store.case(case.id).await.unwrap().unwrap();
        assert_eq!(sealed.card.state.name(), case.state_now(), "{}", case.about);
        parts(case, &vault, &*store).await;
    }
    let desk: EarlierDesk = earlier::facts("desk.json");
    records(&desk, &vault, &*store).await;
    log(&desk, &*store).await;
}

/// Checks findings, hand-offs and the rest of a case's worksheet.
fn worksheet(case: &EarlierCase, vault: &Vault, sealed: &SealedCase) {
    let about = &case.about;
    assert_eq!(
        sealed.file.is_empty(),
        case.state == "anonymised",
        "{about}"
    );
    if sealed.file.is_empty() {
        return;
    }
    let sheet: Value = vault
        .open("file", case.id.as_bytes(), &sealed.file)
        .unwrap();
    let findings = sheet["assessment"]["findings"].as_array();
    let findings = findings.map(|findings| {
        let found = findings.iter().map(|finding| &finding["classification"]);
        found
            .map(|name| name.as_str().unwrap().to_owned())
            .collect()
    });
    assert_eq!(findings, case.findings, "{about}");
    let hand_offs = sheet["referrals"].as_array().unwrap().iter();
    let hand_offs = hand_offs.map(|it| serde_json::from_value::<EarlierHandOff>(it.clone()));
    let hand_offs: Result<Vec<_>, _> = hand_offs.collect();
    assert_eq!(hand_offs.unwrap(), case.hand_offs, "{about}");
    assert_eq!(sheet["notice_on_hold"], case.notice_on_hold, "{about}");
    let asked_by = sheet["second_review_asked_by"].as_str();
    assert_eq!(asked_by, case.second_review_asked_by.as_deref(), "{about}");
    let repeat_of = sheet["repeat_of"].as_str().map(|id| id.parse().unwrap());
    assert_eq!(repeat_of, case.repeat_of, "{about}");
}

/// Checks the parts of a case that are records of their own.
async fn parts(case: &EarlierCase, vault: &Vault, store: &dyn Store) {
    let (about, id) = (&case.about, case.id);
    let report = part(store, vault, RecordKind::Report, id).await;
    let locations = report
        .as_ref()
        .map(|it| it["locations"].as_array().unwrap());
    assert_eq!(locations.map(Vec::len), case.locations, "{about}");
    let feedback = report.is_some_and(|report| report["feedback"] == true);
    assert_eq!(feedback, case.feedback, "{about}");
    let notes = part(store, vault, RecordKind::Notes, id).await;
    let notes = notes.map_or(0, |notes| notes.as_array().unwrap().len());
    assert_eq!(notes, case.notes, "{about}");
    for (kind, is_kept) in [
        (RecordKind::Description, case.description),
        (RecordKind::Contact, case.contact),
        (RecordKind::Credentials, case.credentials),
    ] {
        let kept = part(store, vault, kind, id).await;
        assert_eq!(kept.is_some(), is_kept, "{about}: {kind:?}");
    }
}

async fn part(store: &dyn Store, vault: &Vault, kind: RecordKind, id: ReportId) -> Option<Value> {
    let sealed = store.record(kind, id.as_bytes()).await.unwrap()?;
    let opened = vault.open(kind.name(), id.as_bytes(), &sealed.bytes);
    Some(opened.unwrap())
}

/// Checks that every record of the earlier store is there, and opens.
async fn records(desk: &EarlierDesk, vault: &Vault, store: &dyn Store) {
    for (name, count) in &desk.records {
        let all = store.records_of(name.parse().unwrap()).await.unwrap();
        assert_eq!(all.len(), *count, "{name}");
        for (key, sealed) in all {
            let opened: Result<Value, _> = match &name[..] {
                // A publication is for everybody, and not sealed.
                "publication" => serde_json::from_slice(&sealed.bytes).map_err(|_| ()),
                kind => vault.open(kind, &key, &sealed.bytes).map_err(|_| ()),
            };
            assert!(opened.is_ok(), "{name}");
        }
    }
}

/// Checks that the log holds, and has the entry at which it ended.
async fn log(desk: &EarlierDesk, store: &dyn Store) {
    let mut chain = Chain::BEGIN;
    let mut end = None;
    for act in store.acts(0, 100_000).await.unwrap() {
        chain.follow(&act, &crate::log_key()).unwrap();
        act.entry().unwrap();
        if chain.head.seq == desk.entries {
            end = Some(chain.head.hash.to_string());
        }
    }
    assert_eq!(end.as_ref(), Some(&desk.last_hash));
}
