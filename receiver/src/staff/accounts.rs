//! Administration of accounts.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::audit::{Act, ActName};
use model::name::{Name, OPERATOR};
use model::rights::{Right, Role};
use store::RecordKind;
use zeroize::Zeroizing;

use super::account::{Account, Password};
use super::expected::one_time_password;
use super::password::OneTimePassword;
use super::second_factor::SecondFactor;
use super::{Staff, StaffError};
use crate::records::{Kept, RecordError};

/// Seconds for which a one-time password is valid: three days, to span a weekend.
const ONE_TIME_SECONDS: u64 = 3 * 24 * 3600;

impl Staff {
    /// Whether no account exists yet.
    #[tracing::instrument(skip_all, name = "staff.is_empty")]
    pub(crate) async fn is_empty(&self) -> Result<bool, RecordError> {
        // Opens no record: anybody who opens the login page causes this call.
        let accounts = self.store.records_of(RecordKind::Staff).await?;
        Ok(accounts.is_empty())
    }

    /// The account with this name, if it exists, is not disabled and may work on cases.
    #[tracing::instrument(skip_all, name = "staff.worker")]
    pub(crate) async fn worker(&self, name: &str) -> Result<Option<Name>, RecordError> {
        let account = self.named(name).await?.map(|account| account.value);
        Ok(account.filter(may_work).map(|account| account.name))
    }

    /// The names of all accounts that are not disabled and may work on cases, sorted.
    #[tracing::instrument(skip_all, name = "staff.workers")]
    pub(crate) async fn workers(&self) -> Result<Vec<Name>, RecordError> {
        let accounts = self.accounts().await?.into_iter();
        Ok(accounts
            .filter(may_work)
            .map(|account| account.name)
            .collect())
    }

    /// All accounts, sorted by name.
    #[tracing::instrument(skip_all, name = "staff.accounts")]
    pub async fn accounts(&self) -> Result<Vec<Account>, RecordError> {
        let kept = self.records().all::<Account>(RecordKind::Staff).await?;
        let mut accounts: Vec<_> = kept.into_iter().map(|kept| kept.value).collect();
        accounts.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(accounts)
    }

    /// The account with this name.
    #[tracing::instrument(skip_all, name = "staff.account")]
    pub(crate) async fn account(&self, name: &Name) -> Result<Account, StaffError> {
        Ok(self.kept(name).await?.value)
    }

    /// Creates an account, and returns the password for its first login.
    #[tracing::instrument(skip_all, name = "staff.add")]
    pub async fn add(
        &self,
        by: &str,
        name: Name,
        role: Role,
    ) -> Result<OneTimePassword, StaffError> {
        if self.find(&name).await?.is_some() {
            return Err(StaffError::Taken);
        }
        let (one_time, password) = self.one_time(&name);
        self.write_new(by, Account::new(name, role, password))
            .await?;
        Ok(one_time)
    }

    /// Creates an account of a practice desk: its password and the secret of its second factor, in base32,
    /// are returned, for everybody who learns there.
    pub(crate) async fn add_known(
        &self,
        name: Name,
        role: Role,
    ) -> Result<(OneTimePassword, Zeroizing<String>), RecordError> {
        let rng = &mut UnwrapErr(SysRng);
        let password = one_time_password(&self.vault, &name);
        let factor = SecondFactor::random(rng);
        let secret = factor.secret().clone();
        let account = Account {
            second_factor: Some(factor),
            ..Account::new(name, role, Password::Own(password.hash(rng)))
        };
        self.write_new(OPERATOR, account).await?;
        Ok((password, secret))
    }

    async fn write_new(&self, by: &str, account: Account) -> Result<(), RecordError> {
        let key = self.key(&account.name);
        let added = self.records().add(RecordKind::Staff, &key, &account)?;
        let act = self.act(by, ActName::AccountAdded, "", &account.described());
        self.commit(vec![added], vec![act]).await
    }

