//! `receiver watch`: whether a hotline serves this release's form, which the maintainers have published for everybody, and one
//! key for all.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

use clap::Args;
use model::defang::{escape_hidden, json_line};
use receiver::clock::{Clock, SystemClock};
use receiver::watch::{
    Comparison, Finding, Intake, Kind, Look, Publishers, compare, read_seen, root_of,
};
use receiver::web::public::bundle::Bundle;
use receiver::web::public::release_proof::read_proof;
use serde_json::json;

/// The exit codes besides 0, at which all is well, and 1, after an error of this program.
const DIFFERS: u8 = 3;
const KEY: u8 = 4;
const UNREACHABLE: u8 = 5;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The address of the form: https://HOST/, or that of a partner with its colours.
    #[arg(required_unless_present_any = ["compare", "proof"], requires = "root")]
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
    /// The file with the public key of the maintainers, as `sigsum-key generate` writes it, or with several of theirs. Get it
    /// from them by another way than this hotline. With it, the hotline has to prove that its release was published for
    /// everybody, in a public log; the proof is verified without a network.
    #[arg(long, value_name = "FILE", requires = "log_policy")]
    release_key: Option<PathBuf>,
    /// The file that says which public logs you believe, and how many of which witnesses have to have seen them: a trust
    /// policy of Sigsum.
    #[arg(long, value_name = "FILE", requires = "release_key")]
    log_policy: Option<PathBuf>,
    /// Takes the proof from this file, and not from the hotline. Without the address of a form, nothing else is looked at:
    /// so maintainers check a proof before they publish it.
    #[arg(long, value_name = "FILE", requires = "release_key")]
    proof: Option<PathBuf>,
    /// Compares the files of two watchers instead: whether they were shown the same keys.
    #[arg(
        long,
        num_args = 2,
        value_names = ["FILE", "FILE"],
        conflicts_with_all = ["url", "root", "seen", "authority", "release_key", "log_policy", "proof"]
    )]
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

fn look(arguments: &Arguments) -> Result<ExitCode, Box<dyn Error>> {
    let bundle = Bundle::built_in()?;
    let mut publishers = publishers(arguments)?;
    let mut proven = None;
    if let Some(file) = &arguments.proof {
        let proof = read_proof(file).map_err(named("--proof", file))?;
        proven = publishers.take().map(|it| it.finding(&bundle, &proof));
    }
    let findings = match &arguments.url {
        Some(url) => look_at(url, arguments, bundle, publishers, proven)?,
        None => {
            let findings: Vec<_> = proven.into_iter().collect();
            match arguments.json {
                true => println!("{:#}", json!({ "findings": findings })),
                false => findings.iter().for_each(show_finding),
            }
            findings
        }
    };
    let worst = [
        (Kind::Key, KEY),
        (Kind::Differs, DIFFERS),
        (Kind::Unreachable, UNREACHABLE),
    ];
    let has = |kind: Kind| findings.iter().any(|finding| finding.kind == kind);
    let worst = worst.into_iter().find(|(kind, _)| has(*kind));
    Ok(code(worst.map_or(0, |(_, code)| code)))
}

/// Looks at a hotline, and shows what was found, with what is proven besides.
#[tokio::main(flavor = "current_thread")]
async fn look_at(
    url: &str,
    arguments: &Arguments,
    bundle: Bundle,
    publishers: Option<Publishers>,
    proven: Option<Finding>,
) -> Result<Vec<Finding>, Box<dyn Error>> {
    // clap has made sure of it.
    let root = arguments.root.as_deref().unwrap_or_default();
    let authority = arguments.authority.as_ref();
    let authority = authority
        .map(|file| fs::read(file).map_err(named("--authority", file)))
        .transpose()?;
    let mut intake = Intake::new(url, root_of(root)?, authority.as_deref())?;
    if let Some(publishers) = publishers {
        intake = intake.published_by(publishers);
    }
    let seen = match &arguments.seen {
        Some(file) => read_seen(file)?,
        None => Vec::new(),
    };
    let mut look = intake.look(bundle, &seen, SystemClock.now()).await;
    look.findings.extend(proven);
    if let (Some(file), Some(key)) = (&arguments.seen, &look.key) {
        key.keep_in(file, &seen)?;
    }
    match arguments.json {
        true => println!("{}", serde_json::to_string_pretty(&look)?),
        false => show(&look)?,
    }
    Ok(look.findings)
}

/// The maintainers' key and the policy, if the command names both.
fn publishers(arguments: &Arguments) -> Result<Option<Publishers>, Box<dyn Error>> {
    let (Some(key), Some(policy)) = (&arguments.release_key, &arguments.log_policy) else {
        return Ok(None);
    };
    let keys = fs::read_to_string(key).map_err(named("--release-key", key))?;
    let policy = fs::read_to_string(policy).map_err(named("--log-policy", policy))?;
    Ok(Some(Publishers::new(&keys, &policy)?))
}

/// An error that names the option and the file.
fn named(option: &str, file: &Path) -> impl FnOnce(io::Error) -> String {
    move |error| format!("{option}: {}: {error}", file.display())
}

fn code(code: u8) -> ExitCode {
    ExitCode::from(code)
}

fn show(look: &Look) -> Result<(), Box<dyn Error>> {
    println!("{} at {}", look.url, look.at);
    look.findings.iter().for_each(show_finding);
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

fn show_finding(finding: &Finding) {
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
