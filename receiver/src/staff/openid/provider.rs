//! The requests to the provider: code flow with PKCE, state and nonce.

use std::time::Duration;

use model::time::Timestamp;
use openidconnect::core::{
    CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreProviderMetadata,
    CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AuthorizationCode, CsrfToken, DiscoveryError, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, HttpRequest, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, Scope, SubjectIdentifier, TokenResponse,
};
use serde::Deserialize;
use tokio::sync::{Mutex, Semaphore};
use url::Url;

use super::begun::{Asked, Begun, Memory};
use super::refusal::{ProviderError, Refusal};
use super::token::{self, name_of, named};
use super::{OpenId, RETURN_PATH};
use crate::config::Claim;
use crate::outgoing::{Outgoing, Unanswered};

/// Maximum number of logins that ask the provider at the same time.
const AT_ONCE: usize = 32;

/// Seconds for which the provider's addresses count when a login begins.
const ADDRESSES_SECONDS: u64 = 600;

/// Seconds for which its keys count when a login ends: keys change.
const KEYS_SECONDS: u64 = 10;

/// Seconds after a failure in which the provider is not asked again.
const FAILED_SECONDS: u64 = 5;

/// The provider, and the client for requests to it.
pub(in crate::staff) struct Provider {
    openid: OpenId,
    outgoing: Outgoing,
    memory: Memory,
    /// Held while a login asks the provider.
    places: Semaphore,
    /// The provider's addresses and keys, and when they were fetched; `None` if that failed.
    known: Mutex<Option<(Timestamp, Option<Discovered>)>>,
}

/// The query with which the provider redirects back (RFC 6749, section 4.1.2).
#[derive(Deserialize)]
pub(crate) struct Answer {
    state: Option<CsrfToken>,
    code: Option<AuthorizationCode>,
}

/// What the provider vouches for.
pub(super) struct Vouched {
    /// The name of the account.
    pub(super) name: String,
    /// The path to open.
    pub(super) to: String,
    /// The key of the session that is confirmed; `None` for a login.
    pub(super) confirms: Option<Vec<u8>>,
}

