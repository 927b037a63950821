//! `receiver init`: makes a new folder and prints the next steps.

mod questions;

use std::error::Error;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args;
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use receiver::clock::{Clock, SystemClock};
use receiver::init::{Halves, Identity, Plan, init};
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
    #[command(flatten)]
    identity: Given,
    /// Makes a folder for each of two machines, `intake` and `desk`. The intake's then holds
    /// nothing that opens what is stored; the desk fetches from it, and needs no address that anybody reaches.
    #[arg(long)]
    apart: bool,
    /// The store's address: sqlite:FILE, or postgres://USER@HOST/DATABASE. With --apart, one that both machines
    /// reach and share; the desk then fetches nothing. A password in it shows in the list of processes: write that into the configs instead.
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// Fills the desk with invented reports, some of them worked on, and with accounts whose logins
    /// `receiver practice` prints: to learn on. Nothing of it belongs on a desk with real reports.
    #[arg(long, conflicts_with_all = ["apart", "store"])]
    practice: bool,
}

/// What the hotline says of itself. At a terminal, `init` asks for it unless one of these is there; the config can be
/// changed later, but not the id.
#[derive(Args)]
struct Given {
    /// The hotline's id: lower-case letters, digits and hyphens. Keys and certificates carry it. Without one, it is
    /// "example", or "practice" for a desk to learn on, whose id always begins so.
    #[arg(long, value_name = "ID")]
    hotline: Option<HotlineId>,
    /// What reporters know it as.
    #[arg(long, conflicts_with = "practice")]
    name: Option<String>,
    /// The languages of its form, with commas between them; the first is the default. Without it, all.
    #[arg(long, value_name = "en,nl", value_delimiter = ',')]
    languages: Vec<String>,
    /// The number to call when a child is in danger now, or several with commas between them. Without it, 112.
    #[arg(long, value_name = "NUMBER", value_delimiter = ',')]
    emergency: Vec<String>,
    /// The origin at which browsers reach the form, without a path. Without it, this machine alone.
    #[arg(long, value_name = "https://HOST")]
    url: Option<String>,
    /// The directory of an authority that certifies the name in --url (RFC 8555), whose terms you accept by that: then
    /// the intake does TLS itself, and needs no proxy.
    #[arg(long, value_name = "URL", requires = "url")]
    acme: Option<String>,
}

impl Given {
    fn is_empty(&self) -> bool {
        let texts = [&self.name, &self.url, &self.acme];
        let lists = [&self.languages, &self.emergency];
        self.hotline.is_none()
            && texts.into_iter().all(Option::is_none)
            && lists.into_iter().all(Vec::is_empty)
    }

