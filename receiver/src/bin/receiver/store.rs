//! `receiver store`: brings the store up to date, gives roles of a database their rights, and moves everything to
//! another store.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use clap::Subcommand;
use receiver::clock::Clock;
use store::copy::{Progress, copy};
use store::{Access, RoleName, Store, StoreUrl};

use crate::online::Online;
use crate::out::write;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Brings the tables of the config's store to the schema of this version, as a start does.
    ///
    /// A SQLite file is copied first, to a file beside it with `.before-N`, where N is the schema that
    /// it had. The copy is deleted after a week: content that is scrubbed meanwhile is still in it.
    Upgrade(Online),
    /// Prints the SQL that gives a PostgreSQL role to the desk, and one that may do less to the intake.
    ///
    /// The desk's role owns all tables. The intake's role may add reports and keep its own keys; it reads
    /// nothing of the desk but the statistics that are to be published, and changes nothing. It makes no
    /// tables either: start the desk first, the first time and after each update, and let the owner of the
    /// database or a superuser run the SQL again: `receiver store grants … | psql DATABASE`.
    Grants {
        /// The role in the store.url of the intake.
        #[arg(long, value_name = "ROLE")]
        intake: RoleName,
        /// The role in the store.url of the desk.
        #[arg(long, value_name = "ROLE")]
        desk: RoleName,
    },
    /// Copies everything into an empty store, and then compares the two, byte for byte.
    ///
    /// Stop every receiver on both first. Afterwards, write the new url into `[store]` of each
    /// config, and start them again. The old store is left as it is, for you to delete.
    ///
    /// A URL is what `[store]` has: sqlite:FILE, from the current folder, or
    /// postgres://USER@HOST/DATABASE. A password in it shows in the list of processes.
    Move {
        /// The store to copy.
        #[arg(long, value_name = "URL")]
        from: String,
        /// The store to copy to: a new file, or an empty database.
        #[arg(long, value_name = "URL")]
        to: String,
    },
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Upgrade(online) => {
            let (settings, opened) = online.whole(Access::Migrate).await?;
            if let Some(desk) = settings.desk {
                // Enters the rows of earlier receivers into the log.
                let now = opened.clock.now();
                desk.open_store(opened.store, Access::Write, now).await?;
            }
            println!("the store is up to date");
            Ok(())
        }
        Command::Grants { intake, desk } => {
            write(store::grants(&intake, &desk).as_bytes());
            Ok(())
        }
        Command::Move { from, to } => move_to(&from, &to).await,
    }
}

async fn move_to(from: &str, to: &str) -> Result<(), Box<dyn Error>> {
    let (from, to) = (parse("--from", from)?, parse("--to", to)?);
    if let StoreUrl::Sqlite(path) = &from
        && !path.is_file()
    {
        let path = path.display();
        return Err(format!("--from: {path} is not there\n  fix: name the store's file").into());
    }
    let from = open("--from", &from).await?;
    let to = open("--to", &to).await?;
    let copied = copy(&*from, &*to, |progress| match progress {
        Progress::Copied(reports) => eprintln!("{reports} reports copied"),
        Progress::Compared(reports) => eprintln!("{reports} reports compared"),
    })
    .await?;
    println!(
        "both stores hold the same, every byte compared: {} reports, {} of them still in the queue \
         and {} of them cases; desk's records: {}; entries of its log: {}; keys: {}
next: write the new url into [store] of each config, start the receivers, and \
         delete the old store",
        copied.reports,
        copied.queued,
        copied.desk.cases,
        copied.desk.records,
        copied.desk.acts,
        copied.keys
    );
    Ok(())
}

/// Parses a URL. It may contain a password, so the error does not show it.
fn parse(argument: &str, url: &str) -> Result<StoreUrl, String> {
    StoreUrl::parse(url, Path::new("")).map_err(|problem| {
        format!("{argument}: {problem}\n  fix: sqlite:FILE, or postgres://USER@HOST/DATABASE")
    })
}

async fn open(argument: &str, url: &StoreUrl) -> Result<Arc<dyn Store>, String> {
    let store = store::open(url).await;
    store.map_err(|error| format!("{argument}: {error}"))
}
