//! Requests that the desk itself makes to other systems of the hotline. What a reporter wrote is never
//! asked for, and no redirect is followed.

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
use rustls::{ClientConfig, RootCertStore};

/// How long an answer may take, body included.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(15);

/// Bytes of an answer at most.
const BODY_BYTES: usize = 1 << 20;

/// Speaks HTTP/1.1, with TLS where the address says so.
#[derive(Clone)]
pub(crate) struct Outgoing(Client<HttpsConnector<HttpConnector>, Body>);

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unanswered {
    /// It took too long.
    #[error("no answer in time")]
    TooLate,
    /// It could not be reached, or its certificate is not one to trust.
    #[error("no connection")]
    Unreachable,
    /// It broke off, or is longer than any we ask for.
    #[error("an answer that cannot be read")]
    Unreadable,
}

impl Outgoing {
    /// Trusts the authorities that this machine trusts.
    pub(crate) fn new() -> Self {
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls())
            .https_or_http()
            .enable_http1()
            .build();
        Self(Client::builder(TokioExecutor::new()).build(connector))
    }

    /// What a request is answered with, apart from the body.
    pub(crate) async fn status(&self, request: Request<Body>) -> Result<StatusCode, Unanswered> {
        in_time(async { Ok(self.answer(request).await?.status()) }).await
    }

    /// What a request is answered with.
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
        answered.map_err(|_| Unanswered::Unreachable)
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

fn tls() -> ClientConfig {
    let mut roots = RootCertStore::empty();
    let (trusted, _) =
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if trusted == 0 {
        tracing::warn!("this machine trusts no certificate: nothing can be sent by https");
    }
    let provider = Arc::new(ring::default_provider());
    #[expect(
        clippy::expect_used,
        reason = "ring knows both versions of TLS that rustls does"
    )]
    let versions = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3");
    versions.with_root_certificates(roots).with_no_client_auth()
}
