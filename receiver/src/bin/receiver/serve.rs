//! `receiver serve`: runs both halves until the process gets a signal to stop.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use receiver::clock::SystemClock;
use receiver::serve::{Listeners, serve};
use receiver::settings;
use receiver::web::public::bundle::Bundle;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
pub(crate) async fn run(config: &Path) -> Result<(), Box<dyn Error>> {
    // Each connection is an open file, and many shells limit a process to about a thousand.
    rlimit::increase_nofile_limit(u64::MAX)?;
    let bundle = Bundle::built_in()?;
    let settings = settings::load(config, &bundle.languages())?;
    let store = store::open(&settings.store).await?;
    let listeners = Listeners::bind(&settings).await?;
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
    serve(
        settings,
        bundle,
        store,
        Arc::new(SystemClock),
        listeners,
        shutdown,
    )
    .await?;
    Ok(())
}
