//! A disk that fails once, at every write and every flush in turn: every acknowledged report is there
//! afterwards, once, whatever the receiver was doing.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Output};

use model::queue::ReportCopy;
use serde_json::{Value, json};
use shared::report::Report;
use store::StoreUrl;
use tests::{Folder, Process, report};

/// The calls that change files. Each thread counts its own, so that "the third" is the third of the
/// thread that opens the database, or of the one that writes to it.
const CALLS: [&str; 4] = ["pwrite64", "fsync,fdatasync", "ftruncate", "unlink"];

/// A disk that refuses a call, and one that is full for the moment, in turns.
const ERRORS: [&str; 2] = ["EIO", "ENOSPC"];

/// What the receiver has answered in one story.
#[derive(Default)]
struct Told {
    sent: Vec<Report>,
    acknowledged: Vec<String>,
    claimed: Option<String>,
    acked: bool,
}

#[tokio::test]
async fn a_failure_at_any_write_or_flush_loses_and_doubles_nothing() {
    if !may_trace() {
        return;
    }
    for call in CALLS {
        let mut failed = 0;
        for error in ERRORS.iter().cycle() {
            if !fails_at(call, error, failed + 1).await {
                break;
            }
            failed += 1;
        }
        println!("{call}: {failed} points");
        assert!(failed > 0, "{call} is never called");
    }
}

#[tokio::test]
async fn a_flush_that_fails_ends_the_receiver_and_nothing_is_acknowledged_after() {
    if !may_trace() {
        return;
    }
    let folder = used_before().await;
    let fault = "fsync,fdatasync:error=EIO:when=4+";
    let started = Process::start_with_fault(fault, folder).await;
    let process = started.unwrap_or_else(|(_, output)| panic!("{}", log(&output)));
    let mut told = Told::default();
    while told.acknowledged.len() == told.sent.len() {
        send(&process, &mut told).await;
    }
    let (folder, output) = process.ended().await;
    assert_eq!(output.status.code(), Some(1), "{}", log(&output));
    assert!(log(&output).contains("error: the store failed: disk I/O error"));
    check(folder, told).await;
}

#[tokio::test]
async fn a_write_cut_short_at_any_length_loses_and_doubles_nothing() {
    let mut stopped = [0, 0];
    for blocks in (64..192).step_by(3) {
        let kills = blocks % 2 == 0;
        let mut told = Told::default();
        let folder = used_before().await;
        let (folder, output) = match Process::start_with_file_limit(blocks, kills, folder).await {
            Ok(process) => {
                tell(&process, &mut told).await;
                process.terminate();
                process.ended().await
            }
            Err(ended) => ended,
        };
        match output.status.code() {
            Some(0) => {}
            // The signal has ended the receiver.
            None => stopped[0] += 1,
            Some(code) => {
                assert_eq!(code, 1);
                assert!(log(&output).contains("error: the store failed: disk I/O error"));
                stopped[1] += 1;
            }
        }
        check(folder, told).await;
    }
    assert!(stopped.iter().all(|runs| *runs > 5), "{stopped:?}");
}

/// Tells the story with a disk that fails at this call, and checks how it ends. Gives whether the
/// receiver made that call at all.
async fn fails_at(call: &str, error: &str, number: usize) -> bool {
    let fault = format!("{call}:error={error}:when={number}");
    let folder = Folder::today();
    folder.edit_config("\"xwing\"", "\"x25519\"");
    let mut told = Told::default();
    let (folder, output) = match Process::start_with_fault(&fault, folder).await {
        Ok(process) => {
            tell(&process, &mut told).await;
            process.terminate();
            process.ended().await
        }
        Err(ended) => ended,
    };
    let trace = fs::read_to_string(folder.path().join("trace")).unwrap();
    let failed = trace.contains("(INJECTED)");
    let stopped = output.status.code() != Some(0);
    assert!(
        !stopped || log(&output).contains("the store"),
        "{fault}: {}",
        log(&output)
    );
    check(folder, told).await;
    failed
}

/// A folder whose database is there already, with an empty log.
async fn used_before() -> Folder {
    let folder = Folder::today();
    folder.edit_config("\"xwing\"", "\"x25519\"");
    let process = Process::start_quietly(folder).await;
    process.terminate();
    process.ended().await.0
}

/// Reports come, and the first of them is claimed and acked.
async fn tell(process: &Process, told: &mut Told) {
    for _ in 0..2 {
        send(process, told).await;
    }
    // The receiver may be gone, or have refused.
    let _ = claim_and_ack(process, told).await;
}

async fn send(process: &Process, told: &mut Told) {
    let sent = report("https://bad.example/", "x");
    if let Ok(true) = process.reporter.try_send(&sent).await {
        told.acknowledged.push(sent.id().to_string());
    }
    told.sent.push(sent);
}

async fn claim_and_ack(process: &Process, told: &mut Told) -> reqwest::Result<()> {
    let claim = json!({ "max": 1, "lease_seconds": 60 });
    let claims = process.desk.try_post("/v1/claims", &claim).await?;
    let claims: Value = serde_json::from_str(&claims.body).unwrap();
    let Some(claim) = claims["claims"].get(0) else {
        return Ok(());
    };
    let id = claim["id"].as_str().unwrap().to_owned();
    let (path, ack) = (
        format!("/v1/claims/{id}/ack"),
        json!({ "lease": claim["lease"] }),
    );
    told.claimed = Some(id);
    told.acked = process.desk.try_post(&path, &ack).await?.status == 204;
    Ok(())
}

/// Starts the receiver on the disk that works again, and has every reporter send once more.
async fn check(folder: Folder, told: Told) {
    let kept = records(&folder).await;
    let kept = |id: &String| kept.iter().any(|record| record.id.to_string() == *id);
    assert!(told.acknowledged.iter().all(kept), "lost");
    let process = Process::start_quietly(folder).await;
    for report in &told.sent {
        process.reporter.send(report).await;
    }
    process.desk.claim(100, 60).await;
    process.terminate();
    let records = records(&process.ended().await.0).await;
    let ids: BTreeSet<_> = records.iter().map(|record| record.id).collect();
    assert_eq!(
        ids,
        told.sent.iter().map(Report::id).collect(),
        "other reports"
    );
    assert_eq!(records.len(), ids.len(), "doubled");
    let mut gone = records.iter().filter(|record| record.queued.is_none());
    match gone.next() {
        Some(record) => assert_eq!(Some(record.id.to_string()), told.claimed, "never acked"),
        None => assert!(!told.acked, "there again"),
    }
    assert!(gone.next().is_none());
}

/// Every record in the store, leased or not.
async fn records(folder: &Folder) -> Vec<ReportCopy> {
    let url = format!("sqlite:{}", folder.database().display());
    let url = StoreUrl::parse(&url, &folder.path()).unwrap();
    let store = store::open(&url).await.unwrap();
    let records = store.reports_after(0, 100).await.unwrap();
    records.into_iter().map(|(_, record)| record).collect()
}

fn log(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Whether strace can make system calls fail here; where it cannot, a line says so.
pub(crate) fn may_trace() -> bool {
    let traced = Command::new("strace")
        .args(["-qq", "-o", "/dev/null", "true"])
        .status();
    let may = traced.is_ok_and(|status| status.success());
    if !may {
        eprintln!("left out: strace is missing, or may not trace here");
    }
    may
}
