use std::process::Stdio;

use base64ct::{Base64, Encoding};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::{python, soon};

/// A real mail server on this machine: PyPI's `aiosmtpd`. It accepts the login `desk` with the
/// password `right`, and rejects mail to `nobody@…`.
pub struct MailServer {
    /// The port on 127.0.0.1.
    pub port: u16,
    /// The server's certificate in PEM, for `starttls` and `tls`.
    pub certificate: String,
    mails: Lines<BufReader<ChildStdout>>,
    _input: ChildStdin,
    _child: Child,
}

/// A mail as the server received it.
pub struct Received {
    /// The sender in the envelope.
    pub from: String,
    /// The recipients in the envelope.
    pub to: Value,
    /// Headers and body, byte for byte.
    pub mail: Vec<u8>,
}

impl MailServer {
    /// Starts a server with the connection security `none`, `starttls` or `tls`.
    pub async fn start(security: &str) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/mail_server.py");
        let mut child = Command::new(python())
            .args(["-B", script, security])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the mail server does not start: run `cargo xtask test`");
        let mut mails = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = next(&mut mails).await;
        Self {
            port: ready["port"].as_u64().unwrap().try_into().unwrap(),
            certificate: ready["certificate"].as_str().unwrap().to_owned(),
            mails,
            _input: child.stdin.take().unwrap(),
            _child: child,
        }
    }

    /// The next mail that the server accepts.
    pub async fn received(&mut self) -> Received {
        let mail = next(&mut self.mails).await;
        Received {
            from: mail["from"].as_str().unwrap().to_owned(),
            to: mail["to"].clone(),
            mail: Base64::decode_vec(mail["mail"].as_str().unwrap()).unwrap(),
        }
    }
}

async fn next(lines: &mut Lines<BufReader<ChildStdout>>) -> Value {
    let line = soon("the mail server says something", lines.next_line());
    let line = line.await.unwrap();
    serde_json::from_str(&line.expect("the mail server ended")).unwrap()
}
