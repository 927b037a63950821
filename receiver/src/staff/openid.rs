//! Logins through the hotline's own identity provider (OpenID Connect Core 1.0). The provider tells
//! the account's name; the rights come from the account here, and no account is created.

pub(super) mod provider;

use base64ct::{Base64UrlUnpadded, Encoding};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::origin::Origin;
use openidconnect::{ClientId, ClientSecret, IssuerUrl};
use url::Url;

pub(crate) use self::provider::{Answer, Refusal};
use self::provider::{Begun, Provider};
use super::session::Stage;
use super::{LoggedIn, LoginError, Staff};
use crate::config::Claim;
use crate::records::RecordError;

/// The path to which the provider redirects back.
pub(crate) const RETURN_PATH: &str = "/openid/return";

/// Seconds from the beginning of a login until its end at the provider.
pub(crate) const BEGUN_SECONDS: u64 = 600;

/// The name of this way of logging in, for the log.
const OPENID: &str = "openid";

/// The kind under which a [`Begun`] is sealed.
const BEGUN: &str = "openid";

/// The hotline's provider, and the desk's registration with it.
pub(crate) struct OpenId {
    /// The provider's issuer URL.
    pub(crate) issuer: IssuerUrl,
    /// The desk's client id at the provider.
    pub(crate) client: ClientId,
    /// The desk's client secret at the provider.
    pub(crate) secret: ClientSecret,
    /// The desk's own origin, to which the provider redirects back.
    pub(crate) origin: Origin,
    /// The claim that contains the account's name.
    pub(crate) claim: Claim,
    /// The only accepted domain, if the claim is an email address.
    pub(crate) domain: Option<String>,
}

/// A login through the provider failed at its beginning or its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenIdError {
    /// The hotline has no provider.
    #[error("the config names no provider")]
    NoProvider,
    /// The login was refused, and the refusal is in the log.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The records could not be read or written.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl From<LoginError> for OpenIdError {
    fn from(error: LoginError) -> Self {
        match error {
            LoginError::Record(error) => Self::Record(error),
            LoginError::Refused | LoginError::Wait(_) => Self::Refused(Refusal::Nobody),
        }
    }
}

impl Staff {
    /// Whether the hotline has an identity provider.
    pub(crate) fn has_provider(&self) -> bool {
        self.provider.is_some()
    }

    /// Begins a login that ends at the path `to` of the desk. Returns the provider's address to
    /// redirect to, and the value of a cookie for the browser.
    #[tracing::instrument(skip_all, name = "staff.begin_openid")]
    pub(crate) async fn begin_openid(&self, to: String) -> Result<(Url, String), OpenIdError> {
        let provider = self.provider()?;
        let (url, begun) = match provider.begin(to, self.clock.now()).await {
            Ok(begun) => begun,
            Err(refusal) => return Err(self.refused(refusal)),
        };
        let rng = &mut UnwrapErr(SysRng);
        let sealed = self.vault.seal(BEGUN, b"", &begun, rng);
        let sealed = sealed.map_err(RecordError::from)?;
        Ok((url, Base64UrlUnpadded::encode_string(&sealed)))
    }

    /// Ends a login: begins a session for the account that the provider vouches for, and returns
    /// the path from the login's beginning. `cookie` is the cookie's value from there.
    #[tracing::instrument(skip_all, name = "staff.end_openid")]
    pub(crate) async fn end_openid(
        &self,
        cookie: Option<&str>,
        answer: Answer,
    ) -> Result<(LoggedIn, String), OpenIdError> {
        let provider = self.provider()?;
        let Some(begun) = cookie.and_then(|cookie| self.begun(cookie)) else {
            return Err(self.refused(Refusal::Stray));
        };
        let to = begun.to.clone();
        let name = match provider.end(begun, answer, self.clock.now()).await {
            Ok(name) => name,
            Err(refusal) => return Err(self.refused(refusal)),
        };
        Ok((self.log_in_vouched_for(&name).await?, to))
    }

    /// Begins a session for the account that the provider vouches for, if it exists and is not
    /// disabled. The proof of identity, a second factor for example, is the provider's
    /// responsibility.
    async fn log_in_vouched_for(&self, name: &str) -> Result<LoggedIn, LoginError> {
        let account = self.named(name).await?;
        match account {
            Some(account) if !account.value.is_disabled => {
                Ok(self.begin_session(&account, Stage::Full, OPENID).await?)
            }
            account => {
                self.note_failure(account.as_ref(), OPENID);
                Err(LoginError::Refused)
            }
        }
    }

    fn provider(&self) -> Result<&Provider, OpenIdError> {
        self.provider.as_ref().ok_or(OpenIdError::NoProvider)
    }

    /// The login that this cookie's value belongs to, if it began here.
    fn begun(&self, cookie: &str) -> Option<Begun> {
        let sealed = Base64UrlUnpadded::decode_vec(cookie).ok()?;
        self.vault.open(BEGUN, b"", &sealed).ok()
    }

    /// Notes that the provider vouches for nobody.
    fn refused(&self, error: Refusal) -> OpenIdError {
        tracing::warn!(%error, "a login by OpenID Connect failed");
        self.note_failure(None, &format!("{OPENID}: {error}"));
        error.into()
    }
}
