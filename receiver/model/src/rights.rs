//! Who may do what.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// What an account, or a token of the API, is allowed.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Right {
    /// See what waits and who works on what: no content.
    Look,
    /// Take reports and work on cases.
    Work,
    /// Decide second reviews, reopen, hand cases to somebody else.
    Review,
    /// Take reports out by the claims API.
    Claim,
    /// Statistics.
    Statistics,
    /// The audit log.
    Audit,
    /// Accounts and tokens.
    Staff,
    /// Scrub what is due.
    Retention,
}

impl Right {
    /// Its name in tokens' scopes.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The part that somebody plays at the desk.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Role {
    /// Sees numbers: no content.
    ReadOnly,
    /// Works on reports.
    Analyst,
    /// Works on reports, and decides what others pass on.
    Lead,
    /// Looks after accounts and retention, and sees no content.
    Admin,
}

impl Role {
    /// Its name in the store and in the API.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What it allows.
    pub fn rights(self) -> &'static [Right] {
        use Right::{Audit, Look, Retention, Review, Staff, Statistics, Work};
        match self {
            Self::ReadOnly => &[Look, Statistics],
            Self::Analyst => &[Look, Work, Statistics],
            Self::Lead => &[Look, Work, Review, Statistics, Audit],
            Self::Admin => &[Look, Statistics, Audit, Staff, Retention],
        }
    }

    /// Whether it allows this.
    pub fn may(self, right: Right) -> bool {
        self.rights().contains(&right)
    }
}
