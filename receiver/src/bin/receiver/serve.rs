//! `receiver serve`: runs both halves until the process gets a signal to stop.

use std::error::Error;
use std::path::Path;

use model::time::Timestamp;
use receiver::clock::Clock;
use receiver::opening::{self, Opened};
use receiver::serve::{Listeners, serve};
use receiver::settings::Settings;
use receiver::web::public::bundle::Bundle;
use store::Access;
use tokio::signal::unix::{SignalKind, signal};

use crate::online;

#[tokio::main]
pub(crate) async fn run(config: &Path) -> Result<(), Box<dyn Error>> {
    // Each connection is an open file, and many shells limit a process to about a thousand.
    rlimit::increase_nofile_limit(u64::MAX)?;
    let bundle = Bundle::built_in()?;
    let settings = online::load(config)?;
    let listeners = Listeners::bind(&settings).await?;
    let Opened { store, clock } = opening::open(&settings, Access::Migrate).await?;
    say_what_runs(&settings, &*clock);
    for (half, listener) in [
        ("intake", &listeners.intake),
        ("desk", &listeners.desk),
        ("metrics", &listeners.metrics),
    ] {
        if let Some(listener) = listener {
            println!("{half} http://{}", listener.local_addr()?);
        }
    }
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let shutdown = async {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    serve(settings, bundle, store, clock, listeners, shutdown).await?;
    Ok(())
}

/// Logs a line for each thing that an operator wants to know of a start.
fn say_what_runs(settings: &Settings, clock: &dyn Clock) {
    let version = env!("CARGO_PKG_VERSION");
    tracing::info!(version, hotline = settings.hotline.id.as_str(), store = ?settings.store, "starts");
    tracing::info!(time = %clock.now(), "the clock");
    if let Some(intake) = &settings.intake {
        let until = Timestamp(intake.signer.certificate().not_after);
        tracing::info!(%until, "the signer is certified");
    }
}
