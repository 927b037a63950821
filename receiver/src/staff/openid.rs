//! A login that the hotline's own identity provider looks after (OpenID Connect Core 1.0). The
//! provider says who somebody is; what they may do stands in their account here, and none is made.

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

/// Where the provider sends people back to.
pub(crate) const RETURN_PATH: &str = "/openid/return";

/// Seconds that somebody may take at the provider.
pub(crate) const BEGUN_SECONDS: u64 = 600;

/// The log's word for this way of logging in.
const OPENID: &str = "openid";

/// The kind of value that a [`Begun`] is sealed as.
const BEGUN: &str = "openid";

/// The hotline's provider, and what it knows the desk by.
pub(crate) struct OpenId {
    /// The provider's issuer.
    pub(crate) issuer: IssuerUrl,
    /// The desk's name at the provider.
    pub(crate) client: ClientId,
    /// The desk's secret at the provider.
    pub(crate) secret: ClientSecret,
    /// The desk's own origin, which the provider sends people back to.
    pub(crate) origin: Origin,
    /// The claim that names the account.
    pub(crate) claim: Claim,
    /// The domain that the claim has to be of, if it is an address of mail.
    pub(crate) domain: Option<String>,
}

/// Why a login by the provider was not begun or not ended.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenIdError {
    /// The hotline has no provider.
    #[error("the config names no provider")]
    NoProvider,
    /// Nobody was logged in, and the log says so.
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
    /// Whether the hotline has a provider.
    pub(crate) fn has_provider(&self) -> bool {
        self.provider.is_some()
    }

    /// Begins a login by the provider, which shall lead to the path `to` of the desk. Returns the
    /// provider's address to send somebody to, and a value that their browser brings back.
    #[tracing::instrument(skip_all, name = "staff.begin_openid")]
    pub(crate) async fn begin_openid(&self, to: String) -> Result<(Url, String), OpenIdError> {
        let provider = self.provider()?;
        let (url, begun) = match provider.begin(to, self.clock.now()).await {
            Ok(begun) => begun,
            Err(refusal) => return Err(self.refused(refusal).await),
        };
        let rng = &mut UnwrapErr(SysRng);
        let sealed = self.vault.seal(BEGUN, b"", &begun, rng);
        let sealed = sealed.map_err(RecordError::from)?;
        Ok((url, Base64UrlUnpadded::encode_string(&sealed)))
    }

    /// Ends a login by the provider: logs in whom it vouches for, and returns the path that the login
    /// shall lead to. `cookie` is the value from the login's beginning.
    #[tracing::instrument(skip_all, name = "staff.end_openid")]
    pub(crate) async fn end_openid(
        &self,
        cookie: Option<&str>,
        answer: Answer,
    ) -> Result<(LoggedIn, String), OpenIdError> {
        let Some(begun) = cookie.and_then(|cookie| self.begun(cookie)) else {
            return Err(self.refused(Refusal::Stray).await);
        };
        let to = begun.to.clone();
        let provider = self.provider()?;
        let name = match provider.end(begun, answer, self.clock.now()).await {
            Ok(name) => name,
            Err(refusal) => return Err(self.refused(refusal).await),
        };
        Ok((self.log_in_vouched_for(&name).await?, to))
    }

    /// Logs in whom the provider vouches for, if there is an account that is not switched off. How
    /// they proved who they are, by a second factor for example, is the provider's matter.
    async fn log_in_vouched_for(&self, name: &str) -> Result<LoggedIn, LoginError> {
        let account = self.named(name).await?;
        match account {
            Some(account) if !account.value.is_disabled => Ok(self
                .begin_session(&account, Stage::Full, None, OPENID)
                .await?),
            account => {
                self.log_failure(account.as_ref(), OPENID).await?;
                Err(LoginError::Refused)
            }
        }
    }

    fn provider(&self) -> Result<&Provider, OpenIdError> {
        self.provider.as_ref().ok_or(OpenIdError::NoProvider)
    }

    /// The login that this value belongs to, if it was begun here.
    fn begun(&self, cookie: &str) -> Option<Begun> {
        let sealed = Base64UrlUnpadded::decode_vec(cookie).ok()?;
        self.vault.open(BEGUN, b"", &sealed).ok()
    }

    /// Logs that the provider vouches for nobody.
    async fn refused(&self, error: Refusal) -> OpenIdError {
        tracing::warn!(%error, "a login by OpenID Connect failed");
        match self.log_failure(None, &format!("{OPENID}: {error}")).await {
            Ok(()) => error.into(),
            Err(unlogged) => unlogged.into(),
        }
    }
}
