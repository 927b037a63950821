//! Everything at work on this machine.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tokio::signal::unix::{SignalKind, signal};
use tokio::task::{JoinError, JoinHandle, spawn_blocking};

use crate::run::{cargo, program, root, run, target_dir};
use crate::{Failure, host_page, widget};

/// Builds and starts everything, says where it is, and waits until somebody ends it.
pub(crate) fn demo() -> Result<(), Failure> {
    widget::build()?;
    run("the receiver", cargo(&["build", "--package", "receiver"]))?;
    let receiver = target_dir().join("debug/receiver");
    let folder = root().join("demo-data");
    if !folder.exists() {
        let mut init = Command::new(&receiver);
        init.arg("init").arg(&folder).stdout(Stdio::null());
        run("a config with demo keys", init)?;
    }
    host_page::serve()?;
    show(&receiver, &folder)
}

/// Runs the receiver until it ends by itself or is asked to, by Ctrl-C for example.
#[tokio::main(flavor = "current_thread")]
async fn show(receiver: &Path, folder: &Path) -> Result<(), Failure> {
    // From here on a signal no longer ends this program before the receiver.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut child = start(receiver, folder)?;
    let desk = desk_address(&mut child)?;
    print_addresses(&desk, &fs::read_to_string(folder.join("desk-token"))?);
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

/// Asks the receiver to end, and waits until it has finished what it accepted.
async fn finish<T>(id: u32, ended: JoinHandle<T>) -> Result<T, JoinError> {
    // Ctrl-C reached the receiver too: it may be gone already.
    let _ = program("sh", &["-c", &format!("kill {id} 2>&-")]).status();
    ended.await
}

fn print_addresses(desk: &str, password: &str) {
    println!(
        "
A partner's page    {}/
The desk            {desk}/
                    user name  desk
                    password   {}

Press the button on the partner's page, send a report, and see it arrive at the desk.
Ctrl-C ends the demo. Its keys and reports stay in demo-data/; remove that to start afresh.
",
        host_page::ORIGIN,
        password.trim(),
    );
}

fn start(receiver: &Path, folder: &Path) -> Result<Child, Failure> {
    let mut command = Command::new(receiver);
    command
        .arg("serve")
        .arg("--config")
        .arg(folder.join("receiver.toml"));
    Ok(command.stdout(Stdio::piped()).spawn()?)
}

/// Waits until the receiver says that it listens, and gives the desk's address.
fn desk_address(child: &mut Child) -> Result<String, Failure> {
    let stdout = child.stdout.take().ok_or("the receiver has no output")?;
    for line in BufReader::new(stdout).lines() {
        if let Some(desk) = line?.strip_prefix("desk ") {
            return Ok(desk.to_owned());
        }
    }
    Err(format!("the receiver did not start ({})", child.wait()?).into())
}
