//! The keys of other hotlines, fetched each hour from where they publish them.

use std::sync::PoisonError;

use axum::http::{Request, StatusCode};
use futures_util::{StreamExt, stream};
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use shared::report::HotlineId;
use store::{Batch, RecordKind};

use super::Exchange;
use crate::handoff::{Bar, OtherHotline};
use crate::outgoing::Unanswered;
use crate::parcel::{KeyDocument, NotTrusted, PeerKey};
use crate::records::RecordError;

/// Maximum number of hotlines that are asked at the same time.
const AT_ONCE: usize = 8;

/// The last key of another hotline that was trusted, as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fetched {
    document: KeyDocument,
    sequence: u64,
    /// The hour in which it was fetched, counted from 1970.
    hour: u64,
}

/// What is known of the key of another hotline.
pub struct OtherKey {
    /// The hotline's name in the config.
    pub name: String,
    /// The hotline's id.
    pub hotline: HotlineId,
    /// The key, or why there is none to seal to.
    pub key: Result<PeerKey, NoKey>,
}

/// No key of another hotline can be sealed to.
#[derive(Debug, thiserror::Error)]
pub enum NoKey {
    /// No key has ever been fetched.
    #[error("no key has been fetched yet")]
    Never,
    /// The directory that names the hotline has ended, so nobody knows whether it still stands by that hotline.
    #[error("the directory that names this hotline has ended")]
    Ended,
    /// The last key that was fetched cannot be sealed to.
    #[error(transparent)]
    NotTrusted(#[from] NotTrusted),
    /// The records could not be read.
    #[error(transparent)]
    Records(#[from] RecordError),
}

/// The key of another hotline was not fetched.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotFetched {
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    #[error("its receiver answers {0}")]
    Status(StatusCode),
    #[error(transparent)]
    NotTrusted(#[from] NotTrusted),
    #[error("an exchange key that is older than one seen before")]
    Sequence,
    #[error(transparent)]
    Records(#[from] RecordError),
}

impl Exchange {
    /// The key of the hotline of this name in the config, if it may be sealed to now.
    pub(crate) async fn key_of(&self, name: &str) -> Result<PeerKey, NoKey> {
        let hotlines = self.referrals.hotlines.look();
        let other = hotlines.get(name).ok_or(NoKey::Never)?;
        self.kept_key(other, self.clock.now()).await
    }

    /// The id of the hotline of this name in the config.
    pub(crate) fn hotline_of(&self, name: &str) -> Option<HotlineId> {
        let hotlines = self.referrals.hotlines.look();
        let other = hotlines.get(name)?;
        Some(other.member.hotline.clone())
    }

    /// The ids of all other hotlines.
    pub(crate) fn other_ids(&self) -> Vec<HotlineId> {
        let hotlines = self.referrals.hotlines.look();
        let others = hotlines.values();
        others.map(|other| other.member.hotline.clone()).collect()
    }

    /// What is known of the keys of all other hotlines.
    pub(crate) async fn other_keys(&self) -> Vec<OtherKey> {
        let mut keys = Vec::new();
        for (name, other) in &*self.referrals.hotlines.look() {
            keys.push(OtherKey {
                name: name.clone(),
                hotline: other.member.hotline.clone(),
                key: self.kept_key(other, self.clock.now()).await,
            });
        }
        keys
    }

    pub(super) async fn kept_key(
        &self,
        other: &OtherHotline,
        now: Timestamp,
    ) -> Result<PeerKey, NoKey> {
        if other.until.is_some_and(|until| until <= now) {
            return Err(NoKey::Ended);
        }
        let id = other.member.hotline.as_str().as_bytes();
        let kept = self.records().get::<Fetched>(RecordKind::Peer, id).await?;
        let fetched = kept.ok_or(NoKey::Never)?.value;
        Ok(fetched.document.verify(&other.member, now)?)
    }

    /// Fetches the keys of all other hotlines, side by side. Why one could not be fetched is logged once, and not each minute.
    pub(super) async fn fetch_all(&self) {
        let (hotlines, barred) = (
            self.referrals.hotlines.look(),
            self.referrals.hotlines.barred(),
        );
        // A hotline that is distrusted here is told so.
        let distrusted = barred
            .iter()
            .filter(|(_, other)| self.bar(&other.member.hotline) == Some(Bar::Distrusted));
        let all = hotlines.iter().chain(distrusted);
        let all = all.map(|(name, other)| (name.clone(), other.clone()));
        let all: Vec<_> = all.collect();
        let fetches = all
            .into_iter()
            .map(|(name, other)| self.fetch_named(name, other));
        let fetched = stream::iter(fetches).buffer_unordered(AT_ONCE);
        let fetched: Vec<_> = fetched.collect().await;
        for (name, error) in fetched {
            self.tell_once(&name, error);
        }
    }

    /// Fetches a key. Gives why it was not fetched.
    async fn fetch_named(&self, name: String, other: OtherHotline) -> (String, Option<String>) {
        let fetched = self.fetch(&other).await;
        (name, fetched.err().map(|error| error.to_string()))
    }

    /// Logs why something could not be fetched, once as long as it stays the same.
    pub(super) fn tell_once(&self, of: &str, error: Option<String>) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if error.is_some() && told.get(of) != error.as_ref() {
            tracing::warn!(
                of,
                error,
                "not fetched for the exchange with other hotlines"
            );
        }
        match error {
            Some(error) => told.insert(of.to_owned(), error),
            None => told.remove(of),
        };
    }

    /// Fetches the key of another hotline, if that was not done in this hour.
    async fn fetch(&self, other: &OtherHotline) -> Result<(), NotFetched> {
        let (now, records) = (self.clock.now(), self.records());
        let id = other.member.hotline.as_str().as_bytes();
        let kept = records.get::<Fetched>(RecordKind::Peer, id).await?;
        let hour = now.hour().0;
        if kept.as_ref().is_some_and(|kept| kept.value.hour == hour) {
            return Ok(());
        }
        let document = self.ask(other).await?;
        // Also one that reads no version of ours: nothing is sealed to a key before it any more.
        let (key, _) = document.published(&other.member, now)?;
        let (sequence, verified) = (key.sequence, document.verify(&other.member, now));
        if kept
            .as_ref()
            .is_some_and(|kept| kept.value.sequence > sequence)
        {
            return Err(NotFetched::Sequence);
        }
        let fetched = Fetched {
            document,
            sequence,
            hour,
        };
        let change = match kept {
            None => records.add(RecordKind::Peer, id, &fetched)?,
            Some(mut kept) => {
                kept.value = fetched;
                records.put(RecordKind::Peer, &kept)?
            }
        };
        let batch = Batch {
            records: vec![change],
            ..Batch::default()
        };
        match records.commit(batch).await {
            // Another desk on this store was quicker.
            Ok(()) | Err(RecordError::Conflict) => Ok(verified.map(drop)?),
            Err(error) => Err(error.into()),
        }
    }

    async fn ask(&self, other: &OtherHotline) -> Result<KeyDocument, NotFetched> {
        let request = Request::get(other.key_url.clone()).body(Vec::new());
        let request = request.map_err(|_| Unanswered::Unreachable)?;
        let answer = self.outgoing.clone().fetch(request).await?;
        if answer.status() != StatusCode::OK {
            return Err(NotFetched::Status(answer.status()));
        }
        Ok(KeyDocument::parse(answer.body())?)
    }
}
