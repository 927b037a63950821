//! The accounts of the staff.

use std::fmt;

use model::name::Name;
use model::rights::Role;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::password::PasswordHash;
use super::second_factor::SecondFactor;
use crate::words::Language;

/// An account of a member of the staff.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The name to log in with, also used in the log.
    pub name: Name,
    /// The role, which gives the account its rights.
    pub role: Role,
    /// Whether the account is disabled: nobody can log in to it.
    pub is_disabled: bool,
    pub(super) password: Password,
    /// Enrolled at the first login; `None` before that, and after the phone was lost.
    pub(super) second_factor: Option<SecondFactor>,
    /// Goes up with each reset and each time the account is disabled. A browser is known as long as
    /// its cookie has this number.
    #[serde(default)]
    pub(super) devices: u64,
    /// The language that its owner has chosen; `None` for what the browser asks for.
    #[serde(default)]
    pub(crate) language: Option<Language>,
}

/// The password of an account.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Password {
    /// Chosen by the owner of the account.
    Own(PasswordHash),
    /// Handed over by an administrator: valid for one login, at which the owner chooses another.
    OneTime {
        hash: PasswordHash,
        until: Timestamp,
    },
}

/// The state of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The account has a password that its owner chose.
    Active,
    /// The account has a one-time password, valid until this time.
    Invited(Timestamp),
    /// The account is disabled.
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
    /// An account without a second factor.
    pub(super) fn new(name: Name, role: Role, password: Password) -> Self {
        Self {
            name,
            role,
            is_disabled: false,
            password,
            second_factor: None,
            devices: 0,
            language: None,
        }
    }

    /// The state of the account at present.
    pub fn standing(&self) -> Standing {
        match self.password {
            _ if self.is_disabled => Standing::Disabled,
            Password::Own(_) => Standing::Active,
            Password::OneTime { until, .. } => Standing::Invited(until),
        }
    }

    /// Whether the owner has a password and a second factor of their own.
    pub(crate) fn has_password(&self) -> bool {
        matches!(self.password, Password::Own(_)) && self.second_factor.is_some()
    }

    pub(super) fn hash(&self) -> &PasswordHash {
        match &self.password {
            Password::Own(hash) | Password::OneTime { hash, .. } => hash,
        }
    }

    /// The account's name and role for the log.
    pub(super) fn described(&self) -> String {
        format!("{} {}", self.name, self.role.name())
    }
}
