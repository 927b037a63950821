//! `tls` in a section of a half: the certificate that the half shows by itself, without a proxy.

use std::path::PathBuf;

use serde::Deserialize;

/// `[intake.tls]` or `[desk.tls]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TlsConfig {
    /// The file with the certificate and those of its authorities, in PEM.
    pub(crate) certificate: PathBuf,
    /// The file with the certificate's private key, in PEM.
    pub(crate) key: PathBuf,
}
