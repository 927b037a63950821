//! `[desk]`: the internal half.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use model::calendar::{Holiday, NotAHoliday, USUAL, Weekday};
use model::origin::Origin;
use model::workflow::Outcome;
use serde::Deserialize;
use url::Host;

use super::{
    ExchangeConfig, HandoffsConfig, Listen, OpenIdConfig, Retention, TlsConfig, WebhookConfig,
};
use crate::words::Language;

/// `[desk]`: the internal half.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeskConfig {
    /// The addresses to listen on; never a public one.
    pub(crate) listen: Listen,
    /// The certificate for the addresses with a port, if no proxy does TLS.
    pub(crate) tls: Option<TlsConfig>,
    /// The file with the desk's private key, or "sealed" if that is in shares.
    pub(crate) private_key: KeyPlace,
    /// The file with the desk's public key; needed if the private one is in shares and `[intake]` is not in the
    /// same config.
    pub(crate) public_key: Option<PathBuf>,
    /// The file with the root's public key; needed if `[intake]` is not in the same config.
    pub(crate) root_public_key: Option<PathBuf>,
    /// The address of the intake that the desk fetches from, if each has a store of its own.
    pub(crate) pull: Option<Origin>,
    /// The file with the private key that signs the requests to that intake.
    pub(crate) pull_key: Option<PathBuf>,
    /// Seconds between two of them.
    pub(crate) pull_seconds: Option<PullSeconds>,
    /// The language of pages for browsers that ask for none of the desk's.
    #[serde(default)]
    pub(crate) language: Language,
    /// The origin at which browsers reach the desk, if it is behind a proxy.
    pub(crate) public_url: Option<Origin>,
    /// Further names under which requests may reach the desk.
    #[serde(default)]
    pub(crate) hosts: Vec<HostName>,
    /// SHA-256, in hexadecimal, of a token with all rights of the API.
    pub(crate) token_sha256: Option<TokenHash>,
    /// Number of leases without an ack after which a report is set aside.
    #[serde(default = "default_max_attempts")]
    pub(crate) max_attempts: NonZeroU32,
    /// Whether the intake publishes the statistics.
    #[serde(default)]
    pub(crate) publish_statistics: bool,
    /// How long each part of a closed case is kept.
    #[serde(default)]
    pub(crate) retention: Retention,
    /// Whether a report that brings nothing new is closed as a repeat, unread.
    #[serde(default)]
    pub(crate) close_repeats: bool,
    /// Days after the arrival of an open case's report in which a report can be its repeat.
    #[serde(default = "default_repeat_days")]
    pub(crate) repeat_days: u32,
    /// The time zone in which the hotline's days begin, by its IANA name; UTC if none is given.
    #[serde(default)]
    pub(crate) time_zone: Zone,
    /// The days of the week on which the hotline works.
    #[serde(default = "usual_days")]
    pub(crate) working_days: Vec<Weekday>,
    /// Days on which the hotline does not work.
    #[serde(default)]
    pub(crate) holidays: Vec<FreeDay>,
    /// Days after which a host or another hotline should have answered.
    #[serde(default = "default_answer_days")]
    pub(crate) answer_days: u32,
    /// The hotline's own texts for answers to reporters, by language and outcome.
    #[serde(default)]
    pub(crate) feedback: BTreeMap<String, BTreeMap<Outcome, String>>,
    /// The hotline's own identity provider, if the staff logs in through it.
    pub(crate) openid: Option<OpenIdConfig>,
    /// Systems to notify when a case changes, by name.
    #[serde(default)]
    pub(crate) webhooks: BTreeMap<String, WebhookConfig>,
    /// The identity and transports for hand-offs, if the hotline makes any.
    pub(crate) handoffs: Option<HandoffsConfig>,
    /// The exchange of referrals with other hotlines, if the hotline takes part in it.
    pub(crate) exchange: Option<ExchangeConfig>,
}

/// Seconds between two requests to the intake: a report of a child in danger may come with each.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "u32")]
pub(crate) struct PullSeconds(pub(crate) u32);

impl TryFrom<u32> for PullSeconds {
    type Error = &'static str;

    fn try_from(seconds: u32) -> Result<Self, Self::Error> {
        match seconds {
            1..=60 => Ok(Self(seconds)),
            _ => Err("not from 1 to 60"),
        }
    }
}

/// The value in the place of a file for a key that is in shares.
pub(super) const SEALED: &str = "sealed";

/// Where the desk's private key is.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "PathBuf")]
pub(crate) enum KeyPlace {
    /// In this file.
    File(PathBuf),
    /// In shares: the desk is locked until people have entered enough of them.
    Sealed,
}

impl From<PathBuf> for KeyPlace {
    fn from(path: PathBuf) -> Self {
        match path.to_str() {
            Some(SEALED) => Self::Sealed,
            _ => Self::File(path),
        }
    }
}

fn default_max_attempts() -> NonZeroU32 {
    const { NonZeroU32::new(5).unwrap() }
}

fn default_repeat_days() -> u32 {
    30
}

fn default_answer_days() -> u32 {
    7
}

fn usual_days() -> Vec<Weekday> {
    USUAL.to_vec()
}

/// A time zone.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Zone(pub(crate) TimeZone);

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl TryFrom<String> for Zone {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let zone = TimeZone::get(&name);
        zone.map(Self).map_err(|_| "not the name of a time zone")
    }
}

/// A holiday: a day, or a day of each year.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct FreeDay(pub(crate) Holiday);

impl TryFrom<String> for FreeDay {
    type Error = NotAHoliday;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

/// The name of a host, in lower case.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct HostName(pub(crate) String);

impl TryFrom<String> for HostName {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let name = name.to_ascii_lowercase();
        match Host::parse(&name) {
            Ok(Host::Domain(domain)) if domain == name => Ok(Self(name)),
            _ => Err("not the name of a host alone"),
        }
    }
}

/// SHA-256 of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct TokenHash(pub(crate) [u8; 32]);

impl TryFrom<String> for TokenHash {
    type Error = &'static str;

    fn try_from(hexadecimal: String) -> Result<Self, Self::Error> {
        let mut hash = [0; 32];
        let decoded = base16ct::mixed::decode(hexadecimal, &mut hash);
        if decoded.is_ok_and(|decoded| decoded.len() == 32) {
            Ok(Self(hash))
        } else {
            Err("not a SHA-256 in hexadecimal")
        }
    }
}
