//! The demo: a partner's page, the form and the desk on this machine; or two hotlines of one network.

mod network;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;

use crate::host_page::{self, Site};
use crate::run::{program, root, run, target_dir, workspace};
use crate::{Failure, widget};

/// The address of a demo's form.
const INTAKE: &str = "127.0.0.1:7701";

/// Builds and starts the demo, prints its addresses, and waits until a signal ends it.
pub(crate) fn demo(of_network: bool) -> Result<(), Failure> {
    widget::build()?;
    run("the receiver", workspace("build", &["--bin", "receiver"]))?;
    let receiver = Receiver(target_dir().join("debug/receiver"));
    show(&receiver, of_network)
}

/// The receiver's program.
#[derive(Clone)]
struct Receiver(PathBuf);

/// A receiver that runs.
struct Running {
    folder: PathBuf,
    child: Child,
    /// The desk's address.
    desk: String,
}

/// Starts the receivers, and waits until one ends by itself or a signal such as Ctrl-C arrives.
#[tokio::main(flavor = "current_thread")]
async fn show(receiver: &Receiver, of_network: bool) -> Result<(), Failure> {
    // From now on, a signal no longer ends this program before the receivers.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let running = match of_network {
        true => network::start(receiver)?,
        false => vec![start(receiver)?],
    };
    let folders: Vec<_> = running.iter().map(|one| one.folder.clone()).collect();
    receiver.print_logins(&folders);
    receiver.print_logins_on_enter(folders);
    let ids: Vec<_> = running.iter().map(|one| one.child.id()).collect();
    let mut ended = JoinSet::new();
    for mut one in running {
        ended.spawn_blocking(move || one.child.wait());
    }
    let first = tokio::select! {
        first = ended.join_next() => first,
        _ = interrupt.recv() => None,
        _ = terminate.recv() => None,
    };
    // Asks those that still run to end. Ctrl-C reached them too, so they may have ended already.
    for id in ids {
        let _ = program("sh", &["-c", &format!("kill {id} 2>&-")]).status();
    }
    for status in first
        .into_iter()
        .chain(ended.join_all().await.into_iter().map(Ok))
    {
        succeeded(status??)?;
    }
    Ok(())
}

fn succeeded(status: ExitStatus) -> Result<(), Failure> {
    match status.success() {
        true => Ok(()),
        false => Err(format!("a receiver ended: {status}").into()),
    }
}

/// Starts one hotline and a partner's page.
fn start(receiver: &Receiver) -> Result<Running, Failure> {
    let folder = root().join("demo-data");
    if !folder.exists() {
        receiver.run(root(), "init demo-data --practice", &[])?;
        ask_reporters(receiver, &folder)?;
    }
    host_page::serve(Site::partner(INTAKE))?;
    let running = receiver.serve(&folder)?;
    println!(
        "
A partner's page    {}/
The desk            {}/
                    everything on it is invented; log in with a name, its password and its code

Press the button on the partner's page, send a report, and see it arrive at the desk. Whoever lets the hotline ask
something at the end finds the question at http://{INTAKE}/answer, from the next full hour on.
Enter prints new codes, Ctrl-C ends the demo. Its reports stay in demo-data/; remove that to start afresh.
",
        host_page::ORIGIN,
        running.desk,
    );
    Ok(running)
}

/// Lets the demo's hotline ask reporters who stay anonymous, as its config says how.
fn ask_reporters(receiver: &Receiver, folder: &Path) -> Result<(), Failure> {
    receiver.run(folder, "keys signer keys/asker", &[])?;
    receiver.run(
        folder,
        "keys certify --asker --root root/root.key --signer keys/asker/signer.pub --hotline practice --days 366 \
         --out keys/asker/signer.cert",
        &[],
    )?;
    let path = folder.join("receiver.toml");
    let mut config = fs::read_to_string(&path)?;
    for line in ["[follow_up]", "asker_key = ", "asker_certificate = "] {
        config = config.replace(&format!("# {line}"), line);
    }
    Ok(fs::write(path, config)?)
}

impl Receiver {
    /// Runs a command in a folder: words without blanks, and more that may have some.
    fn run(&self, folder: &Path, words: &str, more: &[&str]) -> Result<(), Failure> {
        let output = Command::new(&self.0)
            .args(words.split_whitespace())
            .args(more)
            .current_dir(folder)
            .output()?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("receiver {words}: {said}").into())
    }

    /// Starts the receiver of a folder, and waits until it prints that it listens.
    fn serve(&self, folder: &Path) -> Result<Running, Failure> {
        let mut child = Command::new(&self.0)
            .arg("serve")
            .arg("--config")
            .arg(folder.join("receiver.toml"))
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = child.stdout.take().ok_or("the receiver has no output")?;
        for line in BufReader::new(stdout).lines() {
            if let Some(desk) = line?.strip_prefix("desk ") {
                return Ok(Running {
                    folder: folder.to_owned(),
                    desk: desk.to_owned(),
                    child,
                });
            }
        }
        Err(format!("the receiver did not start ({})", child.wait()?).into())
    }

    /// Prints the logins of each desk, with codes that are valid now. Each code is good for one login.
    fn print_logins(&self, folders: &[PathBuf]) {
        for folder in folders {
            let mut logins = Command::new(&self.0);
            logins.arg("practice").arg(folder);
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            if let Err(error) = run(&format!("the logins of {name}"), logins) {
                eprintln!("{error}");
            }
        }
    }

    /// Prints the logins again each time somebody presses Enter.
    fn print_logins_on_enter(&self, folders: Vec<PathBuf>) {
        let receiver = self.clone();
        std::thread::spawn(move || {
            for _ in std::io::stdin().lines() {
                receiver.print_logins(&folders);
            }
        });
    }
}
