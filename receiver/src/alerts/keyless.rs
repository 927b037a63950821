//! What is watched without the desk's key: the queue, certificates, disks and clocks, and whether each part is at work.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use model::calendar::Calendar;
use model::priority::Priority;
use model::queue::QueueState;
use model::time::{Hour, Timestamp};
use shared::report::ReportId;
use store::{Ownership, Part, Queue, StoreError};

use super::kind::Alert;
use super::memory::{Finding, Memory};
use super::{PublicAddress, finding, one_if, over_zero};
use crate::clock::Clock;
use crate::disk;
use crate::heartbeat::{is_key_missing, last_beat};
use crate::hourly::HourlyQueue;
use crate::keys::ratchet::STANDS_HOURS;
use crate::pull::{Fetcher, Status, UNREACHABLE_SECONDS};

/// Seconds for which a report about a child in danger may wait.
pub(super) const DANGER_SECONDS: u64 = 15 * 60;

/// Reports about children in danger that are looked at, at most.
pub(super) const LOOKED_AT: usize = 100;

/// Seconds after which an intake that does not write is silent. It writes each minute.
const INTAKE_SECONDS: u64 = 5 * 60;

/// Seconds after which a backup is too old.
const BACKUP_SECONDS: u64 = 36 * 3600;

const DAY: u64 = 24 * 3600;

/// The end of the signer's certificate, for a process that runs the intake as well.
pub(crate) type SignerEnds = Box<dyn Fn() -> Timestamp + Send + Sync>;

/// The hour of the ratchet's file, for a process that runs the intake as well.
pub(crate) type RatchetHour = Box<dyn Fn() -> Hour + Send + Sync>;

/// The end of the first certificate to end of those that the halves show themselves.
pub(crate) type TlsEnds = Box<dyn Fn() -> Option<Timestamp> + Send + Sync>;

/// What alerts are told of the process that they are in.
#[derive(Default)]
pub(crate) struct Surroundings {
    /// The end of the signer's certificate, if the process runs the intake as well.
    pub(crate) signer_ends: Option<SignerEnds>,
    /// The intake's public address, if the process runs the intake as well.
    pub(crate) public: Option<Arc<PublicAddress>>,
    /// The hour of the ratchet's file, if the process runs the intake as well.
    pub(crate) ratchet_hour: Option<RatchetHour>,
    /// The end of the first certificate to end that the process shows, if it shows any.
    pub(crate) tls_ends: Option<TlsEnds>,
    /// The folder of the store's file, if the store is a file.
    pub(crate) disk: Option<PathBuf>,
    /// Fetches from the intake, if each half has a store of its own.
    pub(crate) fetcher: Option<Arc<Fetcher>>,
}

impl Surroundings {
    /// What the intake on another machine said of itself last.
    fn intake(&self) -> Option<Status> {
        self.fetcher.as_ref()?.status()
    }
}

/// A report about a child in danger that nobody has, and the hour of its arrival.
pub(super) type InDanger = (ReportId, Hour);

/// Watches a store and this process, without the desk's key.
pub(crate) struct Keyless {
    queue: Arc<dyn Queue>,
    beats: Arc<dyn Ownership>,
    counts: Arc<HourlyQueue>,
    clock: Arc<dyn Clock>,
    calendar: Calendar,
    pub(super) surroundings: Surroundings,
    /// When this process first saw each waiting report of a child in danger.
    seen: Mutex<HashMap<ReportId, Timestamp>>,
}

impl Keyless {
    /// Watches this store. `calendar` has the days on which the hotline works.
    pub(crate) fn new(
        queue: Arc<dyn Queue>,
        beats: Arc<dyn Ownership>,
        counts: Arc<HourlyQueue>,
        clock: Arc<dyn Clock>,
        calendar: Calendar,
    ) -> Self {
        Self {
            queue,
            beats,
            counts,
            clock,
            calendar,
            surroundings: Surroundings::default(),
            seen: Mutex::default(),
        }
    }

    /// Certificates, the ratchet, the disk and the clock.
    pub(super) async fn of_process(&self, now: Timestamp) -> Vec<Finding> {
        let status = self.surroundings.intake();
        let of_intake = status.as_ref();
        let signer_ends = self.surroundings.signer_ends.as_ref().map(|ends| ends());
        let signer_ends = signer_ends.or(of_intake.map(|it| it.signer_ends));
        let ratchet_hour = self.surroundings.ratchet_hour.as_ref().map(|hour| hour());
        let ratchet_hour = ratchet_hour.or(of_intake.map(|it| Hour(it.ratchet_hour)));
        let mut findings = Vec::new();
        findings.extend(signer_ends.map(|ends| certificate(Alert::SignerEnds, ends, now)));
        findings.extend(self.addresses(now).await);
        findings.extend(ratchet_hour.map(|hour| ratchet(hour, now)));
        findings.extend(self.disk(of_intake.and_then(|it| it.disk_used_percent)));
        let is_refused =
            self.clock.refused().is_some() || of_intake.is_some_and(|it| it.clock_refused);
        findings.push(one_if(Alert::ClockRefused, is_refused));
        findings
    }

