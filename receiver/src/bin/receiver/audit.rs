//! `receiver audit`: the log of every act at the desk, and the rows for which it vouches.

use std::collections::BTreeSet;
use std::error::Error;
use std::sync::Arc;

use clap::Subcommand;
use model::chain::{Break, Breaks, Chain, ChainHash, ChainedAct};
use receiver::anchor::Anchor;
use receiver::clock::Clock;
use receiver::opening::Opened;
use receiver::settings::DeskSettings;
use store::ledger::accept_breaks;
use store::{Access, Ledger, Log, Store};

use crate::online::Online;

/// Number of entries read at a time.
const READ: usize = 1000;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Follows the log from its first entry to its last, and compares every row of the desk with it.
    ///
    /// Prints the number of entries and the last hash. Each entry's hash covers the entry before and
    /// is made with the desk's key: a changed, missing or inserted entry shows. Each entry names the
    /// rows that were written with it: a row that was changed, removed, put in or put back shows.
    /// Entries cut off at the end show only against a hash that was noted down earlier: the desk
    /// notes it beside its key, and `--expect` takes one from elsewhere.
    Verify {
        /// A hash that was the last one at an earlier time, in hexadecimal, or the line of `audit head`.
        #[arg(long, value_name = "HASH", value_parser = noted_hash)]
        expect: Option<ChainHash>,
        #[command(flatten)]
        online: Online,
    },
    /// Writes the log to standard output, an entry on a line, as JSON and byte for byte as it was
    /// hashed.
    Export(Online),
    /// Prints the position and the hash of the log's last entry, to be noted down elsewhere: on
    /// paper, in a mail, in another machine's log.
    Head(Online),
    /// Accepts the store as it is, after a backup was put back, or after somebody looked at what
    /// `verify` shows.
    ///
    /// Rows that are not as the log says are entered into the log in the operator's name, and the
    /// end of the log is noted beside the desk's key. Stop the desk first. Look at the accounts and
    /// tokens afterwards: a backup brings back what was disabled or revoked since.
    ///
    /// Entries of the log that do not hold are accepted only by name. They stay in the store as they are,
    /// and nobody vouches for them any more: a new entry says so, and every later start, check, backup
    /// and `verify` does.
    Accept {
        /// Entries that do not hold, as `verify` names them: such as 12..13. Once for each break.
        #[arg(long = "break", value_name = "FIRST..LAST")]
        breaks: Vec<String>,
        #[command(flatten)]
        online: Online,
    },
}

/// The hash of a line that was noted down: it is the last word.
fn noted_hash(line: &str) -> Result<ChainHash, model::chain::NoHead> {
    line.split_whitespace()
        .next_back()
        .unwrap_or_default()
        .parse()
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Verify { expect, online } => {
            let (settings, opened) = online.untrusted(Access::Read).await?;
            verify(&settings, opened.store, expect).await
        }
        Command::Export(online) => {
            let store = online.open(Access::Read).await?.store;
            each(&*store, |act| {
                println!("{}", act.json);
                Ok(())
            })
            .await
        }
        Command::Head(online) => {
            let (_, desk) = online.desk(Access::Read).await?;
            println!("{}", desk.store.head().await);
            Ok(())
        }
        Command::Accept { breaks, online } => {
            let (settings, opened) = online.untrusted(Access::Write).await?;
            accept(&settings, opened, &breaks).await
        }
    }
}

async fn verify(
    settings: &DeskSettings,
    store: Arc<dyn Store>,
    expect: Option<ChainHash>,
) -> Result<(), Box<dyn Error>> {
    let key = settings.vault(&*store).await?.log_key();
    let breaks = settings.breaks(&*store).await?;
    named(&breaks, &[])?;
    let noted = settings.noted()?;
    let ledger = Ledger::read(store.clone(), key.clone(), None).await?;
    let verified = ledger.verify().await?;
    let mut chain = Chain::BEGIN;
    let (mut is_expected, mut is_noted) = (expect.is_none(), noted.is_none());
    let mut held = 0;
    each(&*store, |act| {
        held += u64::from(chain.follow_past(act, &key, &breaks)?.is_some());
        is_expected |= expect == Some(chain.head.hash);
        is_noted |= noted == Some(chain.head);
        Ok(())
    })
    .await?;
    println!(
        "{held} entries hold{}\n{} rows are as they say\nlast hash {}",
        Breaks(&breaks),
        verified.rows,
        chain.head.hash
    );
    for finding in &verified.findings {
        println!("{finding}");
    }
    if !is_expected || !is_noted {
        return Err(
            "no entry has the hash that was noted down: the log was cut off, or an older store was \
             put in its place\n  fix: compare with a backup from the day on which that hash was \
             noted down"
                .into(),
        );
    }
    match verified.findings.len() {
        0 => Ok(()),
        rows => Err(format!(
            "{rows} rows are not as the log says\n  fix: compare with a backup, and ask who can \
             write to the store; `receiver audit accept` takes them as they are"
        )
        .into()),
    }
}

/// The breaks that nobody has accepted, which are those that the operator names.
///
/// # Errors
///
/// Fails if they are others.
fn named(breaks: &[Break], by_operator: &[String]) -> Result<Vec<Break>, String> {
    let open = breaks.iter().filter(|it| it.accepted.is_none()).cloned();
    let open: Vec<_> = open.collect();
    let ranges: BTreeSet<_> = open.iter().map(Break::range).collect();
    if ranges == by_operator.iter().cloned().collect() {
        return Ok(open);
    }
    if ranges.is_empty() {
        return Err("--break: the log holds there\n  fix: leave it out".to_owned());
    }
    let ranges: Vec<_> = ranges.into_iter().collect();
    Err(format!(
        "entries of the log do not hold: {}\n  fix: put back a backup from before that. Without one, \
         `receiver audit accept --break {}` goes on: these entries stay as they are, and nobody vouches \
         for them any more",
        ranges.join(", "),
        ranges.join(" --break ")
    ))
}

async fn accept(
    settings: &DeskSettings,
    opened: Opened,
    breaks: &[String],
) -> Result<(), Box<dyn Error>> {
    let vault = Arc::new(settings.vault(&*opened.store).await?);
    let now = opened.clock.now();
    let broken = named(&settings.breaks(&*opened.store).await?, breaks)?;
    accept_breaks(&*opened.store, &vault.log_key(), &broken, now).await?;
    let ledger = Ledger::open(opened.store, vault.log_key(), None, now).await?;
    let rows = ledger.accept(now).await?;
    let head = ledger.head().await;
    Anchor::at(ledger, vault, &settings.log_head).note().await?;
    for it in broken {
        println!("accepted a break of the log at {}", it.range());
    }
    println!(
        "accepted {rows} rows as they are; the log ends at entry {}",
        head.seq
    );
    Ok(())
}

/// Calls `then` with each entry, the oldest first.
async fn each(
    store: &(impl Log + ?Sized),
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
