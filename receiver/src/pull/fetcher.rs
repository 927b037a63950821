//! The desk's side: asks the intake for what waits there, stores it, and then says so.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::join_all;
use model::sealed::SealedEpochKey;
use model::time::Timestamp;
use store::{DeskStore, RecordKind, StoreError};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use super::NotFetched;
use super::client::{Client, Source};
use super::door::{PARCELS, REPORTS};
use super::parts::PART_BYTES;
use super::signature::sha256;
use super::wire::{Bytes, Fetch, Given, Kept, NoEpoch, Part, Status, Wanted};
use crate::clock::Clock;
use crate::crypto::epoch::EpochOpener;
use crate::heartbeat::last_beat;
use crate::outgoing::{Outgoing, Unanswered};
use crate::telemetry::Metrics;

/// Seconds between two notes that the intake is at work.
const NOTE_SECONDS: u64 = 30;

/// Maximum number of requests in a row: a desk that was away for long goes on at the next interval.
const IN_A_ROW: usize = 1000;

/// Fetches from an intake.
pub(crate) struct Fetcher {
    parts: FetcherParts,
    client: Client,
    state: Mutex<State>,
    /// Tells the desk that parcels of other hotlines have arrived.
    news: watch::Sender<()>,
}

/// The parts of a fetcher.
pub(crate) struct FetcherParts {
    /// The intake.
    pub(crate) source: Arc<Source>,
    /// The desk's store.
    pub(crate) store: Arc<dyn DeskStore>,
    /// Tells which of the desk's keys opens a report.
    pub(crate) opener: EpochOpener,
    /// The clock of the process.
    pub(crate) clock: Arc<dyn Clock>,
    /// Makes the requests.
    pub(crate) outgoing: Outgoing,
    /// Shows when the desk fetched last.
    pub(crate) metrics: Arc<Metrics>,
}

/// What is known of the intake.
struct State {
    /// When the desk began to ask.
    began: Timestamp,
    /// The last time at which the intake answered, as far as it is noted in the store.
    noted: Option<Timestamp>,
    /// What the intake said of itself last.
    status: Option<Status>,
    /// Why the last request had no answer: told once.
    told: Option<String>,
    /// Maximum number of reports in an answer: fewer on a line that is too slow for more.
    reports: usize,
}

impl Fetcher {
    /// A fetcher with these parts.
    pub(crate) fn new(parts: FetcherParts) -> Self {
        let state = State {
            began: parts.clock.now(),
            noted: None,
            status: None,
            told: None,
            reports: REPORTS,
        };
        Self {
            client: Client::new(parts.source.clone(), parts.outgoing.clone()),
            parts,
            state: Mutex::new(state),
            news: watch::Sender::new(()),
        }
    }

    /// The news that parcels of other hotlines have arrived.
    pub(crate) fn news(&self) -> watch::Receiver<()> {
        self.news.subscribe()
    }

    /// When the desk began to ask.
    pub(crate) fn began(&self) -> Timestamp {
        self.state().began
    }

    /// What the intake said of itself last; none before its first answer.
    pub(crate) fn status(&self) -> Option<Status> {
        self.state().status.clone()
    }

