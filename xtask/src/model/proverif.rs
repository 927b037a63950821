//! Runs ProVerif, where it is installed, on the model that it proves for any number of sessions.

use std::fs;
use std::path::PathBuf;

use super::{Search, edited, folder};
use crate::Failure;
use crate::run::{output_of, program, root};

/// The file in `shared/model`.
pub(super) const MODEL: &str = "report.pv";

/// Outcomes of the model's seven queries. The last two say that reports are sent and read at all.
const TRUE: [bool; 7] = [true, true, true, true, true, false, false];

/// The hotline id is taken out of everything that is signed or sealed: every query breaks.
const NO_HOTLINE: [(&str, &str); 3] = [
    (
        "(sealed_report_v1_certificate, h, ",
        "(sealed_report_v1_certificate, ",
    ),
    ("let config = (h, m, x)", "let config = (m, x)"),
    ("sha256(config), h)", "sha256(config))"),
];

/// Whether ProVerif is installed.
pub(super) fn is_there() -> bool {
    output_of(program("proverif", &["-help"])).is_some()
}

/// The model, true and changed.
pub(super) fn searches() -> Result<Vec<Search>, Failure> {
    let path = root().join("shared/model").join(MODEL);
    let what = "nothing names the hotline";
    let changed = edited(&fs::read_to_string(&path)?, &NO_HOTLINE, what)?;
    let other = folder().join(MODEL);
    fs::write(&other, changed)?;
    let search =
        |path: PathBuf, what, expected| Box::new(move || prove(path, what, expected)) as Search;
    Ok(vec![
        search(path, "nothing", TRUE),
        search(other, what, [false; 7]),
    ])
}

fn prove(path: PathBuf, what: &str, expected: [bool; 7]) -> Result<(), String> {
    let mut proverif = program("proverif", &[]);
    let output = proverif
        .arg(&path)
        .output()
        .map_err(|error| format!("ProVerif cannot be run: {error}"))?;
    let words = String::from_utf8_lossy(&output.stdout);
    // An explanation of a result stands in brackets.
    let results = words
        .lines()
        .filter(|line| line.starts_with("RESULT ") && !line.starts_with("RESULT ("));
    let found: Vec<_> = results.map(|line| line.ends_with(" is true.")).collect();
    if found == expected {
        return Ok(());
    }
    Err(format!(
        "{} ({what}): expected {expected:?}, but found {found:?}\n  fix: read what proverif says of it",
        path.display()
    ))
}
