use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;

use receiver::clock::SystemClock;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};

use crate::process::binary;
use crate::{Desk, Folder, Reporter, soon, until};

/// Starts the receiver again and again on the same sockets, as systemd does, and prints the process
/// id of each.
const KEEPER: &str = r#"
while :; do
    env -u LISTEN_PID setpriv --pdeathsig TERM "$@" >&2 & echo $!
    wait $! || exit
done"#;

/// A receiver with sockets that stay open while it restarts: `systemd-socket-activate` listens, and
/// hands them over.
pub struct HandedOver {
    /// The desk of this receiver.
    pub desk: Desk,
    /// A reporter at the intake of this receiver.
    pub reporter: Reporter,
    /// The intake's Unix socket, which was handed over as well.
    pub intake_socket: PathBuf,
    pids: Lines<BufReader<ChildStdout>>,
    pid: String,
    _keeper: Child,
}

impl HandedOver {
    /// Listens, and starts the receiver.
    pub async fn start(folder: &Folder) -> Self {
        let (intake, desk) = (free_address(), free_address());
        let intake_socket = folder.path().join("intake.sock");
        let mut keeper = Command::new("systemd-socket-activate")
            .args(["-l", &intake, "-l", &desk, "-l"])
            .arg(&intake_socket)
            .arg("--fdname=intake:desk:intake")
            .args(["-E", "RUST_LOG=receiver=info,store=info"])
            .args(["sh", "-c", KEEPER, "sh"])
            .arg(binary())
            .args(["serve", "--config"])
            .arg(folder.config())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        // The first connection starts the receiver.
        let knock = async || TcpStream::connect(&intake).await.ok();
        until("somebody listens", knock).await;
        let mut started = Self {
            reporter: Reporter::new(&origin(&intake), Arc::new(SystemClock), folder.trust()),
            desk: Desk::new(&origin(&desk), folder, Arc::new(SystemClock)),
            intake_socket,
            pids: BufReader::new(keeper.stdout.take().unwrap()).lines(),
            pid: String::new(),
            _keeper: keeper,
        };
        started.restarted().await;
        started
    }

    /// Asks the present receiver to stop.
    pub fn terminate(&self) {
        let mut kill = std::process::Command::new("kill");
        let sent = kill.args(["-s", "TERM", &self.pid]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits until the next receiver has been started.
    pub async fn restarted(&mut self) {
        let pid = soon("the next receiver", self.pids.next_line()).await;
        self.pid = pid.unwrap().expect("the receiver ended with an error");
    }
}

fn origin(address: &str) -> String {
    format!("http://{address}")
}

/// An address of this machine with a port that is free.
fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}
