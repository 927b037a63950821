//! The directory of a network, followed each hour: its hotlines become those that this desk exchanges with.

use axum::http::{Request, StatusCode, Uri};
use model::time::Timestamp;
use sigstore_tuf::transport::FetchFuture;
use sigstore_tuf::{Error, Repository};
use store::{Batch, RecordKind};

use super::Exchange;
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

/// Fetches a directory as a desk does that has seen nothing of it, and changes nothing.
pub(crate) async fn look(source: &DirectorySource, now: Timestamp) -> Result<Good, NotFollowed> {
    let mut followed = Followed::default();
    let files = Online {
        outgoing: Outgoing::new(),
        url: source.url.clone(),
    };
    followed.refresh(&source.root, files, now).await?;
    let good = followed.good(&source.root).cloned();
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

    /// Exchanges with the hotlines of the config and of the directory as it was last fetched, but for those that are
    /// paused.
    pub async fn recall(&self) -> Result<(), RecordError> {
        let (good, paused) = (self.directory().await?, self.paused().await?);
        let named = self.referrals.directory.as_ref().zip(good.as_ref());
        let others = named.into_iter().flat_map(|(source, good)| {
            let active = good.directory.active();
            active.filter_map(|hotline| other(hotline, source, good.until))
        });
        let us = &self.us().hotline;
        let others = others.filter(|other| other.member.hotline != *us);
        self.referrals.hotlines.take(others, &paused);
        Ok(())
    }

    /// Fetches the directory, if that was not done in this hour, and takes over what it says.
    pub(super) async fn follow(&self) -> Result<(), NotFollowed> {
        let fetched = match &self.referrals.directory {
            Some(source) => self.fetch_directory(source).await,
            None => Ok(()),
        };
        self.recall().await?;
        fetched
    }

    /// Fetches what is new of the directory. What was verified on the way is stored, also if the rest is refused.
    async fn fetch_directory(&self, source: &DirectorySource) -> Result<(), NotFollowed> {
        let (now, records) = (self.clock.now(), self.records());
        let kept = self.followed().await?;
        let before = kept.as_ref().map(|kept| kept.value.clone());
        let mut followed = before.clone().unwrap_or_default();
        let good = followed.good(&source.root);
        if good.is_some_and(|good| good.fetched.hour() == now.hour()) {
            return Ok(());
        }
        let files = Online {
            outgoing: self.outgoing.clone(),
            url: source.url.clone(),
        };
        let fetched = followed.refresh(&source.root, files, now).await;
        if before.as_ref() == Some(&followed) {
            return Ok(fetched?);
        }
        let change = match kept {
            None => records.add(RecordKind::Trusted, KEY, &followed)?,
            Some(mut kept) => {
                kept.value = followed;
                records.put(RecordKind::Trusted, &kept)?
            }
        };
        let batch = Batch {
            records: vec![change],
            ..Batch::default()
        };
        match records.commit(batch).await {
            // Another desk on this store was quicker.
            Ok(()) | Err(RecordError::Conflict) => Ok(fetched?),
            Err(error) => Err(error.into()),
        }
    }

    async fn followed(&self) -> Result<Option<Kept<Followed>>, RecordError> {
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
        countries: hotline.countries.clone(),
        take_over: false,
        until: Some(until),
    })
}

/// The files of a directory at an address.
struct Online {
    outgoing: Outgoing,
    url: String,
}

impl Online {
    async fn fetch(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Error> {
        let url = format!("{}/{name}", self.url.trim_end_matches('/'));
        let request = Request::get(url).body(Vec::new());
        let request = request.map_err(|_| Error::transport("no address"))?;
        let answer = self.outgoing.clone().fetch(request).await;
        let answer = answer.map_err(|error| Error::transport(format!("{name}: {error}")))?;
        match answer.status() {
            StatusCode::OK if answer.body().len() as u64 <= most => Ok(Some(answer.into_body())),
            StatusCode::OK => Err(Error::transport(format!("{name} is too long"))),
            // Stores of static files say so of what is not there.
            StatusCode::NOT_FOUND | StatusCode::FORBIDDEN => Ok(None),
            other => Err(Error::transport(format!(
                "{name}: its server answers {other}"
            ))),
        }
    }
}

impl Repository for Online {
    fn fetch_metadata<'a>(&'a self, name: &'a str, most: u64) -> FetchFuture<'a> {
        Box::pin(self.fetch(name, most))
    }

    fn fetch_target<'a>(&'a self, path: &'a str, most: u64) -> FetchFuture<'a> {
        Box::pin(self.fetch(path, most))
    }
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
