//! Logins through the hotline's own identity provider (OpenID Connect Core 1.0). The provider tells
//! the account's name; the rights come from the account here, and no account is created.

mod begun;
pub(super) mod provider;
mod refusal;
mod token;

use base64ct::{Base64UrlUnpadded, Encoding};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::origin::Origin;
use openidconnect::{ClientId, ClientSecret, IssuerUrl};
use url::Url;

use self::begun::Begun;
pub(crate) use self::provider::Answer;
use self::provider::{Provider, Vouched};
pub(crate) use self::refusal::Refusal;
use super::account::Account;
use super::login::Way;
use super::session::Stage;
use super::{LoggedIn, LoginError, Staff, Visitor};
use crate::config::Claim;
use crate::records::{Kept, RecordError};

/// The path to which the provider redirects back.
pub(crate) const RETURN_PATH: &str = "/openid/return";

/// Seconds from the beginning of a login until its end at the provider.
pub(crate) const BEGUN_SECONDS: u64 = 600;

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

/// What the end of a login at the provider led to.
pub(crate) enum Ended {
    /// A new session.
    LoggedIn(LoggedIn),
    /// The confirmation of the session that it began in.
    Confirmed,
}

/// A login through the provider failed at its beginning or its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenIdError {
    /// The hotline has no provider.
    #[error("the config names no provider")]
    NoProvider,
    /// The login was refused.
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

    /// Begins a login that ends at the path `to` of the desk, or the confirmation of a visitor's
    /// session. Returns the provider's address to redirect to, and the value of a cookie for the
    /// browser.
    #[tracing::instrument(skip_all, name = "staff.begin_openid")]
    pub(crate) async fn begin_openid(
        &self,
        to: String,
        confirms: Option<&Visitor>,
    ) -> Result<(Url, String), OpenIdError> {
        let provider = self.provider()?;
        let session = confirms.map(|visitor| visitor.session_key().to_vec());
        let (url, begun) = match provider.begin(to, session, self.clock.now()).await {
            Ok(begun) => begun,
            Err(refusal) => return Err(self.refused(refusal)),
        };
        let rng = &mut UnwrapErr(SysRng);
        let sealed = self.vault.seal(BEGUN, b"", &begun, rng);
        let sealed = sealed.map_err(RecordError::from)?;
        Ok((url, Base64UrlUnpadded::encode_string(&sealed)))
    }

    /// Ends a login: begins a session for the account that the provider vouches for, or confirms the
    /// session that it began in, and returns the path from the login's beginning. `cookie` is the
    /// cookie's value from there.
    #[tracing::instrument(skip_all, name = "staff.end_openid")]
    pub(crate) async fn end_openid(
        &self,
        cookie: Option<&str>,
        answer: Answer,
    ) -> Result<(Ended, String), OpenIdError> {
        let provider = self.provider()?;
        let Some(begun) = cookie.and_then(|cookie| self.begun(cookie)) else {
            return Err(Refusal::Stray.into());
        };
        let vouched = provider.end(begun, answer, self.clock.now()).await;
        let Vouched { name, to, confirms } = vouched.map_err(|refusal| self.refused(refusal))?;
        let account = self.vouched_for(&name).await?;
        let ended = match confirms {
            None => {
                let begun = self.begin_session(&account, Stage::Full, Way::OpenId);
                Ended::LoggedIn(begun.await.map_err(LoginError::from)?)
            }
            Some(session) => {
                self.confirm_by_openid(&account, &session).await?;
                Ended::Confirmed
            }
        };
        Ok((ended, to))
    }

    /// The account that the provider vouches for, if it exists and is not disabled. The proof of
    /// identity, a second factor for example, is the provider's responsibility.
    async fn vouched_for(&self, name: &str) -> Result<Kept<Account>, OpenIdError> {
        match self.named(name).await? {
            Some(account) if !account.value.is_disabled => Ok(account),
            account => {
                self.note_failure(account.as_ref(), Way::OpenId.name());
                Err(Refusal::Nobody.into())
            }
        }
    }

    /// Confirms a session, if it is one of this account.
    async fn confirm_by_openid(
        &self,
        account: &Kept<Account>,
        session: &[u8],
    ) -> Result<(), OpenIdError> {
        let is_own = self.session(session).await?.is_some_and(|session| {
            session.value.account == account.value.name
                && !session.value.has_ended(self.clock.now())
        });
        if !is_own {
            return Err(self.refused(Refusal::Other));
        }
        Ok(self.note_confirmed(account, session, Way::OpenId).await?)
    }

    fn provider(&self) -> Result<&Provider, OpenIdError> {
        self.provider.as_ref().ok_or(OpenIdError::NoProvider)
    }

    /// The login that this cookie's value belongs to, if it began here.
    fn begun(&self, cookie: &str) -> Option<Begun> {
        let sealed = Base64UrlUnpadded::decode_vec(cookie).ok()?;
        self.vault.open(BEGUN, b"", &sealed).ok()
    }

    /// Notes that the provider vouches for nobody, with the cause, unless anybody could write into
    /// the log by it.
    fn refused(&self, refusal: Refusal) -> OpenIdError {
        if !refusal.is_anybodys() {
            let cause = refusal.cause();
            tracing::warn!(%refusal, cause, "a login by OpenID Connect failed");
            self.note_failure(None, &format!("{}: {refusal}", Way::OpenId.name()));
        }
        refusal.into()
    }
}
