//! The certificate of a half for TLS.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::origin::Origin;
use url::{Host, Url};

use super::files::Folder;
use crate::config::{ConfigProblem, TlsConfig};
use crate::tls::{Authority, PairFiles, Tls};

/// The folder for what an authority gives, unless the config names one.
const FOLDER: &str = "tls";

/// Opens what a section `tls` names: two files, or an authority that certifies the name in `public_url`. `key` is the
/// section's place in the config.
pub(super) fn open(
    folder: Folder<'_>,
    key: &'static str,
    public_url: Option<&Origin>,
    config: Option<TlsConfig>,
) -> Result<Option<Arc<Tls>>, ConfigProblem> {
    let Some(config) = config else {
        return Ok(None);
    };
    let tls = match (config.certificate, config.key, config.acme) {
        (Some(certificate), Some(key), None) => Tls::open(PairFiles {
            certificate: folder.join(&certificate),
            key: folder.join(&key),
        }),
        (None, None, Some(directory)) => {
            let kept = folder.join(config.acme_folder.as_deref().unwrap_or(Path::new(FOLDER)));
            let authority = authority(directory, public_url, &kept);
            let authority = authority.map_err(|error| ConfigProblem::new(key, error))?;
            let file = kept.join(format!("{}.pem", authority.name));
            Tls::certified_by(authority, file)
        }
        _ => {
            let error = "names neither certificate and key, nor acme alone";
            return Err(ConfigProblem::new(key, error));
        }
    };
    let tls = tls.map_err(|error| ConfigProblem::new(key, error))?;
    Ok(Some(Arc::new(tls)))
}

/// The authority with this directory, for the name of a half.
fn authority(
    directory: String,
    public_url: Option<&Origin>,
    folder: &Path,
) -> Result<Authority, &'static str> {
    let url = Url::parse(&directory).ok();
    let url = url.filter(|url| url.scheme() == "https");
    let host = url.as_ref().and_then(Url::host_str);
    let host = host.ok_or("acme is no address with https")?;
    Ok(Authority {
        account: account(folder, host),
        name: name(public_url)
            .ok_or("acme certifies the name in public_url, which is none with https")?,
        directory,
    })
}

/// The file with the account at an authority, by the authority's host: another authority has another account.
fn account(folder: &Path, host: &str) -> PathBuf {
    folder.join(format!("{host}.account.json"))
}

/// The DNS name in the address of a half.
fn name(public_url: Option<&Origin>) -> Option<String> {
    let url = Url::parse(public_url?.as_str()).ok()?;
    match (url.scheme(), url.host()?) {
        ("https", Host::Domain(name)) => Some(name.to_owned()),
        _ => None,
    }
}
