//! Requests from the desk to the hotline's other systems. An address that a reporter wrote is never
//! requested, and no redirect is followed.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::time_provider::TimeProvider;
use rustls::{CertificateError, ClientConfig, RootCertStore};

/// The time limit for an answer, body included.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(15);

/// Bytes of an answer's body, at most.
const BODY_BYTES: usize = 1 << 20;

/// An HTTP/1.1 client that uses TLS for `https` addresses.
#[derive(Clone)]
pub(crate) struct Outgoing(Client<HttpsConnector<HttpConnector>, Body>);

/// The reason why a request got no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unanswered {
    /// The answer took longer than [`TIMEOUT`].
    #[error("no answer in time")]
    TooLate,
    /// The server cannot be reached, or its certificate is not trusted.
    #[error("no connection")]
    Unreachable,
    /// The server's certificate has ended.
    #[error("the certificate has ended")]
    Ended,
    /// The answer broke off, or is longer than 1 MiB.
    #[error("an answer that cannot be read")]
    Unreadable,
}

/// A file holds no certificate of an authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no certificate in PEM")]
pub(crate) struct NoAuthority;

impl Outgoing {
    /// A client that trusts the certificate authorities of this machine.
    pub(crate) fn new() -> Self {
        Self::ahead(Duration::ZERO)
    }

    /// A client that trusts the authorities in a file as well, whose format is PEM.
    pub(crate) fn trusting(authorities: &[u8]) -> Result<Self, NoAuthority> {
        let authorities = CertificateDer::pem_slice_iter(authorities);
        let authorities: Vec<_> = authorities
            .collect::<Result<_, _>>()
            .map_err(|_| NoAuthority)?;
        match authorities.is_empty() {
            true => Err(NoAuthority),
            false => Ok(Self::with(Ahead(Duration::ZERO), authorities)),
        }
    }

    /// A client that takes no certificate which ends within this time.
    fn ahead(time: Duration) -> Self {
        Self::with(Ahead(time), Vec::new())
    }

    fn with(clock: Ahead, authorities: Vec<CertificateDer<'static>>) -> Self {
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls(clock, authorities))
            .https_or_http()
            .enable_http1()
            .build();
        Self(Client::builder(TokioExecutor::new()).build(connector))
    }

    /// The status of the answer to a request.
    pub(crate) async fn status(&self, request: Request<Body>) -> Result<StatusCode, Unanswered> {
        in_time(async { Ok(self.answer(request).await?.status()) }).await
    }

    /// The answer to a request.
    pub(crate) async fn fetch(
        self,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, Unanswered> {
        in_time(async {
            let answer = self.answer(request.map(Body::from)).await?;
            let (parts, body) = answer.into_parts();
            let body = to_bytes(Body::new(body), BODY_BYTES).await;
            let body = body.map_err(|_| Unanswered::Unreadable)?;
            Ok(Response::from_parts(parts, body.into()))
        })
        .await
    }

    async fn answer(&self, request: Request<Body>) -> Result<Response<Incoming>, Unanswered> {
        let answered = self.0.request(request).await;
        answered.map_err(|error| match has_ended(&error) {
            true => Unanswered::Ended,
            false => Unanswered::Unreachable,
        })
    }
}

/// The least of these numbers of days within which the certificate of an `https` address ends; `None` if it
/// lasts longer. `days` grow.
pub(crate) async fn certificate_ends_within(
    address: &str,
    days: impl IntoIterator<Item = u64>,
) -> Result<Option<u64>, Unanswered> {
    for days in days {
        let request = Request::get(address).body(Body::empty());
        let request = request.map_err(|_| Unanswered::Unreachable)?;
        let client = Outgoing::ahead(Duration::from_secs(days * 24 * 3600));
        match client.status(request).await {
            Ok(_) => {}
            Err(Unanswered::Ended) => return Ok(Some(days)),
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Whether the cause of an error is the end of a certificate.
fn has_ended(error: &(dyn Error + 'static)) -> bool {
    use CertificateError::{Expired, ExpiredContext};
    use rustls::Error::InvalidCertificate;
    if let Some(error) = error.downcast_ref() {
        return matches!(error, InvalidCertificate(Expired | ExpiredContext { .. }));
    }
    // The source of an I/O error is the source of the error in it.
    match error.downcast_ref::<io::Error>() {
        Some(error) => error.get_ref().is_some_and(|error| has_ended(error)),
        None => error.source().is_some_and(has_ended),
    }
}

/// The system's clock, moved forward by this time.
#[derive(Debug)]
struct Ahead(Duration);

impl TimeProvider for Ahead {
    fn current_time(&self) -> Option<UnixTime> {
        let now = Duration::from_secs(UnixTime::now().as_secs());
        Some(UnixTime::since_unix_epoch(now + self.0))
    }
}

impl Default for Outgoing {
    fn default() -> Self {
        Self::new()
    }
}

async fn in_time<T>(answer: impl Future<Output = Result<T, Unanswered>>) -> Result<T, Unanswered> {
    let answered = tokio::time::timeout(TIMEOUT, answer).await;
    answered.unwrap_or(Err(Unanswered::TooLate))
}

fn tls(clock: Ahead, authorities: Vec<CertificateDer<'static>>) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    let of_machine = rustls_native_certs::load_native_certs().certs;
    let (trusted, _) = roots.add_parsable_certificates(of_machine.into_iter().chain(authorities));
    if trusted == 0 {
        tracing::warn!("this machine trusts no certificate: nothing can be sent by https");
    }
    let provider = Arc::new(ring::default_provider());
    #[expect(
        clippy::expect_used,
        reason = "ring knows both versions of TLS that rustls does"
    )]
    let versions = ClientConfig::builder_with_details(provider, Arc::new(clock))
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3");
    versions.with_root_certificates(roots).with_no_client_auth()
}
