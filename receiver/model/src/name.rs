//! Names of accounts, and the log's names for actors without an account.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The log's name for the receiver itself.
pub const DESK: &str = "desk";

/// The log's name for somebody without an account.
pub const NOBODY: &str = "nobody";

/// The log's name for an operator on the receiver's command line.
pub const OPERATOR: &str = "operator";

/// The name under which a reporter's answer stands among the notes. It is no name of an account, which has no brackets.
pub const REPORTER: &str = "(reporter)";

/// The name under which an answer stands among the notes whose question had ended when it came.
pub const LATE_REPORTER: &str = "(reporter, late)";

/// Names that no account can have.
const RESERVED: [&str; 3] = [DESK, NOBODY, OPERATOR];

/// An account's name: 2 to 32 lower-case letters, digits, dots and hyphens; a letter first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

/// The text is not a valid account name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a name: 2 to 32 lower-case letters, digits, dots and hyphens, beginning with a letter; \
     not desk, nobody or operator"
)]
pub struct NotAName;

impl Name {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, NotAName> {
        let is_plain = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-')
        };
        let is_name = (2..=32).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.bytes().all(is_plain)
            && !RESERVED.contains(&text);
        is_name.then(|| Self(text.to_owned())).ok_or(NotAName)
    }
}

impl TryFrom<String> for Name {
    type Error = NotAName;

    fn try_from(text: String) -> Result<Self, NotAName> {
        text.parse()
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_plain() {
        for name in ["anna", "a.b", "lead-2", "x1"] {
            assert_eq!(name.parse::<Name>().unwrap().as_str(), name);
        }
        let long = "a".repeat(33);
        for text in [
            "", "a", "Anna", "1a", "-a", "an na", "anna\n", "änna", "token:x", "desk", "nobody",
            "operator", &long,
        ] {
            assert_eq!(text.parse::<Name>(), Err(NotAName), "{text:?}");
        }
    }
}
