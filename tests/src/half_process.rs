use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::task::JoinHandle;

use crate::{Process, soon, until};

/// The real binary as one half of a hotline on two machines.
pub struct HalfProcess {
    /// The origin at which it listens.
    pub url: String,
    child: Child,
    log: Arc<Mutex<Vec<u8>>>,
    logging: JoinHandle<()>,
    _stdout: Lines<BufReader<ChildStdout>>,
}

impl HalfProcess {
    /// Starts the half `intake` or `desk` of this config, and waits until it listens.
    pub async fn start(half: &str, config: &Path) -> Self {
        Self::start_by(Process::command(), half, config).await
    }

    /// Starts a half by this command, which is the receiver's without arguments.
    pub async fn start_by(mut command: Command, half: &str, config: &Path) -> Self {
        let mut child = command
            .args(["serve", "--config"])
            .arg(config)
            .env("RUST_LOG", "receiver=info,store=info")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut stderr = child.stderr.take().unwrap();
        // Read while it is written, so that a full pipe does not block the receiver.
        let log = Arc::new(Mutex::new(Vec::new()));
        let written = log.clone();
        let logging = tokio::spawn(async move {
            let mut bytes = [0; 4096];
            loop {
                match stderr.read(&mut bytes).await.unwrap() {
                    0 => return,
                    some => written.lock().unwrap().extend_from_slice(&bytes[..some]),
                }
            }
        });
        let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = loop {
            let line = soon("the receiver listens or ends", stdout.next_line()).await;
            let Some(line) = line.unwrap() else {
                logging.await.unwrap();
                panic!("{}", String::from_utf8_lossy(&log.lock().unwrap()));
            };
            if let Some(url) = line.strip_prefix(&format!("{half} ")) {
                break url.to_owned();
            }
        };
        Self {
            url,
            child,
            log,
            logging,
            _stdout: stdout,
        }
    }

    /// The id of the process.
    pub fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Waits until the log says this.
    pub async fn says(&self, words: &str) {
        let log = || String::from_utf8_lossy(&self.log.lock().unwrap()).into_owned();
        until(words, async || log().contains(words).then_some(())).await;
    }

    /// Kills the half without warning, like a power failure, and waits until it is gone.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Asks the half to stop. Returns its exit code and its whole log.
    pub async fn stop(mut self) -> Output {
        let id = self.id().to_string();
        let kill = std::process::Command::new("kill")
            .args(["-s", "TERM", &id])
            .status()
            .unwrap();
        assert!(kill.success());
        let status = soon("the half ends", self.child.wait()).await.unwrap();
        soon("the log has ended", self.logging).await.unwrap();
        let stderr = std::mem::take(&mut *self.log.lock().unwrap());
        Output {
            status,
            stdout: Vec::new(),
            stderr,
        }
    }
}
