//! Accounts of the people at the desk.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::password::PasswordHash;
use super::second_factor::SecondFactor;
use crate::clock::Timestamp;
use crate::desk::role::Role;

/// Names that the log uses for what is no account.
const RESERVED: [&str; 3] = ["desk", super::NOBODY, super::OPERATOR];

/// An account's name: 2 to 32 lower-case letters, digits, dots and hyphens; a letter first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

/// The text is no name of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a name: 2 to 32 lower-case letters, digits, dots and hyphens, beginning with a letter; \
     not desk, nobody or operator"
)]
pub struct NotAName;

impl Name {
    /// The text.
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

/// An account.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Its name.
    pub name: Name,
    /// What it may do.
    pub role: Role,
    /// Whether nobody comes in by it for now.
    pub is_disabled: bool,
    pub(super) password: Password,
    /// There is none until the first login.
    pub(super) second_factor: Option<SecondFactor>,
}

/// An account's password.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Password {
    /// Chosen by whoever has the account.
    Own(PasswordHash),
    /// Handed over, to come in once and choose another.
    OneTime {
        hash: PasswordHash,
        until: Timestamp,
    },
}

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In use.
    Active,
    /// Has a one-time password, good until then.
    Invited(Timestamp),
    /// Switched off.
    Disabled,
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Active => f.write_str("active"),
            Self::Invited(until) => write!(f, "one-time password until {until}"),
            Self::Disabled => f.write_str("disabled"),
        }
    }
}

impl Account {
    /// How it stands.
    pub fn standing(&self) -> Standing {
        match self.password {
            _ if self.is_disabled => Standing::Disabled,
            Password::Own(_) => Standing::Active,
            Password::OneTime { until, .. } => Standing::Invited(until),
        }
    }

    pub(super) fn hash(&self) -> &PasswordHash {
        match &self.password {
            Password::Own(hash) | Password::OneTime { hash, .. } => hash,
        }
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
