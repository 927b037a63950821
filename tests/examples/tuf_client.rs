//! Our reader of directories behind the command line that the suite `tuf-conformance` drives
//! (<https://github.com/theupdateframework/tuf-conformance>, `CLIENT-CLI.md`). That suite is in no registry:
//!
//! ```sh
//! cargo build --package tests --example tuf_client
//! pytest tuf_conformance --entrypoint target/debug/examples/tuf_client
//! ```
//!
//! We read Ed25519 alone, and one target: the suite has to sign by it (`new_signer` in its simulator). Of its 113 tests, 72 are
//! of refreshing by such keys; the others are of downloads, and of keys of other kinds.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use receiver::clock::{Clock, SystemClock};
use receiver::directory::TARGET;
use receiver::directory::following::Followed;
use reqwest::StatusCode;
use sigstore_tuf::Repository;
use sigstore_tuf::transport::FetchFuture;

#[derive(Parser)]
struct Arguments {
    /// The folder with what was verified.
    #[arg(long)]
    metadata_dir: PathBuf,
    /// The address of the files.
    #[arg(long, default_value = "")]
    metadata_url: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Begins with this root.
    Init { root: PathBuf },
    /// Fetches what is new.
    Refresh,
}

/// The files at an address.
struct Online(String);

impl Online {
    async fn fetch(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>, sigstore_tuf::Error> {
        let failed = |error| sigstore_tuf::Error::transport_with_source("not fetched", error);
        let url = format!("{}/{name}", self.0.trim_end_matches('/'));
        let answer = reqwest::get(url).await.map_err(failed)?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let answer = answer.error_for_status().map_err(failed)?;
        let body = answer.bytes().await.map_err(failed)?;
        match body.len() as u64 <= most {
            true => Ok(Some(body.into())),
            false => Err(sigstore_tuf::Error::transport("too long")),
        }
    }
}

impl Repository for Online {
    fn fetch_metadata<'a>(&'a self, name: &'a str, most: u64) -> FetchFuture<'a> {
        Box::pin(self.fetch(name, most))
    }

    fn fetch_target<'a>(&'a self, path: &'a str, most: u64) -> FetchFuture<'a> {
        Box::pin(self.fetch(path, most))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let dir = arguments.metadata_dir;
    let (root, state) = (dir.join("begun-with"), dir.join("followed"));
    if let Command::Init { root: given } = arguments.command {
        fs::copy(&given, root)?;
        fs::copy(&given, dir.join("root.json"))?;
        return Ok(());
    }
    let mut followed = match fs::read(&state) {
        Ok(json) => serde_json::from_slice(&json)?,
        Err(_) => Followed::default(),
    };
    let from = Online(arguments.metadata_url);
    let refreshed = followed
        .refresh(&fs::read(root)?, from, SystemClock.now())
        .await;
    fs::write(state, serde_json::to_vec(&followed)?)?;
    let mut files: Vec<(String, String)> = followed.mirror().into_iter().collect();
    // The last root is the one that counts.
    files.sort_by_key(|(name, _)| name.split('.').next().and_then(|it| it.parse::<u64>().ok()));
    for (name, text) in files {
        let name = match name.split_once('.') {
            Some((_, plain @ ("root.json" | "snapshot.json" | "targets.json"))) => plain,
            _ => &name,
        };
        if !name.contains(TARGET) {
            fs::write(dir.join(name), text)?;
        }
    }
    match refreshed {
        // The suite's repositories have no such target.
        Err(sigstore_tuf::Error::TargetNotFound(_)) => Ok(()),
        refreshed => Ok(refreshed?),
    }
}
