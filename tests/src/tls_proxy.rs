use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::{python, soon};

/// A proxy with TLS in front of a port of this machine.
pub struct TlsProxy {
    /// The origin of the proxy.
    pub origin: String,
    /// The proxy's certificate in PEM, which it has signed itself.
    pub certificate: String,
    _child: Child,
}

impl TlsProxy {
    /// Starts a proxy whose certificate holds for so many days.
    pub async fn start(port_behind: u16, days: &str) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/tls_proxy.py");
        let mut child = Command::new(python())
            .args(["-B", script, &port_behind.to_string(), days])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the proxy does not start: run `cargo xtask test`");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = soon("the proxy listens", lines.next_line()).await;
        let ready: Value = serde_json::from_str(&line.unwrap().unwrap()).unwrap();
        Self {
            origin: format!("https://localhost:{}", ready["port"]),
            certificate: ready["certificate"].as_str().unwrap().to_owned(),
            _child: child,
        }
    }
}
