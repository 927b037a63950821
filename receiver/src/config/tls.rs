//! `tls` in a section of a half: the certificate that the half shows by itself, without a proxy.

use std::path::PathBuf;

use serde::Deserialize;

/// `[intake.tls]` or `[desk.tls]`: either two files, or an authority that is asked for them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TlsConfig {
    /// The file with the certificate and those of its authorities, in PEM.
    pub(crate) certificate: Option<PathBuf>,
    /// The file with the certificate's private key, in PEM.
    pub(crate) key: Option<PathBuf>,
    /// The address of an authority's directory (ACME).
    pub(crate) acme: Option<String>,
    /// The folder for what the authority gives; without it `tls`.
    pub(crate) acme_folder: Option<PathBuf>,
}
