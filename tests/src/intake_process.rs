use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use model::time::Timestamp;
use receiver::clock::{Clock, SystemClock};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::process::FAKETIME;
use crate::{Folder, Memory, Reporter, soon};

/// The real binary as an intake apart from its desk. The test moves its clock.
pub struct IntakeProcess {
    /// A reporter at this intake.
    pub reporter: Reporter,
    clock: Arc<MovedClock>,
    /// The file that tells the process how far its clock is moved.
    moved: PathBuf,
    child: Child,
    _stdout: Lines<BufReader<ChildStdout>>,
}

/// The system's clock, moved forward by so many seconds.
#[derive(Default)]
struct MovedClock(AtomicU64);

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        SystemClock
            .now()
            .plus_seconds(self.0.load(Ordering::SeqCst))
    }
}

impl IntakeProcess {
    /// Starts a binary as the intake of a folder for two machines, and waits until it listens.
    pub async fn start(binary: &Path, folder: &Folder) -> Self {
        let moved = folder.path().join("moved");
        fs::write(&moved, "+0").unwrap();
        let mut child = Command::new(binary)
            .args(["serve", "--config"])
            .arg(folder.path().join("intake/receiver.toml"))
            .env("LD_PRELOAD", FAKETIME)
            .env("FAKETIME_TIMESTAMP_FILE", &moved)
            .env("FAKETIME_NO_CACHE", "1")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = soon("the intake listens", stdout.next_line()).await;
        let line = line.unwrap().expect("the intake ended");
        let url = line.strip_prefix("intake ").unwrap();
        let clock = Arc::new(MovedClock::default());
        Self {
            reporter: Reporter::new(url, clock.clone(), folder.trust()),
            clock,
            moved,
            child,
            _stdout: stdout,
        }
    }

    /// Moves the clocks of the intake and of the reporter forward.
    pub fn advance_seconds(&self, seconds: u64) {
        let before = self.clock.0.fetch_add(seconds, Ordering::SeqCst);
        // In one step, so that the process never reads half of it.
        let new = self.moved.with_extension("new");
        fs::write(&new, format!("+{}", before + seconds)).unwrap();
        fs::rename(new, &self.moved).unwrap();
    }

    /// All memory of the process.
    pub fn memory(&self) -> Memory {
        Memory::of(self.child.id().unwrap())
    }
}
