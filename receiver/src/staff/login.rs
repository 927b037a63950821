//! A login by name, password and code, all in one step: no answer tells which of them was wrong.

use base64ct::{Base64UrlUnpadded, Encoding};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::audit::ActName;
use model::name::Name;
use model::time::Timestamp;
use rand_core::Rng;
use store::RecordKind;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::Staff;
use super::account::{Account, Password};
use super::hashing::Crowded;
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
        // No account has such a password, so nothing is hashed, counted or logged.
        if attempt.password.len() > MAX_BYTES {
            return Err(LoginError::Refused);
        }
        let typed = attempt.name.trim().to_lowercase();
        let device = attempt.device.filter(|device| self.knows(&typed, device));
        let turn = self.hashing.turn(device.is_some()).await?;
        let counted = counted_as(&typed, device);
        self.throttle.begin(&counted, self.clock.now())?;
        let mut account = self.named(&typed).await?;
        let hash = account
            .as_ref()
            .map_or_else(PasswordHash::decoy, |account| account.value.hash().clone());
        let is_right = turn.verify(hash, attempt.password).await;
        let now = self.clock.now();
        let stage = account
            .as_mut()
            .filter(|_| is_right)
            .and_then(|account| admit(&mut account.value, attempt.code, now));
        let (Some(account), Some(stage)) = (&account, stage) else {
            self.note_failure(account.as_ref(), "");
            return Err(LoginError::Refused);
        };
        let logged_in = self.begin_session(account, stage, device, "").await?;
        self.throttle.passed(&counted);
        Ok(logged_in)
    }

    /// Begins a session. `by` is the way of the login, for the log.
    pub(super) async fn begin_session(
        &self,
        account: &Kept<Account>,
        stage: Stage,
        device: Option<&str>,
        by: &str,
    ) -> Result<LoggedIn, RecordError> {
        let name = &account.value.name;
        let is_new = matches!(stage, Stage::Welcome(_));
        let (session, added) = self.new_session(name, stage)?;
        // Always rewrite the account, so that a concurrent change makes this login conflict.
        let rewritten = self.records().put(RecordKind::Staff, account)?;
        let mut changes = vec![rewritten, added];
        changes.extend(self.ended_sessions().await?);
        let act = self.act(name.as_str(), ActName::Login, "", by);
        self.commit(changes, vec![act]).await?;
        Ok(LoggedIn {
            session,
            device: device.map_or_else(|| self.new_device(name), str::to_owned),
            is_new,
        })
    }

    fn new_device(&self, name: &Name) -> String {
        let mut bytes = [0; 16];
        UnwrapErr(SysRng).fill_bytes(&mut bytes);
        let number = Base64UrlUnpadded::encode_string(&bytes);
        let proof = self.device_proof(name.as_str(), &number);
        format!("{number}.{proof}")
    }

    /// Whether this browser has the proof of an earlier login to this account.
    fn knows(&self, name: &str, device: &str) -> bool {
        device.split_once('.').is_some_and(|(number, proof)| {
            let expected = self.device_proof(name, number);
            expected.as_bytes().ct_eq(proof.as_bytes()).into()
        })
    }

    fn device_proof(&self, name: &str, number: &str) -> String {
        let digest = self.vault.digest("device", &format!("{name} {number}"));
        Base64UrlUnpadded::encode_string(&digest)
    }
}

/// The throttle's key for an attempt: a known browser has a count of its own.
fn counted_as(name: &str, device: Option<&str>) -> String {
    match device {
        Some(device) => format!("device {device}"),
        None => {
            let name: String = name.chars().take(NAME_CHARACTERS).collect();
            format!("name {name}")
        }
    }
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
