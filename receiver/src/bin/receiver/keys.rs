//! `receiver keys`: the root, the signer, the intake's keys, and the desk's key.

mod desk;
pub(crate) mod shares;
mod unlock;

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::audit::ActName;
use model::time::Timestamp;
use receiver::check::LONG_DAYS;
use receiver::clock::{Clock, GuardedClock, SystemClock};
use receiver::files::WriteError;
use receiver::keys::ceremony::CertifiedFor;
use receiver::keys::ratchet::{Ratchet, RatchetFile};
use receiver::keys::{KeyRing, ceremony};
use receiver::opening::Opened;
use receiver::settings::IntakeSettings;
use shared::key_config::KeyId;
use shared::report::HotlineId;
use shared::signing::{SigningKey, VerifyingKey};
use store::{Access, Store};

use crate::online::{Online, log};
use crate::owner;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Makes the hotline's root. Do it on a machine without a network, and keep that key there.
    ///
    /// Writes DIR/root.key, which signs, and DIR/root.pub, which goes into the intake's config.
    /// The public half is its own fingerprint: publish it, and partners may pin it.
    Root {
        /// The folder to write to.
        dir: PathBuf,
    },
    /// Makes a new signer key on the receiver, to be certified by the root.
    ///
    /// Writes DIR/signer.key, which stays, and DIR/signer.pub, which is brought to the root. An
    /// existing signer is not overwritten: to revoke one, delete its two files and its certificate
    /// first. Browsers believe a stolen one until its certificate ends.
    Signer {
        /// The folder to write to.
        dir: PathBuf,
    },
    /// Makes a new ratchet, which wraps the intake's keys in the store: after a restore, for
    /// example.
    ///
    /// Writes DIR/ratchet.key. Keys that were wrapped under another one are lost: open forms seal
    /// once more. All receivers of one store need the same file.
    Ratchet {
        /// The folder to write to.
        dir: PathBuf,
    },
    /// Makes a new key by which a desk fetches from its intake.
    ///
    /// Writes DIR/pull.key, which stays at the desk, and DIR/pull.pub, which is brought to the intake. Earlier files
    /// are not overwritten: delete both first, at the desk and at the intake. Nothing is fetched until both have the new
    /// ones; what waits goes on waiting.
    Pull {
        /// The folder to write to.
        dir: PathBuf,
    },
    /// Changes the desk's key, which opens everything stored.
    #[command(subcommand)]
    Desk(desk::Command),
    /// Certifies a signer with the root, for a month unless you say otherwise.
    ///
    /// An earlier certificate of the same root and hotline is replaced; any other file is not overwritten.
    Certify(CertifyArguments),
    /// Shows root, signer and every key of the intake, and what is valid until when.
    Show(Online),
    /// Makes a new key now. What was sealed to older ones is still opened.
    Rotate(Online),
    /// Destroys a key now. What was sealed to it is sealed again by the reporter's browser.
    Revoke {
        /// The key's name, as `receiver keys show` gives it.
        key: KeyId,
        #[command(flatten)]
        online: Online,
    },
}

#[derive(Args)]
pub(crate) struct CertifyArguments {
    /// The root's private key.
    #[arg(long, value_name = "FILE")]
    root: PathBuf,
    /// The signer's public key.
    #[arg(long, value_name = "FILE")]
    signer: PathBuf,
    /// The hotline's id, as the intake's config has it.
    #[arg(long, value_name = "ID")]
    hotline: HotlineId,
    /// Certifies the signer of a desk for the exchange with other hotlines, and for nothing else.
    #[arg(long)]
    exchange: bool,
    /// Certifies the key with which a desk asks reporters who stay anonymous, and for nothing else.
    #[arg(long, conflicts_with = "exchange")]
    asker: bool,
    /// Days until the certificate ends, from 1 to 366. The longer, the longer a stolen signer is believed.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=LONG_DAYS))]
    days: u64,
    /// The file to write, for the intake's config to name.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(crate) fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Root { dir } => {
            let root = ceremony::make_root(&dir, &mut UnwrapErr(SysRng))?;
            print_public("root", &dir, root.verifying_key())?;
        }
        Command::Signer { dir } => {
            let signer = ceremony::make_signer(&dir, &mut UnwrapErr(SysRng))?;
            print_public("signer", &dir, signer.verifying_key())?;
        }
        Command::Pull { dir } => {
            let key = ceremony::make_fetch_key(&dir, &mut UnwrapErr(SysRng))?;
            print_public("pull", &dir, key.verifying_key())?;
        }
        Command::Ratchet { dir } => {
            let ratchet = Ratchet::begin(SystemClock.now(), &mut UnwrapErr(SysRng));
            let file = dir.join("ratchet.key");
            RatchetFile::create(&file, ratchet).map_err(WriteError::of(&file))?;
            owner::hand_over(&[file])?;
        }
        Command::Desk(command) => desk::run(command)?,
        Command::Certify(arguments) => certify(arguments)?,
        Command::Show(online) => show(online)?,
        Command::Rotate(online) => rotate(online)?,
        Command::Revoke { key, online } => revoke(key, online)?,
    }
    Ok(())
}

