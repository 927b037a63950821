//! The directory of a network, followed each hour: its hotlines become those that this desk exchanges with.

use axum::http::Uri;
use model::time::Timestamp;
use sigstore_tuf::Error;
use store::{Batch, RecordKind};

use super::Exchange;
use super::online::Online;
use crate::directory::following::{Followed, Good};
use crate::directory::{Application, Reach, reach};
use crate::handoff::{DirectorySource, OtherHotline};
use crate::outgoing::Outgoing;
use crate::parcel::Member;
use crate::records::{Kept, RecordError};

/// The key of the record.
const KEY: &[u8] = b"directory";

/// The directory was not followed. What it said before counts on.
#[derive(Debug, thiserror::Error)]
pub enum NotFollowed {
    /// It could not be fetched, or is not to be believed.
    #[error("{0}")]
    Refused(String),
    /// The records could not be read or written.
    #[error(transparent)]
    Records(#[from] RecordError),
}

impl From<Error> for NotFollowed {
    fn from(error: Error) -> Self {
        let mut words = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            words = format!("{words}: {cause}");
            source = cause.source();
        }
        Self::Refused(words)
    }
}

/// Fetches the directory at an address as a desk does that has seen nothing of it, and changes nothing.
pub(crate) async fn look(
    outgoing: &Outgoing,
    root: &[u8],
    url: &str,
    now: Timestamp,
) -> Result<Good, NotFollowed> {
    let mut followed = Followed::default();
    followed
        .refresh(root, Online::new(outgoing, url), now)
        .await?;
    let good = followed.good(root).cloned();
    good.ok_or_else(|| Error::NotRefreshed.into())
}

impl Exchange {
    /// What is known of the directory; none if the config names none, or if none has been fetched yet.
    pub async fn directory(&self) -> Result<Option<Good>, RecordError> {
        let Some(source) = &self.referrals.directory else {
            return Ok(None);
        };
        let kept = self.followed().await?;
        Ok(kept.and_then(|kept| kept.value.good(&source.root).cloned()))
    }

    /// Exchanges with the hotlines of the config and of the directory as it was last fetched, but for those with a
    /// bar.
    pub async fn recall(&self) -> Result<(), RecordError> {
        let (good, bars) = (self.directory().await?, self.stored_bars().await?);
        let named = self.referrals.directory.as_ref().zip(good.as_ref());
        let others = named.into_iter().flat_map(|(source, good)| {
            let active = good.directory.active();
            active.filter_map(|hotline| other(hotline, source, good.until))
        });
        let us = &self.us().hotline;
        let others = others.filter(|other| other.member.hotline != *us);
        let edition = good.as_ref().map(Good::edition);
        let hotlines = &self.referrals.hotlines;
        hotlines.take(edition, others, bars.into());
        Ok(())
    }

    /// Fetches the directory, if that was not done in this hour, and takes over what it says.
    pub(super) async fn follow(&self) -> Result<(), NotFollowed> {
        let fetched = match &self.referrals.directory {
            Some(source) => self.fetch_directory(source).await,
            None => Ok(self.show_no_directory().await?),
        };
        self.recall().await?;
        fetched
    }

    /// Fetches what is new of the directory from the association, or else from other hotlines.
    async fn fetch_directory(&self, source: &DirectorySource) -> Result<(), NotFollowed> {
        let hour = self.clock.now().hour();
        let good = self.directory().await?;
        if good.is_some_and(|good| good.fetched.hour() == hour) {
            return Ok(());
        }
        let Err(refused) = self.take_directory(source, &source.url).await else {
            return Ok(());
        };
        match self.take_from_mirrors(source).await {
            Ok(()) => {
                tracing::warn!(%refused, "the directory is taken from another hotline's mirror");
                Ok(())
            }
            Err(NotFollowed::Refused(_)) => Err(refused),
            Err(error) => Err(error),
        }
    }

