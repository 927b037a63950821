//! Runs Verifpal, and compares the queries that it breaks with the expected ones.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::changes::{Change, MODELS, Model};
use super::{Search, edited, folder};
use crate::Failure;
use crate::run::{cargo, output_of, program, root, run, target_dir};

const VERSION: &str = "1.6.7";

/// The models, true and changed.
pub(super) fn searches() -> Result<Vec<Search>, Failure> {
    let verifpal = installed()?;
    fs::create_dir_all(folder())?;
    let mut searches = Vec::new();
    for model in &MODELS {
        for (number, change) in model.changes.iter().enumerate() {
            let path = folder().join(format!("{number}-{}", model.file));
            fs::write(&path, changed(model, change)?)?;
            let names = queries(model.file)?;
            let verifpal = alone(&verifpal);
            searches.push(Box::new(move || search(verifpal, &path, change, &names)) as Search);
        }
    }
    Ok(searches)
}

/// The names of a model's queries, in their order.
pub(super) fn queries(file: &str) -> Result<Vec<String>, Failure> {
    let text = fs::read_to_string(root().join("shared/model").join(file))?;
    let lines = text
        .lines()
        .filter(|line| line.contains("? ") && line.contains(" // "));
    let names = lines.filter_map(|line| line.rsplit_once(" // "));
    Ok(names.map(|(_, name)| name.to_owned()).collect())
}

/// The program, installed into the target folder if missing.
fn installed() -> Result<PathBuf, Failure> {
    let folder = target_dir().join("verifpal");
    let verifpal = folder.join("bin/verifpal");
    let mut version = Command::new(&verifpal);
    version.arg("--version");
    if output_of(version).is_some_and(|version| version.ends_with(VERSION)) {
        return Ok(verifpal);
    }
    // Verifpal declares a newer compiler than ours, and does not need it. Our searches take seconds, so that its
    // last optimizations would cost more time than they save.
    let mut install = cargo(&["install", "verifpal", "--version", VERSION, "--locked"]);
    install
        .args(["--config", "profile.release.lto=false"])
        .args(["--config", "profile.release.opt-level=2"])
        .args(["--config", "profile.release.codegen-units=16"])
        .args(["--ignore-rust-version", "--root"])
        .arg(folder);
    run("Verifpal, which takes a minute or two", install)?;
    Ok(verifpal)
}

/// The text of a changed model.
fn changed(model: &Model, change: &Change) -> Result<String, Failure> {
    let text = fs::read_to_string(root().join("shared/model").join(model.file))?;
    let mut text = edited(&text, change.edits, change.what)?;
    if !change.stolen_later.is_empty() {
        let theft = |(whose, which)| format!("principal {whose}[\n\tleaks {which}\n]\n");
        let thefts: String = change.stolen_later.iter().copied().map(theft).collect();
        let later = format!("phase[1]\n{thefts}queries[");
        text = edited(&text, &[("queries[", &later)], change.what)?;
    }
    Ok(text)
}

/// Verifpal, without a network where that can be taken away: it asks a server for a newer version of itself if it
/// believes that a person is watching.
fn alone(verifpal: &Path) -> Command {
    let unshare = ["--map-root-user", "--net"];
    if output_of(program("unshare", &[&unshare[..], &["true"]].concat())).is_none() {
        return Command::new(verifpal);
    }
    let mut command = program("unshare", &unshare);
    command.arg(verifpal);
    command
}

/// Searches the model in this file, and compares the queries that break.
fn search(
    mut verifpal: Command,
    path: &Path,
    change: &Change,
    names: &[String],
) -> Result<(), String> {
    let Change {
        what,
        sessions,
        broken,
        ..
    } = change;
    let path = path.display();
    verifpal.args([
        "verify",
        "--quiet",
        "--result-code",
        "--sessions",
        &sessions.to_string(),
        &path.to_string(),
    ]);
    let output = verifpal
        .output()
        .map_err(|error| format!("Verifpal cannot be run: {error}"))?;
    let code = String::from_utf8_lossy(&output.stdout);
    let Some(found) = verdicts(code.trim(), names) else {
        let words = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{path} ({what}): {code}{words}"));
    };
    if found == *broken {
        return Ok(());
    }
    Err(format!(
        "{path} ({what}): expected to break {broken:?}, but {found:?} broke\n  fix: read the attack, by verifpal \
         verify {path} --sessions {sessions}"
    ))
}

/// The names of the broken queries, by a code such as `c0a1`: for each query a letter, and 1 if it is broken.
fn verdicts<'a>(code: &str, names: &'a [String]) -> Option<Vec<&'a str>> {
    let digits: Vec<char> = code.chars().skip(1).step_by(2).collect();
    if digits.len() != names.len() || digits.iter().any(|digit| !matches!(digit, '0' | '1')) {
        return None;
    }
    let broken = names.iter().zip(digits).filter(|(_, digit)| *digit == '1');
    Some(broken.map(|(name, _)| name.as_str()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_query_of_every_model_is_broken_by_some_change() {
        for model in &MODELS {
            for name in queries(model.file).unwrap() {
                let breaks = |change: &Change| change.broken.contains(&name.as_str());
                assert!(model.changes.iter().any(breaks), "{}: {name}", model.file);
            }
        }
    }

    #[test]
    fn a_code_says_which_queries_are_broken() {
        let names = ["one", "two", "three"].map(str::to_owned);
        assert_eq!(verdicts("c0a1c1", &names), Some(vec!["two", "three"]));
        assert_eq!(verdicts("c0a0c0", &names), Some(Vec::new()));
        for other in ["", "c0a1", "c0a1c1a0", "c0a1c2", "parse error: no"] {
            assert_eq!(verdicts(other, &names), None, "{other}");
        }
    }
}
