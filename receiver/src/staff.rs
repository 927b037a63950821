//! The desk's staff: accounts, logins and sessions, and the tokens of the hotline's own systems.
//! Each act is written in one commit with its entry of the log.

mod account;
mod accounts;
mod attempts;
mod confirm;
mod expected;
mod failures;
mod hashing;
mod login;
mod new_password;
pub(crate) mod openid;
mod password;
mod random_token;
mod second_factor;
mod session;
mod throttle;
mod token;
mod welcome;

use std::sync::Arc;

use model::audit::{Act, ActName};
use model::name::Name;
use store::{Batch, DeskStore, RecordChange, RecordKind};

pub use self::account::{Account, Standing};
use self::failures::Failures;
use self::hashing::Hashing;
pub(crate) use self::login::{Attempt, LoggedIn, LoginError};
pub(crate) use self::new_password::{NewPassword, Unfit};
use self::openid::OpenId;
use self::openid::provider::Provider;
pub use self::password::OneTimePassword;

pub(crate) use self::random_token::RandomToken;
pub(crate) use self::second_factor::{Enrolment, code_at};
pub(crate) use self::session::{SESSION_SECONDS, Visitor};
use self::throttle::Throttle;
pub(crate) use self::throttle::Wait;
pub(crate) use self::token::Token;
use crate::clock::Clock;
use crate::crypto::vault::Vault;
use crate::outgoing::Outgoing;
use crate::records::{RecordError, TypedRecords};

/// The service for accounts, sessions and tokens.
pub struct Staff {
    store: Arc<dyn DeskStore>,
    vault: Arc<Vault>,
    clock: Arc<dyn Clock>,
    throttle: Throttle,
    failures: Failures,
    hashing: Hashing,
    provider: Option<Provider>,
}

/// An account or a token was not created or not changed.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// An account, or a token, with this name exists.
    #[error("the name is taken")]
    Taken,
    /// No account has this name, or no token this key.
    #[error("there is no account of this name")]
    Unknown,
    /// Nobody may change what their own account may do, nor approve a token that they made.
    #[error("nobody may do this to their own account")]
    Own,
    /// The records could not be read or written.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl Staff {
    /// The staff in this store, with logins by password and code only.
    pub fn new(store: Arc<dyn DeskStore>, vault: Arc<Vault>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            vault,
            clock,
            throttle: Throttle::default(),
            failures: Failures::default(),
            hashing: Hashing::new(),
            provider: None,
        }
    }

    /// Adds logins through the hotline's own identity provider, if it has one.
    pub(crate) fn with_provider(self, provider: Option<OpenId>, outgoing: Outgoing) -> Self {
        let provider = provider.map(|openid| Provider::new(openid, outgoing));
        Self { provider, ..self }
    }

    fn records(&self) -> TypedRecords<'_> {
        TypedRecords::new(&*self.store, &self.vault)
    }

    /// Writes changes of records and their entries of the log in one commit.
    async fn commit(&self, records: Vec<RecordChange>, acts: Vec<Act>) -> Result<(), RecordError> {
        let batch = Batch {
            records,
            acts,
            ..Batch::default()
        };
        self.records().commit(batch).await
    }

    /// The key of an account's record in the store.
    fn key(&self, name: &Name) -> [u8; 16] {
        self.vault.digest(RecordKind::Staff.name(), name.as_str())
    }

    fn act(&self, who: &str, what: ActName, old: &str, new: &str) -> Act {
        Act::of(who, what, old, new, self.clock.now())
    }
}
