use std::sync::Arc;

use model::time::Timestamp;
use rusqlite::{Connection, OpenFlags};

use crate::{Desk, Folder, Puller, Reporter, Running, TestClock, until};

/// A hotline on two machines, each with a store of its own, in this process. The desk fetches from the intake; the test
/// moves the clock of both.
pub struct TwoMachines {
    /// The clock of everybody.
    pub clock: Arc<TestClock>,
    /// The folders of both machines.
    pub folder: Folder,
    /// A reporter at the intake.
    pub reporter: Reporter,
    intake: Option<Running>,
    desk: Option<Running>,
}

impl TwoMachines {
    /// Starts the intake of a new hotline, and no desk.
    pub async fn new() -> Self {
        Self::in_folder(Folder::init_fetching(TestClock::BEGIN)).await
    }

    /// Starts the intake of this folder, and no desk.
    pub async fn in_folder(folder: Folder) -> Self {
        let clock = Arc::new(TestClock::at(TestClock::BEGIN));
        let mut machines = Self {
            reporter: Reporter::new(&folder.intake_origin(), clock.clone(), folder.trust()),
            clock,
            folder,
            intake: None,
            desk: None,
        };
        machines.start_intake().await;
        machines
    }

    /// Starts the intake.
    pub async fn start_intake(&mut self) {
        let config = self.folder.config_of("intake");
        self.intake = Some(Running::start(&config, self.clock.clone()).await);
    }

    /// Stops the intake.
    pub async fn stop_intake(&mut self) {
        self.intake.take().unwrap().stop().await;
    }

    /// Starts the desk, whose first question comes at once.
    pub async fn start_desk(&mut self) -> Desk {
        let config = self.folder.config_of("desk");
        let running = Running::start(&config, self.clock.clone()).await;
        let url = running.desk.clone().unwrap();
        self.desk = Some(running);
        Desk::new(&url, &self.folder, self.clock.clone())
    }

    /// Stops the desk.
    pub async fn stop_desk(&mut self) {
        self.desk.take().unwrap().stop().await;
    }

    /// The metrics of a half, as a monitoring system reads them.
    pub async fn metrics(&self, half: &str) -> String {
        let running = match half {
            "intake" => &self.intake,
            _ => &self.desk,
        };
        let origin = running.as_ref().unwrap().metrics.as_ref().unwrap();
        let answer = reqwest::get(format!("{origin}/metrics")).await.unwrap();
        answer.text().await.unwrap()
    }

    /// Somebody else with the desk's keys.
    pub fn puller(&self) -> Puller {
        Puller::new(&self.folder.intake_origin(), &self.folder)
    }

    /// The present time of both.
    pub fn now(&self) -> Timestamp {
        receiver::clock::Clock::now(&*self.clock)
    }
}

impl Folder {
    /// The number of rows of a table in the SQLite store of a half; none while there is no store.
    pub fn rows_of(&self, half: &str, table: &str) -> u64 {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let Ok(database) = Connection::open_with_flags(self.database_of(half), flags) else {
            return 0;
        };
        let count = format!("SELECT count(*) FROM {table}");
        let count = database.query_row(&count, [], |row| row.get(0));
        count.unwrap_or_default()
    }

    /// Waits until a table in the store of a half has so many rows.
    pub async fn has_rows(&self, half: &str, table: &str, rows: u64) {
        let what = format!("the {half} has {rows} rows of {table}");
        until(&what, async || {
            (self.rows_of(half, table) == rows).then_some(())
        })
        .await;
    }
}