    /// Fetches what is new of the directory at an address. What was verified on the way is stored, also if the rest is
    /// refused.
    pub(super) async fn take_directory(
        &self,
        source: &DirectorySource,
        url: &str,
    ) -> Result<(), NotFollowed> {
        let kept = self.followed().await?;
        let before = kept.as_ref().map(|kept| kept.value.clone());
        let mut followed = before.unwrap_or_default();
        let files = Online::new(&self.outgoing, url);
        let fetched = followed
            .refresh(&source.root, files, self.clock.now())
            .await;
        self.keep_directory(kept, followed, fetched.is_ok()).await?;
        Ok(fetched?)
    }

    /// Stores what was verified in the place of what was kept before. A directory that `is_whole` is shown to others,
    /// and its new hotlines wait until somebody here agrees to them.
    pub(super) async fn keep_directory(
        &self,
        kept: Option<Kept<Followed>>,
        followed: Followed,
        is_whole: bool,
    ) -> Result<(), RecordError> {
        let records = self.records();
        let before = kept.as_ref().map(|kept| &kept.value);
        if before == Some(&followed) {
            return Ok(());
        }
        let mut batch = Batch::default();
        if is_whole {
            self.show_to_others(&mut batch, &followed).await?;
            self.pause_new(&mut batch, before, &followed).await?;
        }
        batch.records.push(match kept {
            None => records.add(RecordKind::Trusted, KEY, &followed)?,
            Some(mut kept) => {
                kept.value = followed;
                records.put(RecordKind::Trusted, &kept)?
            }
        });
        match records.commit(batch).await {
            // Another desk on this store was quicker.
            Ok(()) | Err(RecordError::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn followed(&self) -> Result<Option<Kept<Followed>>, RecordError> {
        self.records().get(RecordKind::Trusted, KEY).await
    }
}

/// A hotline of the directory; none if its address leads to the desk's own network. A network to try out on one
/// machine has its addresses there.
fn other(
    hotline: &Application,
    source: &DirectorySource,
    until: Timestamp,
) -> Option<OtherHotline> {
    let is_trial = reach(&source.url) == Some(Reach::ThisMachine);
    let is_ok = match reach(&hotline.exchange)? {
        Reach::Outside => true,
        Reach::ThisMachine => is_trial,
    };
    let url = |path: &str| -> Option<Uri> {
        let url = [hotline.exchange.trim_end_matches('/'), path].concat();
        url.parse().ok()
    };
    is_ok.then_some(OtherHotline {
        member: Member {
            hotline: hotline.hotline.clone(),
            root: hotline.root,
        },
        key_url: url("/v1/exchange-key")?,
        parcels_url: url("/v1/parcels")?,
        directory_url: url("/directory")?.to_string(),
        countries: hotline.countries.clone(),
        take_over: false,
        waiting: source.waiting,
        until: Some(until),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a hotline at this address is taken from a directory at that.
    fn is_taken(exchange: &str, directory: &str) -> bool {
        let hotline = Application {
            hotline: "nl".parse().unwrap(),
            name: "Meldpunt".to_owned(),
            countries: vec!["NL".to_owned()],
            categories: vec!["csam".to_owned()],
            languages: vec!["nl".to_owned()],
            root: "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
                .parse()
                .unwrap(),
            exchange: exchange.to_owned(),
            form: exchange.to_owned(),
            made: 1,
        };
        let source = DirectorySource {
            url: directory.to_owned(),
            root: Vec::new(),
            waiting: 500,
            admit_new: false,
        };
        other(&hotline, &source, Timestamp(1)).is_some()
    }

    #[test]
    fn no_directory_leads_a_desk_into_its_own_network() {
        let outside = "https://network.example/directory";
        assert!(is_taken("https://report.nl.example/", outside));
        for inward in [
            "http://127.0.0.1:7702",
            "https://127.0.0.1:7702",
            "https://10.0.0.1",
            "https://intranet",
            "http://report.nl.example",
        ] {
            assert!(!is_taken(inward, outside), "{inward}");
        }
        assert!(is_taken("http://127.0.0.1:7702", "http://127.0.0.1:80"));
    }
}
