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

/// The protocol of an authority that asks who answers for a name (RFC 8737, section 4); nothing is said in it.
const CHALLENGE: &[u8] = b"acme-tls/1";

/// The certificate of a half, and what else its connections need for TLS 1.2 and 1.3.
pub struct Tls {
    files: PairFiles,
    authority: Option<Authority>,
    shown: Arc<Shown>,
    /// SHA-256 of the files at the last look; `None` if they could not be read.
    seen: Mutex<Option<[u8; 32]>>,
    acceptor: TlsAcceptor,
}

/// The two files of a pair, in PEM; they may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairFiles {
    /// The certificate, and after it those of the authorities up to one that browsers know.
    pub certificate: PathBuf,
    /// The certificate's private key.
    pub key: PathBuf,
}

/// Who certifies a half, and what for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// The address of the authority's directory (RFC 8555, section 7.1.1).
    pub directory: String,
    /// The DNS name in the certificate.
    pub name: String,
    /// The file with the account at the authority, which is made when there is none.
    pub account: PathBuf,
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

/// What connections get now.
#[derive(Debug, Default)]
struct Shown {
    /// None until there is a first certificate.
    pair: RwLock<Option<Pair>>,
    /// The answer to the authority that asks who answers for the name, while it may ask.
    challenge: RwLock<Option<Arc<CertifiedKey>>>,
}

#[derive(Debug, Clone)]
struct Pair {
    certified: Arc<CertifiedKey>,
    begins: Timestamp,
    ends: Timestamp,
}

impl Tls {
    /// Opens the files of a pair.
    pub fn open(files: PairFiles) -> Result<Self, TlsError> {
        let seen = files.digest().ok();
        let pair = Pair::open(&files)?;
        Ok(Self::showing(Some(pair), files, seen))
    }

    /// Opens the file with the certificate and the key that this authority has given; it may not be there yet.
    pub(crate) fn certified_by(authority: Authority, file: PathBuf) -> Result<Self, TlsError> {
        let files = PairFiles {
            certificate: file.clone(),
            key: file,
        };
        let opened = match files.certificate.exists() {
            true => Self::open(files)?,
            false => Self::showing(None, files, None),
        };
        Ok(Self {
            authority: Some(authority),
            ..opened
        })
    }

    fn showing(pair: Option<Pair>, files: PairFiles, seen: Option<[u8; 32]>) -> Self {
        let shown = Arc::new(Shown {
            pair: RwLock::new(pair),
            ..Shown::default()
        });
        Self {
            acceptor: TlsAcceptor::from(Arc::new(config(shown.clone()))),
            seen: Mutex::new(seen),
            files,
            authority: None,
            shown,
        }
    }

    /// Accepts connections with the certificate that is shown at their time.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.clone()
    }

    /// The files of the pair.
    pub fn files(&self) -> &PairFiles {
        &self.files
    }

    /// The authority that is asked for a certificate; none if somebody else puts it into the files.
    pub(crate) fn authority(&self) -> Option<&Authority> {
        self.authority.as_ref()
    }

    /// The end of the certificate that is shown; `None` before there is one.
    pub fn ends(&self) -> Option<Timestamp> {
        Some(self.shown.pair()?.ends)
    }

    /// When a third of the certificate's time is left; `None` before there is one.
    pub(crate) fn renew_at(&self) -> Option<Timestamp> {
        let Pair { begins, ends, .. } = self.shown.pair()?;
        Some(Timestamp(ends.0 - ends.0.saturating_sub(begins.0) / 3))
    }

    /// Answers an authority that asks who answers for the name, or no longer.
    pub(crate) fn show_challenge(&self, answer: Option<Arc<CertifiedKey>>) {
        put(&self.shown.challenge, answer);
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
                put(&self.shown.pair, Some(pair));
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
        let (begins, ends) = period(own).map_err(|_| not_a_certificate())?;
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
            begins,
            ends,
        })
    }
}

impl Shown {
    fn pair(&self) -> Option<Pair> {
        get(&self.pair)
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let mut protocols = hello.alpn().into_iter().flatten();
        match protocols.any(|protocol| protocol == CHALLENGE) {
            true => get(&self.challenge),
            false => Some(self.pair()?.certified),
        }
    }
}

fn get<T: Clone>(place: &RwLock<Option<T>>) -> Option<T> {
    place.read().unwrap_or_else(PoisonError::into_inner).clone()
}

fn put<T>(place: &RwLock<Option<T>>, value: Option<T>) {
    *place.write().unwrap_or_else(PoisonError::into_inner) = value;
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
    config.alpn_protocols = vec![HTTP.to_vec(), CHALLENGE.to_vec()];
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

/// The first and the last second of a certificate (RFC 5280, section 4.1): the two times of the validity, which
/// follows version, serial number, algorithm and issuer. The version is left out in certificates of version 1.
fn period(certificate: &[u8]) -> der::Result<(Timestamp, Timestamp)> {
    let missing = || der::Error::from(ErrorKind::Failed);
    let whole = parts(AnyRef::from_der(certificate)?)?;
    let signed = parts(*whole.first().ok_or_else(missing)?)?;
    let has_version = signed
        .first()
        .is_some_and(|first| first.tag().is_context_specific());
    let validity = signed.get(if has_version { 4 } else { 3 });
    let times = parts(*validity.ok_or_else(missing)?)?;
    match times[..] {
        [begin, end] => Ok((time(begin)?, time(end)?)),
        _ => Err(missing()),
    }
}

fn time(value: AnyRef<'_>) -> der::Result<Timestamp> {
    let since = match value.tag() {
        Tag::UtcTime => UtcTime::try_from(value)?.to_unix_duration(),
        _ => GeneralizedTime::try_from(value)?.to_unix_duration(),
    };
    Ok(Timestamp(since.as_secs()))
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
