//! TLS to the server: its certificate must be of an authority that we trust, and name the host of the URL.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::StoreError;

/// The files that TLS to a server needs, all in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TlsFiles {
    /// The certificates of the authorities; without it, those that the machine trusts.
    pub(super) authorities: Option<PathBuf>,
    /// Our certificate and its private key, for a server that asks who we are.
    pub(super) own: Option<(PathBuf, PathBuf)>,
}

/// Reads the files, and makes connections with them.
///
/// # Errors
///
/// An [`Engine`](StoreError::Engine) error names the file that cannot be used, and the parameter of the URL for it.
pub(super) fn connector(files: &TlsFiles) -> Result<MakeRustlsConnect, StoreError> {
    let roots = match &files.authorities {
        Some(path) => authorities(path)?,
        None => authorities_of_machine()?,
    };
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(StoreError::engine)?
        .with_root_certificates(roots);
    let config = match &files.own {
        None => builder.with_no_client_auth(),
        Some((certificate, key)) => {
            let chain = certificates("sslcert", certificate)?;
            let private = PrivateKeyDer::from_pem_file(key);
            let private = private.map_err(|error| unusable("sslkey", key, &error))?;
            let config = builder.with_client_auth_cert(chain, private);
            config.map_err(|error| unusable("sslkey", key, &error))?
        }
    };
    Ok(MakeRustlsConnect::new(config))
}

fn authorities(path: &Path) -> Result<RootCertStore, StoreError> {
    const PARAMETER: &str = "sslrootcert";
    let mut roots = RootCertStore::empty();
    for certificate in certificates(PARAMETER, path)? {
        let added = roots.add(certificate);
        added.map_err(|error| unusable(PARAMETER, path, &error))?;
    }
    Ok(roots)
}

fn authorities_of_machine() -> Result<RootCertStore, StoreError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    match roots.is_empty() {
        true => Err(StoreError::engine(
            "this machine trusts no certificate authority\n  fix: install ca-certificates, or name \
             the server's authority in the url: sslrootcert=FILE",
        )),
        false => Ok(roots),
    }
}

/// The certificates in a file; at least one.
fn certificates(parameter: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>, StoreError> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    let read: Vec<_> = read.map_err(|error| unusable(parameter, path, &error))?;
    match read.is_empty() {
        true => Err(unusable(parameter, path, &pem::Error::NoItemsFound)),
        false => Ok(read),
    }
}

/// The errors of the library say what is wrong with a file, and show nothing of it.
fn unusable(parameter: &str, path: &Path, error: &dyn std::error::Error) -> StoreError {
    let path = path.display();
    StoreError::engine(format!("{parameter} in the url: {path}: {error}"))
}
