//! The editions of the directory that other hotlines go by, as their parcels and receipts name them. A later one is
//! fetched from that hotline's mirror. Another text of the same version is a split view: the association has signed two,
//! or that hotline says so. Both signed proofs are kept.

use std::path::Path;
use std::sync::PoisonError;

use model::audit::{Act, ActName};
use model::name::{DESK, OPERATOR};
use model::time::{Hour, Timestamp};
use serde::{Deserialize, Serialize};
use shared::report::HotlineId;
use store::{Batch, RecordKind};

use super::directory::look;
use super::{Exchange, NotFollowed};
use crate::directory::following::{Compared, SignedEdition};
use crate::files::{self, WriteError};
use crate::handoff::DirectorySource;
use crate::parcel::Said;
use crate::records::{Kept, RecordError, TypedRecords};

/// The key of the record.
const KEY: &[u8] = b"split-views";

/// Two directories of one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitView {
    /// The hotline that goes by the other directory.
    pub hotline: HotlineId,
    /// When we learned of it.
    pub since: Timestamp,
    /// The words of that hotline, signed by it.
    pub said: Said,
    /// What the officers signed here.
    pub ours: SignedEdition,
    /// What the officers signed there; none as long as that hotline's mirror has not shown it.
    pub theirs: Option<SignedEdition>,
}

