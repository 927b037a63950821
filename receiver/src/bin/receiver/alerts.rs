//! `receiver alerts`: tries the places that alerts go to.

use std::error::Error;

use clap::Subcommand;
use receiver::alerts::send_test;
use receiver::clock::SystemClock;

use crate::online::{Online, load};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Sends a test to every place in [alerts], and says what happened.
    Test(Online),
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    let Command::Test(online) = command;
    let settings = load(online.config())?;
    let desk = settings.keyless().ok_or_else(|| online.without("desk"))?;
    let places = desk.alerts.as_ref().ok_or(
        "there is no [alerts]\n  fix: [alerts] mail = [\"you@hotline.example\"], beside a section [mail]",
    )?;
    let mut failed = 0;
    for (place, error) in send_test(places, &SystemClock).await {
        match error {
            None => println!("{place}: sent"),
            Some(error) => {
                failed += 1;
                println!("{place}: not sent: {error}");
            }
        }
    }
    match failed {
        0 => Ok(()),
        failed => Err(format!(
            "{failed} places were not told\n  fix: the keys of [mail] and [alerts] in the config"
        )
        .into()),
    }
}
