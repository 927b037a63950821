//! Sessions: after a login, a browser shows the session's token with each request.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::actor::Actor;
use model::audit::ActName;
use model::name::Name;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use store::{RecordChange, RecordKind};

use super::Staff;
use super::account::Account;
use super::login::Way;
use super::random_token::{RandomToken, key_of};
use super::second_factor::SecondFactor;
use crate::records::{Kept, RecordError};

/// Maximum seconds of a session: a working day.
pub(crate) const SESSION_SECONDS: u64 = 12 * 3600;

/// Seconds without use after which a session ends.
const IDLE_SECONDS: u64 = 30 * 60;

/// Minimum seconds between two writes of a session's last use, so that not every page view is a
/// write.
const SEEN_SECONDS: u64 = 5 * 60;

/// Seconds without an act that asks for a confirmation, after which the next one asks for it again.
const CONFIRMED_SECONDS: u64 = 15 * 60;

/// Minimum seconds between two writes of the last such act.
const RENEWED_SECONDS: u64 = 60;

/// Seconds to choose a password and to enrol a second factor.
const WELCOME_SECONDS: u64 = 30 * 60;

/// A session as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Session {
    pub(super) account: Name,
    /// The time of the login.
    pub(crate) begun: Timestamp,
    /// The time of the last use, up to [`SEEN_SECONDS`] too early.
    pub(crate) seen: Timestamp,
    pub(super) stage: Stage,
    /// The time of the last confirmation, or of the last act that asked for one, up to
    /// [`RENEWED_SECONDS`] too early; `None` if nothing was confirmed.
    #[serde(default)]
    confirmed: Option<Timestamp>,
}

/// The rights of a session.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    /// All rights of the account.
    Full,
    /// Choosing a password and, if there is one here, enrolling this second factor.
    Welcome(Option<SecondFactor>),
}

impl Session {
    fn new(account: Name, stage: Stage, way: Way, now: Timestamp) -> Self {
        Self {
            account,
            begun: now,
            seen: now,
            stage,
            // A provider may let somebody in who proved nothing to it for hours.
            confirmed: (way == Way::Password).then_some(now),
        }
    }

    /// Whether the visitor has confirmed lately who they are. A clock that went back far ends it.
    pub(super) fn is_confirmed(&self, now: Timestamp) -> bool {
        let confirmed = self.confirmed;
        confirmed.is_some_and(|at| now.0.abs_diff(at.0) < CONFIRMED_SECONDS)
    }

    fn was_renewed(&self, now: Timestamp) -> bool {
        let confirmed = self.confirmed;
        confirmed.is_some_and(|at| now.0.abs_diff(at.0) < RENEWED_SECONDS)
    }

    /// Notes that the visitor has just confirmed who they are.
    pub(super) fn confirm(&mut self, now: Timestamp) {
        self.confirmed = Some(now);
    }

    pub(super) fn has_ended(&self, now: Timestamp) -> bool {
        let whole = match self.stage {
            Stage::Full => SESSION_SECONDS,
            Stage::Welcome(_) => WELCOME_SECONDS,
        };
        self.begun.plus_seconds(whole) <= now || self.seen.plus_seconds(IDLE_SECONDS) <= now
    }
}

/// The owner of a valid session.
pub(crate) struct Visitor {
    pub(super) account: Kept<Account>,
    pub(super) session: Kept<Session>,
}

impl Visitor {
    /// The account of the session.
    pub(crate) fn account(&self) -> &Account {
        &self.account.value
    }

    /// The account's name and rights, as an actor.
    pub(crate) fn actor(&self) -> Actor {
        let account = self.account();
        Actor::new(account.name.to_string(), account.role.rights().to_vec())
    }

    /// The key of the session in the store.
    pub(crate) fn session_key(&self) -> &[u8] {
        &self.session.key
    }

    /// Whether the visitor must choose a password or enrol a second factor first.
    pub(crate) fn is_new(&self) -> bool {
        matches!(self.session.value.stage, Stage::Welcome(_))
    }
}

impl Staff {
    /// The visitor with this session's token, if the session has not ended.
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

    /// Writes that a session is in use, unless that was written less than [`SEEN_SECONDS`] ago.
    async fn note_use(&self, visitor: &mut Visitor, now: Timestamp) -> Result<(), RecordError> {
        let session = &mut visitor.session;
        if session.value.seen.plus_seconds(SEEN_SECONDS) > now {
            return Ok(());
        }
        session.value.seen = now;
        self.rewrite(session).await
    }

    /// Notes an act that asked for a confirmation: the next quarter of an hour begins.
    #[tracing::instrument(skip_all, name = "staff.renew_confirmation")]
    pub(crate) async fn renew_confirmation(&self, session: &[u8]) -> Result<(), RecordError> {
        let now = self.clock.now();
        match self.session(session).await? {
            Some(mut session) if !session.value.was_renewed(now) => {
                session.value.confirm(now);
                self.rewrite(&session).await
            }
            _ => Ok(()),
        }
    }

    /// The session with this key.
    pub(super) async fn session(&self, key: &[u8]) -> Result<Option<Kept<Session>>, RecordError> {
        self.records().get(RecordKind::Session, key).await
    }

    async fn rewrite(&self, session: &Kept<Session>) -> Result<(), RecordError> {
        let change = self.records().put(RecordKind::Session, session)?;
        match self.commit(vec![change], Vec::new()).await {
            // Another request of this session wrote it, or the session has just ended.
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

    /// Ends all sessions of an account except the one with this key.
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

    /// The changes that end an account's sessions, except the one with this key if given.
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

    /// The changes that remove expired sessions.
    pub(super) async fn ended_sessions(&self) -> Result<Vec<RecordChange>, RecordError> {
        let now = self.clock.now();
        let sessions = self.records().all::<Session>(RecordKind::Session).await?;
        Ok(removed(sessions, |session| session.value.has_ended(now)))
    }

    /// The token of a new session, and the change that adds the session.
    pub(super) fn new_session(
        &self,
        account: &Name,
        stage: Stage,
        way: Way,
    ) -> Result<(RandomToken, RecordChange), RecordError> {
        let token = RandomToken::random(&mut UnwrapErr(SysRng));
        let session = Session::new(account.clone(), stage, way, self.clock.now());
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