    /// Reports about a child in danger that have waited for too long, of those that wait. Once told, that is over when
    /// none waits any more: a desk that has just started does not know how long the others have waited.
    pub(super) fn danger(
        &self,
        waiting: &[InDanger],
        memory: &Memory,
        now: Timestamp,
    ) -> Option<Finding> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|id, _| waiting.iter().any(|(waits, _)| waits == id));
        let mut late = 0;
        for (id, received) in waiting {
            let first_seen = *seen.entry(*id).or_insert(now);
            if arrived_by(*received, first_seen).plus_seconds(DANGER_SECONDS) <= now {
                late += 1;
            }
        }
        let is_unknown = late == 0 && !waiting.is_empty() && memory.is_raised(Alert::DangerWaits);
        (!is_unknown).then(|| over_zero(Alert::DangerWaits, late))
    }

    /// The reports about a child in danger in the queue that nobody has.
    pub(super) async fn in_queue(&self, now: Timestamp) -> Result<Vec<InDanger>, StoreError> {
        let danger = Some(Priority::Danger);
        let mut queue = self.queue.list(danger, None, LOOKED_AT).await?;
        queue.retain(|stored| stored.state(now) == QueueState::Waiting);
        let queue = queue.into_iter().map(|stored| (stored.id, stored.received));
        Ok(queue.collect())
    }

    /// The rest of the queue, as of the last full hour.
    pub(super) async fn waiting(&self) -> Result<[Finding; 2], StoreError> {
        let counts = self.counts.counts().await?;
        let late = counts
            .waiting
            .iter()
            .filter(|it| self.calendar.is_late(it.received, counts.hour));
        Ok([
            over_zero(Alert::ReportsWait, late.map(|it| it.reports).sum()),
            over_zero(Alert::ReportsSetAside, counts.dead),
        ])
    }

    /// The parts of a receiver that have been at work once, and are not any more. A store that has no backup yet counts
    /// from the time at which it was `begun`, if that is known.
    pub(super) async fn beats(
        &self,
        now: Timestamp,
        begun: impl AsyncFnOnce() -> Result<Option<Timestamp>, StoreError>,
    ) -> Result<[Finding; 3], StoreError> {
        let beats = self.beats.beats().await?;
        let last = |part: Part| last_beat(&beats, part);
        let silent = |last: Option<Timestamp>, seconds: u64| {
            let since = last.map(|at| now.0.saturating_sub(at.0));
            since.filter(|since| *since > seconds)
        };
        let minutes = |since: u64| since / 60;
        let intake = match &self.surroundings.fetcher {
            None => finding(
                Alert::IntakeSilent,
                silent(last(Part::Intake), INTAKE_SECONDS).map(minutes),
            ),
            Some(fetcher) => {
                let answered = last(Part::Intake).or(Some(fetcher.began()));
                let since = silent(answered, UNREACHABLE_SECONDS);
                finding(Alert::IntakeUnreachable, since.map(minutes))
            }
        };
        let backup = match last(Part::Backup) {
            None => begun().await?,
            last => last,
        };
        let backup = silent(backup, BACKUP_SECONDS).map(|since| since / 3600);
        Ok([
            intake,
            one_if(Alert::KeyMissing, is_key_missing(&beats)),
            finding(Alert::BackupOld, backup),
        ])
    }

    /// Whether the store is a file, whose backups the receiver makes.
    pub(super) fn is_file(&self) -> bool {
        self.surroundings.disk.is_some()
    }

    /// The intake's public address, and the certificates that the halves show themselves. Of several that
    /// end, the first to end is told.
    async fn addresses(&self, now: Timestamp) -> Vec<Finding> {
        let mut findings = match &self.surroundings.public {
            Some(address) => address.findings(now).await,
            None => Vec::new(),
        };
        let ends = self.surroundings.tls_ends.as_ref().and_then(|ends| ends());
        findings.extend(ends.map(|ends| certificate(Alert::CertificateEnds, ends, now)));
        findings.sort_by_key(|it| (it.alert, Reverse(it.stage)));
        findings.dedup_by_key(|it| it.alert);
        findings
    }

    /// The disks of stores in files: that of this machine, and that of the intake. The fuller one is told.
    fn disk(&self, of_intake: Option<u64>) -> Option<Finding> {
        let own = self.surroundings.disk.as_deref();
        let used = own.and_then(disk::used_percent).max(of_intake)?;
        let count = disk::is_nearly_full(used).then_some(used);
        Some(finding(Alert::DiskFull, count))
    }
}

/// A certificate, with a stage at 14, 7 and 1 days before its end, and at its end.
pub(super) fn certificate(alert: Alert, ends: Timestamp, now: Timestamp) -> Finding {
    let left = ends.0.saturating_sub(now.0);
    let stages = [14 * DAY, 7 * DAY, DAY, 0].into_iter();
    let stage = stages.filter(|seconds| left <= *seconds).count() as u8;
    Finding {
        alert,
        count: (stage > 0).then_some(left / DAY),
        stage,
    }
}

/// The ratchet's file, which has to leave old hours behind.
fn ratchet(hour: Hour, now: Timestamp) -> Finding {
    let behind = now.hour().0.saturating_sub(hour.0);
    let count = (behind > STANDS_HOURS).then_some(behind);
    finding(Alert::RatchetStands, count)
}

/// The latest time at which a report can have arrived: the end of its hour, or when it was seen.
fn arrived_by(received: Hour, first_seen: Timestamp) -> Timestamp {
    first_seen.min(Timestamp(received.0.saturating_add(1).saturating_mul(3600)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratchet_that_stands_for_longer_than_its_keys_live_is_told() {
        for (behind, count) in [(0, None), (75, None), (76, Some(76))] {
            let now = Timestamp((1000 + behind) * 3600);
            assert_eq!(ratchet(Hour(1000), now).count, count, "{behind}");
        }
    }
}