    /// Changes the role of an account.
    #[tracing::instrument(skip_all, name = "staff.set_role")]
    pub async fn set_role(&self, by: &str, name: &Name, role: Role) -> Result<(), StaffError> {
        let mut account = self.others(by, name).await?;
        let old = account.value.described();
        account.value.role = role;
        let act = self.act(by, ActName::RoleChanged, &old, &account.value.described());
        Ok(self.change(account, act, false).await?)
    }

    /// Disables an account and ends its sessions, or enables it again.
    #[tracing::instrument(skip_all, name = "staff.set_disabled")]
    pub async fn set_disabled(
        &self,
        by: &str,
        name: &Name,
        is_disabled: bool,
    ) -> Result<(), StaffError> {
        let mut account = self.others(by, name).await?;
        account.value.is_disabled = is_disabled;
        let what = if is_disabled {
            ActName::AccountDisabled
        } else {
            ActName::AccountEnabled
        };
        let act = self.act(by, what, "", name.as_str());
        Ok(self.change(account, act, is_disabled).await?)
    }

    /// Gives an account a new one-time password, and ends its sessions. If the second factor is
    /// lost, a new one is enrolled at the next login.
    ///
    /// The second factor is only removed together with the password: otherwise a stolen password
    /// would be enough to log in. Nobody resets their own account: a stolen session would be enough.
    #[tracing::instrument(skip_all, name = "staff.reset")]
    pub async fn reset(
        &self,
        by: &str,
        name: &Name,
        has_lost_second_factor: bool,
    ) -> Result<OneTimePassword, StaffError> {
        let mut account = self.others(by, name).await?;
        let (one_time, password) = self.one_time(name);
        account.value.password = password;
        let what = if has_lost_second_factor {
            account.value.second_factor = None;
            ActName::AccountReset
        } else {
            ActName::PasswordReset
        };
        let act = self.act(by, what, "", name.as_str());
        self.change(account, act, true).await?;
        Ok(one_time)
    }

    /// The account with this name, if it exists.
    pub(super) async fn find(&self, name: &Name) -> Result<Option<Kept<Account>>, RecordError> {
        self.records().get(RecordKind::Staff, &self.key(name)).await
    }

    /// The account with this name, if the text is a valid name and the account exists.
    pub(super) async fn named(&self, text: &str) -> Result<Option<Kept<Account>>, RecordError> {
        match text.parse() {
            Ok(name) => self.find(&name).await,
            Err(_) => Ok(None),
        }
    }

    pub(super) async fn kept(&self, name: &Name) -> Result<Kept<Account>, StaffError> {
        self.find(name).await?.ok_or(StaffError::Unknown)
    }

    /// The account with this name, which must not be the one of the administrator `by`.
    async fn others(&self, by: &str, name: &Name) -> Result<Kept<Account>, StaffError> {
        if by == name.as_str() {
            return Err(StaffError::Own);
        }
        self.kept(name).await
    }

    fn one_time(&self, name: &Name) -> (OneTimePassword, Password) {
        let one_time = one_time_password(&self.vault, name);
        let password = Password::OneTime {
            hash: one_time.hash(&mut UnwrapErr(SysRng)),
            until: self.clock.now().plus_seconds(ONE_TIME_SECONDS),
        };
        (one_time, password)
    }

    /// Writes a changed account. If the change requires that, ends its sessions, and no browser is
    /// known any more.
    async fn change(
        &self,
        mut account: Kept<Account>,
        act: Act,
        ends_sessions: bool,
    ) -> Result<(), RecordError> {
        let mut changes = Vec::new();
        if ends_sessions {
            account.value.devices += 1;
            changes.extend(self.end_sessions(&account.value.name, None).await?);
        }
        changes.push(self.records().put(RecordKind::Staff, &account)?);
        self.commit(changes, vec![act]).await
    }
}

fn may_work(account: &Account) -> bool {
    account.role.may(Right::Work) && !account.is_disabled
}
