//! Sessions: what a browser comes back with after a login.

use std::fmt;

use getrandom::{SysRng, rand_core::UnwrapErr};
use serde::{Deserialize, Serialize};

use super::Staff;
use super::account::{Account, Name};
use super::random_token::{RandomToken, key_of};
use super::second_factor::SecondFactor;
use crate::clock::Timestamp;
use crate::desk::records::{Kept, RecordError};
use crate::store::desk::{Batch, RecordChange, RecordKind};

/// Seconds of a session at most: a working day.
pub(crate) const SESSION_SECONDS: u64 = 12 * 3600;

/// Seconds that a session lasts when nobody uses it.
const IDLE_SECONDS: u64 = 30 * 60;

/// Seconds of use that the store is not told of, so that not every page is a write.
const UNTOLD_SECONDS: u64 = 5 * 60;

/// Seconds that somebody has to choose a password and to enrol a second factor.
const WELCOME_SECONDS: u64 = 30 * 60;

/// A session as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Session {
    pub(super) account: Name,
    /// When it began.
    pub(crate) begun: Timestamp,
    /// When it was used, some minutes ago at most.
    pub(crate) seen: Timestamp,
    pub(super) stage: Stage,
}

/// What a session is good for.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    /// All that the account may do.
    Full,
    /// To choose a password, and to enrol this second factor, if there is one to enrol.
    Welcome(Option<SecondFactor>),
}

impl Session {
    pub(super) fn new(account: Name, stage: Stage, now: Timestamp) -> Self {
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
    /// Their account.
    pub(crate) fn account(&self) -> &Account {
        &self.account.value
    }

    /// What the session is stored under.
    pub(crate) fn session_key(&self) -> &[u8] {
        &self.session.key
    }

    /// Whether they have yet to choose a password or to enrol a second factor.
    pub(crate) fn is_new(&self) -> bool {
        matches!(self.session.value.stage, Stage::Welcome(_))
    }
}

impl fmt::Debug for Visitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Visitor({})", self.account.value.name)
    }
}

impl Staff {
    /// Whose session this token opens, if it has not ended.
    pub(crate) async fn visitor(&self, token: &str) -> Result<Option<Visitor>, RecordError> {
        let now = self.clock.now();
        let records = self.records();
        let session = records
            .get::<Session>(RecordKind::Session, &key_of(token))
            .await?;
        let Some(session) = session.filter(|session| !session.value.has_ended(now)) else {
            return Ok(None);
        };
        let key = self.key(&session.value.account);
        let account = records.get::<Account>(RecordKind::Staff, &key).await?;
        let Some(account) = account.filter(|account| !account.value.is_disabled) else {
            return Ok(None);
        };
        let mut visitor = Visitor { account, session };
        self.tell(&mut visitor, now).await?;
        Ok(Some(visitor))
    }

    /// Lets the store know now and then that a session is in use.
    async fn tell(&self, visitor: &mut Visitor, now: Timestamp) -> Result<(), RecordError> {
        let session = &mut visitor.session;
        if session.value.seen.plus_seconds(UNTOLD_SECONDS) > now {
            return Ok(());
        }
        session.value.seen = now;
        let records = self.records();
        let batch = Batch {
            records: vec![records.put(RecordKind::Session, session)?],
            ..Batch::default()
        };
        match records.commit(batch).await {
            // Another page of the same session has told it, or it has just been ended.
            Err(RecordError::Conflict(_)) => Ok(()),
            told => told,
        }
    }

    /// The sessions of an account, the newest first: what each is stored under, and what it is.
    pub(crate) async fn sessions(&self, name: &Name) -> Result<Vec<Kept<Session>>, RecordError> {
        let now = self.clock.now();
        let mut sessions = self.records().all::<Session>(RecordKind::Session).await?;
        sessions.retain(|session| session.value.account == *name && !session.value.has_ended(now));
        sessions.sort_by_key(|session| std::cmp::Reverse(session.value.begun));
        Ok(sessions)
    }

    /// Ends one session.
    pub(crate) async fn log_out(&self, who: &str, session: &[u8]) -> Result<(), RecordError> {
        let batch = Batch {
            records: vec![RecordChange::Remove(RecordKind::Session, session.to_vec())],
            acts: vec![self.act(who, "logout", "", "")],
            ..Batch::default()
        };
        self.records().commit(batch).await
    }

    /// Ends all sessions of an account but one.
    pub(crate) async fn log_out_elsewhere(
        &self,
        name: &Name,
        session: &[u8],
    ) -> Result<(), RecordError> {
        let batch = Batch {
            records: self.end_sessions(name, Some(session)).await?,
            acts: vec![self.act(name.as_str(), "other_sessions_ended", "", "")],
            ..Batch::default()
        };
        self.records().commit(batch).await
    }

    /// The changes that end an account's sessions, all or all but one.
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

    /// The changes that sweep what has ended.
    pub(super) async fn ended_sessions(&self) -> Result<Vec<RecordChange>, RecordError> {
        let now = self.clock.now();
        let sessions = self.records().all::<Session>(RecordKind::Session).await?;
        Ok(removed(sessions, |session| session.value.has_ended(now)))
    }

    /// A new session, and the change that adds it.
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
