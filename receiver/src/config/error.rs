//! The errors of a config, each with a fix.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::fixes::fix;

/// An error in a config: the file, the key, the problem, and the fix.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError {
    file: PathBuf,
    key: String,
    problem: String,
    fix: &'static str,
}

/// The problem with one key's value, not yet tied to a file.
#[derive(Debug)]
pub(crate) struct ConfigProblem {
    key: &'static str,
    problem: String,
}

/// What the system says of a file that somebody else owns (EACCES).
const DENIED: &str = "Permission denied (os error 13)";

impl ConfigProblem {
    /// A problem with the value of this key. The text must not contain a secret.
    pub(crate) fn new(key: &'static str, problem: impl fmt::Display) -> Self {
        Self {
            key,
            problem: problem.to_string(),
        }
    }

    /// The same problem for one item of the table at this key.
    pub(crate) fn of_item(self, name: &str) -> Self {
        Self::new(self.key, format_args!("{name:?}: {}", self.problem))
    }
}

impl ConfigError {
    /// A problem at this key; "" is the top level.
    pub(super) fn at(file: &Path, key: &str, problem: &str) -> Self {
        let fix = match problem.contains(DENIED) {
            true => "let the receiver's user read it: chown, or chmod",
            false => fix(key),
        };
        let key = if key.is_empty() { "(top level)" } else { key };
        Self {
            file: file.to_owned(),
            key: key.to_owned(),
            problem: problem.to_owned(),
            fix,
        }
    }

    /// Ties a problem to this file.
    pub(crate) fn new(file: &Path, problem: &ConfigProblem) -> Self {
        Self::at(file, problem.key, &problem.problem)
    }

    /// The value at this key is not that of the start, and a running receiver cannot change it.
    pub(crate) fn changed(file: &Path, key: &str) -> Self {
        Self {
            file: file.to_owned(),
            key: key.to_owned(),
            problem: "is another than at the start".to_owned(),
            fix: "restart the receiver, or put the former value back",
        }
    }

    /// The file cannot be read.
    pub(crate) fn unreadable(file: &Path, error: &io::Error) -> Self {
        Self {
            file: file.to_owned(),
            key: "(the file)".to_owned(),
            problem: error.to_string(),
            fix: "name an existing config; `receiver init DIR` writes one for a hotline",
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            key,
            problem,
            fix,
        } = self;
        write!(f, "{}: {key}: {problem}\n  fix: {fix}", file.display())
    }
}

impl std::error::Error for ConfigError {}
