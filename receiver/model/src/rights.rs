//! Rights, and the roles that have them.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// A right of an account or of an API token.
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
    /// See the queue and the assignees of cases, without content.
    Look,
    /// Take reports and work on cases.
    Work,
    /// Hand over cases that somebody else works on.
    Review,
    /// Take reports out of the queue through the claims API.
    Claim,
    /// See the statistics.
    Statistics,
    /// See the figures of content items, in whole numbers and with their hosts.
    Figures,
    /// Read the audit log.
    Audit,
    /// Manage accounts and tokens.
    Staff,
    /// Scrub cases that are due.
    Retention,
}

impl Right {
    /// Whether it lets somebody read what reporters wrote, or the hosts that they named.
    pub fn reads_content(self) -> bool {
        matches!(
            self,
            Self::Work | Self::Review | Self::Claim | Self::Figures
        )
    }

    /// The right's name in the scopes of tokens.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The role of an account at the desk.
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
    /// Sees counts, without content.
    ReadOnly,
    /// Works on reports.
    Analyst,
    /// Works on reports, hands over everybody's cases, and reads the figures and the log.
    Lead,
    /// Manages accounts and retention; sees no content.
    Admin,
}

impl Role {
    /// The role's name in the store and in the API.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The rights of this role.
    pub fn rights(self) -> &'static [Right] {
        use Right::{Audit, Figures, Look, Retention, Review, Staff, Statistics, Work};
        match self {
            Self::ReadOnly => &[Look, Statistics],
            Self::Analyst => &[Look, Work, Statistics],
            Self::Lead => &[Look, Work, Review, Statistics, Figures, Audit],
            Self::Admin => &[Look, Statistics, Audit, Staff, Retention],
        }
    }

    /// Whether this role has this right.
    pub fn may(self, right: Right) -> bool {
        self.rights().contains(&right)
    }
}
