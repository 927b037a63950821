use std::collections::VecDeque;
use std::process::Stdio;

use base64ct::{Base64, Encoding};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::{Folder, python, soon};

/// A real mail server on this machine: PyPI's `aiosmtpd`. It accepts the login `desk` with the
/// password `right`, and rejects mail to `nobody@…`.
pub struct MailServer {
    /// The port on 127.0.0.1.
    pub port: u16,
    /// The server's certificate in PEM, for `starttls` and `tls`.
    pub certificate: String,
    lines: Lines<BufReader<ChildStdout>>,
    /// Lines of the server that were read while the test waited for others.
    before: VecDeque<Value>,
    input: ChildStdin,
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
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = next(&mut lines).await;
        Self {
            port: ready["port"].as_u64().unwrap().try_into().unwrap(),
            certificate: ready["certificate"].as_str().unwrap().to_owned(),
            lines,
            before: VecDeque::new(),
            input: child.stdin.take().unwrap(),
            _child: child,
        }
    }

    /// Lets the config of a folder send mail by this server; `more` follows the table `[mail]`.
    pub fn configure(&self, folder: &Folder, more: &str) {
        std::fs::write(folder.path().join("mail-password"), "right\n").unwrap();
        folder.append_config(&format!("{}\n{more}", self.config()));
    }

    /// The lines of a config for this server. The password is expected in the file `mail-password` beside the config.
    pub fn config(&self) -> String {
        let port = self.port;
        format!(
            "[mail]\nserver = \"smtp://127.0.0.1:{port}\"\nuser = \"desk\"\npassword = \"mail-password\"\n\
             from = \"reports@hotline.example\""
        )
    }

    /// The next mail that the server gets, and accepts unless it is told to answer otherwise.
    pub async fn received(&mut self) -> Received {
        Received::from(&self.line("mail").await)
    }

    /// Makes the server keep back its answers to recipients (`rcpt`) or to mails (`data`).
    pub async fn hold(&mut self, at: &str) {
        self.say(&format!("hold {at}")).await;
        self.line("done").await;
    }

    /// Makes the server answer at once again. Returns the mails that it got and that the test has
    /// not asked for.
    pub async fn pass(&mut self) -> Vec<Received> {
        self.say("pass").await;
        self.line("done").await;
        let rest = std::mem::take(&mut self.before).into_iter();
        let mails = rest.filter(|line| line.get("mail").is_some());
        mails.map(|line| Received::from(&line)).collect()
    }

    /// Waits until the server keeps back its answer to a recipient.
    pub async fn held(&mut self) {
        self.line("held").await;
    }

    /// Gives the answer that the server keeps back; `close` cuts the connection instead.
    pub async fn answer(&mut self, text: &str) {
        self.say(&format!("answer {text}")).await;
    }

    async fn say(&mut self, line: &str) {
        let line = format!("{line}\n");
        self.input.write_all(line.as_bytes()).await.unwrap();
    }

    /// The next line of the server with this key.
    async fn line(&mut self, key: &str) -> Value {
        let is_it = |line: &Value| line.get(key).is_some();
        if let Some(at) = self.before.iter().position(is_it) {
            return self.before.remove(at).unwrap();
        }
        loop {
            let line = next(&mut self.lines).await;
            if is_it(&line) {
                return line;
            }
            self.before.push_back(line);
        }
    }
}

impl Received {
    fn from(line: &Value) -> Self {
        Self {
            from: line["from"].as_str().unwrap().to_owned(),
            to: line["to"].clone(),
            mail: Base64::decode_vec(line["mail"].as_str().unwrap()).unwrap(),
        }
    }

    /// The Message-ID of the mail.
    pub fn message_id(&self) -> String {
        let mail = String::from_utf8_lossy(&self.mail);
        let line = mail
            .lines()
            .find_map(|line| line.strip_prefix("Message-ID: "));
        line.unwrap().trim().to_owned()
    }
}

async fn next(lines: &mut Lines<BufReader<ChildStdout>>) -> Value {
    let line = soon("the mail server says something", lines.next_line());
    let line = line.await.unwrap();
    serde_json::from_str(&line.expect("the mail server ended")).unwrap()
}
