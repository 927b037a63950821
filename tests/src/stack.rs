use std::sync::Arc;

use model::time::Timestamp;

use crate::{Desk, Folder, Reporter, Running, TestClock};

/// A whole receiver in this process: real listeners, a real store, and a clock that the test moves.
pub struct Stack {
    /// The clock of the receiver, the reporter and the staff.
    pub clock: Arc<TestClock>,
    /// The folder with config, keys and database.
    pub folder: Folder,
    /// The origin at which the intake listens.
    pub intake: String,
    /// The origin of the same intake in the Tor network, if the config names one.
    pub onion: Option<String>,
    /// The desk of this receiver.
    pub desk: Desk,
    /// A reporter at the intake of this receiver.
    pub reporter: Reporter,
    running: Running,
}

impl Stack {
    /// Starts a receiver with an empty store.
    pub async fn start() -> Self {
        Self::start_at(TestClock::BEGIN).await
    }

    /// Starts a receiver with an empty store at this time.
    pub async fn start_at(now: Timestamp) -> Self {
        Self::start_in(Folder::init(now), Arc::new(TestClock::at(now))).await
    }

    /// Starts a receiver in a folder that was used before, or is used by another receiver.
    pub async fn start_in(folder: Folder, clock: Arc<TestClock>) -> Self {
        let running = Running::start(&folder.config(), clock.clone()).await;
        let intake = running.intake.clone().unwrap();
        Self {
            reporter: Reporter::new(&intake, clock.clone(), folder.trust()),
            desk: Desk::new(running.desk.as_ref().unwrap(), &folder, clock.clone()),
            clock,
            folder,
            intake,
            onion: running.onion.clone(),
            running,
        }
    }

    /// The metrics as a monitoring system reads them.
    pub async fn metrics(&self) -> String {
        let url = format!("{}/metrics", self.running.metrics.as_ref().unwrap());
        reqwest::get(url).await.unwrap().text().await.unwrap()
    }

    /// The metrics of the next hour, which have all counts of this one.
    pub async fn metrics_of_next_hour(&self) -> String {
        self.clock.advance_seconds(3600);
        self.metrics().await
    }

    /// Stops the receiver like SIGTERM does. Returns its folder.
    pub async fn stop(self) -> Folder {
        self.running.stop().await;
        self.folder
    }

    /// Stops the receiver, and starts it again in the same folder.
    pub async fn restart(self) -> Self {
        let clock = self.clock.clone();
        Self::start_in(self.stop().await, clock).await
    }
}
