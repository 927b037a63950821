//! `[desk.retention]`: how long each part of a closed case is kept.

use serde::Deserialize;

/// `[desk.retention]`: days from a case's closing until each of its parts is scrubbed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Days for which the reporter's email address is kept.
    pub contact_days: u32,
    /// Days for which the name and password for the reported site are kept.
    pub credentials_days: u32,
    /// Days for which the reporter's own words and the analysts' notes are kept.
    pub text_days: u32,
    /// Days for which all other parts are kept; no part is kept longer.
    pub rest_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            contact_days: 30,
            credentials_days: 7,
            text_days: 90,
            rest_days: 365,
        }
    }
}
