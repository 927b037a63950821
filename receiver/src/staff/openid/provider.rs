//! The requests to the provider, and the checks of its answers: code flow with PKCE, state and
//! nonce.

use chrono::{DateTime, Utc};
use model::time::Timestamp;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreErrorResponseType, CoreProviderMetadata,
    CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AuthorizationCode, ClaimsVerificationError, ConfigurationError, CsrfToken,
    DiscoveryError, EndUserEmail, EndUserUsername, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    HttpRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, StandardErrorResponse, SubjectIdentifier, TokenResponse,
    UserInfoError,
};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use url::{ParseError, Url};

use super::{BEGUN_SECONDS, OpenId, RETURN_PATH};
use crate::config::Claim;
use crate::outgoing::{Outgoing, Unanswered};

/// The provider, and the client for requests to it.
pub(in crate::staff) struct Provider {
    pub(in crate::staff) openid: OpenId,
    pub(in crate::staff) outgoing: Outgoing,
}

/// A login that has begun; the browser keeps it, sealed, in a cookie.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begun {
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
    /// The path to open after the login.
    pub(super) to: String,
    until: Timestamp,
}

/// The query with which the provider redirects back (RFC 6749, section 4.1.2).
#[derive(Deserialize)]
pub(crate) struct Answer {
    state: Option<CsrfToken>,
    code: Option<AuthorizationCode>,
}

/// The provider's answer begins no session.
///
/// The sources may quote the provider's answers, so they are not logged.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("the provider does not answer as it should")]
    Provider(#[from] ProviderError),
    #[error("it belongs to no login that has begun here")]
    Stray,
    #[error("the provider let nobody in")]
    Declined,
    #[error("the token is not for this login")]
    Token(#[from] ClaimsVerificationError),
    #[error("nobody here has this name")]
    Nobody,
}

/// A failure of the provider.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProviderError {
    #[error("its discovery document cannot be used")]
    Discovery(#[from] DiscoveryError<Unanswered>),
    #[error("the desk's address is none to send people back to")]
    ReturnAddress(#[from] ParseError),
    #[error("its discovery document lacks an address")]
    Endpoint(#[from] ConfigurationError),
    #[error("it gives no token for the code")]
    Exchange(#[from] RequestTokenError<Unanswered, StandardErrorResponse<CoreErrorResponseType>>),
    #[error("its answer has no ID token")]
    NoIdToken,
    #[error("it does not say who the token is for")]
    UserInfo(#[from] UserInfoError<Unanswered>),
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
    /// Begins a login: the provider's address to redirect to, and the value for the browser's
    /// cookie.
    pub(super) async fn begin(&self, to: String, now: Timestamp) -> Result<(Url, Begun), Refusal> {
        let client = self.discover().await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let scope = match self.openid.claim {
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

    /// Ends a login: the name of the account that the provider vouches for.
    pub(super) async fn end(
        &self,
        begun: Begun,
        answer: Answer,
        now: Timestamp,
    ) -> Result<String, Refusal> {
        let state = answer.state.ok_or(Refusal::Stray)?;
        if !begun.is_of(&state) || begun.until <= now {
            return Err(Refusal::Stray);
        }
        let code = answer.code.ok_or(Refusal::Declined)?;
        let client = self.discover().await?;
        let token = self.exchange(&client, code, begun.verifier).await?;
        let id_token = token.id_token().ok_or(ProviderError::NoIdToken)?;
        let seconds = i64::try_from(now.0).unwrap_or(i64::MAX);
        let verifier = client.id_token_verifier().set_time_fn(move || {
            DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
        });
        let claims = id_token.claims(&verifier, &begun.nonce)?;
        let (username, email) = (claims.preferred_username(), claims.email());
        if let Some(named) = self.named(username, email, claims.email_verified()) {
            return self.account(&named);
        }
        let (access, subject) = (token.access_token(), claims.subject());
        let claims = self.user_info(&client, access, subject).await?;
        let (username, email) = (claims.preferred_username(), claims.email());
        let named = self.named(username, email, claims.email_verified());
        self.account(&named.ok_or(Refusal::Nobody)?)
    }

    /// Fetches the provider's addresses and keys at each login: logins are rare, and keys change.
    async fn discover(&self) -> Result<Discovered, ProviderError> {
        let OpenId {
            issuer,
            client,
            secret,
            origin,
            ..
        } = &self.openid;
        let http = |request: HttpRequest| self.outgoing.clone().fetch(request);
        let metadata = CoreProviderMetadata::discover_async(issuer.clone(), &http).await?;
        let secret = Some(secret.clone());
        let client = CoreClient::from_provider_metadata(metadata, client.clone(), secret);
        let back = RedirectUrl::new(format!("{}{RETURN_PATH}", origin.as_str()))?;
        Ok(client.set_redirect_uri(back))
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

    /// The value of the claim with the account's name. An email address counts only if the provider
    /// verified it.
    fn named(
        &self,
        username: Option<&EndUserUsername>,
        email: Option<&EndUserEmail>,
        is_verified: Option<bool>,
    ) -> Option<String> {
        match self.openid.claim {
            Claim::PreferredUsername => Some(username?.to_string()),
            Claim::Email => (is_verified == Some(true)).then_some(email?.to_string()),
        }
    }

    /// The account's name: the whole claim, or the part of an email address before the domain.
    fn account(&self, claim: &str) -> Result<String, Refusal> {
        let claim = claim.to_lowercase();
        let Some(domain) = &self.openid.domain else {
            return Ok(claim);
        };
        let before = claim.strip_suffix(&domain.to_lowercase());
        let name = before.and_then(|before| before.strip_suffix('@'));
        Ok(name.ok_or(Refusal::Nobody)?.to_owned())
    }
}

impl Begun {
    /// Whether the query belongs to this login.
    fn is_of(&self, state: &CsrfToken) -> bool {
        let (shown, own) = (state.secret().as_bytes(), self.state.secret().as_bytes());
        shown.ct_eq(own).into()
    }
}