/// Prints the public half of a key that was made, whose files are the folder's owner's.
fn print_public(name: &str, dir: &Path, key: VerifyingKey) -> io::Result<()> {
    let file = dir.join(name);
    for half in ["key", "pub"] {
        owner::give_to_owner_of_folder(&file.with_extension(half))?;
    }
    println!("{}   public half: {key}", file.display());
    Ok(())
}

fn certify(arguments: CertifyArguments) -> Result<(), Box<dyn Error>> {
    let root: SigningKey = ceremony::read_key(&arguments.root)?;
    let signer = ceremony::read_key(&arguments.signer)?;
    let now = SystemClock.now();
    let certificate = ceremony::certificate(arguments.hotline, signer, now, arguments.days);
    let certified_for = match (arguments.exchange, arguments.asker) {
        (true, _) => CertifiedFor::Exchange,
        (_, true) => CertifiedFor::Asker,
        (false, false) => CertifiedFor::Reports,
    };
    ceremony::certify(&root, &certificate, certified_for, &arguments.out)?;
    owner::give_to_owner_of_folder(&arguments.out)?;
    let until = Timestamp(certificate.not_after);
    println!("{}   valid until {until}", arguments.out.display());
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn show(online: Online) -> Result<(), Box<dyn Error>> {
    let (settings, Opened { store, clock }) = online.whole(Access::Read).await?;
    let intake = online.intake(settings)?;
    let now = clock.now();
    let certificate = intake.signer.certificate();
    let [from, until] = [certificate.not_before, certificate.not_after].map(Timestamp);
    println!("root    {}", intake.signer.authority().root);
    println!("signer  {}", certificate.signer);
    println!("        certified from {from} until {until}");
    if !intake.signer.is_certified(now) {
        println!("        NOT VALID NOW: `receiver keys certify` makes a new certificate");
    }
    let ring = ring(intake, store, clock.clone());
    ring.look(now).await?;
    for (key, state) in ring.states(now) {
        let (id, life) = (key.published.id(), key.lifetime());
        let (state, begins, ends) = (state.name(), life.begins, life.ends);
        println!("key     {id}  {state:8}  given out from {begins}, destroyed at {ends}");
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn rotate(online: Online) -> Result<(), Box<dyn Error>> {
    let (settings, opened) = online.whole(Access::Write).await?;
    log(&settings, &opened, ActName::KeyRotated, "").await?;
    let intake = online.intake(settings)?;
    let Opened { store, clock } = opened;
    let ring = ring(intake, store, clock.clone());
    let key = ring.rotate(clock.now(), &mut UnwrapErr(SysRng)).await?;
    let (id, begins) = (key.published.id(), key.lifetime().begins);
    println!("key {id} is given out from {begins}");
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn revoke(key: KeyId, online: Online) -> Result<(), Box<dyn Error>> {
    let (settings, opened) = online.whole(Access::Write).await?;
    let name = key.to_string();
    log(&settings, &opened, ActName::KeyRevoked, &name).await?;
    let intake = online.intake(settings)?;
    let Opened { store, clock } = opened;
    let ring = ring(intake, store, clock.clone());
    let revoked = ring
        .revoke(key, clock.now(), &mut UnwrapErr(SysRng))
        .await?;
    if !revoked {
        return Err(format!(
            "there is no key {key}\n  fix: `receiver keys show` names those there are"
        )
        .into());
    }
    println!("key {key} is destroyed; a running receiver forgets it within a minute");
    Ok(())
}

fn ring(intake: IntakeSettings, store: Arc<dyn Store>, clock: Arc<GuardedClock>) -> KeyRing {
    KeyRing::new(intake.recipe, clock, store, intake.signer, intake.ratchet)
}
