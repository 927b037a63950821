use std::path::{Path, PathBuf};
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
    /// Starts `receiver serve`, which logs everything, and waits until it listens.
    pub async fn start(folder: Folder) -> Self {
        Self::start_as(Command::new(binary()), folder, "trace").await
    }

    /// The same, with the log of a real day.
    pub async fn start_quietly(folder: Folder) -> Self {
        Self::start_as(Command::new(binary()), folder, "receiver=info").await
    }

    /// Starts it where a write ends short at so many blocks of 512 bytes of a file, and the next
    /// fails, or the first already `kills`. It may end before it listens.
    pub async fn start_with_file_limit(
        blocks: u32,
        kills: bool,
        folder: Folder,
    ) -> Result<Self, (Folder, Output)> {
        let mut limited = Command::new("sh");
        let signal = if kills { "-" } else { "''" };
        let script = format!("trap {signal} XFSZ; ulimit -f {blocks}; exec \"$@\"");
        limited.args(["-c", &script, "sh"]).arg(binary());
        Self::try_start_as(limited, folder, "receiver=info").await
    }

    /// Starts it where the system calls that `inject` of strace(1) describes fail, if they are
    /// about the database's files. It may end before it listens. The folder's `trace` tells which
    /// were `INJECTED`.
    pub async fn start_with_fault(inject: &str, folder: Folder) -> Result<Self, (Folder, Output)> {
        let mut traced = Command::new("strace");
        // As a grandchild, the tracer is out of the way: the child is the receiver.
        traced.args(["-D", "-f", "-qq", "--inject", inject, "-o"]);
        traced.arg(folder.path().join("trace"));
        for suffix in ["", "-wal", "-shm"] {
            traced
                .arg("-P")
                .arg(format!("{}{suffix}", folder.database().display()));
        }
        traced.arg(binary());
        Self::try_start_as(traced, folder, "receiver=info").await
    }

    async fn start_as(command: Command, folder: Folder, log: &str) -> Self {
        let started = Self::try_start_as(command, folder, log).await;
        started.unwrap_or_else(|(_, output)| {
            panic!("{}", String::from_utf8_lossy(&output.stderr));
        })
    }

    async fn try_start_as(
        mut command: Command,
        folder: Folder,
        log: &str,
    ) -> Result<Self, (Folder, Output)> {
        let mut child = command
            .args(["serve", "--config"])
            .arg(folder.config())
            .env("RUST_LOG", log)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut address = async |half: &str| {
            let line = stdout.next_line().await.unwrap()?;
            Some(line.strip_prefix(half).unwrap().trim().to_owned())
        };
        let (intake, desk) = (address("intake").await, address("desk").await);
        let (Some(intake), Some(desk)) = (intake, desk) else {
            return Err((folder, child.wait_with_output().await.unwrap()));
        };
        Ok(Self {
            reporter: Reporter::new(&intake, Arc::new(SystemClock), folder.trust()),
            desk: Desk::new(&desk, &folder, Arc::new(SystemClock)),
            folder,
            child,
            _stdout: stdout,
        })
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

    /// The most memory that it has used so far, in bytes.
    pub fn peak_memory(&self) -> u64 {
        let file = format!("/proc/{}/status", self.child.id().unwrap());
        let status = std::fs::read_to_string(file).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.unwrap().trim().trim_end_matches(" kB");
        kilobytes.parse::<u64>().unwrap() * 1024
    }

    /// Microseconds of CPU that its threads have used so far.
    pub fn cpu_us(&self) -> f64 {
        let tasks = format!("/proc/{}/task", self.child.id().unwrap());
        let threads = std::fs::read_dir(tasks).unwrap();
        let nanoseconds = threads.map(|thread| {
            let statistics = thread.unwrap().path().join("schedstat");
            let statistics = std::fs::read_to_string(statistics).unwrap();
            let (running, _) = statistics.split_once(' ').unwrap();
            running.parse::<f64>().unwrap()
        });
        nanoseconds.sum::<f64>() / 1e3
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
        Self::command().args(arguments).output().await.unwrap()
    }

    /// `receiver`, to be given arguments.
    pub fn command() -> Command {
        Command::new(binary())
    }
}

/// The binary of this very tree: cargo is asked to bring it up to date once.
fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let built = std::process::Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--package", "receiver"])
            .args(if cfg!(debug_assertions) {
                &[][..]
            } else {
                &["--release"]
            })
            .status()
            .unwrap();
        assert!(built.success(), "the receiver does not build");
        // This executable lies in `deps`, the receiver one folder above.
        let own = std::env::current_exe().unwrap();
        own.parent().unwrap().parent().unwrap().join("receiver")
    })
}
