//! Limits the length of Rust files, so that each has one topic.

use std::fs;
use std::path::PathBuf;

use crate::Failure;
use crate::run::root;

/// Maximum lines of a file.
const LONGEST: usize = 400;

/// Prints the median length of these files. Returns a message for each file that is too long.
pub(super) fn check(files: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let (mut lengths, mut wrong) = (Vec::new(), Vec::new());
    for path in files {
        let length = fs::read_to_string(path)?.lines().count();
        if length > LONGEST {
            let path = path.strip_prefix(root())?.display();
            wrong.push(format!("{path} has {length} lines, more than {LONGEST}"));
        }
        lengths.push(length);
    }
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
    eprintln!(
        "  {} Rust files, {median} lines in the middle",
        lengths.len()
    );
    Ok(wrong)
}
