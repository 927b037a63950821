//! The certificate of a half for TLS.

use std::sync::Arc;

use super::files::Folder;
use crate::config::{ConfigProblem, TlsConfig};
use crate::tls::{PairFiles, Tls};

/// Opens the files that a section `tls` names. `key` is the section's place in the config.
pub(super) fn open(
    folder: Folder<'_>,
    key: &'static str,
    config: Option<TlsConfig>,
) -> Result<Option<Arc<Tls>>, ConfigProblem> {
    let Some(config) = config else {
        return Ok(None);
    };
    let files = PairFiles {
        certificate: folder.join(&config.certificate),
        key: folder.join(&config.key),
    };
    let tls = Tls::open(files).map_err(|error| ConfigProblem::new(key, error))?;
    Ok(Some(Arc::new(tls)))
}
