//! `receiver clock`: what the receiver takes for the time.

use std::error::Error;

use clap::Subcommand;
use model::audit::ActName;
use receiver::clock::{Clock, SystemClock};
use receiver::opening;
use store::Access;

use crate::online::{Online, load, log};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Shows the time of this machine, and when the store last saw a receiver at work.
    ///
    /// A receiver does not believe a clock that jumps by more than a day while it runs, or that is
    /// more than a week after the last time in the store when it starts: it goes on with its own
    /// time, so that nothing is deleted before its time.
    Show(Online),
    /// Says that this machine's clock is right: after a week without a receiver, or after a day in
    /// which the machine slept. A running receiver believes it within a minute.
    Confirm(Online),
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    let now = SystemClock.now();
    match command {
        Command::Show(online) => {
            let opened = online.open(Access::Read).await?;
            println!("this machine  {now}");
            for (part, at) in opened.store.beats().await? {
                println!("{:12}  {at}", <&str>::from(part));
            }
            if opened.clock.refused().is_some() {
                println!("NOT BELIEVED: if this machine is right, `receiver clock confirm`");
            }
        }
        Command::Confirm(online) => {
            let settings = load(online.config())?;
            let opened = opening::open_at(&settings, Access::Write, Some(now)).await?;
            let new = now.to_string();
            log(&settings, &opened, ActName::ClockConfirmed, &new).await?;
            opened.store.confirm_clock(now).await?;
            println!("it is {now}; a running receiver believes it within a minute");
        }
    }
    Ok(())
}
