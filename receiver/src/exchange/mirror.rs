//! The files of the directory that the desk has verified last, as the intake shows them to other hotlines, and the
//! mirrors of those: the association's outage stops nobody.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::{StreamExt, stream};
use model::audit::{Act, ActName};
use model::name::DESK;
use store::{Batch, RecordChange, RecordKind, Records, StoreError};

use super::online::Online;
use super::{Exchange, NotFollowed};
use crate::directory::following::Followed;
use crate::handoff::DirectorySource;
use crate::records::RecordError;

/// The key under which the intake finds the files.
pub(super) const PUBLICATION: &[u8] = b"exchange-directory";

/// Maximum number of mirrors that are asked at the same time.
const AT_ONCE: usize = 8;

/// The files as the intake reads them.
pub(crate) struct PublishedDirectory {
    store: Arc<dyn Records>,
}

impl PublishedDirectory {
    /// Reads the files in this store.
    pub(crate) fn new(store: Arc<dyn Records>) -> Self {
        Self { store }
    }

    /// The file of this name; none if the desk has not published it.
    pub(crate) async fn file(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let kind = RecordKind::Publication;
        let record = self.store.record(kind, PUBLICATION).await?;
        let files = record.and_then(|record| serde_json::from_slice(&record.bytes).ok());
        let files: BTreeMap<String, String> = files.unwrap_or_default();
        Ok(files.get(name).cloned().map(String::into_bytes))
    }
}

impl Exchange {
    /// Shows these files to other hotlines, with an entry of the log, unless they are shown already.
    pub(super) async fn show_to_others(
        &self,
        batch: &mut Batch,
        followed: &Followed,
    ) -> Result<(), StoreError> {
        // Strings always have a JSON form.
        let files = serde_json::to_vec(&followed.mirror()).unwrap_or_default();
        if let Some(change) = self.publication(PUBLICATION, files).await? {
            let act = Act::of(DESK, ActName::DirectoryShown, "", "", self.clock.now());
            batch.records.push(change);
            batch.acts.push(act);
        }
        Ok(())
    }

    /// Shows no directory any more: the config names none.
    pub(super) async fn show_no_directory(&self) -> Result<(), RecordError> {
        let kind = RecordKind::Publication;
        if self.store.record(kind, PUBLICATION).await?.is_none() {
            return Ok(());
        }
        let act = Act::of(DESK, ActName::DirectoryShown, "", "", self.clock.now());
        let batch = Batch {
            records: vec![RecordChange::Remove(kind, PUBLICATION.to_vec())],
            ..Batch::from(act)
        };
        self.records().commit(batch).await
    }

    /// Takes the newest directory that another hotline shows. The officers' signatures count, whoever shows it.
    pub(super) async fn take_from_mirrors(
        &self,
        source: &DirectorySource,
    ) -> Result<(), NotFollowed> {
        let now = self.clock.now();
        let kept = self.followed().await?;
        let before = kept.as_ref().map(|kept| kept.value.clone());
        let hotlines = self.referrals.hotlines.look();
        let asked = hotlines.values().map(|other| {
            let mut followed = before.clone().unwrap_or_default();
            let files = Online::new(&self.outgoing, &other.directory_url);
            async move {
                let taken = followed.refresh(&source.root, files, now).await;
                taken.ok().map(|()| followed)
            }
        });
        let asked: Vec<_> = asked.collect();
        let taken = stream::iter(asked).buffer_unordered(AT_ONCE);
        let taken: Vec<_> = taken.filter_map(std::future::ready).collect().await;
        let newest = taken.into_iter().max_by_key(|followed| {
            let good = followed.good(&source.root);
            good.map(|good| (good.version, good.until))
        });
        match newest {
            Some(newest) => Ok(self.keep_directory(kept, newest, true).await?),
            None => Err(NotFollowed::Refused(
                "no other hotline has a newer one".to_owned(),
            )),
        }
    }
}
