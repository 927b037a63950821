//! `receiver init`: makes a new folder and prints the next steps.

use std::error::Error;
use std::path::PathBuf;

use clap::Args;
use getrandom::{SysRng, rand_core::UnwrapErr};
use receiver::clock::{Clock, SystemClock};
use receiver::init::{Halves, Plan, init};
use receiver::web::public::bundle::Bundle;
use shared::report::HotlineId;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The folder to make.
    dir: PathBuf,
    /// The hotline's id: lower-case letters, digits and hyphens. Keys and certificates carry it.
    #[arg(long, value_name = "ID", default_value = "example")]
    hotline: HotlineId,
    /// Makes a folder for each of two machines, `intake` and `desk`. The intake's then holds
    /// nothing that opens what is stored.
    #[arg(long)]
    apart: bool,
}

pub(crate) fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let halves = if arguments.apart {
        Halves::Apart
    } else {
        Halves::Together
    };
    let plan = Plan {
        hotline: arguments.hotline,
        halves,
        languages: Bundle::built_in()?.languages(),
    };
    init(
        &arguments.dir,
        &plan,
        SystemClock.now(),
        &mut UnwrapErr(SysRng),
    )?;
    let dir = arguments.dir.display();
    match halves {
        Halves::Together => println!("{}", TOGETHER.replace("{dir}", &dir.to_string())),
        Halves::Apart => println!("{}", APART.replace("{dir}", &dir.to_string())),
    }
    Ok(())
}

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

Both configs name one store, which both halves have to reach.

next: receiver staff add NAME --role admin --config {dir}/desk/receiver.toml
      receiver serve --config {dir}/intake/receiver.toml
      receiver serve --config {dir}/desk/receiver.toml";
