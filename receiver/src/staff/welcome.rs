//! Choosing a password: at the first login, with the second factor, and at any time later.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::audit::ActName;
use model::name::Name;
use store::RecordKind;
use zeroize::Zeroizing;

use super::account::Password;
use super::login::{LoginError, Way};
use super::new_password::NewPassword;
use super::random_token::RandomToken;
use super::second_factor::Enrolment;
use super::session::{Stage, Visitor};
use super::{Staff, StaffError};
use crate::words::Language;

impl Staff {
    /// The second factor to enrol; `None` if the visitor has one.
    pub(crate) fn enrolment(&self, visitor: &Visitor, hotline: &str) -> Option<Enrolment> {
        match &visitor.session.value.stage {
            Stage::Welcome(Some(factor)) => {
                Some(factor.enrolment(hotline, &visitor.account().name))
            }
            Stage::Welcome(None) | Stage::Full => None,
        }
    }

    /// Sets a new visitor's password and, if a second factor is enrolled, checks its first code.
    /// Ends all sessions of the account, and returns the token of a new one.
    #[tracing::instrument(skip_all, name = "staff.settle")]
    pub(crate) async fn settle(
        &self,
        visitor: &Visitor,
        password: NewPassword,
        code: &str,
    ) -> Result<RandomToken, LoginError> {
        let mut account = visitor.account.clone();
        let mut done = vec![ActName::PasswordSet];
        if let Stage::Welcome(Some(mut factor)) = visitor.session.value.stage.clone() {
            if !factor.accept(code, self.clock.now()) {
                return Err(LoginError::Refused);
            }
            account.value.second_factor = Some(factor);
            done.push(ActName::SecondFactorSet);
        }
        account.value.password = self.hashed(password).await?;
        let name = &account.value.name;
        let (token, added) = self.new_session(name, Stage::Full, Way::Password)?;
        let mut changes = self.end_sessions(name, None).await?;
        changes.push(self.records().put(RecordKind::Staff, &account)?);
        changes.push(added);
        let acts = done
            .into_iter()
            .map(|what| self.act(name.as_str(), what, "", ""));
        self.commit(changes, acts.collect()).await?;
        Ok(token)
    }

    /// Changes a password, if the present one and the code are right. Ends the account's other
    /// sessions.
    #[tracing::instrument(skip_all, name = "staff.change_password")]
    pub(crate) async fn change_password(
        &self,
        name: &Name,
        session: &[u8],
        old: Zeroizing<String>,
        code: &str,
        new: NewPassword,
    ) -> Result<(), LoginError> {
        let mut account = self.proved(name, old, code).await?;
        account.value.password = self.hashed(new).await?;
        let mut changes = self.end_sessions(name, Some(session)).await?;
        changes.push(self.records().put(RecordKind::Staff, &account)?);
        let act = self.act(name.as_str(), ActName::PasswordSet, "", "");
        Ok(self.commit(changes, vec![act]).await?)
    }

    /// Chooses the language of the account's pages; `None` for what the browser asks for.
    #[tracing::instrument(skip_all, name = "staff.choose_language")]
    pub(crate) async fn choose_language(
        &self,
        name: &Name,
        language: Option<Language>,
    ) -> Result<(), StaffError> {
        let mut account = self.kept(name).await?;
        let tag = |language: Option<Language>| language.map_or("", Language::tag);
        let old = tag(std::mem::replace(&mut account.value.language, language));
        let change = self.records().put(RecordKind::Staff, &account)?;
        let act = self.act(name.as_str(), ActName::LanguageChosen, old, tag(language));
        Ok(self.commit(vec![change], vec![act]).await?)
    }

    /// Hashes a chosen password, after waiting for a turn.
    async fn hashed(&self, password: NewPassword) -> Result<Password, LoginError> {
        let turn = self.hashing.turn(true).await?;
        let hash = turn.hash(password, &mut UnwrapErr(SysRng)).await;
        Ok(Password::Own(hash))
    }
}
