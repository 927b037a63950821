//! `receiver desk export`: writes all waiting reports, and acks each once it is written.

use std::error::Error;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;

use model::defang::json_line;
use serde_json::{Value, json};

use super::client::Client;

/// Number of reports claimed at a time: at most this many come twice after a crash.
const BATCH: usize = 20;

/// Seconds of each lease: long enough for a slow disk.
const LEASE_SECONDS: u64 = 600;

pub(super) async fn export(client: &Client) -> Result<(), Box<dyn Error>> {
    let mut to = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let mut unreadable = 0;
    loop {
        let claims = client.claim(BATCH, LEASE_SECONDS).await?;
        if claims.is_empty() {
            break;
        }
        for (at, claim) in claims.iter().enumerate() {
            // The report keeps its lease, so that it is not claimed at once again; after its last
            // lease it is set aside.
            if claim["report"].is_null() {
                unreadable += 1;
                continue;
            }
            if let Err(error) = write(&mut to, claim) {
                give_back(client, &claims[at..]).await;
                return Err(format!("standard output: {error}").into());
            }
            client
                .end_lease("ack", &claim["id"], &claim["lease"])
                .await?;
        }
    }
    if unreadable > 0 {
        return Err(format!(
            "{unreadable} reports cannot be read, and are left at the desk\n  fix: the desk's log \
             names them"
        )
        .into());
    }
    Ok(())
}

/// Writes a report, and flushes it to the disk if the output is a file.
fn write(to: &mut File, claim: &Value) -> io::Result<()> {
    let kept = ["id", "received", "priority", "report"];
    let line: serde_json::Map<String, Value> = kept
        .into_iter()
        .map(|name| (name.to_owned(), claim[name].clone()))
        .collect();
    let line = json_line(&json!(line))?;
    to.write_all(format!("{line}\n").as_bytes())?;
    match to.sync_data() {
        // Pipes and terminals cannot be flushed to a disk.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        synced => synced,
    }
}

/// Releases reports that were not written. If that fails, their leases end by themselves.
async fn give_back(client: &Client, claims: &[Value]) {
    for claim in claims {
        let released = client.end_lease("release", &claim["id"], &claim["lease"]);
        drop(released.await);
    }
}
