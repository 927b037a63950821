//! A login that the hotline's own identity provider looks after (OpenID Connect Core 1.0): code flow
//! with PKCE, state and nonce. The provider says who somebody is; what they may do stands in their
//! account here, and none is made.

use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreProviderMetadata, CoreUserInfoClaims,
};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use url::Url;

use crate::clock::Timestamp;
use crate::config::Origin;
use crate::outgoing::Outgoing;

/// Where the provider sends people back to.
pub const RETURN_PATH: &str = "/openid/return";

/// Seconds that somebody may take at the provider.
pub(super) const BEGUN_SECONDS: u64 = 600;

/// The provider, and what it knows the desk by.
pub struct OpenId {
    /// Its issuer.
    pub issuer: IssuerUrl,
    /// What it calls the desk.
    pub client: ClientId,
    /// What it knows the desk by.
    pub secret: ClientSecret,
    /// The desk's own origin, which it sends people back to.
    pub origin: Origin,
    /// The claim that names the account.
    pub claim: Claim,
    /// The domain of the claim, if it is an address of mail.
    pub domain: Option<String>,
}

/// A claim that names an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// What somebody is called there.
    #[default]
    PreferredUsername,
    /// Their address of mail, if the provider has verified it.
    Email,
}

/// A login that has begun: what the browser brings back, sealed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begun {
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
    /// Where somebody wanted to go.
    pub(super) to: String,
    until: Timestamp,
}

/// What the provider sends people back with (RFC 6749, section 4.1.2).
#[derive(Deserialize)]
pub(super) struct Answer {
    state: Option<CsrfToken>,
    code: Option<AuthorizationCode>,
}

/// Why nobody came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum OpenIdError {
    #[error("the provider does not answer as it should")]
    Provider,
    #[error("it belongs to no login that has begun here")]
    Stray,
    #[error("the provider let nobody in")]
    Declined,
    #[error("the token is not for this login")]
    Token,
    #[error("nobody here has this name")]
    Nobody,
}

type Discovered = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl OpenId {
    /// Begins a login: where to send somebody, and what their browser has to bring back.
    pub(super) async fn begin(
        &self,
        outgoing: &Outgoing,
        to: String,
        now: Timestamp,
    ) -> Result<(Url, Begun), OpenIdError> {
        let client = self.discover(outgoing).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let scope = match self.claim {
            Claim::PreferredUsername => "profile",
            Claim::Email => "email",
        };
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (url, state, nonce) = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scope(Scope::new(scope.to_owned()))
            .set_pkce_challenge(challenge)
            .url();
        let begun = Begun {
            state,
            nonce,
            verifier,
            to,
            until: now.plus_seconds(BEGUN_SECONDS),
        };
        Ok((url, begun))
    }

    /// Ends a login: what the account is called of whom the provider vouches for.
    pub(super) async fn end(
        &self,
        outgoing: &Outgoing,
        begun: Begun,
        answer: Answer,
        now: Timestamp,
    ) -> Result<String, OpenIdError> {
        let state = answer.state.ok_or(OpenIdError::Stray)?;
        let is_ours = state
            .secret()
            .as_bytes()
            .ct_eq(begun.state.secret().as_bytes());
        if !bool::from(is_ours) || begun.until <= now {
            return Err(OpenIdError::Stray);
        }
        let code = answer.code.ok_or(OpenIdError::Declined)?;
        let client = self.discover(outgoing).await?;
        let http = |request: HttpRequest| outgoing.clone().fetch(request);
        let exchange = client
            .exchange_code(code)
            .map_err(|_| OpenIdError::Provider)?;
        let exchange = exchange.set_pkce_verifier(begun.verifier);
        let token = exchange.request_async(&http).await;
        let token = token.map_err(|_| OpenIdError::Provider)?;
        let id_token = token.id_token().ok_or(OpenIdError::Provider)?;
        let seconds = i64::try_from(now.0).unwrap_or(i64::MAX);
        let verifier = client.id_token_verifier().set_time_fn(move || {
            DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
        });
        let claims = id_token
            .claims(&verifier, &begun.nonce)
            .map_err(|_| OpenIdError::Token)?;
        if let Some(named) = self.named_by_token(claims) {
            return self.account(&named);
        }
        let asked = client.user_info(token.access_token().clone(), Some(claims.subject().clone()));
        let asked = asked.map_err(|_| OpenIdError::Provider)?;
        let claims: CoreUserInfoClaims = asked
            .request_async(&http)
            .await
            .map_err(|_| OpenIdError::Provider)?;
        let named = self
            .named_by_user_info(&claims)
            .ok_or(OpenIdError::Nobody)?;
        self.account(&named)
    }

    /// Asks each time: a login is rare, and keys change.
    async fn discover(&self, outgoing: &Outgoing) -> Result<Discovered, OpenIdError> {
        let http = |request: HttpRequest| outgoing.clone().fetch(request);
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &http).await;
        let metadata = metadata.map_err(|_| OpenIdError::Provider)?;
        let (client, secret) = (self.client.clone(), self.secret.clone());
        let client = CoreClient::from_provider_metadata(metadata, client, Some(secret));
        let back = RedirectUrl::new(format!("{}{RETURN_PATH}", self.origin.as_str()));
        Ok(client.set_redirect_uri(back.map_err(|_| OpenIdError::Provider)?))
    }

    fn named_by_token(&self, claims: &CoreIdTokenClaims) -> Option<String> {
        match self.claim {
            Claim::PreferredUsername => Some(claims.preferred_username()?.to_string()),
            Claim::Email => verified(claims.email_verified(), claims.email()?),
        }
    }

    fn named_by_user_info(&self, claims: &CoreUserInfoClaims) -> Option<String> {
        match self.claim {
            Claim::PreferredUsername => Some(claims.preferred_username()?.to_string()),
            Claim::Email => verified(claims.email_verified(), claims.email()?),
        }
    }

    /// The account that a claim names: the whole of it, or what comes before the domain.
    fn account(&self, claim: &str) -> Result<String, OpenIdError> {
        let claim = claim.to_lowercase();
        let Some(domain) = &self.domain else {
            return Ok(claim);
        };
        let before = claim.strip_suffix(&domain.to_lowercase());
        let name = before.and_then(|before| before.strip_suffix('@'));
        Ok(name.ok_or(OpenIdError::Nobody)?.to_owned())
    }
}

fn verified(is_verified: Option<bool>, email: &openidconnect::EndUserEmail) -> Option<String> {
    (is_verified == Some(true)).then(|| email.to_string())
}
