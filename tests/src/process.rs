use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use receiver::clock::SystemClock;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};

use crate::{Desk, Folder, Reporter};

/// The real binary, running.
pub struct Process {
    /// Config, keys and database.
    pub folder: Folder,
    /// Where analysts reach it.
    pub desk: Desk,
    /// A reporter.
    pub reporter: Reporter,
    child: Child,
    _stdout: Lines<BufReader<ChildStdout>>,
}

impl Process {
    /// Starts `receiver serve` and waits until it listens.
    pub async fn start(folder: Folder) -> Self {
        let mut child = command()
            .args(["serve", "--config"])
            .arg(folder.config())
            .env("RUST_LOG", "trace")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut address = async |half: &str| {
            let line = stdout.next_line().await.unwrap().unwrap_or_default();
            line.strip_prefix(half)
                .map(str::trim)
                .map(str::to_owned)
                .unwrap_or_else(|| panic!("the receiver did not start: {line:?}"))
        };
        let intake = address("intake").await;
        let desk = address("desk").await;
        Self {
            reporter: Reporter::new(&intake, Arc::new(SystemClock), folder.trust()),
            desk: Desk::new(&desk, &folder.token()),
            folder,
            child,
            _stdout: stdout,
        }
    }

    /// Kills it without warning, as a power cut does.
    pub fn kill(&self) {
        self.signal("KILL");
    }

    /// Asks it to stop.
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    /// Waits until it has ended: its exit code, and everything that it logged.
    pub async fn ended(self) -> (Folder, Output) {
        (self.folder, self.child.wait_with_output().await.unwrap())
    }

    /// Waits until it takes no new connections.
    pub async fn closes(&self) {
        let address = self.desk.url.strip_prefix("http://").unwrap();
        let refused = async { while TcpStream::connect(address).await.is_ok() {} };
        tokio::time::timeout(Duration::from_secs(20), refused)
            .await
            .unwrap();
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().unwrap().to_string();
        let kill = std::process::Command::new("kill")
            .args(["-s", name, &pid])
            .status()
            .unwrap();
        assert!(kill.success());
    }

    /// Runs `receiver` with these arguments to its end.
    pub async fn run(arguments: &[&str]) -> Output {
        command().args(arguments).output().await.unwrap()
    }
}

/// The binary of this very tree: cargo is asked to bring it up to date once.
fn command() -> Command {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    Command::new(BINARY.get_or_init(|| {
        let built = std::process::Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "receiver"])
            .status()
            .unwrap();
        assert!(built.success(), "the receiver does not build");
        // This executable lies in `deps`, the receiver one folder above.
        let own = std::env::current_exe().unwrap();
        own.parent().unwrap().parent().unwrap().join("receiver")
    }))
}
