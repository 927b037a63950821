//! The config file as it is written: one struct per section, and types that check their own values.
//! [`settings`](crate::settings) opens the files that the config names.

mod alerts;
mod contact;
mod desk;
mod error;
mod exchange;
mod fixes;
mod follow_up;
mod handoffs;
mod hotline;
mod intake;
mod listen;
mod mail;
mod metrics;
mod named_files;
mod onion;
mod openid;
mod partners;
mod relay;
mod retention;
mod store;
mod tls;
mod values;
mod webhooks;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

pub(crate) use self::alerts::{AlertsConfig, Format, PushConfig};
pub(crate) use self::contact::SecurityContact;
pub(crate) use self::desk::{DeskConfig, FreeDay, HostName, KeyPlace, Zone};
pub use self::error::ConfigError;
pub(crate) use self::error::ConfigProblem;
pub(crate) use self::exchange::{ExchangeConfig, OtherHotlineConfig};
pub(crate) use self::follow_up::FollowUpConfig;
pub(crate) use self::handoffs::HandoffsConfig;
pub(crate) use self::hotline::HotlineConfig;
pub(crate) use self::intake::IntakeConfig;
pub(crate) use self::listen::Listen;
pub use self::listen::ListenAddress;
pub(crate) use self::mail::MailConfig;
pub(crate) use self::metrics::MetricsConfig;
pub(crate) use self::named_files::{NamedFiles, folder_of, named_files};
pub use self::onion::Onion;
pub use self::openid::Claim;
pub(crate) use self::openid::OpenIdConfig;
pub use self::partners::PartnerConfig;
pub use self::relay::RelayConfig;
pub(crate) use self::relay::Target;
pub use self::retention::Retention;
pub(crate) use self::store::StoreConfig;
pub(crate) use self::tls::TlsConfig;
pub(crate) use self::webhooks::WebhookConfig;

/// The whole config file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The hotline's details for reporters.
    pub(crate) hotline: HotlineConfig,
    /// The public half, if this process runs it.
    pub(crate) intake: Option<IntakeConfig>,
    /// The internal half, if this process runs it.
    pub(crate) desk: Option<DeskConfig>,
    /// Partners with rules of their own, by the name in their snippet.
    #[serde(default, deserialize_with = "partners::deserialize")]
    pub(crate) partners: BTreeMap<String, PartnerConfig>,
    /// Questions to reporters, if the hotline asks any.
    pub(crate) follow_up: Option<FollowUpConfig>,
    /// The server that sends mail, if the desk sends any.
    pub(crate) mail: Option<MailConfig>,
    /// Where people are told that something needs them.
    pub(crate) alerts: Option<AlertsConfig>,
    /// The listener for a monitoring system, if there is one.
    pub(crate) metrics: Option<MetricsConfig>,
    /// The store that both halves share.
    pub(crate) store: StoreConfig,
}

/// Parses the text of a config. `file` is used for error messages only.
pub(crate) fn parse<T: DeserializeOwned>(file: &Path, text: &str) -> Result<T, ConfigError> {
    let value = toml::Deserializer::parse(text)
        .map_err(|syntax| ConfigError::at(file, "(syntax)", syntax.to_string().trim_end()))?;
    serde_path_to_error::deserialize(value).map_err(|wrong| {
        let key = wrong.path().to_string();
        let key = if key == "." { "" } else { &key };
        ConfigError::at(file, key, wrong.inner().message())
    })
}
