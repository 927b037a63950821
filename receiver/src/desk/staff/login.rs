//! A login: name, password and code at once, so that no answer says which of them was wrong.

use base64ct::{Base64UrlUnpadded, Encoding};
use getrandom::{SysRng, rand_core::UnwrapErr};
use rand_core::Rng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::account::{Account, Name, Password};
use super::lanes::Crowded;
use super::password::PasswordHash;
use super::random_token::RandomToken;
use super::second_factor::SecondFactor;
use super::session::Stage;
use super::throttle::Wait;
use super::{NOBODY, Staff};
use crate::clock::Timestamp;
use crate::desk::records::{Kept, RecordError};
use crate::store::desk::{Batch, RecordKind};

/// Seconds after which to try again when too many log in at once.
const CROWDED_SECONDS: u64 = 5;

/// What the log says of a login that the hotline's own provider looks after.
const OPENID: &str = "openid";

/// Characters of a name that are told apart.
const NAME_CHARACTERS: usize = 64;

/// What somebody types, and what their browser brings.
pub(crate) struct Attempt<'a> {
    pub(crate) name: &'a str,
    pub(crate) password: Zeroizing<String>,
    /// Empty at the first login.
    pub(crate) code: &'a str,
    /// What the browser was given at an earlier login.
    pub(crate) device: Option<&'a str>,
}

/// A login that was right.
pub(crate) struct LoggedIn {
    pub(crate) session: RandomToken,
    /// What the browser brings to the next login, so that whoever tries this account's passwords
    /// elsewhere does not make it wait. Nothing else comes of it.
    pub(crate) device: String,
    /// Whether a password has to be chosen first.
    pub(crate) is_new: bool,
}

/// Why a login did not go through.
#[derive(Debug)]
pub(crate) enum LoginError {
    /// Something was wrong, or the account is not there or disabled.
    Refused,
    /// It is too early.
    Wait(Wait),
    /// The records could not be read or written.
    Record(RecordError),
}

impl From<RecordError> for LoginError {
    fn from(error: RecordError) -> Self {
        match error {
            // The same code at the same time, or the account was changed.
            RecordError::Conflict(_) => Self::Refused,
            error => Self::Record(error),
        }
    }
}

impl From<Wait> for LoginError {
    fn from(wait: Wait) -> Self {
        Self::Wait(wait)
    }
}

impl From<Crowded> for LoginError {
    fn from(_: Crowded) -> Self {
        Self::Wait(Wait(CROWDED_SECONDS))
    }
}

impl Staff {
    /// Logs somebody in.
    pub(crate) async fn log_in(&self, attempt: Attempt<'_>) -> Result<LoggedIn, LoginError> {
        let typed = attempt.name.trim().to_lowercase();
        let device = attempt.device.filter(|device| self.knows(&typed, device));
        let turn = self.lanes.turn(device.is_some()).await?;
        // A browser that is known has attempts of its own.
        let counted = match device {
            Some(device) => format!("device {device}"),
            None => format!(
                "name {}",
                typed.chars().take(NAME_CHARACTERS).collect::<String>()
            ),
        };
        self.throttle.begin(&counted, self.clock.now())?;
        let name: Option<Name> = typed.parse().ok();
        let mut account = match &name {
            Some(name) => {
                let key = self.key(name);
                self.records()
                    .get::<Account>(RecordKind::Staff, &key)
                    .await?
            }
            None => None,
        };
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
            return Err(self.refuse(account, "").await?);
        };
        let logged_in = self.begin_session(account, stage, device, "").await?;
        self.throttle.passed(&counted);
        Ok(logged_in)
    }

    /// Logs in whom the hotline's own provider vouches for, if there is an account that is enabled. How
    /// they proved who they are, by a second factor for example, is the provider's matter.
    pub(crate) async fn log_in_vouched_for(&self, name: &str) -> Result<LoggedIn, LoginError> {
        let account = match name.parse::<Name>() {
            Ok(name) => {
                let key = self.key(&name);
                let kept = self.records().get::<Account>(RecordKind::Staff, &key);
                kept.await?
            }
            Err(_) => None,
        };
        match account {
            Some(account) if !account.value.is_disabled => Ok(self
                .begin_session(&account, Stage::Full, None, OPENID)
                .await?),
            account => Err(self.refuse(account, OPENID).await?),
        }
    }

    /// Logs that the provider vouches for nobody.
    pub(crate) async fn refuse_vouched_for(&self, why: &str) -> Result<(), RecordError> {
        self.refuse(None, &format!("{OPENID}: {why}"))
            .await
            .map(|_| ())
    }

    /// Logs that it failed, whether the account is there or not: both take as long.
    async fn refuse(
        &self,
        account: Option<Kept<Account>>,
        by: &str,
    ) -> Result<LoginError, RecordError> {
        let name = account.map(|account| account.value.name);
        let who = name.as_ref().map_or(NOBODY, Name::as_str);
        let batch = Batch {
            acts: vec![self.act(who, "login_failed", "", by)],
            ..Batch::default()
        };
        self.records().commit(batch).await?;
        Ok(LoginError::Refused)
    }

    async fn begin_session(
        &self,
        account: &Kept<Account>,
        stage: Stage,
        device: Option<&str>,
        by: &str,
    ) -> Result<LoggedIn, RecordError> {
        let records = self.records();
        let name = &account.value.name;
        let is_new = matches!(stage, Stage::Welcome(_));
        let (session, added) = self.new_session(name, stage)?;
        // The account is written even if no code was used: a login never slips past a change of it.
        let mut changes = vec![records.put(RecordKind::Staff, account)?, added];
        changes.extend(self.ended_sessions().await?);
        let batch = Batch {
            records: changes,
            acts: vec![self.act(name.as_str(), "login", "", by)],
            ..Batch::default()
        };
        records.commit(batch).await?;
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

    /// Whether this browser has logged in to this account before.
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

/// What whoever has the right password may do; the code of a second factor that is enrolled is
/// used up.
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
