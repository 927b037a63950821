//! The desk's staff: who has an account, how they log in, and how long that holds; and the tokens of
//! the hotline's own systems. Every act is in the log, in the same commit.

pub mod account;
mod lanes;
mod login;
mod password;
mod random_token;
mod second_factor;
mod session;
mod throttle;
mod token;
mod welcome;

use std::sync::Arc;

use getrandom::{SysRng, rand_core::UnwrapErr};

use self::account::Password;
pub use self::account::{Account, Name, NotAName, Standing};
use self::lanes::Lanes;
pub(crate) use self::login::{Attempt, LoggedIn, LoginError};
pub use self::password::{NewPassword, OneTimePassword, WrongLength};
pub(crate) use self::second_factor::Enrolment;
pub(crate) use self::session::{SESSION_SECONDS, Visitor};
use self::throttle::Throttle;
pub use self::throttle::Wait;
pub use self::token::Token;
use super::audit::Act;
use super::records::{Kept, RecordError, Records};
use super::role::Role;
use super::vault::Vault;
use crate::clock::Clock;
use crate::problem::Problem;
use crate::store::Store;
use crate::store::desk::{Batch, RecordKind};

/// What the log calls whoever works on the receiver's command line.
pub const OPERATOR: &str = "operator";

/// What the log calls whoever has no account.
const NOBODY: &str = "nobody";

/// Seconds that a one-time password holds: over a weekend.
const ONE_TIME_SECONDS: u64 = 3 * 24 * 3600;

/// The staff and what they come in by.
pub struct Staff {
    store: Arc<dyn Store>,
    vault: Arc<Vault>,
    clock: Arc<dyn Clock>,
    throttle: Throttle,
    lanes: Lanes,
}

/// Why an account was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// The name is taken.
    #[error("there is an account of this name")]
    Taken,
    /// The name is nobody's.
    #[error("there is no account of this name")]
    Unknown,
    /// Nobody takes their own rights away: somebody has to be left who could give them back.
    #[error("nobody may do this to their own account")]
    Own,
    /// The records could not be read or written.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl From<StaffError> for Problem {
    fn from(error: StaffError) -> Self {
        match error {
            StaffError::Taken => Self::Conflict,
            StaffError::Unknown => Self::NotFound,
            StaffError::Own => Self::Forbidden,
            StaffError::Record(error) => error.into(),
        }
    }
}

