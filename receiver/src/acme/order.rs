//! One order at an authority, from the account to the file with the certificate.

use std::fs;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::Request;
use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, BodyWrapper, BytesResponse, ChallengeType,
    Error, HttpClient, Identifier, NewAccount, NewOrder, Order, OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, CustomExtension, KeyPair};
use rustls::crypto::ring;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::sign::CertifiedKey;

use super::NotCertified;
use crate::files;
use crate::outgoing::Outgoing;
use crate::tls::{Authority, Tls};

/// Orders a certificate, answers the authority's question, and writes certificate and key into the one file that
/// `tls` reads.
pub(super) async fn certify(tls: &Tls, authority: &Authority) -> Result<(), NotCertified> {
    let account = account(authority).await?;
    let names = [Identifier::Dns(authority.name.clone())];
    let mut order = account.new_order(&NewOrder::new(&names)).await?;
    let proven = prove(tls, &mut order).await;
    tls.show_challenge(None);
    proven?;
    let key = order.finalize().await?;
    let chain = order.poll_certificate(&RetryPolicy::default()).await?;
    let file = &tls.files().certificate;
    Ok(files::replace_secret(file, &format!("{key}{chain}"))?)
}

/// The account in the file, or a new one.
async fn account(authority: &Authority) -> Result<Account, NotCertified> {
    let no_account = || NotCertified::Account(authority.account.clone());
    let client = Account::builder_with_http(Box::new(Client(Outgoing::new())));
    if authority.account.exists() {
        let kept = fs::read_to_string(&authority.account).map_err(|_| no_account())?;
        let kept: AccountCredentials = serde_json::from_str(&kept).map_err(|_| no_account())?;
        return Ok(client.from_credentials(kept).await?);
    }
    let request = NewAccount {
        contact: &[],
        terms_of_service_agreed: true,
        only_return_existing: false,
    };
    let (account, made) = client
        .create(&request, authority.directory.clone(), None)
        .await?;
    let made = serde_json::to_string(&made).map_err(Error::from)?;
    if let Some(folder) = authority.account.parent() {
        files::make_folder(folder)?;
    }
    files::replace_secret(&authority.account, &made)?;
    Ok(account)
}

/// Shows in handshakes what the authority asks for, until it has seen enough.
async fn prove(tls: &Tls, order: &mut Order) -> Result<(), NotCertified> {
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        if authorization.status == AuthorizationStatus::Valid {
            continue;
        }
        let challenge = authorization.challenge(ChallengeType::TlsAlpn01);
        let mut challenge = challenge.ok_or(NotCertified::NoChallenge)?;
        let name = challenge.identifier().to_string();
        let digest = challenge.key_authorization().digest();
        tls.show_challenge(Some(Arc::new(answer(name, digest.as_ref())?)));
        challenge.set_ready().await?;
    }
    match order.poll_ready(&RetryPolicy::default()).await? {
        OrderStatus::Ready | OrderStatus::Valid => Ok(()),
        _ => Err(NotCertified::Refused(reason(order).await)),
    }
}

/// What the authority says of the first name that it does not accept.
async fn reason(order: &mut Order) -> String {
    let mut authorizations = order.authorizations();
    while let Some(Ok(authorization)) = authorizations.next().await {
        let mut problems = authorization.challenges.iter();
        if let Some(problem) = problems.find_map(|challenge| challenge.error.as_ref()) {
            return format!("{} ({problem})", authorization.identifier());
        }
    }
    "the name".to_owned()
}

/// The certificate that holds the answer to a challenge (RFC 8737, section 3).
fn answer(name: String, digest: &[u8]) -> Result<CertifiedKey, NotCertified> {
    let mut wanted = CertificateParams::new([name])?;
    wanted.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
    let key = KeyPair::generate()?;
    let certificate = wanted.self_signed(&key)?.der().clone();
    let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
    // No check that the two fit: it would not get past the critical extension.
    let key = ring::sign::any_supported_type(&key)?;
    Ok(CertifiedKey::new(vec![certificate], key))
}

fn other(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Other(Box::new(error))
}

/// The library's way to the authority: our own client, with its limits.
struct Client(Outgoing);

impl HttpClient for Client {
    fn request(
        &self,
        request: Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let client = self.0.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = to_bytes(Body::new(body), usize::MAX).await.map_err(other)?;
            let request = Request::from_parts(parts, body.to_vec());
            let answer = client.fetch(request).await.map_err(other)?;
            Ok(BytesResponse::from(answer.map(Body::from)))
        })
    }
}
