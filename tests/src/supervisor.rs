use tempfile::TempDir;
use tokio::net::UnixDatagram;

use crate::soon;

/// The other side of `sd_notify(3)`, as systemd has it.
pub struct Supervisor {
    folder: TempDir,
    socket: UnixDatagram,
}

impl Supervisor {
    /// Listens on a socket of its own.
    pub fn listen() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = UnixDatagram::bind(folder.path().join("notify")).unwrap();
        Self { folder, socket }
    }

    /// The value of `NOTIFY_SOCKET` for the receiver.
    pub fn address(&self) -> String {
        let path = self.folder.path().join("notify");
        path.to_str().unwrap().to_owned()
    }

    /// Waits for a message with this line. Returns all lines up to then.
    pub async fn told(&self, line: &str) -> Vec<String> {
        let mut lines = Vec::new();
        while !lines.iter().any(|told| told == line) {
            let mut message = [0; 4096];
            let message_bytes = soon(line, self.socket.recv(&mut message)).await.unwrap();
            let message = String::from_utf8(message[..message_bytes].to_vec()).unwrap();
            lines.extend(message.lines().map(str::to_owned));
        }
        lines
    }
}