    /// Fetches in regular intervals, until the sender of `stopped` is dropped.
    pub(crate) async fn run(self: Arc<Self>, mut stopped: watch::Receiver<()>) {
        self.show_last_answer().await;
        let mut moments = interval(self.parts.source.interval);
        // After a long answer, the next request comes an interval later.
        moments.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let fetching = async {
                moments.tick().await;
                self.fetch_all().await;
            };
            // What is cut off here is fetched again.
            tokio::select! {
                biased;
                _ = stopped.changed() => return,
                () = fetching => {}
            }
        }
    }

    /// Shows when the intake answered last, before this start.
    async fn show_last_answer(&self) {
        // The store has logged its error.
        let beats = self.parts.store.beats().await.unwrap_or_default();
        let at = last_beat(&beats, store::Part::Intake);
        self.parts.metrics.set_fetched(at.unwrap_or(Timestamp(0)));
    }

    /// Fetches everything that waits. The log tells once why that fails, and once that it works again.
    #[tracing::instrument(skip_all, name = "pull.fetch")]
    pub(crate) async fn fetch_all(&self) {
        let error = self.fetch_until_empty().await.err();
        let mut state = self.state();
        if let Some(NotFetched::Unanswered(Unanswered::TooLate | Unanswered::Unreadable)) = error {
            state.reports = (state.reports / 2).max(1);
        }
        let text = error.map(|error| error.to_string());
        if text == state.told {
            return;
        }
        match &text {
            Some(error) => tracing::error!(%error, "nothing can be fetched from the intake"),
            None => tracing::info!("the intake answers again"),
        }
        state.told = text;
    }

    async fn fetch_until_empty(&self) -> Result<(), NotFetched> {
        let (mut kept, mut wanted) = (Kept::default(), None);
        for _ in 0..IN_A_ROW {
            let fetch = self.next(kept, wanted.as_ref()).await?;
            let owner = self.parts.store.owner().await?;
            let store = owner.map(|owner| owner.store.0).unwrap_or_default();
            let given = self.client.ask(&store, Some(fetch)).await?;
            self.note_answer(&given).await?;
            let sent = wanted.take();
            wanted = given.wanted.first().cloned();
            wanted = wanted.filter(|wanted| Some(wanted) != sent.as_ref());
            kept = self.keep(given).await?;
            if kept.is_nothing() && wanted.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// The next request: says what is on the disk, and what the desk publishes, with a part that is wanted of it.
    async fn next(&self, kept: Kept, wanted: Option<&Wanted>) -> Result<Fetch, StoreError> {
        let reports = self.state().reports;
        let published = self.parts.store.records_of(RecordKind::Publication).await?;
        let published = published
            .into_iter()
            .filter_map(|(name, record)| Some((String::from_utf8(name).ok()?, record.bytes)));
        let published: BTreeMap<String, Vec<u8>> = published.collect();
        let digests = published.iter();
        let digests = digests.map(|(name, bytes)| (name.clone(), sha256(bytes)));
        let part = wanted.and_then(|wanted| {
            let rest = published.get(&wanted.name)?.get(wanted.from..);
            let rest = rest.unwrap_or_default();
            Some(Part {
                place: wanted.clone(),
                bytes: Bytes(rest[..rest.len().min(PART_BYTES)].to_vec()),
            })
        });
        Ok(Fetch {
            reports,
            parcels: (reports * PARCELS).div_ceil(REPORTS),
            kept,
            publications: digests.collect(),
            part,
        })
    }

    /// Keeps what the intake says of itself, and writes at most twice a minute that it is at work.
    async fn note_answer(&self, given: &Given) -> Result<(), StoreError> {
        let now = self.parts.clock.now();
        self.parts.metrics.set_fetched(now);
        let noted = {
            let mut state = self.state();
            state.status = Some(given.status.clone());
            state.reports = (state.reports * 2).min(REPORTS);
            state.noted
        };
        if noted.is_some_and(|at| (at..at.plus_seconds(NOTE_SECONDS)).contains(&now)) {
            return Ok(());
        }
        self.parts
            .store
            .beat(store::Part::Intake, now, None)
            .await?;
        if given.status.has_key {
            self.parts
                .store
                .beat(store::Part::IntakeKey, now, None)
                .await?;
        }
        self.state().noted = Some(now);
        Ok(())
    }

    /// Stores what was handed over. Returns what is on the disk then.
    ///
    /// # Errors
    ///
    /// Fails if nothing of it could be stored.
    async fn keep(&self, given: Given) -> Result<Kept, NotFetched> {
        let sealed_to = |key: &SealedEpochKey| self.parts.opener.sealed_to(key);
        let reports = given.new_reports(sealed_to);
        let reports = reports.map_err(|NoEpoch| NotFetched::Unreadable)?;
        let store = &self.parts.store;
        // All at once, so that one flush of the disk serves them.
        let reports = reports.into_iter().map(async |report| {
            let id = report.id;
            store.enqueue(report).await.map(|_| id)
        });
        let parcels = given.parcels.into_iter().map(async |parcel| {
            let Bytes(key) = &parcel.key;
            let stored = store.receive(key, parcel.parcel.0, parcel.receipt.0);
            stored.await.map(|_| parcel.key)
        });
        let (reports, parcels) = tokio::join!(join_all(reports), join_all(parcels));
        let failed = reports.iter().find_map(|it| it.as_ref().err());
        let failed = failed.or(parcels.iter().find_map(|it| it.as_ref().err()));
        let failed = failed.cloned();
        let kept = Kept {
            lease: given.lease,
            reports: reports.into_iter().flatten().collect(),
            parcels: parcels.into_iter().flatten().collect(),
        };
        if !kept.parcels.is_empty() {
            self.news.send_replace(());
        }
        match failed {
            Some(error) if kept.is_nothing() => Err(error.into()),
            _ => Ok(kept),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
