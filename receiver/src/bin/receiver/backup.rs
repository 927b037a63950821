//! `receiver backup`: makes, verifies and restores backups.

use std::error::Error;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use model::audit::ActName;
use model::chain::Breaks;
use model::time::Timestamp;
use receiver::backup::{self, Manifest};
use receiver::clock::{Clock, SystemClock};
use receiver::web::public::bundle::Bundle;
use store::Access;

use crate::online::{Online, log};
use crate::owner;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Makes a backup of a SQLite store, of the config and of the files that it names, while the receiver
    /// runs. Prints the backup's folder.
    ///
    /// Copying the store's file loses the newest reports, or gives a damaged copy. Two files are in no
    /// backup: ratchet.key, which opens what was recorded, and desk.key, which opens everything stored.
    /// Keep a copy of desk.key in a safe place, apart from the backups.
    ///
    /// What retention scrubs stays in the backups that were made before. So keep no backup longer than
    /// the shortest period of [desk.retention]: with one backup a day, 7 are a week.
    Make {
        /// The folder for all backups, on another disk. Each backup gets a folder of its own in it, named
        /// by the time.
        destination: PathBuf,
        /// Number of backups to keep; older ones are removed.
        #[arg(long, default_value_t = 7, value_name = "N")]
        keep: usize,
        /// Makes a backup of a store whose log does not hold, as evidence: it says so, cannot be restored,
        /// takes no other backup's place, and has no entry in the log.
        #[arg(long)]
        evidence: bool,
        #[command(flatten)]
        online: Online,
    },
    /// Checks a backup: the SHA-256 of each file, the whole database, and the log from its first entry to
    /// its last.
    Verify {
        /// The folder of one backup.
        backup: PathBuf,
    },
    /// Makes the folder of a receiver from a backup, and says what is left to do.
    ///
    /// What was ended after the backup must not come back: all accounts are disabled, all sessions and
    /// tokens are ended, and mails of hand-offs that waited are not sent. The intake gets a new ratchet.
    Restore {
        /// The folder of one backup.
        backup: PathBuf,
        /// The folder to make. Files that the config names by their whole path go to that place.
        folder: PathBuf,
        /// The copy of desk.key that you keep, if this receiver runs the desk; or the file that `receiver keys desk
        /// join` makes, if its key is in shares.
        #[arg(long, value_name = "FILE")]
        desk_key: Option<PathBuf>,
    },
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Make {
            destination,
            keep,
            evidence,
            online,
        } => make(&destination, keep, evidence, &online).await,
        Command::Verify { backup } => verify(&backup).await,
        Command::Restore {
            backup,
            folder,
            desk_key,
        } => restore(&backup, &folder, desk_key.as_deref()).await,
    }
}

async fn make(
    destination: &Path,
    keep: usize,
    evidence: bool,
    online: &Online,
) -> Result<(), Box<dyn Error>> {
    let (settings, opened) = online.whole(Access::Write).await?;
    let store = &*opened.store;
    let breaks = match &settings.desk {
        Some(desk) => desk.breaks(store).await?,
        None => Vec::new(),
    };
    let holds = breaks.iter().all(|it| it.accepted.is_some());
    if holds || !evidence {
        let logged = log(&settings, &opened, ActName::Backup, "").await;
        logged.map_err(|error| match holds {
            true => error,
            false => format!("{error}; `receiver backup make --evidence` keeps it as it is").into(),
        })?;
    }
    let (config, now) = (online.config(), opened.clock.now());
    let made = backup::make(config, &settings, store, destination, keep, &breaks, now);
    println!("{}", made.await?.display());
    if !breaks.is_empty() {
        eprintln!("the log in this backup holds{}", Breaks(&breaks));
    }
    Ok(())
}

async fn verify(backup: &Path) -> Result<(), Box<dyn Error>> {
    let manifest = backup::check_files(backup)?;
    println!("{} files are what they were", manifest.files.len());
    backup::open_copy(backup, &manifest).await?;
    println!("the database is whole");
    for it in &manifest.log_breaks {
        println!("its log holds {it}");
    }
    if manifest.is_evidence {
        println!("this backup is evidence: it cannot be restored");
    }
    println!("made {} by version {}", manifest.made, manifest.version);
    Ok(())
}

async fn restore(
    backup: &Path,
    folder: &Path,
    desk_key: Option<&Path>,
) -> Result<(), Box<dyn Error>> {
    let made = Manifest::read(backup)?.made;
    let (locales, now) = (Bundle::built_in()?.languages(), SystemClock.now());
    let restored = backup::restore(backup, folder, desk_key, &locales, now).await?;
    owner::give_to_owner_of_folder(folder)?;
    println!("restored as it was on {made}: {}", folder.display());
    println!("tokens revoked: {}", restored.tokens);
    println!(
        "mails that may have left, for analysts to look at: {}",
        restored.mails
    );
    println!("accounts, all disabled: {}", restored.accounts.join(" "));
    say_what_is_left(made, &restored.config);
    Ok(())
}

fn say_what_is_left(made: Timestamp, config: &Path) {
    let config = config.display();
    println!(
        "\nnext: receiver staff enable NAME --config {config}   for each who still works at the desk
      receiver serve --config {config}
      Make new tokens for your systems, and delete desk.token_sha256 if that token may be known.
      What reporters sent after {made} is not in this backup: if the old disk can be read, keep it."
    );
}
