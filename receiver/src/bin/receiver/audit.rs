//! `receiver audit`: the log of every act at the desk.

use std::error::Error;
use std::io::{self, Write};

use clap::Subcommand;
use model::audit::{Chain, ChainedAct};
use store::{Access, Log};

use crate::online::Online;

/// Number of entries read at a time.
const READ: usize = 1000;

/// Number of entries between two lines of progress.
const PROGRESS: u64 = 100_000;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Follows the log from its first entry to its last, and prints their number and the last hash.
    ///
    /// Each entry's hash covers the entry before: a changed, missing or inserted entry shows.
    /// Entries cut off at the end show only against a hash that was noted down earlier: `--expect`.
    Verify {
        /// A hash that was the last one at an earlier time, in hexadecimal.
        #[arg(long, value_name = "HASH")]
        expect: Option<String>,
        #[command(flatten)]
        online: Online,
    },
    /// Writes the log to standard output, an entry on a line, as JSON and byte for byte as it was
    /// hashed.
    Export(Online),
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Verify { expect, online } => {
            verify(&*online.open(Access::Read).await?.store, expect.as_deref()).await
        }
        Command::Export(online) => {
            let mut out = io::stdout().lock();
            let store = online.open(Access::Read).await?.store;
            each(&*store, |act| Ok(writeln!(out, "{}", act.json)?)).await
        }
    }
}

/// Follows the log, and prints its end.
pub(crate) async fn verify(store: &dyn Log, expect: Option<&str>) -> Result<(), Box<dyn Error>> {
    let mut chain = Chain::BEGIN;
    let mut is_found = expect.is_none();
    each(store, |act| {
        chain.follow(act)?;
        let hash = || chain.hash.to_string();
        is_found |= expect.is_some_and(|expected| hash().eq_ignore_ascii_case(expected));
        if chain.seq.is_multiple_of(PROGRESS) {
            eprintln!("{} entries hold", chain.seq);
        }
        Ok(())
    })
    .await?;
    println!("{} entries hold\nlast hash {}", chain.seq, chain.hash);
    if is_found {
        return Ok(());
    }
    Err(
        "no entry has the hash that was expected: the log was cut off and written anew\n  fix: \
         compare with a backup from the day on which that hash was noted down"
            .into(),
    )
}

/// Calls `then` with each entry, the oldest first.
async fn each(
    store: &dyn Log,
    mut then: impl FnMut(&ChainedAct) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let mut after = 0;
    loop {
        let acts = store.acts(after, READ).await?;
        let Some(last) = acts.last() else {
            return Ok(());
        };
        after = last.seq;
        acts.iter().try_for_each(&mut then)?;
    }
}
