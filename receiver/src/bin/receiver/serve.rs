//! `receiver serve`: runs both halves until the process gets a signal to stop.

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use receiver::check::{self, Level};
use receiver::clock::Clock;
use receiver::opening::Opened;
use receiver::serve::{Listeners, Order, open_when_there, serve};
use receiver::settings::{Fixed, Settings};
use receiver::web::public::bundle::Bundle;
use tokio::sync::mpsc;

use crate::online;
use crate::signals::{Asked, Signals};

#[tokio::main]
pub(crate) async fn run(config: &Path) -> Result<(), Box<dyn Error>> {
    let mut signals = Signals::new()?;
    // Each connection is an open file, and many shells limit a process to about a thousand.
    rlimit::increase_nofile_limit(u64::MAX)?;
    let bundle = Bundle::built_in()?;
    let settings = online::load(config)?;
    let listeners = Listeners::bind(&settings).await?;
    let opened = tokio::select! {
        opened = open_when_there(&settings) => opened?,
        () = signals.stopped() => return Ok(()),
    };
    say_what_runs(config, &settings, &opened).await;
    let Opened { store, clock } = opened;
    for line in listeners.lines() {
        // The receiver goes on, even if nobody reads its addresses.
        let _ = writeln!(io::stdout(), "{line}");
    }
    let (orders, ordered) = mpsc::channel(1);
    let again = Again {
        config: config.to_owned(),
        fixed: Fixed::of(&settings),
        bundle,
    };
    tokio::spawn(pass_on(signals, again, orders));
    serve(settings, bundle, store, clock, listeners, ordered).await?;
    Ok(())
}

/// Logs a line for each thing that an operator wants to know of a start.
async fn say_what_runs(config: &Path, settings: &Settings, opened: &Opened) {
    let version = env!("CARGO_PKG_VERSION");
    tracing::info!(version, hotline = settings.hotline.id.as_str(), "starts");
    let now = opened.clock.now();
    let mut findings = check::start(config, settings, opened, now).await;
    findings.extend(check::alerts(settings, true).await);
    findings.extend(check::locked(settings));
    for finding in findings {
        let words = finding.words();
        match finding.level {
            Level::Ok => tracing::info!("{words}"),
            Level::Warn => tracing::warn!("{words}"),
            Level::Fail => tracing::error!("{words}"),
        }
    }
}

/// What it takes to read the config again.
struct Again {
    config: PathBuf,
    fixed: Fixed,
    bundle: Bundle,
}

/// Makes orders of signals.
async fn pass_on(mut signals: Signals, again: Again, orders: mpsc::Sender<Order>) {
    loop {
        let order = match signals.next().await {
            Asked::Reload => {
                let languages = again.bundle.languages();
                let settings = again.fixed.load_again(&again.config, &languages);
                Order::Reload(Box::new(settings))
            }
            Asked::Stop => Order::Stop,
        };
        if orders.send(order).await.is_err() {
            return;
        }
    }
}
