//! The demo: a partner's page, the form and the desk on this machine.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tokio::signal::unix::{SignalKind, signal};
use tokio::task::{JoinError, JoinHandle, spawn_blocking};

use crate::run::{program, root, run, target_dir, workspace};
use crate::{Failure, host_page, widget};

/// Builds and starts the demo, prints its addresses, and waits until a signal ends it.
pub(crate) fn demo() -> Result<(), Failure> {
    widget::build()?;
    run("the receiver", workspace("build", &["--bin", "receiver"]))?;
    let receiver = target_dir().join("debug/receiver");
    let folder = root().join("demo-data");
    if !folder.exists() {
        let mut init = Command::new(&receiver);
        init.arg("init")
            .arg(&folder)
            .arg("--practice")
            .stdout(Stdio::null());
        run("a desk with invented reports", init)?;
    }
    host_page::serve()?;
    show(&receiver, &folder)
}

/// Runs the receiver until it ends by itself or a signal such as Ctrl-C arrives.
#[tokio::main(flavor = "current_thread")]
async fn show(receiver: &Path, folder: &Path) -> Result<(), Failure> {
    // From now on, a signal no longer ends this program before the receiver.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut child = start(receiver, folder)?;
    let desk = desk_address(&mut child)?;
    print_addresses(&desk);
    print_logins(receiver, folder);
    print_logins_on_enter(receiver, folder);
    let id = child.id();
    let mut ended = spawn_blocking(move || child.wait());
    let status = tokio::select! {
        status = &mut ended => status,
        _ = interrupt.recv() => finish(id, ended).await,
        _ = terminate.recv() => finish(id, ended).await,
    }??;
    if status.success() {
        Ok(())
    } else {
        Err(format!("the receiver ended: {status}").into())
    }
}

/// Asks the receiver to end, and waits until it has finished open requests.
async fn finish<T>(id: u32, ended: JoinHandle<T>) -> Result<T, JoinError> {
    // Ctrl-C reached the receiver too, so it may have ended already.
    let _ = program("sh", &["-c", &format!("kill {id} 2>&-")]).status();
    ended.await
}

fn print_addresses(desk: &str) {
    println!(
        "
A partner's page    {}/
The desk            {desk}/
                    everything on it is invented; log in with a name, its password and its code

Press the button on the partner's page, send a report, and see it arrive at the desk.
Enter prints new codes, Ctrl-C ends the demo. Its reports stay in demo-data/; remove that to start afresh.
",
        host_page::ORIGIN,
    );
}

/// Prints the logins of the desk, with codes that are valid now. Each code is good for one login.
fn print_logins(receiver: &Path, folder: &Path) {
    let mut logins = Command::new(receiver);
    logins.arg("practice").arg(folder);
    if let Err(error) = run("the logins", logins) {
        eprintln!("{error}");
    }
}

/// Prints the logins again each time somebody presses Enter.
fn print_logins_on_enter(receiver: &Path, folder: &Path) {
    let (receiver, folder) = (receiver.to_owned(), folder.to_owned());
    std::thread::spawn(move || {
        for _ in std::io::stdin().lines() {
            print_logins(&receiver, &folder);
        }
    });
}

fn start(receiver: &Path, folder: &Path) -> Result<Child, Failure> {
    let mut command = Command::new(receiver);
    command
        .arg("serve")
        .arg("--config")
        .arg(folder.join("receiver.toml"));
    Ok(command.stdout(Stdio::piped()).spawn()?)
}

/// Waits until the receiver prints that it listens. Returns the desk's address.
fn desk_address(child: &mut Child) -> Result<String, Failure> {
    let stdout = child.stdout.take().ok_or("the receiver has no output")?;
    for line in BufReader::new(stdout).lines() {
        if let Some(desk) = line?.strip_prefix("desk ") {
            return Ok(desk.to_owned());
        }
    }
    Err(format!("the receiver did not start ({})", child.wait()?).into())
}
