//! Choosing a password: at the first login, together with the second factor, and at any time after.

use getrandom::{SysRng, rand_core::UnwrapErr};
use zeroize::Zeroizing;

use super::account::{Account, Name, Password};
use super::login::LoginError;
use super::password::NewPassword;
use super::random_token::RandomToken;
use super::second_factor::Enrolment;
use super::session::{Stage, Visitor};
use super::{Staff, StaffError};
use crate::desk::records::{Kept, RecordError};
use crate::store::desk::{Batch, RecordChange, RecordKind};

impl Staff {
    /// What a new visitor brings to their phone, unless they have done so.
    pub(crate) fn enrolment(&self, visitor: &Visitor, hotline: &str) -> Option<Enrolment> {
        match &visitor.session.value.stage {
            Stage::Welcome(Some(factor)) => {
                Some(factor.enrolment(hotline, &visitor.account.value.name))
            }
            Stage::Welcome(None) | Stage::Full => None,
        }
    }

    /// Takes a new visitor's password and, if they enrol, the first code of their second factor.
    /// All other sessions end, and this one is exchanged.
    pub(crate) async fn settle(
        &self,
        visitor: &Visitor,
        password: NewPassword,
        code: &str,
    ) -> Result<RandomToken, LoginError> {
        let mut account = visitor.account.clone();
        let mut acts = vec!["password_set"];
        if let Stage::Welcome(Some(mut factor)) = visitor.session.value.stage.clone() {
            if !factor.accept(code, self.clock.now()) {
                return Err(LoginError::Refused);
            }
            account.value.second_factor = Some(factor);
            acts.push("second_factor_set");
        }
        let turn = self.lanes.turn(true).await?;
        let hash = turn.hash(password, &mut UnwrapErr(SysRng)).await;
        account.value.password = Password::Own(hash);
        let name = &account.value.name;
        let (token, added) = self.new_session(name, Stage::Full)?;
        let mut changes = self.end_sessions(name, None).await?;
        changes.push(self.records().put(RecordKind::Staff, &account)?);
        changes.push(added);
        let acts = acts
            .into_iter()
            .map(|what| self.act(name.as_str(), what, "", ""));
        let batch = Batch {
            acts: acts.collect(),
            records: changes,
            ..Batch::default()
        };
        self.records().commit(batch).await?;
        Ok(token)
    }

    /// Changes somebody's password, if they know the one they have. Their other sessions end.
    pub(crate) async fn change_password(
        &self,
        name: &Name,
        session: &[u8],
        old: Zeroizing<String>,
        new: NewPassword,
    ) -> Result<(), LoginError> {
        let turn = self.lanes.turn(true).await?;
        let counted = format!("password of {name}");
        self.throttle.begin(&counted, self.clock.now())?;
        let mut account = match self.kept(name).await {
            Ok(account) => account,
            Err(StaffError::Record(error)) => return Err(error.into()),
            Err(_) => return Err(LoginError::Refused),
        };
        if !turn.verify(account.value.hash().clone(), old).await {
            return Err(LoginError::Refused);
        }
        self.throttle.passed(&counted);
        let turn = self.lanes.turn(true).await?;
        account.value.password = Password::Own(turn.hash(new, &mut UnwrapErr(SysRng)).await);
        let batch = Batch {
            records: self.with_sessions_ended(&account, session).await?,
            acts: vec![self.act(name.as_str(), "password_set", "", "")],
            ..Batch::default()
        };
        Ok(self.records().commit(batch).await?)
    }

    async fn with_sessions_ended(
        &self,
        account: &Kept<Account>,
        except: &[u8],
    ) -> Result<Vec<RecordChange>, RecordError> {
        let mut changes = self.end_sessions(&account.value.name, Some(except)).await?;
        changes.push(self.records().put(RecordKind::Staff, account)?);
        Ok(changes)
    }
}
