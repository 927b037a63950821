use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::{Arc, OnceLock};

use receiver::clock::SystemClock;
use reqwest::Method;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};
use tokio::task::JoinHandle;

use crate::{Desk, Folder, Reporter, soon, until};

/// The library that moves a process's clocks. The dynamic linker replaces `$LIB`; the program
/// `faketime` would start a child.
pub(crate) const FAKETIME: &str = "/usr/$LIB/faketime/libfaketimeMT.so.1";

/// The real binary as a running process.
pub struct Process {
    /// The folder with config, keys and database.
    pub folder: Folder,
    /// The desk of this receiver.
    pub desk: Desk,
    /// A reporter at the intake of this receiver.
    pub reporter: Reporter,
    /// The origin of the listener for a monitoring system.
    pub metrics: String,
    child: Child,
    _stdout: Lines<BufReader<ChildStdout>>,
    log: JoinHandle<Vec<u8>>,
}

impl Process {
    /// Starts `receiver serve` with the most verbose log, and waits until it listens.
    pub async fn start(folder: Folder) -> Self {
        Self::start_as(Command::new(binary()), folder, "trace").await
    }

    /// Starts `receiver serve` with the log level of production, and waits until it listens.
    pub async fn start_quietly(folder: Folder) -> Self {
        Self::start_as(Command::new(binary()), folder, "receiver=info,store=info").await
    }

    /// Starts `receiver serve` with the system's clock moved by an offset such as "+400d" or "-2d", and
    /// waits until it listens.
    pub async fn start_at(offset: &str, folder: Folder) -> Self {
        Self::start_as(Self::command_at(offset), folder, "receiver=info,store=info").await
    }

    /// Starts the receiver through another program, which runs the command in its last arguments.
    pub async fn start_through(mut program: Command, folder: Folder) -> Self {
        program.arg(binary()).current_dir(folder.path());
        Self::start_as(program, folder, "receiver=info,store=info").await
    }

    /// Starts the receiver with a maximum file size, in blocks of 512 bytes. A write beyond the
    /// limit is cut short and the next one fails; if `kills`, the first one ends the process. The
    /// receiver may end before it listens.
    pub async fn start_with_file_limit(
        blocks: u32,
        kills: bool,
        folder: Folder,
    ) -> Result<Self, (Folder, Output)> {
        let mut limited = Command::new("sh");
        let signal = if kills { "-" } else { "''" };
        let script = format!("trap {signal} XFSZ; ulimit -f {blocks}; exec \"$@\"");
        limited.args(["-c", &script, "sh"]).arg(binary());
        Self::try_start_as(limited, folder, "receiver=info,store=info").await
    }

    /// Starts the receiver with a maximum number of file descriptors.
    pub async fn start_with_descriptors(most: u32, folder: Folder) -> Self {
        let mut limited = Command::new("sh");
        let script = format!("ulimit -n {most}; exec \"$@\"");
        limited.args(["-c", &script, "sh"]).arg(binary());
        Self::start_as(limited, folder, "receiver=info,store=info").await
    }

    /// Starts the receiver with these variables in its environment.
    pub async fn start_with_env(variables: &[(&str, &str)], folder: Folder) -> Self {
        let mut command = Command::new(binary());
        command.envs(variables.iter().copied());
        Self::start_as(command, folder, "receiver=info,store=info").await
    }

    /// Starts the receiver with the system's clock moved by an offset, and with these variables in its environment.
    pub async fn start_at_with_env(
        offset: &str,
        variables: &[(&str, &str)],
        folder: Folder,
    ) -> Self {
        let mut command = Self::command_at(offset);
        command.envs(variables.iter().copied());
        Self::start_as(command, folder, "receiver=info,store=info").await
    }

    /// Starts the receiver under strace(1). The system calls that `inject` describes fail on the
    /// database's files. The receiver may end before it listens. The file `trace` in the folder
    /// marks each failed call with `INJECTED`.
    pub async fn start_with_fault(inject: &str, folder: Folder) -> Result<Self, (Folder, Output)> {
        let mut traced = strace(&folder);
        traced.args(["--inject", inject]);
        for suffix in ["", "-wal", "-shm"] {
            traced
                .arg("-P")
                .arg(format!("{}{suffix}", folder.database().display()));
        }
        traced.arg(binary());
        Self::try_start_as(traced, folder, "receiver=info,store=info").await
    }

    /// Starts the receiver under strace(1), which writes each system call to the file `trace` in the folder.
    pub async fn start_traced(folder: Folder) -> Self {
        let mut traced = strace(&folder);
        traced.arg(binary());
        Self::start_as(traced, folder, "receiver=info,store=info").await
    }

