//! `[desk.retention]`: how long each part of a closed case is kept.

use serde::{Deserialize, Deserializer, de};

/// `[desk.retention]`: days from a case's closing until each of its parts is scrubbed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Days for which the reporter's email address is kept.
    #[serde(deserialize_with = "days")]
    pub contact_days: u32,
    /// Days for which the name and password for the reported site are kept.
    #[serde(deserialize_with = "days")]
    pub credentials_days: u32,
    /// Days for which the reporter's own words and the analysts' notes are kept.
    #[serde(deserialize_with = "days")]
    pub text_days: u32,
    /// Days for which all other parts are kept; no part is kept longer.
    #[serde(deserialize_with = "days")]
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

/// A number of days, at least one.
fn days<'de, D: Deserializer<'de>>(written: D) -> Result<u32, D::Error> {
    match u32::deserialize(written)? {
        0 => Err(de::Error::custom("0 days: nothing would be kept")),
        days => Ok(days),
    }
}