impl Staff {
    /// The staff whose records lie in this store.
    pub fn new(store: Arc<dyn Store>, vault: Arc<Vault>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            vault,
            clock,
            throttle: Throttle::default(),
            lanes: Lanes::new(),
        }
    }

    /// Whether there is no account yet.
    pub async fn is_empty(&self) -> Result<bool, RecordError> {
        let accounts = self.store.records_of(RecordKind::Staff).await?;
        Ok(accounts.is_empty())
    }

    /// Every account, by name.
    pub async fn accounts(&self) -> Result<Vec<Account>, RecordError> {
        let kept = self.records().all::<Account>(RecordKind::Staff).await?;
        let mut accounts: Vec<_> = kept.into_iter().map(|kept| kept.value).collect();
        accounts.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(accounts)
    }

    /// One account.
    pub async fn account(&self, name: &Name) -> Result<Account, StaffError> {
        Ok(self.kept(name).await?.value)
    }

    /// Makes an account; gives the password to come in by for the first time.
    pub async fn add(
        &self,
        by: &str,
        name: Name,
        role: Role,
    ) -> Result<OneTimePassword, StaffError> {
        let key = self.key(&name);
        let records = self.records();
        let there = records.get::<Account>(RecordKind::Staff, &key).await?;
        if there.is_some() {
            return Err(StaffError::Taken);
        }
        let (one_time, password) = self.one_time();
        let account = Account {
            name,
            role,
            is_disabled: false,
            password,
            second_factor: None,
        };
        let act = self.act(by, "account_added", "", &described(&account));
        let batch = Batch {
            records: vec![records.add(RecordKind::Staff, &key, &account)?],
            acts: vec![act],
            ..Batch::default()
        };
        records.commit(batch).await?;
        Ok(one_time)
    }

    /// Gives an account another role.
    pub async fn set_role(&self, by: &str, name: &Name, role: Role) -> Result<(), StaffError> {
        let mut account = self.others(by, name).await?;
        let old = described(&account.value);
        account.value.role = role;
        let act = self.act(by, "role_changed", &old, &described(&account.value));
        Ok(self.change(account, act, false).await?)
    }

    /// Switches an account off, which ends its sessions, or on again.
    pub async fn set_disabled(
        &self,
        by: &str,
        name: &Name,
        is_disabled: bool,
    ) -> Result<(), StaffError> {
        let mut account = self.others(by, name).await?;
        account.value.is_disabled = is_disabled;
        let what = if is_disabled {
            "account_disabled"
        } else {
            "account_enabled"
        };
        let act = self.act(by, what, "", name.as_str());
        Ok(self.change(account, act, is_disabled).await?)
    }

    /// Gives an account a new one-time password, and lets it enrol a second factor anew if that is lost.
    /// Its sessions end.
    ///
    /// A second factor is never taken away without the password: a stolen password is not enough to
    /// come in then.
    pub async fn reset(
        &self,
        by: &str,
        name: &Name,
        has_lost_second_factor: bool,
    ) -> Result<OneTimePassword, StaffError> {
        let mut account = self.kept(name).await?;
        let (one_time, password) = self.one_time();
        account.value.password = password;
        let what = if has_lost_second_factor {
            account.value.second_factor = None;
            "account_reset"
        } else {
            "password_reset"
        };
        let act = self.act(by, what, "", name.as_str());
        self.change(account, act, true).await?;
        Ok(one_time)
    }

    fn records(&self) -> Records<'_> {
        Records {
            store: &*self.store,
            vault: &self.vault,
        }
    }

    fn key(&self, name: &Name) -> [u8; 16] {
        self.vault.digest(RecordKind::Staff.name(), name.as_str())
    }

    async fn kept(&self, name: &Name) -> Result<Kept<Account>, StaffError> {
        let key = self.key(name);
        let kept = self.records().get(RecordKind::Staff, &key).await?;
        kept.ok_or(StaffError::Unknown)
    }

    async fn others(&self, by: &str, name: &Name) -> Result<Kept<Account>, StaffError> {
        if by == name.as_str() {
            return Err(StaffError::Own);
        }
        self.kept(name).await
    }

    fn one_time(&self) -> (OneTimePassword, Password) {
        let rng = &mut UnwrapErr(SysRng);
        let one_time = OneTimePassword::random(rng);
        let password = Password::OneTime {
            hash: one_time.hash(rng),
            until: self.clock.now().plus_seconds(ONE_TIME_SECONDS),
        };
        (one_time, password)
    }

    /// Writes an account; ends its sessions, if they have to.
    async fn change(
        &self,
        account: Kept<Account>,
        act: Act,
        ends_sessions: bool,
    ) -> Result<(), RecordError> {
        let records = self.records();
        let mut changes = vec![records.put(RecordKind::Staff, &account)?];
        if ends_sessions {
            changes.extend(self.end_sessions(&account.value.name, None).await?);
        }
        let batch = Batch {
            records: changes,
            acts: vec![act],
            ..Batch::default()
        };
        records.commit(batch).await
    }

    fn act(&self, who: &str, what: &'static str, old: &str, new: &str) -> Act {
        Act {
            at: self.clock.now(),
            who: who.to_owned(),
            what,
            case: None,
            old: old.to_owned(),
            new: new.to_owned(),
        }
    }
}

fn described(account: &Account) -> String {
    format!("{} {}", account.name, account.role.name())
}
