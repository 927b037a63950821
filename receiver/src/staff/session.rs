//! Sessions: a browser shows a session's token with each request after the login.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::actor::Actor;
use model::audit::ActName;
use model::name::Name;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::{RecordChange, RecordKind};

use super::Staff;
use super::account::Account;
use super::random_token::{RandomToken, key_of};
use super::second_factor::SecondFactor;
use crate::records::{Kept, RecordError};

/// The longest time of a session, in seconds: a working day.
pub(crate) const SESSION_SECONDS: u64 = 12 * 3600;

/// Seconds after which a session ends that nobody uses.
const IDLE_SECONDS: u64 = 30 * 60;

/// The shortest time between two writes of when a session was last used, in seconds: not every page
/// is a write.
const SEEN_SECONDS: u64 = 5 * 60;

/// Seconds that somebody has to choose a password and to enrol a second factor.
const WELCOME_SECONDS: u64 = 30 * 60;

/// A session as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Session {
    pub(super) account: Name,
    /// The time of the login.
    pub(crate) begun: Timestamp,
    /// The time of the last use, or some minutes before it.
    pub(crate) seen: Timestamp,
    pub(super) stage: Stage,
}

/// What a session allows.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    /// All that the account may do.
    Full,
    /// To choose a password, and to enrol this second factor, if there is one to enrol.
    Welcome(Option<SecondFactor>),
}

impl Session {
    fn new(account: Name, stage: Stage, now: Timestamp) -> Self {
        Self {
            account,
            begun: now,
            seen: now,
            stage,
        }
    }

    fn has_ended(&self, now: Timestamp) -> bool {
        let whole = match self.stage {
            Stage::Full => SESSION_SECONDS,
            Stage::Welcome(_) => WELCOME_SECONDS,
        };
        self.begun.plus_seconds(whole) <= now || self.seen.plus_seconds(IDLE_SECONDS) <= now
    }
}

/// Somebody with a session.
pub(crate) struct Visitor {
    pub(super) account: Kept<Account>,
    pub(super) session: Kept<Session>,
}

impl Visitor {
    /// The visitor's account.
    pub(crate) fn account(&self) -> &Account {
        &self.account.value
    }

    /// The visitor's name and rights.
    pub(crate) fn actor(&self) -> Actor {
        let account = self.account();
        Actor::new(account.name.to_string(), account.role.rights().to_vec())
    }

    /// The key under which the session is stored.
    pub(crate) fn session_key(&self) -> &[u8] {
        &self.session.key
    }

    /// Whether they have yet to choose a password or to enrol a second factor.
    pub(crate) fn is_new(&self) -> bool {
        matches!(self.session.value.stage, Stage::Welcome(_))
    }
}

impl Staff {
    /// Whoever has the session of this token, if it has not ended.
    #[tracing::instrument(skip_all, name = "staff.visitor")]
    pub(crate) async fn visitor(&self, token: &str) -> Result<Option<Visitor>, RecordError> {
        let now = self.clock.now();
        let session = self
            .records()
            .get::<Session>(RecordKind::Session, &key_of(token))
            .await?;
        let Some(session) = session.filter(|session| !session.value.has_ended(now)) else {
            return Ok(None);
        };
        let account = self.find(&session.value.account).await?;
        let Some(account) = account.filter(|account| !account.value.is_disabled) else {
            return Ok(None);
        };
        let mut visitor = Visitor { account, session };
        self.note_use(&mut visitor, now).await?;
        Ok(Some(visitor))
    }

    /// Writes that a session is in use, unless that was written some minutes ago.
    async fn note_use(&self, visitor: &mut Visitor, now: Timestamp) -> Result<(), RecordError> {
        let session = &mut visitor.session;
        if session.value.seen.plus_seconds(SEEN_SECONDS) > now {
            return Ok(());
        }
        session.value.seen = now;
        let change = self.records().put(RecordKind::Session, session)?;
        match self.commit(vec![change], Vec::new()).await {
            // Another page of the same session has written it, or the session has just been ended.
            Err(RecordError::Conflict) => Ok(()),
            noted => noted,
        }
    }

    /// The sessions of an account, the newest first.
    #[tracing::instrument(skip_all, name = "staff.sessions")]
    pub(crate) async fn sessions(&self, name: &Name) -> Result<Vec<Kept<Session>>, RecordError> {
        let now = self.clock.now();
        let mut sessions = self.records().all::<Session>(RecordKind::Session).await?;
        sessions.retain(|session| session.value.account == *name && !session.value.has_ended(now));
        sessions.sort_by_key(|session| std::cmp::Reverse(session.value.begun));
        Ok(sessions)
    }

    /// Ends the session with this key.
    #[tracing::instrument(skip_all, name = "staff.log_out")]
    pub(crate) async fn log_out(&self, name: &Name, session: &[u8]) -> Result<(), RecordError> {
        let ended = RecordChange::Remove(RecordKind::Session, session.to_vec());
        let act = self.act(name.as_str(), ActName::Logout, "", "");
        self.commit(vec![ended], vec![act]).await
    }

    /// Ends all sessions of an account but the one with this key.
    #[tracing::instrument(skip_all, name = "staff.log_out_elsewhere")]
    pub(crate) async fn log_out_elsewhere(
        &self,
        name: &Name,
        session: &[u8],
    ) -> Result<(), RecordError> {
        let ended = self.end_sessions(name, Some(session)).await?;
        let act = self.act(name.as_str(), ActName::OtherSessionsEnded, "", "");
        self.commit(ended, vec![act]).await
    }

    /// The changes that end an account's sessions: all of them, or all but the one with this key.
    pub(super) async fn end_sessions(
        &self,
        name: &Name,
        except: Option<&[u8]>,
    ) -> Result<Vec<RecordChange>, RecordError> {
        let sessions = self.records().all::<Session>(RecordKind::Session).await?;
        Ok(removed(sessions, |session| {
            session.value.account == *name && except != Some(&session.key[..])
        }))
    }

    /// The changes that remove sessions whose time is over.
    pub(super) async fn ended_sessions(&self) -> Result<Vec<RecordChange>, RecordError> {
        let now = self.clock.now();
        let sessions = self.records().all::<Session>(RecordKind::Session).await?;
        Ok(removed(sessions, |session| session.value.has_ended(now)))
    }

    /// A new session's token, and the change that adds the session.
    pub(super) fn new_session(
        &self,
        account: &Name,
        stage: Stage,
    ) -> Result<(RandomToken, RecordChange), RecordError> {
        let token = RandomToken::random(&mut UnwrapErr(SysRng));
        let session = Session::new(account.clone(), stage, self.clock.now());
        let key = key_of(token.as_str());
        let change = self.records().add(RecordKind::Session, &key, &session)?;
        Ok((token, change))
    }
}

fn removed(
    sessions: Vec<Kept<Session>>,
    which: impl Fn(&Kept<Session>) -> bool,
) -> Vec<RecordChange> {
    let chosen = sessions.into_iter().filter(|session| which(session));
    chosen
        .map(|session| RecordChange::Remove(RecordKind::Session, session.key))
        .collect()
}
