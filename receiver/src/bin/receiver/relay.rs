//! `receiver relay`: passes TLS on to hotlines until the process gets a signal to stop.

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;

use receiver::config::RelayConfig;
use receiver::relay::Relay;

use crate::signals::{Asked, Signals};

#[tokio::main]
pub(crate) async fn run(config: &Path) -> Result<(), Box<dyn Error>> {
    let mut signals = Signals::new()?;
    // Each connection is two open files.
    rlimit::increase_nofile_limit(u64::MAX)?;
    let relay = Relay::start(RelayConfig::load(config)?).await?;
    for address in relay.addresses() {
        // The relay goes on, even if nobody reads its addresses.
        let _ = writeln!(io::stdout(), "relay {address}");
    }
    while signals.next().await == Asked::Reload {
        match relay.load_again(config) {
            Ok(()) => tracing::info!("the hotlines were read again"),
            Err(error) => tracing::error!(%error, "the earlier hotlines stay"),
        }
    }
    relay.shut().await;
    Ok(())
}
