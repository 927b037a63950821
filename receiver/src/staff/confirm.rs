//! A confirmation: a fresh password and code in a session, for acts that a stolen session must not
//! be enough for.

use model::audit::ActName;
use model::name::Name;
use store::RecordKind;
use zeroize::Zeroizing;

use super::Staff;
use super::account::{Account, Password};
use super::login::{LoginError, Way};
use super::new_password::in_one_form;
use super::session::Visitor;
use crate::records::{Kept, RecordError};

/// The reason of a failure, for the log.
const CONFIRMATION: &str = "confirmation";

impl Staff {
    /// Whether the visitor has confirmed lately who they are.
    pub(crate) fn is_confirmed(&self, visitor: &Visitor) -> bool {
        visitor.session.value.is_confirmed(self.clock.now())
    }

    /// Notes in a session that its owner has confirmed who they are, if password and code are right.
    #[tracing::instrument(skip_all, name = "staff.confirm")]
    pub(crate) async fn confirm(
        &self,
        name: &Name,
        session: &[u8],
        password: Zeroizing<String>,
        code: &str,
    ) -> Result<(), LoginError> {
        let confirmed = async {
            let account = self.proved(name, password, code).await?;
            Ok(self
                .note_confirmed(&account, session, Way::Password)
                .await?)
        };
        match confirmed.await {
            // The same form that came twice has used the code already.
            Err(LoginError::Refused) if self.is_session_confirmed(session).await? => Ok(()),
            confirmed => confirmed,
        }
    }

    /// Writes into a session that the owner of this account has confirmed who they are, and
    /// rewrites the account, whose code may have been used.
    pub(super) async fn note_confirmed(
        &self,
        account: &Kept<Account>,
        session: &[u8],
        way: Way,
    ) -> Result<(), RecordError> {
        let name = &account.value.name;
        let Some(mut session) = self.session(session).await? else {
            return Err(RecordError::Conflict);
        };
        session.value.confirm(self.clock.now());
        let records = self.records();
        let changes = vec![
            records.put(RecordKind::Staff, account)?,
            records.put(RecordKind::Session, &session)?,
        ];
        let act = self.act(name.as_str(), ActName::Confirmed, "", way.name());
        self.commit(changes, vec![act]).await
    }

    /// The account of this name with the code used, if the password that its owner chose and the
    /// code are right. The account is not written yet.
    pub(super) async fn proved(
        &self,
        name: &Name,
        password: Zeroizing<String>,
        code: &str,
    ) -> Result<Kept<Account>, LoginError> {
        let counted = format!("password of {name}");
        self.throttle.check(&counted, self.clock.now())?;
        let turn = self.hashing.turn(true).await?;
        self.throttle.begin(&counted, true, self.clock.now())?;
        let mut account = self.find(name).await?.ok_or(LoginError::Refused)?;
        let password = in_one_form(password);
        let is_right = turn.verify(account.value.hash().clone(), password).await;
        if !(is_right && self.accepts(&mut account.value, code)) {
            self.note_failure(Some(&account), CONFIRMATION);
            return Err(LoginError::Refused);
        }
        self.throttle.passed(&counted);
        Ok(account)
    }

    fn accepts(&self, account: &mut Account, code: &str) -> bool {
        let now = self.clock.now();
        let factor = account.second_factor.as_mut();
        matches!(account.password, Password::Own(_))
            && factor.is_some_and(|factor| factor.accept(code, now))
    }

    async fn is_session_confirmed(&self, session: &[u8]) -> Result<bool, LoginError> {
        let (session, now) = (self.session(session).await?, self.clock.now());
        Ok(session.is_some_and(|session| session.value.is_confirmed(now)))
    }
}
