//! `[metrics]`: the listener for a monitoring system.

use std::net::SocketAddr;

use serde::Deserialize;

/// `[metrics]`: the listener for a monitoring system.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MetricsConfig {
    /// Address and port to listen on; never a public one.
    pub(crate) listen: SocketAddr,
}