/// The proofs of a split view were not written, or not forgotten.
#[derive(Debug, thiserror::Error)]
pub enum NotSettled {
    /// The file could not be written.
    #[error(transparent)]
    File(#[from] WriteError),
    /// The records could not be read or written.
    #[error(transparent)]
    Records(#[from] RecordError),
}

/// What another hotline has said, and is not asked for yet.
pub(super) struct Heard {
    hotline: HotlineId,
    said: Said,
    /// The hour in which its mirror was last asked.
    asked: Option<Hour>,
}

async fn kept(records: TypedRecords<'_>) -> Result<Option<Kept<Vec<SplitView>>>, RecordError> {
    records.get(RecordKind::Trusted, KEY).await
}

impl Exchange {
    /// The split views that nobody has settled.
    pub async fn split_views(&self) -> Result<Vec<SplitView>, RecordError> {
        let kept = kept(self.records()).await?;
        Ok(kept.map(|kept| kept.value).unwrap_or_default())
    }

    /// Takes note of the directory that another hotline says it goes by.
    pub(super) async fn hear(
        &self,
        from: &HotlineId,
        said: Option<Said>,
    ) -> Result<(), RecordError> {
        let (Some(said), Some(good)) = (said, self.directory().await?) else {
            return Ok(());
        };
        let compared = good.compare(&said.edition);
        if let (Compared::Split, Some(ours)) = (compared, good.seen(said.edition.version)) {
            self.keep_split_view(from, &said, ours, None).await?;
        }
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(compared, Compared::Same | Compared::Earlier) {
            heard.remove(from.as_str());
            return Ok(());
        }
        let asked = heard.get(from.as_str()).and_then(|before| before.asked);
        let word = Heard {
            hotline: from.clone(),
            said,
            asked,
        };
        heard.insert(from.as_str().to_owned(), word);
        Ok(())
    }

    /// Asks the mirrors of the hotlines that go by another directory, each once an hour.
    pub(super) async fn ask_for_others(&self) {
        let Some(source) = &self.referrals.directory else {
            return;
        };
        for (hotline, said) in self.to_be_asked() {
            let asked = self.ask_mirror(source, &hotline, said).await;
            let of = format!("the directory of {}", hotline.as_str());
            self.tell_once(&of, asked.err().map(|error| error.to_string()));
        }
    }

    fn to_be_asked(&self) -> Vec<(HotlineId, Said)> {
        let hour = Some(self.clock.now().hour());
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let due = heard.values_mut().filter(|word| word.asked != hour);
        due.map(|word| {
            word.asked = hour;
            (word.hotline.clone(), word.said.clone())
        })
        .collect()
    }

    /// Fetches the directory from the mirror of a hotline that has named it: to go by it, if it is a later one, or as the
    /// proof that the officers signed two.
    async fn ask_mirror(
        &self,
        source: &DirectorySource,
        hotline: &HotlineId,
        said: Said,
    ) -> Result<(), NotFollowed> {
        let (Some(other), Some(good)) = (self.other(hotline), self.directory().await?) else {
            return Ok(());
        };
        let compared = good.compare(&said.edition);
        if compared == Compared::Later {
            self.take_directory(source, &other.directory_url).await?;
            self.recall().await?;
        }
        self.hear(hotline, Some(said.clone())).await?;
        if !matches!(compared, Compared::Split | Compared::Elsewhere) {
            return Ok(());
        }
        let (url, now) = (&other.directory_url, self.clock.now());
        let shown = look(&self.outgoing, &source.root, url, now).await?;
        let ours = good.seen(shown.version);
        let theirs = shown.seen(shown.version);
        if let (Some(ours), Some(theirs)) = (ours, theirs)
            && ours.sha256 != theirs.sha256
        {
            let theirs = Some(theirs.clone());
            self.keep_split_view(hotline, &said, ours, theirs).await?;
        }
        Ok(())
    }

    /// Keeps the proofs of a split view, with an entry in the log. Those that are kept already stay, unless the officers'
    /// signatures come to them. Tries again whenever somebody else writes meanwhile.
    async fn keep_split_view(
        &self,
        hotline: &HotlineId,
        said: &Said,
        ours: &SignedEdition,
        theirs: Option<SignedEdition>,
    ) -> Result<(), RecordError> {
        let view = SplitView {
            hotline: hotline.clone(),
            since: self.clock.now(),
            said: said.clone(),
            ours: ours.clone(),
            theirs,
        };
        let version = said.edition.version.to_string();
        let (old, now) = (hotline.as_str(), view.since);
        tracing::error!(
            hotline = old,
            version,
            "another hotline goes by another directory of the same version"
        );
        loop {
            let kept = kept(self.records()).await?;
            let mut views = kept
                .as_ref()
                .map_or_else(Vec::new, |kept| kept.value.clone());
            match views.iter_mut().find(|known| known.hotline == *hotline) {
                Some(known) if known.theirs.is_none() && view.theirs.is_some() => {
                    *known = view.clone();
                }
                Some(_) => return Ok(()),
                None => views.push(view.clone()),
            }
            let act = Act::of(DESK, ActName::DirectorySplit, old, &version, now);
            match self.write_views(kept, views, act).await {
                Err(RecordError::Conflict) => {}
                done => return done,
            }
        }
    }

    /// Writes the proofs of a split view to a new file, and keeps them no more, in the operator's name. Tells whether there
    /// were any.
    pub async fn settle(&self, hotline: &HotlineId, file: &Path) -> Result<bool, NotSettled> {
        let kept = kept(self.records()).await?;
        let mut views = kept
            .as_ref()
            .map_or_else(Vec::new, |kept| kept.value.clone());
        let Some(place) = views.iter().position(|known| known.hotline == *hotline) else {
            return Ok(false);
        };
        // Strings and numbers always have a JSON form.
        let json = serde_json::to_string_pretty(&views.remove(place)).unwrap_or_default();
        files::write(file, &json)?;
        let (old, now) = (hotline.as_str(), self.clock.now());
        let act = Act::of(OPERATOR, ActName::DirectorySettled, old, "", now);
        self.write_views(kept, views, act).await?;
        Ok(true)
    }

    async fn write_views(
        &self,
        kept: Option<Kept<Vec<SplitView>>>,
        views: Vec<SplitView>,
        act: Act,
    ) -> Result<(), RecordError> {
        let records = self.records();
        let change = match kept {
            None => records.add(RecordKind::Trusted, KEY, &views)?,
            Some(mut kept) => {
                kept.value = views;
                records.put(RecordKind::Trusted, &kept)?
            }
        };
        let batch = Batch {
            records: vec![change],
            ..Batch::from(act)
        };
        records.commit(batch).await
    }
}