    /// Starts the receiver with clocks that a test moves: the file `moved` says how far, such as "+600".
    pub async fn start_with_clock(moved: &Path, folder: Folder) -> Self {
        let mut command = Command::new(binary());
        command
            .env("LD_PRELOAD", FAKETIME)
            .env("FAKETIME_TIMESTAMP_FILE", moved)
            .env("FAKETIME_NO_CACHE", "1");
        Self::start_as(command, folder, "trace").await
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
        let log = tokio::spawn(whole(child.stderr.take().unwrap()));
        let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        // A half has a line for each of its sockets.
        let mut address = async |half: &str| loop {
            let line = soon("the receiver listens or ends", stdout.next_line());
            let line = line.await.unwrap()?;
            if let Some(url) = line.strip_prefix(&format!("{half} "))
                && url.starts_with("http")
            {
                return Some(url.to_owned());
            }
        };
        let (intake, desk) = (address("intake").await, address("desk").await);
        let metrics = address("metrics").await;
        let (Some(intake), Some(desk), Some(metrics)) = (intake, desk, metrics) else {
            return Err((folder, output(child, log).await));
        };
        Ok(Self {
            reporter: Reporter::new(&intake, Arc::new(SystemClock), folder.trust()),
            desk: Desk::new(&desk, &folder, Arc::new(SystemClock)),
            metrics,
            folder,
            child,
            _stdout: stdout,
            log,
        })
    }

    /// Kills the receiver without warning, like a power failure.
    pub fn kill(&self) {
        self.signal("KILL");
    }

    /// Ends the receiver like a crash does.
    pub fn abort(&self) {
        self.signal("ABRT");
    }

    /// Asks the receiver to stop.
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    /// Waits until the receiver has ended. Returns its exit code and its whole log.
    pub async fn ended(self) -> (Folder, Output) {
        (self.folder, output(self.child, self.log).await)
    }

    /// Asks the receiver to read its config again.
    pub fn reload(&self) {
        self.signal("HUP");
    }

    /// Waits until the health of the intake says that the receiver is about to end.
    pub async fn leaves(&self) {
        // The receiver ends connections that wait for a further request.
        let reporter = self.reporter.without_keep_alive();
        let leaves = async || {
            let request = reporter.request(Method::GET, "/health");
            let status = request.send().await.unwrap().status();
            (status == 503).then_some(())
        };
        until("the receiver is about to end", leaves).await;
    }

    /// The maximum memory of the receiver so far, in bytes.
    pub fn peak_memory(&self) -> u64 {
        let file = format!("/proc/{}/status", self.child.id().unwrap());
        let status = std::fs::read_to_string(file).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.unwrap().trim().trim_end_matches(" kB");
        kilobytes.parse::<u64>().unwrap() * 1024
    }

    /// The CPU time of the receiver's threads so far, in microseconds.
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

    /// Runs `receiver` with these arguments until it ends.
    pub async fn run(arguments: &[&str]) -> Output {
        Self::command().args(arguments).output().await.unwrap()
    }

    /// Runs `receiver`, which has to succeed. Returns what it printed.
    pub async fn succeeds(arguments: &[&str]) -> String {
        let output = Self::run(arguments).await;
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs `receiver`, which has to refuse. Returns its error.
    pub async fn refuses(arguments: &[&str]) -> String {
        let output = Self::run(arguments).await;
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    }

    /// The command `receiver` with the system's clock moved by an offset, without arguments. The
    /// monotonic clock is not moved.
    pub fn command_at(offset: &str) -> Command {
        let mut moved = Self::command();
        moved
            .env("LD_PRELOAD", FAKETIME)
            .env("FAKETIME", offset)
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        moved
    }

    /// The command `receiver`, without arguments.
    pub fn command() -> Command {
        Command::new(binary())
    }

    /// The path of the program `receiver`.
    pub fn program() -> &'static Path {
        binary()
    }

    /// The id of the process.
    pub fn id(&self) -> u32 {
        self.child.id().unwrap()
    }
}

/// Whether the tests run as root, who alone reads the memory of a receiver.
pub fn is_root() -> bool {
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

/// strace(1), which writes to the file `trace` in the folder. The program that it starts follows.
fn strace(folder: &Folder) -> Command {
    let mut traced = Command::new("strace");
    // The tracer is a grandchild, so that the child process is the receiver itself.
    traced.args(["-D", "-f", "-qq", "-o"]);
    traced.arg(folder.path().join("trace"));
    traced
}

/// Reads a log while it is written, so that a full pipe does not block the receiver.
async fn whole(mut log: ChildStderr) -> Vec<u8> {
    let mut bytes = Vec::new();
    log.read_to_end(&mut bytes).await.unwrap();
    bytes
}

async fn output(mut child: Child, log: JoinHandle<Vec<u8>>) -> Output {
    Output {
        status: soon("the receiver ends", child.wait()).await.unwrap(),
        stdout: Vec::new(),
        stderr: soon("the log has ended", log).await.unwrap(),
    }
}

/// The binary that `RECEIVER` names, or that of this source tree, which cargo updates once.
pub(crate) fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        if let Some(other) = std::env::var_os("RECEIVER") {
            return other.into();
        }
        let built = std::process::Command::new(env!("CARGO"))
            // With the features that the tests need: for other packages, cargo would build dependencies once more.
            .args([
                "build",
                "--quiet",
                "--workspace",
                "--exclude=counter",
                "--bin=receiver",
            ])
            .args(if cfg!(debug_assertions) {
                &[][..]
            } else {
                &["--release"]
            })
            .status()
            .unwrap();
        assert!(built.success(), "the receiver does not build");
        // This executable is in `deps`, the receiver in the folder above.
        let own = std::env::current_exe().unwrap();
        own.parent().unwrap().parent().unwrap().join("receiver")
    })
}
