//! Waits for a store that cannot be reached yet: after a power failure, the database may start later
//! than the receiver.

use std::time::Duration;

use store::{Access, StoreError};
use tokio::time::{Instant, interval};

use super::supervisor;
use crate::opening::{self, OpenError, Opened};
use crate::settings::Settings;

/// Interval at which the store is tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// Time after which the receiver gives up.
const PATIENCE: Duration = Duration::from_secs(120);

/// Opens the store of these settings. If its server cannot be reached, tries again every five seconds
/// for two minutes, with a line in the log for each time.
///
/// # Errors
///
/// See [`opening::open`].
pub async fn open_when_there(settings: &Settings) -> Result<Opened, OpenError> {
    let begun = Instant::now();
    let mut tries = interval(AGAIN);
    loop {
        tries.tick().await;
        match opening::open(settings, Access::Migrate).await {
            Err(OpenError::Store {
                error: StoreError::Unreachable(error),
                ..
            }) if begun.elapsed() < PATIENCE => {
                supervisor::waiting(2 * AGAIN);
                tracing::warn!(error, "the store cannot be reached yet: trying again");
            }
            opened => return opened,
        }
    }
}
