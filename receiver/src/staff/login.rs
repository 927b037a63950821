//! A login by name, password and code, all in one step: no answer tells which of them was wrong.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::audit::ActName;
use model::time::Timestamp;
use store::RecordKind;
use zeroize::Zeroizing;

use super::Staff;
use super::account::{Account, Password};
use super::expected::Device;
use super::hashing::Crowded;
use super::new_password::in_one_form;
use super::password::{MAX_BYTES, PasswordHash};
use super::random_token::RandomToken;
use super::second_factor::SecondFactor;
use super::session::Stage;
use super::throttle::Wait;
use crate::records::{Kept, RecordError};

/// Seconds until the next attempt when too many logins are waiting.
const CROWDED_SECONDS: u64 = 5;

/// Maximum characters of a typed name that the throttle uses.
const NAME_CHARACTERS: usize = 64;

/// The values that somebody typed to log in, and the browser's cookie.
pub(crate) struct Attempt<'a> {
    pub(crate) name: &'a str,
    pub(crate) password: Zeroizing<String>,
    /// The second factor's code; empty at the first login.
    pub(crate) code: &'a str,
    /// The [`LoggedIn::device`] that the browser got at an earlier login.
    pub(crate) device: Option<&'a str>,
}

/// The way in which somebody logs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// By password and code.
    Password,
    /// Through the hotline's own identity provider.
    OpenId,
}

impl Way {
    /// The way's name in the log; empty for the usual one.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Password => "",
            Self::OpenId => "openid",
        }
    }
}

/// A login that succeeded.
pub(crate) struct LoggedIn {
    /// The session's token, for the browser.
    pub(crate) session: RandomToken,
    /// The browser's proof of a login to this account. It only separates the browser's attempts
    /// from those of strangers who try passwords for this account.
    pub(crate) device: String,
    /// Whether the owner must choose a password first.
    pub(crate) is_new: bool,
}

/// A login failed, or a password or code was not accepted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoginError {
    /// Name, password or code are wrong, or the account is disabled or was changed meanwhile.
    #[error("name, password or code are wrong")]
    Refused,
    /// There were too many attempts.
    #[error(transparent)]
    Wait(#[from] Wait),
    /// The records could not be read or written.
    #[error(transparent)]
    Record(RecordError),
}

impl From<RecordError> for LoginError {
    fn from(error: RecordError) -> Self {
        match error {
            // The same code was used at the same time, or the account was changed.
            RecordError::Conflict => Self::Refused,
            error => Self::Record(error),
        }
    }
}

impl From<Crowded> for LoginError {
    fn from(_: Crowded) -> Self {
        Self::Wait(Wait(CROWDED_SECONDS))
    }
}

impl Staff {
    /// Begins a session, if name, password and code are right.
    #[tracing::instrument(skip_all, name = "staff.log_in")]
    pub(crate) async fn log_in(&self, attempt: Attempt<'_>) -> Result<LoggedIn, LoginError> {
        // No account has such a password, so nothing is hashed, and no account's count rises.
        if attempt.password.len() > MAX_BYTES {
            self.note_failure(None, "too long a password");
            return Err(LoginError::Refused);
        }
        let admitted = self.admit(attempt).await;
        if let Err(LoginError::Wait(_)) = admitted {
            self.note_failure(None, "too early");
        }
        admitted
    }

    /// Waits for a turn, and counts the attempt.
    async fn admit(&self, attempt: Attempt<'_>) -> Result<LoggedIn, LoginError> {
        let typed = attempt.name.trim().to_ascii_lowercase();
        let device = attempt.device.and_then(Device::read);
        let expected = self.expected(&typed, &attempt.password, device.as_ref());
        let expected = expected.await;
        let is_expected = expected.is_some();
        let counted = expected.unwrap_or_else(|| stranger(&typed));
        // Before the account is read: whether there is one shows in no time until this answer. And
        // before the turn: who has to wait takes nobody's place.
        self.throttle.check(&counted, self.clock.now())?;
        let turn = self.hashing.turn(is_expected).await?;
        let mut account = self.named(&typed).await?;
        let now = self.clock.now();
        self.throttle.begin(&counted, account.is_some(), now)?;
        let hash = account
            .as_ref()
            .map_or_else(PasswordHash::decoy, |account| account.value.hash().clone());
        let password = in_one_form(attempt.password);
        let is_right = turn.verify(hash, password).await;
        let now = self.clock.now();
        let stage = account
            .as_mut()
            .filter(|_| is_right)
            .and_then(|account| admit(&mut account.value, attempt.code, now));
        let (Some(account), Some(stage)) = (&account, stage) else {
            self.note_failure(account.as_ref(), "");
            return Err(LoginError::Refused);
        };
        let logged_in = self.begin_session(account, stage, Way::Password).await?;
        self.throttle.passed(&counted);
        Ok(logged_in)
    }

    /// Begins a session.
    pub(super) async fn begin_session(
        &self,
        account: &Kept<Account>,
        stage: Stage,
        way: Way,
    ) -> Result<LoggedIn, RecordError> {
        let name = &account.value.name;
        let is_new = matches!(stage, Stage::Welcome(_));
        let (session, added) = self.new_session(name, stage, way)?;
        // Always rewrite the account, so that a concurrent change makes this login conflict.
        let rewritten = self.records().put(RecordKind::Staff, account)?;
        let mut changes = vec![rewritten, added];
        changes.extend(self.ended_sessions().await?);
        let act = self.act(name.as_str(), ActName::Login, "", way.name());
        self.commit(changes, vec![act]).await?;
        Ok(LoggedIn {
            session,
            device: self.new_device(&account.value),
            is_new,
        })
    }
}

/// The throttle's key for an attempt of a stranger.
fn stranger(name: &str) -> String {
    let name: String = name.chars().take(NAME_CHARACTERS).collect();
    format!("name {name}")
}

/// The session's stage after a right password; `None` if the login is refused. Uses up the code of
/// an enrolled second factor.
fn admit(account: &mut Account, code: &str, now: Timestamp) -> Option<Stage> {
    if account.is_disabled {
        return None;
    }
    if let Some(factor) = &mut account.second_factor
        && !factor.accept(code, now)
    {
        return None;
    }
    match account.password {
        Password::Own(_) => Some(Stage::Full),
        Password::OneTime { until, .. } if until <= now => None,
        Password::OneTime { .. } => {
            let is_enrolled = account.second_factor.is_some();
            let factor = (!is_enrolled).then(|| SecondFactor::random(&mut UnwrapErr(SysRng)));
            Some(Stage::Welcome(factor))
        }
    }
}
