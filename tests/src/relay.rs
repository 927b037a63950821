use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex};

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::{Memory, Process, soon};

/// The real binary as a blind relay.
pub struct RelayProcess {
    /// The address on which it listens.
    pub address: SocketAddr,
    folder: TempDir,
    child: Child,
    said: Arc<Mutex<String>>,
}

impl RelayProcess {
    /// Starts a relay for these hotlines, each a name and an intake's address, with the most verbose log.
    pub async fn start(hotlines: &[(&str, SocketAddr)]) -> Self {
        Self::start_as(Process::command(), hotlines).await
    }

    /// Starts a relay with a maximum number of file descriptors.
    pub async fn start_with_descriptors(most: u32, hotlines: &[(&str, SocketAddr)]) -> Self {
        let mut limited = Command::new("sh");
        let script = format!("ulimit -n {most}; exec \"$@\"");
        limited.args(["-c", &script, "sh"]).arg(Process::program());
        Self::start_as(limited, hotlines).await
    }

    /// Starts a relay under strace(1), which writes each system call to this file.
    pub async fn start_traced(trace: &Path, hotlines: &[(&str, SocketAddr)]) -> Self {
        let mut traced = Command::new("strace");
        // The tracer is a grandchild, so that the child process is the relay itself.
        traced.args(["-D", "-f", "-qq", "-o"]).arg(trace);
        traced.arg(Process::program());
        Self::start_as(traced, hotlines).await
    }

    async fn start_as(mut command: Command, hotlines: &[(&str, SocketAddr)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = write(&folder, &config(hotlines));
        let mut child = command
            .args(["relay", "--config"])
            .arg(file)
            .env("RUST_LOG", "trace")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let all = said.clone();
        tokio::spawn(async move {
            while let Some(line) = log.next_line().await.unwrap() {
                all.lock().unwrap().extend([&line[..], "\n"]);
            }
        });
        let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = soon("the relay listens", stdout.next_line()).await;
        let line = line.unwrap().expect("the relay has ended");
        Self {
            address: line.strip_prefix("relay ").unwrap().parse().unwrap(),
            folder,
            child,
            said,
        }
    }

    /// The origin of the hotlines behind it.
    pub fn origin(&self) -> String {
        format!("https://{}", self.address)
    }

    /// What it has logged so far.
    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// All memory of the process.
    pub fn memory(&self) -> Memory {
        Memory::of(self.child.id().unwrap())
    }

    /// Writes another config for these hotlines, and lets it be read.
    pub fn reload(&self, hotlines: &[(&str, SocketAddr)]) {
        self.reload_text(&config(hotlines));
    }

    /// Writes another config, and lets it be read.
    pub fn reload_text(&self, text: &str) {
        write(&self.folder, text);
        self.signal("HUP");
    }

    /// Asks the relay to stop.
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    /// Waits until the relay has ended.
    pub async fn ended(mut self) -> (ExitStatus, String) {
        let status = soon("the relay ends", self.child.wait()).await.unwrap();
        (status, self.said())
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().unwrap().to_string();
        let mut kill = std::process::Command::new("kill");
        assert!(kill.args(["-s", name, &pid]).status().unwrap().success());
    }
}

/// The text of a config on a free port.
fn config(hotlines: &[(&str, SocketAddr)]) -> String {
    let lines = hotlines.iter();
    let lines: String = lines
        .map(|(name, intake)| format!("\"{name}\" = \"{intake}\"\n"))
        .collect();
    format!("listen = \"127.0.0.1:0\"\n[hotlines]\n{lines}")
}

fn write(folder: &TempDir, text: &str) -> PathBuf {
    let file = folder.path().join("relay.toml");
    fs::write(&file, text).unwrap();
    file
}
