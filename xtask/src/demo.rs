//! The demo: a partner's page, the form and the desk on this machine.

use std::io::Write;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tokio::signal::unix::{SignalKind, signal};
use tokio::task::{JoinError, JoinHandle, spawn_blocking};

use crate::run::{cargo, output_of, program, root, run, target_dir};
use crate::{Failure, host_page, widget};

/// The accounts of the demo, with their roles.
const PEOPLE: [(&str, &str); 3] = [("lena", "lead"), ("anna", "analyst"), ("adam", "admin")];

/// The lines of the config that let the demo's desk hand off files.
const HANDOFFS: &str = r#"
[desk.handoffs]
contact = "desk@hotline.example"
domain = "hotline.example"
"#;

/// Builds and starts the demo, prints its addresses, and waits until a signal ends it.
pub(crate) fn demo() -> Result<(), Failure> {
    widget::build()?;
    run("the receiver", cargo(&["build", "--package", "receiver"]))?;
    let receiver = target_dir().join("debug/receiver");
    let folder = root().join("demo-data");
    let mut logins = String::new();
    if !folder.exists() {
        let mut init = Command::new(&receiver);
        init.arg("init").arg(&folder).stdout(Stdio::null());
        run("a config with demo keys", init)?;
        append(&folder.join("receiver.toml"), HANDOFFS)?;
        for (name, role) in PEOPLE {
            let password = add(&receiver, &folder, name, role)?;
            let login = format!("                    {name:<6}  {password}   ({role})\n");
            logins.push_str(&login);
        }
    }
    host_page::serve()?;
    show(&receiver, &folder, &logins)
}

/// Adds lines to the end of a file.
fn append(file: &Path, lines: &str) -> Result<(), Failure> {
    let mut config = std::fs::OpenOptions::new().append(true).open(file)?;
    Ok(config.write_all(lines.as_bytes())?)
}

/// Creates an account. Returns its one-time password.
fn add(receiver: &Path, folder: &Path, name: &str, role: &str) -> Result<String, Failure> {
    let mut add = Command::new(receiver);
    add.args(["staff", "add", name, "--role", role, "--config"]);
    add.arg(folder.join("receiver.toml"));
    Ok(output_of(add).ok_or_else(|| format!("there is no account for {name}"))?)
}

/// Runs the receiver until it ends by itself or a signal such as Ctrl-C arrives.
#[tokio::main(flavor = "current_thread")]
async fn show(receiver: &Path, folder: &Path, logins: &str) -> Result<(), Failure> {
    // From now on, a signal no longer ends this program before the receiver.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut child = start(receiver, folder)?;
    let desk = desk_address(&mut child)?;
    print_addresses(&desk, logins);
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

fn print_addresses(desk: &str, logins: &str) {
    let logins = if logins.is_empty() {
        "                    log in as you did before\n"
    } else {
        logins
    };
    println!(
        "
A partner's page    {}/
The desk            {desk}/
                    name and one-time password, without a code:
{logins}
At the first login you choose a password, and add the desk to an app for one-time codes.
Press the button on the partner's page, send a report, and see it arrive at the desk.
Ctrl-C ends the demo. Its keys and reports stay in demo-data/; remove that to start afresh.
",
        host_page::ORIGIN,
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