    /// The identity of a new hotline: as given, as somebody at the terminal answers, or an example's.
    fn identity(self, practice: bool, known: &[&str]) -> Result<Identity, Box<dyn Error>> {
        let is_asked = self.is_empty() && !practice && io::stdin().is_terminal();
        let mut identity = Identity::example(id(self.hotline, practice)?, known);
        if practice {
            practice::NAME.clone_into(&mut identity.name);
        }
        let texts = [
            (&mut identity.name, self.name),
            (&mut identity.public_url, self.url),
        ];
        for (value, given) in texts {
            *value = given.unwrap_or_else(|| value.clone());
        }
        let lists = [
            (&mut identity.languages, self.languages),
            (&mut identity.emergency_numbers, self.emergency),
        ];
        for (value, given) in lists {
            if !given.is_empty() {
                *value = given;
            }
        }
        identity.acme = self.acme;
        if is_asked {
            questions::ask(
                &mut identity,
                known,
                &mut io::stdin().lock(),
                &mut io::stderr(),
            )?;
        }
        identity.check(known)?;
        Ok(identity)
    }
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
    let known = Bundle::built_in()?.languages();
    let is_shared = arguments.store.is_some();
    let plan = Plan {
        identity: arguments.identity.identity(arguments.practice, &known)?,
        halves,
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
    let (made, desk) = match halves {
        Halves::Together => (TOGETHER, dir.to_string()),
        Halves::Apart if is_shared => (SHARED, format!("{dir}/desk")),
        Halves::Apart => (APART, format!("{dir}/desk")),
    };
    let fetches = halves == Halves::Apart && !is_shared;
    let left = left(&plan.identity, &desk, fetches);
    println!(
        "{}",
        made.replace("{left}", &left)
            .replace("{dir}", &dir.to_string())
    );
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

/// What an operator has yet to do, a line each. `desk` is the folder with the desk's key, and `fetches` whether the desk
/// fetches from the intake.
fn left(identity: &Identity, desk: &str, fetches: bool) -> String {
    let is_example = identity.name == "Example Hotline";
    let is_local = identity.public_url.starts_with("http://");
    let steps = [
        (is_example, "say who you are: hotline.name in the config".to_owned()),
        (
            is_local,
            "get an address with https: intake.public_url, and [intake.tls] or a proxy".to_owned(),
        ),
        (
            is_local && fetches,
            "let the desk ask at the same address: desk.pull".to_owned(),
        ),
        (true, format!("keep a copy of {desk}/keys/desk.key where nobody else looks: without it, nothing stored can be read")),
        (true, "move {dir}/root to a machine without a network".to_owned()),
        (true, "name your notice on personal data and a helpline: hotline.privacy_url, [hotline.helpline]".to_owned()),
        (true, "let somebody be told when a child is in danger: [mail] and [alerts], then `receiver alerts test`".to_owned()),
        (true, "make backups by themselves: `receiver backup make --help`".to_owned()),
    ];
    let lines = steps.into_iter().filter(|(is_left, _)| *is_left);
    let lines = lines.map(|(_, step)| format!("  - {step}"));
    lines.collect::<Vec<_>>().join("\n")
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
{dir}/receiver.toml    the config, with a comment for each value
{dir}/keys/desk.key    opens every stored report: back it up in a safe place
{dir}/desk-token       opens the desk's API to your own systems: hand it over, then delete the file
{dir}/root             signs for your hotline: move it to a machine without a network

What you give up as it stands: who takes this machine gets the desk's key, and with it every
report that is stored; and the root's key, with which to speak in your name. Moving the root away
mends the one, `receiver init --apart` the other.

What is left to do, which `receiver check --config {dir}/receiver.toml` helps with:
{left}

next: receiver staff add NAME --role admin --config {dir}/receiver.toml
      receiver serve --config {dir}/receiver.toml";

const APART: &str = "\
{dir}/intake           for the public machine: it cannot open what it stores
{dir}/desk             for the machine in the office: keys/desk.key opens every stored report
{dir}/desk/desk-token  opens the desk's API to your own systems: hand it over, then delete the file
{dir}/root             signs for your hotline: move it to a machine without a network

Each machine has a store of its own. The desk asks the intake for what waits there, by requests that
its pull.key signs: no port of the office has to be open, and nothing on the public machine opens a report.

What is left to do, which `receiver check` helps with, for each half's config:
  - bring {dir}/intake to the public machine, and {dir}/desk to the one in the office
{left}

next, on the public machine:
      receiver serve --config intake/receiver.toml
next, in the office:
      receiver staff add NAME --role admin --config desk/receiver.toml
      receiver serve --config desk/receiver.toml
      receiver check --config desk/receiver.toml    says whether the desk reaches the intake";

const SHARED: &str = "\
{dir}/intake           for the public machine: it cannot open what it stores
{dir}/desk             for the internal machine: keys/desk.key opens every stored report
{dir}/desk/desk-token  opens the desk's API to your own systems: hand it over, then delete the file
{dir}/root             signs for your hotline: move it to a machine without a network

Both configs name the store of --store, which both machines have to reach.

What is left to do, which `receiver check` helps with, for each half's config:
{left}

next: receiver staff add NAME --role admin --config {dir}/desk/receiver.toml
      receiver serve --config {dir}/intake/receiver.toml
      receiver serve --config {dir}/desk/receiver.toml";
