//! TLS of a half that needs no proxy for it: the certificate that the half shows, which is read again when
//! its files change.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::{fs, io};

use der::asn1::{GeneralizedTime, UtcTime};
use der::{AnyRef, Decode, ErrorKind, Reader, SliceReader, Tag, Tagged};
use model::time::Timestamp;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert, ServerConfig};
use rustls::sign::CertifiedKey;
use sha2::{Digest, Sha256};
use tokio_rustls::TlsAcceptor;
use zeroize::Zeroizing;

/// The only protocol inside of TLS.
const HTTP: &[u8] = b"http/1.1";

/// The certificate of a half, and what else its connections need for TLS 1.2 and 1.3.
pub struct Tls {
    files: PairFiles,
    shown: Arc<Shown>,
    /// SHA-256 of the files at the last look; `None` if they could not be read.
    seen: Mutex<Option<[u8; 32]>>,
    acceptor: TlsAcceptor,
}

/// The two files of a pair, in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairFiles {
    /// The certificate, and after it those of the authorities up to one that browsers know.
    pub certificate: PathBuf,
    /// The certificate's private key.
    pub key: PathBuf,
}

/// Why a certificate and its key cannot be used. The error holds nothing of the key.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{}: {error}", .file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// The error of the operating system.
        error: io::Error,
    },
    /// The certificate's file holds something else.
    #[error("{}: not a certificate in PEM", .0.display())]
    NotACertificate(PathBuf),
    /// The key's file holds something else.
    #[error("{}: not a private key in PEM that TLS can use", .0.display())]
    NotAKey(PathBuf),
    /// The key belongs to another certificate.
    #[error("{}: is not the key of the certificate", .0.display())]
    AnotherKey(PathBuf),
}

/// The pair that connections get now.
#[derive(Debug)]
struct Shown(RwLock<Pair>);

#[derive(Debug, Clone)]
struct Pair {
    certified: Arc<CertifiedKey>,
    ends: Timestamp,
}

impl Tls {
    /// Opens the files of a pair.
    pub fn open(files: PairFiles) -> Result<Self, TlsError> {
        let seen = files.digest().ok();
        let shown = Arc::new(Shown(RwLock::new(Pair::open(&files)?)));
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config(shown.clone()))),
            seen: Mutex::new(seen),
            files,
            shown,
        })
    }

    /// Accepts connections with the certificate that is shown at their time.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.clone()
    }

    /// The files of the pair.
    pub fn files(&self) -> &PairFiles {
        &self.files
    }

    /// The end of the certificate that is shown.
    pub fn ends(&self) -> Timestamp {
        self.shown.pair().ends
    }

    /// Reads the files again if they have changed. A pair that cannot be used leaves the earlier one in its
    /// place, and is told once in the log.
    pub fn look(&self) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let digest = self.files.digest().ok();
        if *seen == digest {
            return;
        }
        *seen = digest;
        match Pair::open(&self.files) {
            Ok(pair) => {
                tracing::info!("a new TLS certificate is shown, until {}", pair.ends);
                *self.shown.0.write().unwrap_or_else(PoisonError::into_inner) = pair;
            }
            Err(error) => tracing::error!(%error, "the earlier TLS certificate stays"),
        }
    }
}

impl PairFiles {
    fn digest(&self) -> Result<[u8; 32], TlsError> {
        let mut both = Sha256::new();
        for file in [&self.certificate, &self.key] {
            both.update(Sha256::digest(&*read(file)?));
        }
        Ok(both.finalize().into())
    }
}

impl Pair {
    fn open(files: &PairFiles) -> Result<Self, TlsError> {
        let not_a_certificate = || TlsError::NotACertificate(files.certificate.clone());
        let pem = read(&files.certificate)?;
        let chain = CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>();
        let chain = chain.map_err(|_| not_a_certificate())?;
        let own = chain.first().ok_or_else(not_a_certificate)?;
        let ends = ends(own).map_err(|_| not_a_certificate())?;
        let key = PrivateKeyDer::from_pem_slice(&read(&files.key)?);
        let key = key.map_err(|_| TlsError::NotAKey(files.key.clone()))?;
        let certified = CertifiedKey::from_der(chain, key, &ring::default_provider());
        let certified = certified.map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => TlsError::AnotherKey(files.key.clone()),
            rustls::Error::InvalidCertificate(_) => not_a_certificate(),
            _ => TlsError::NotAKey(files.key.clone()),
        })?;
        Ok(Self {
            certified: Arc::new(certified),
            ends,
        })
    }
}

impl Shown {
    fn pair(&self) -> Pair {
        let pair = self.0.read().unwrap_or_else(PoisonError::into_inner);
        pair.clone()
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.pair().certified)
    }
}

/// No session is resumed: by an id that comes back, the network could tell who comes again.
fn config(shown: Arc<Shown>) -> ServerConfig {
    #[expect(
        clippy::expect_used,
        reason = "ring knows both versions of TLS that rustls does"
    )]
    let versions = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3");
    let mut config = versions.with_no_client_auth().with_cert_resolver(shown);
    config.alpn_protocols = vec![HTTP.to_vec()];
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config
}

fn read(file: &Path) -> Result<Zeroizing<Vec<u8>>, TlsError> {
    let content = fs::read(file).map_err(|error| TlsError::Read {
        file: file.to_owned(),
        error,
    });
    content.map(Zeroizing::new)
}

/// The end of a certificate (RFC 5280, section 4.1): the second time of the validity, which follows version,
/// serial number, algorithm and issuer. The version is left out in certificates of version 1.
fn ends(certificate: &[u8]) -> der::Result<Timestamp> {
    let missing = || der::Error::from(ErrorKind::Failed);
    let whole = parts(AnyRef::from_der(certificate)?)?;
    let signed = parts(*whole.first().ok_or_else(missing)?)?;
    let has_version = signed
        .first()
        .is_some_and(|first| first.tag().is_context_specific());
    let validity = signed.get(if has_version { 4 } else { 3 });
    let times = parts(*validity.ok_or_else(missing)?)?;
    let end = times.get(1).ok_or_else(missing)?;
    let end = match end.tag() {
        Tag::UtcTime => UtcTime::try_from(*end)?.to_unix_duration(),
        _ => GeneralizedTime::try_from(*end)?.to_unix_duration(),
    };
    Ok(Timestamp(end.as_secs()))
}

/// The values in a sequence.
fn parts(sequence: AnyRef<'_>) -> der::Result<Vec<AnyRef<'_>>> {
    sequence.tag().assert_eq(Tag::Sequence)?;
    let mut reader = SliceReader::new(sequence.value())?;
    let mut parts = Vec::new();
    while !reader.is_finished() {
        parts.push(AnyRef::decode(&mut reader)?);
    }
    Ok(parts)
}
