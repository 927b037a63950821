//! Everything at work on this machine.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::run::{cargo, root, run, target_dir};
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
    let mut child = start(&receiver, &folder)?;
    let desk = addresses(&mut child)?;
    let password = fs::read_to_string(folder.join("desk-token"))?;
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
    let status = child.wait()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("the receiver ended: {status}").into())
    }
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
fn addresses(child: &mut Child) -> Result<String, Failure> {
    let stdout = child.stdout.take().ok_or("the receiver has no output")?;
    for line in BufReader::new(stdout).lines() {
        if let Some(desk) = line?.strip_prefix("desk ") {
            return Ok(desk.to_owned());
        }
    }
    Err(format!("the receiver did not start ({})", child.wait()?).into())
}
