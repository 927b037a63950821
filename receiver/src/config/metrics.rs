//! `[metrics]`: the listener for a monitoring system.

use serde::Deserialize;

use super::Listen;

/// `[metrics]`: the listener for a monitoring system.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MetricsConfig {
    /// The addresses to listen on; never a public one.
    pub(crate) listen: Listen,
}
