use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::soon;

/// What to do where the set-up is missing.
pub(crate) const NOT_SET_UP: &str = "the peers are not set up: run `cargo xtask test`";

/// A script in `tests/peers` that answers each line of JSON with one line. It ends with this.
pub(crate) struct LineProgram {
    requests: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

impl LineProgram {
    /// Starts the script.
    pub(crate) fn start(interpreter: &Path, script: &str, arguments: &[&str]) -> Self {
        let scripts = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/peers"));
        let mut child = Command::new(interpreter)
            .arg(scripts.join(script))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self {
            requests: child.stdin.take().unwrap(),
            answers: BufReader::new(child.stdout.take().unwrap()).lines(),
            _child: child,
        }
    }

    /// The answer to a line.
    pub(crate) async fn ask(&mut self, request: &Value) -> Value {
        let line = format!("{request}\n");
        self.requests.write_all(line.as_bytes()).await.unwrap();
        self.next().await
    }

    /// The next line that it prints.
    pub(crate) async fn next(&mut self) -> Value {
        let answer = soon("the peer answers", self.answers.next_line()).await;
        serde_json::from_str(&answer.unwrap().expect("the peer ended")).unwrap()
    }
}

/// The project's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The Python of the set-up, with the packages in `tests/requirements.txt`.
pub fn python() -> PathBuf {
    let elsewhere = std::env::var_os("CARGO_TARGET_DIR");
    let target = root().join(elsewhere.unwrap_or_else(|| "target".into()));
    target.join("venv/bin/python")
}