type Discovered = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl Provider {
    pub(in crate::staff) fn new(openid: OpenId, outgoing: Outgoing) -> Self {
        Self {
            openid,
            outgoing,
            memory: Memory::new(),
            places: Semaphore::new(AT_ONCE),
            known: Mutex::default(),
        }
    }

    /// Begins a login, or the confirmation of a session: the provider's address to redirect to, and
    /// the value for the browser's cookie.
    pub(super) async fn begin(
        &self,
        to: String,
        confirms: Option<Vec<u8>>,
        now: Timestamp,
    ) -> Result<(Url, Begun), Refusal> {
        let _place = self.places.try_acquire().map_err(|_| Refusal::Busy)?;
        let client = self.discovered(ADDRESSES_SECONDS, now).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let scope = match self.openid.claim {
            Claim::PreferredUsername => "profile",
            Claim::Email => "email",
        };
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let mut asking = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .add_scope(Scope::new(scope.to_owned()))
            .set_pkce_challenge(challenge);
        if confirms.is_some() {
            // Both: some providers know one of them only (OpenID Connect Core 1.0, 3.1.2.1).
            asking = asking
                .add_prompt(CoreAuthPrompt::Login)
                .set_max_age(Duration::ZERO);
        }
        let (url, state, nonce) = asking.url();
        let asked = Asked {
            state,
            nonce,
            verifier,
        };
        Ok((url, self.memory.begin(asked, to, confirms, now)))
    }

    /// Ends a login: whom the provider vouches for.
    pub(super) async fn end(
        &self,
        begun: Begun,
        answer: Answer,
        now: Timestamp,
    ) -> Result<Vouched, Refusal> {
        let state = answer.state.ok_or(Refusal::Stray)?;
        if !self.memory.fits(&begun, &state, now) {
            return Err(Refusal::Stray);
        }
        let code = answer.code.ok_or(Refusal::Declined)?;
        let _place = self.places.try_acquire().map_err(|_| Refusal::Busy)?;
        // A code that the provider does not know costs it one request.
        let client = self.discovered(ADDRESSES_SECONDS, now).await?;
        let verifier = PkceCodeVerifier::new(begun.verifier.secret().clone());
        let token = self.exchange(&client, code, verifier).await?;
        if !self.memory.end(&begun, now) {
            return Err(Refusal::Stray);
        }
        let client = self.discovered(KEYS_SECONDS, now).await?;
        let claims = self.claims(&client, &token, &begun, now)?;
        Ok(Vouched {
            name: self.name(&client, &token, &claims).await?,
            to: begun.to,
            confirms: begun.confirms,
        })
    }

    /// The claims of the ID token, which is for this login.
    fn claims(
        &self,
        client: &Discovered,
        token: &CoreTokenResponse,
        begun: &Begun,
        now: Timestamp,
    ) -> Result<CoreIdTokenClaims, Refusal> {
        let id_token = token.id_token().ok_or(ProviderError::NoIdToken)?;
        let verifier = token::at(client.id_token_verifier(), begun, now);
        let claims = id_token.claims(&verifier, &begun.nonce)?;
        token::check_party(claims, &self.openid.client)?;
        Ok(claims.clone())
    }

    /// The name of the account, from the ID token, or else from the provider's user info.
    async fn name(
        &self,
        client: &Discovered,
        token: &CoreTokenResponse,
        claims: &CoreIdTokenClaims,
    ) -> Result<String, Refusal> {
        let OpenId { claim, domain, .. } = &self.openid;
        let (username, email) = (claims.preferred_username(), claims.email());
        let in_token = named(*claim, username, email, claims.email_verified());
        if let Some(named) = in_token {
            return name_of(&named, domain.as_deref());
        }
        let (access, subject) = (token.access_token(), claims.subject());
        let claims = self.user_info(client, access, subject).await?;
        let (username, email) = (claims.preferred_username(), claims.email());
        let named = named(*claim, username, email, claims.email_verified());
        name_of(&named.ok_or(Refusal::Nobody)?, domain.as_deref())
    }

    /// The provider's addresses and keys, at most so many seconds old.
    async fn discovered(&self, seconds: u64, now: Timestamp) -> Result<Discovered, ProviderError> {
        // Whoever waits here asks the provider no second time.
        let mut known = self.known.lock().await;
        match &*known {
            Some((at, Some(discovered))) if now.0.abs_diff(at.0) < seconds => {
                return Ok(discovered.clone());
            }
            Some((at, None)) if now.0.abs_diff(at.0) < FAILED_SECONDS => {
                return Err(ProviderError::Lately);
            }
            _ => {}
        }
        let discovered = self.discover().await;
        *known = Some((now, discovered.as_ref().ok().cloned()));
        discovered
    }

    async fn discover(&self) -> Result<Discovered, ProviderError> {
        let OpenId {
            issuer,
            client,
            secret,
            origin,
            ..
        } = &self.openid;
        let metadata = match self.metadata(issuer.clone()).await {
            // Authentik's issuer ends with a slash, and others do not.
            Err(DiscoveryError::Validation(_)) => self.metadata(with_other_end(issuer)?).await?,
            metadata => metadata?,
        };
        let secret = Some(secret.clone());
        let client = CoreClient::from_provider_metadata(metadata, client.clone(), secret);
        let back = RedirectUrl::new(format!("{}{RETURN_PATH}", origin.as_str()))?;
        Ok(client.set_redirect_uri(back))
    }

    async fn metadata(
        &self,
        issuer: IssuerUrl,
    ) -> Result<CoreProviderMetadata, DiscoveryError<Unanswered>> {
        let http = |request: HttpRequest| self.outgoing.clone().fetch(request);
        CoreProviderMetadata::discover_async(issuer, &http).await
    }

    /// Exchanges the code in the query for tokens.
    async fn exchange(
        &self,
        client: &Discovered,
        code: AuthorizationCode,
        verifier: PkceCodeVerifier,
    ) -> Result<CoreTokenResponse, ProviderError> {
        let http = |request: HttpRequest| self.outgoing.clone().fetch(request);
        let exchange = client.exchange_code(code)?.set_pkce_verifier(verifier);
        Ok(exchange.request_async(&http).await?)
    }

    /// Fetches the claims that are not in the ID token.
    async fn user_info(
        &self,
        client: &Discovered,
        access: &AccessToken,
        subject: &SubjectIdentifier,
    ) -> Result<CoreUserInfoClaims, ProviderError> {
        let http = |request: HttpRequest| self.outgoing.clone().fetch(request);
        let asked = client.user_info(access.clone(), Some(subject.clone()))?;
        Ok(asked.request_async(&http).await?)
    }
}

/// The issuer with a slash at its end, or without the one that it has.
fn with_other_end(issuer: &IssuerUrl) -> Result<IssuerUrl, ProviderError> {
    let other = match issuer.strip_suffix('/') {
        Some(without) => without.to_owned(),
        None => format!("{}/", issuer.as_str()),
    };
    Ok(IssuerUrl::new(other)?)
}
