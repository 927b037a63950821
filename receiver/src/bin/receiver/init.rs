//! `receiver init`: makes a new folder and prints the next steps.

use std::error::Error;
use std::path::{Path, PathBuf};

use clap::Args;
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use receiver::clock::{Clock, SystemClock};
use receiver::init::{Halves, Plan, init};
use receiver::opening;
use receiver::practice::{self, PAST_SECONDS};
use receiver::web::public::bundle::Bundle;
use shared::report::HotlineId;
use store::{Access, StoreUrl};

use crate::online;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder to make.
    dir: PathBuf,
    /// The hotline's id: lower-case letters, digits and hyphens. Keys and certificates carry it. Without one, it is
    /// "example", or "practice" for a desk to learn on, whose id always begins so.
    #[arg(long, value_name = "ID")]
    hotline: Option<HotlineId>,
    /// Makes a folder for each of two machines, `intake` and `desk`. The intake's then holds
    /// nothing that opens what is stored.
    #[arg(long)]
    apart: bool,
    /// The store's address: sqlite:FILE, or postgres://USER@HOST/DATABASE. Two machines need one that
    /// both reach. A password in it shows in the list of processes: write that into the configs instead.
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// Fills the desk with invented reports, some of them worked on, and with accounts whose logins
    /// `receiver practice` prints: to learn on. Nothing of it belongs on a desk with real reports.
    #[arg(long, conflicts_with_all = ["apart", "store"])]
    practice: bool,
}

pub(crate) fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    if let Some(url) = &arguments.store {
        check_store(url, arguments.apart)?;
    }
    let halves = if arguments.apart {
        Halves::Apart
    } else {
        Halves::Together
    };
    let plan = Plan {
        hotline: id(arguments.hotline, arguments.practice)?,
        halves,
        languages: Bundle::built_in()?.languages(),
        store: arguments.store,
        practice: arguments.practice,
    };
    let now = SystemClock.now();
    let dir = arguments.dir.display();
    if arguments.practice {
        let begin = Timestamp(now.0 - PAST_SECONDS);
        init(&arguments.dir, &plan, begin, &mut UnwrapErr(SysRng))?;
        fill(&arguments.dir, now)?;
        println!("{}", PRACTICE.replace("{dir}", &dir.to_string()));
        return Ok(());
    }
    init(&arguments.dir, &plan, now, &mut UnwrapErr(SysRng))?;
    match halves {
        Halves::Together => println!("{}", TOGETHER.replace("{dir}", &dir.to_string())),
        Halves::Apart => println!("{}", APART.replace("{dir}", &dir.to_string())),
    }
    Ok(())
}

/// The hotline's id, as it was given, or as hotlines of this kind have it.
fn id(given: Option<HotlineId>, practice: bool) -> Result<HotlineId, Box<dyn Error>> {
    match given {
        Some(id) if practice && !id.as_str().starts_with(practice::HOTLINE) => {
            Err("--hotline: the id of a desk to learn on begins with \"practice\", so that nobody takes it for a hotline".into())
        }
        Some(id) => Ok(id),
        None if practice => Ok(practice::HOTLINE.parse()?),
        None => Ok("example".parse()?),
    }
}

/// Fills a new folder's desk with what happened before `now`.
#[tokio::main(flavor = "current_thread")]
async fn fill(dir: &Path, now: Timestamp) -> Result<(), Box<dyn Error>> {
    let settings = online::load(&dir.join("receiver.toml"))?;
    let store = opening::open(&settings, Access::Write).await?.store;
    let (Some(intake), Some(desk)) = (settings.intake, settings.desk) else {
        return Err("the new config has not both halves".into());
    };
    practice::fill(intake, desk, store, dir, now).await
}

/// Fails if the store's address is none, or names a file that would be another one for each half.
fn check_store(url: &str, apart: bool) -> Result<(), String> {
    let parsed = StoreUrl::parse(url, Path::new("")).map_err(|problem| {
        format!("--store: {problem}\n  fix: sqlite:FILE, or postgres://USER@HOST/DATABASE")
    })?;
    match parsed {
        StoreUrl::Sqlite(path) if apart && path.is_relative() => Err(
            "--store: this file would be another one for each half\n  fix: a PostgreSQL database, or \
             the whole path of a file if both halves run on one machine"
                .to_owned(),
        ),
        _ => Ok(()),
    }
}

const PRACTICE: &str = "\
{dir}/receiver.toml    the config of a desk on which everything is invented
{dir}/practice-logins.json  the logins of its accounts, for everybody who learns there

next: receiver serve --config {dir}/receiver.toml
      receiver practice {dir}    prints the logins, with codes that are valid now";

const TOGETHER: &str = "\
{dir}/receiver.toml    the config: change the hotline's name and addresses
{dir}/keys/desk.key    opens every stored report: back it up in a safe place
{dir}/desk-token       opens the desk's API to your own systems: hand it over, then delete the file
{dir}/root             signs for your hotline: move it to a machine without a network

What you give up as it stands: who takes this machine gets the desk's key, and with it every
report that is stored; and the root's key, with which to speak in your name. Moving the root away
mends the one, `receiver init --apart` the other.

next: receiver staff add NAME --role admin --config {dir}/receiver.toml
      receiver serve --config {dir}/receiver.toml";

const APART: &str = "\
{dir}/intake           for the public machine: it cannot open what it stores
{dir}/desk             for the internal machine: keys/desk.key opens every stored report
{dir}/desk/desk-token  opens the desk's API to your own systems: hand it over, then delete the file
{dir}/root             signs for your hotline: move it to a machine without a network

Both configs need the address of one store, which both halves reach: [store] in receiver.toml, if
--store has not named it.

next: receiver staff add NAME --role admin --config {dir}/desk/receiver.toml
      receiver serve --config {dir}/intake/receiver.toml
      receiver serve --config {dir}/desk/receiver.toml";
