//! `receiver check`: says what is wrong, and what to do about it.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use receiver::check::{self, Finding, Level};
use receiver::clock::Clock;
use receiver::opening;
use store::Access;

use crate::online;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The config file; if each half has its own, check both.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Prints the findings as a JSON array.
    #[arg(long)]
    json: bool,
    /// Asks no network: leaves out whether the public address leads here, whether the desk can fetch from the intake on
    /// another machine, and whether anybody is at the places of alerts.
    #[arg(long)]
    offline: bool,
}

/// Checks a receiver. The exit code is 0 if all is well, 1 after a warning, and 2 if no report arrives
/// or none can be read.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let findings = match findings(arguments).await {
        Ok(findings) => findings,
        // The error of a config or a store has its own fix.
        Err(error) => vec![Finding::of_start(&*error)],
    };
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&findings)?);
    } else {
        findings.iter().for_each(|finding| println!("{finding}"));
    }
    let worst = findings.iter().map(|finding| finding.level).max();
    Ok(ExitCode::from(match worst {
        None | Some(Level::Ok) => 0,
        Some(Level::Warn) => 1,
        Some(Level::Fail) => 2,
    }))
}

async fn findings(arguments: &Arguments) -> Result<Vec<Finding>, Box<dyn Error>> {
    let settings = online::load(&arguments.config)?;
    let opened = opening::open(&settings, Access::Read).await?;
    let now = opened.clock.now();
    let mut findings = check::start(&arguments.config, &settings, &opened, now).await;
    findings.extend(check::halves(&settings, &opened, now).await);
    findings.extend(check::alerts(&settings, arguments.offline).await);
    if !arguments.offline {
        findings.extend(check::intake(&settings, &opened, now).await);
        findings.extend(check::public(&settings, now).await);
        findings.extend(check::directory(&settings, now).await);
    }
    Ok(findings)
}
