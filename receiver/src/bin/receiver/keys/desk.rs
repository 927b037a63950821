//! `receiver keys desk`: the key that opens everything stored.

use std::error::Error;
use std::path::PathBuf;

use clap::Subcommand;
use getrandom::{SysRng, rand_core::UnwrapErr};
use receiver::desk_key::{self, Counts, KeyChange, KeyChangeError, make_next};
use receiver::settings::{DeskSettings, Settings};
use shared::hpke::PublicKey;
use store::Access;

use super::shares::{self, JoinArguments, Shares, SplitArguments};
use super::unlock::{self, UnlockArguments};
use crate::online::{Online, load};
use crate::owner;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Makes the key of a desk whose key is lost, for a new store: DIR/desk.key and DIR/desk.pub.
    ///
    /// Neither file may be there. What is sealed to the lost key stays unreadable.
    First {
        /// The folder to write to.
        dir: PathBuf,
    },
    /// Makes another key for the desk, beside the one that it has.
    ///
    /// The key that the desk had is kept in desk.former, beside desk.key. The desk opens what is sealed to
    /// either of them; an intake may have either. Restart the receiver afterwards: a desk that runs knows
    /// the former key alone. If it was cut off, begin it again: no third key is made.
    New(Online),
    /// Seals everything stored to the desk's new key. The receiver may run meanwhile.
    ///
    /// If it was cut off, begin it again: what is done stays done.
    Reseal(Online),
    /// Retires the desk's former key and removes its file, once nothing stored is sealed to it.
    ///
    /// From then on, the store refuses reports of an intake that still seals to the former key, whose
    /// reporters are asked to try again.
    Retire(Online),
    /// Splits the desk's key into shares on paper: any few of them make it again, fewer tell nothing of it.
    ///
    /// For the day on which the key and all its copies are lost. Do it on a machine without a network: it reads
    /// desk.key and no config. Each share is a file to print, and the same as a QR code.
    Split(SplitArguments),
    /// Makes the desk's key again of its shares: DIR/desk.key and DIR/desk.pub.
    ///
    /// It is written only if it is the key of which the shares were made.
    Join(JoinArguments),
    /// Enters shares at a desk that runs and is locked, as its page /unlock does.
    ///
    /// The desk keeps what it has of them for ten minutes, so that each person can enter their own from
    /// where they are. Nothing is written anywhere.
    Unlock(UnlockArguments),
    /// Looks whether shares can still be read, and of which key they are. Do it each year.
    Look(Shares),
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::First { dir } => {
            let made = desk_key::make_first(&dir, &mut UnwrapErr(SysRng))?;
            owner::hand_over(&made)
        }
        Command::New(online) => new(&online).await,
        Command::Reseal(online) => reseal(&online).await,
        Command::Retire(online) => retire(&online).await,
        Command::Split(arguments) => shares::split(&arguments),
        Command::Join(arguments) => shares::join(&arguments),
        Command::Unlock(arguments) => unlock::run(&arguments).await,
        Command::Look(shares) => shares::look(&shares),
    }
}

async fn new(online: &Online) -> Result<(), Box<dyn Error>> {
    let settings = load(online.config())?;
    refuse_sealed(&settings)?;
    let (desk, intake) = online.halves(settings)?;
    let public_file = intake.map(|intake| intake.desk_public_key_file);
    let made = make_next(&desk, public_file.as_deref(), &mut UnwrapErr(SysRng))?;
    // The store takes the new key as it is opened with it.
    online.desk(Access::Write).await?;
    let was_there = if made.is_new {
        ""
    } else {
        "   (was there already)"
    };
    let config = online.config().display();
    println!(
        "{}   the desk's key{was_there}\n{}   the key before it\n{}   its public half",
        made.file.display(),
        made.former_file.display(),
        made.public_file.display(),
    );
    println!(
        "\nnext: restart the receiver; an intake on another machine goes on as it is until you bring it \
         the new desk.pub
      receiver keys desk reseal --config {config}"
    );
    Ok(())
}

async fn reseal(online: &Online) -> Result<(), Box<dyn Error>> {
    let (change, ..) = change(online).await?;
    let done = change
        .reseal(|counts| eprintln!("sealed to the new key: {counts}"))
        .await?;
    println!("sealed to the new key: {done}");
    say_damaged(done);
    let config = online.config().display();
    println!(
        "\nnext: once each intake has the new desk.pub and was restarted
      receiver keys desk reseal --config {config}
      receiver keys desk retire --config {config}"
    );
    Ok(())
}

async fn retire(online: &Online) -> Result<(), Box<dyn Error>> {
    let (change, desk, sealed_to) = change(online).await?;
    change.retire(&desk, sealed_to.as_ref()).await?;
    println!(
        "the former key is retired, and its file is removed\n\nnext: restart the desk, so that its memory \
         holds the former key no more; copy desk.key to where you keep it; make a backup, and delete those \
         from before, which the former key opens"
    );
    Ok(())
}

/// A key is changed in its file, so one that is in shares has to be made again before.
fn refuse_sealed(settings: &Settings) -> Result<(), KeyChangeError> {
    match settings.locked {
        Some(_) => Err(KeyChangeError::Sealed),
        None => Ok(()),
    }
}

/// The change of the desk's key in its store, the desk's settings, and the key that an intake of the
/// same config seals to.
async fn change(
    online: &Online,
) -> Result<(KeyChange, DeskSettings, Option<PublicKey>), Box<dyn Error>> {
    let (settings, opened) = online.whole(Access::Write).await?;
    refuse_sealed(&settings)?;
    let (desk, intake) = online.halves(settings)?;
    if desk.former_key.is_none() {
        return Err(KeyChangeError::NoFormerKey.into());
    }
    let now = receiver::clock::Clock::now(&*opened.clock);
    let store = opened.store.clone();
    let anchor = desk.open_store(store, Access::Write, now).await?;
    let change = KeyChange {
        store: opened.store,
        ledger: anchor.ledger,
        vault: anchor.vault,
        opener: desk.opener(),
        clock: opened.clock,
    };
    Ok((change, desk, intake.map(|intake| intake.desk_public_key)))
}

fn say_damaged(counts: Counts) {
    if counts.damaged > 0 {
        println!(
            "left as they are, because neither key opens them or the log says otherwise: {}\n  fix: \
             `receiver audit verify` shows where",
            counts.damaged
        );
    }
}
