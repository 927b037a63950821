//! `receiver watch`: whether a hotline serves this release's form, and one key for all.

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use model::defang::{escape_hidden, json_line};
use receiver::clock::{Clock, SystemClock};
use receiver::watch::{Comparison, Intake, Kind, Look, compare, read_seen, root_of};
use receiver::web::public::bundle::Bundle;

/// The exit codes besides 0, at which all is well, and 1, after an error of this program.
const DIFFERS: u8 = 3;
const KEY: u8 = 4;
const UNREACHABLE: u8 = 5;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The address of the form: https://HOST/, or that of a partner with its colours.
    #[arg(required_unless_present = "compare", requires = "root")]
    url: Option<String>,
    /// The public half of the hotline's root, or the file with it. Get it from the hotline by another way.
    #[arg(long, value_name = "KEY")]
    root: Option<String>,
    /// A file that keeps the keys that were seen, a line of JSON each. With it, an older key is found, and a second one
    /// under the same sequence.
    #[arg(long, value_name = "FILE")]
    seen: Option<PathBuf>,
    /// A file in PEM with an authority that certifies the hotline's server, besides those that this machine trusts.
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
    /// Compares the files of two watchers instead: whether they were shown the same keys.
    #[arg(long, num_args = 2, value_names = ["FILE", "FILE"], conflicts_with_all = ["url", "root", "seen", "authority"])]
    compare: Option<Vec<PathBuf>>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    match arguments.compare.as_deref() {
        Some([one, other]) => {
            let found = compare(&read_seen(one)?, &read_seen(other)?);
            show_comparison(&found, arguments.json)?;
            Ok(code(match found.split.is_empty() {
                true => 0,
                false => KEY,
            }))
        }
        _ => look(arguments),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn look(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let bundle = Bundle::built_in()?;
    // clap has made sure of both.
    let (url, root) = (
        arguments.url.as_deref().unwrap_or_default(),
        arguments.root.as_deref().unwrap_or_default(),
    );
    let authority = arguments.authority.as_ref().map(|file| {
        fs::read(file).map_err(|error| format!("--authority: {}: {error}", file.display()))
    });
    let authority = authority.transpose()?;
    let intake = Intake::new(url, root_of(root)?, authority.as_deref())?;
    let seen = match &arguments.seen {
        Some(file) => read_seen(file)?,
        None => Vec::new(),
    };
    let look = intake.look(bundle, &seen, SystemClock.now()).await;
    if let (Some(file), Some(key)) = (&arguments.seen, &look.key) {
        key.keep_in(file, &seen)?;
    }
    match arguments.json {
        true => println!("{}", serde_json::to_string_pretty(&look)?),
        false => show(&look)?,
    }
    let worst = [
        (Kind::Key, KEY),
        (Kind::Differs, DIFFERS),
        (Kind::Unreachable, UNREACHABLE),
    ];
    let worst = worst.into_iter().find(|(kind, _)| look.has(*kind));
    Ok(code(worst.map_or(0, |(_, code)| code)))
}

fn code(code: u8) -> ExitCode {
    ExitCode::from(code)
}

fn show(look: &Look) -> Result<(), Box<dyn Error>> {
    println!("{} at {}", look.url, look.at);
    for finding in &look.findings {
        let kind = match finding.kind {
            Kind::Same => "ok     ",
            Kind::Differs => "DIFFERS",
            Kind::Key => "KEY    ",
            Kind::Unreachable => "no answer",
        };
        println!(
            "{kind}  {}: {}",
            escape_hidden(&finding.about),
            escape_hidden(&finding.found)
        );
    }
    if let Some(hotline) = &look.hotline {
        println!("set aside, for you to look at: {}", json_line(hotline)?);
    }
    if !look.frame_ancestors.is_empty() {
        println!(
            "pages that may show this form: {}",
            look.frame_ancestors.join(" ")
        );
    }
    Ok(())
}

fn show_comparison(found: &Comparison, json: bool) -> Result<(), Box<dyn Error>> {
    if json {
        println!("{}", serde_json::to_string_pretty(found)?);
        return Ok(());
    }
    println!("keys that both have seen: {}", found.same);
    for keys in &found.split {
        println!("SPLIT VIEW: these keys have one sequence");
        for key in keys {
            println!("  {}", json_line(key)?);
        }
    }
    for key in &found.alone {
        println!("seen by one alone: {}", json_line(key)?);
    }
    Ok(())
}
