//! What is watched.

use std::cmp::Reverse;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use model::priority::Priority;
use model::queue::QueueState;
use model::time::{Hour, Timestamp};
use model::workflow::State;
use shared::report::ReportId;
use store::{CaseFilter, Part, StoreError};

use super::Alerts;
use super::kind::Alert;
use super::memory::{Finding, Memory};
use crate::directory::following::Freshness;
use crate::disk;
use crate::heartbeat::is_key_missing;
use crate::keys::ratchet::STANDS_HOURS;
use crate::pull::{Status, UNREACHABLE_SECONDS};
use crate::records::RecordError;
use crate::webhooks::outbox::Outbox;

/// Seconds for which a report about a child in danger may wait.
const DANGER_SECONDS: u64 = 15 * 60;

/// Reports about children in danger that are looked at, at most.
const LOOKED_AT: usize = 100;

/// Failed logins in one hour from which on they are an attack.
const ATTACK: u64 = 30;

/// Seconds after which an intake that does not write is silent. It writes each minute.
const INTAKE_SECONDS: u64 = 5 * 60;

/// Seconds after which a backup is too old.
const BACKUP_SECONDS: u64 = 36 * 3600;

const DAY: u64 = 24 * 3600;

impl Alerts {
    /// The state of each alert. An alert that cannot be looked at is left out.
    pub(super) async fn findings(&self, memory: &Memory) -> Vec<Finding> {
        let now = self.parts.clock.now();
        let mut findings = vec![
            over_zero(Alert::QueueChanged, memory.log.changed),
            over_zero(Alert::AccountMade, memory.log.accounts),
            over_zero(Alert::TokenMade, memory.log.tokens),
            attacked(memory, now),
        ];
        findings.push(over_zero(
            Alert::StoreChanged,
            self.differences.load(Ordering::Relaxed),
        ));
        findings.push(over_zero(
            Alert::HotlineSilent,
            self.silent.load(Ordering::Relaxed),
        ));
        findings.extend(self.signer(now));
        findings.extend(self.exchange(now));
        findings.extend(self.directory(now).await);
        findings.extend(self.split_views().await);
        findings.extend(self.addresses(now).await);
        let status = self.intake_status();
        let ratchet_hour = self.ratchet_hour.as_ref().map(|hour| hour());
        let ratchet_hour = ratchet_hour.or(status.as_ref().map(|it| Hour(it.ratchet_hour)));
        findings.extend(ratchet_hour.map(|hour| ratchet(hour, now)));
        let disk_of_intake = status.as_ref().and_then(|it| it.disk_used_percent);
        findings.extend(self.disk(disk_of_intake));
        let is_refused = self.parts.clock.refused().is_some();
        findings.push(one_if(
            Alert::ClockRefused,
            is_refused || status.is_some_and(|it| it.clock_refused),
        ));
        // The store has logged its errors.
        findings.extend(self.danger(memory, now).await.ok().flatten());
        findings.extend(self.waiting().await.into_iter().flatten());
        findings.push(self.writable().await);
        findings.extend(self.beats(now).await.into_iter().flatten());
        match self.dead_deliveries().await {
            Ok(dead) => findings.push(over_zero(Alert::DeliveriesDead, dead)),
            Err(error) => tracing::error!(%error, "alerts cannot read the deliveries"),
        }
        findings
    }

    /// Reports about a child in danger that have waited for too long: in the queue, or as a case that is nobody's.
    /// Once told, that is over when none waits any more: a desk that has just started does not know how long the
    /// others have waited.
    async fn danger(&self, memory: &Memory, now: Timestamp) -> Result<Option<Finding>, StoreError> {
        let waiting = self.in_danger(now).await?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|id, _| waiting.iter().any(|(waits, _)| waits == id));
        let mut late = 0;
        for (id, received) in &waiting {
            let first_seen = *seen.entry(*id).or_insert(now);
            if arrived_by(*received, first_seen).plus_seconds(DANGER_SECONDS) <= now {
                late += 1;
            }
        }
        let is_unknown = late == 0 && !waiting.is_empty() && memory.is_raised(Alert::DangerWaits);
        Ok((!is_unknown).then(|| over_zero(Alert::DangerWaits, late)))
    }

    /// The reports about a child in danger that nobody has, each with the hour of its arrival: those in the queue, those
    /// that another hotline referred, and those that somebody has put down again before the assessment.
    async fn in_danger(&self, now: Timestamp) -> Result<Vec<(ReportId, Hour)>, StoreError> {
        let store = &self.parts.store;
        let danger = Some(Priority::Danger);
        let mut queue = store.list(danger, None, LOOKED_AT).await?;
        queue.retain(|stored| stored.state(now) == QueueState::Waiting);
        let nobodys = CaseFilter {
            states: vec![State::ToAssess],
            unassigned: true,
            priority: danger,
            max: LOOKED_AT,
            ..CaseFilter::default()
        };
        let cases = store.cases(&nobodys).await?.into_iter();
        let cases = cases.map(|card| (card.id, card.received));
        let queue = queue.into_iter().map(|stored| (stored.id, stored.received));
        Ok(queue.chain(cases).collect())
    }

    /// The rest of the queue, as of the last full hour.
    async fn waiting(&self) -> Result<[Finding; 2], StoreError> {
        let counts = self.parts.queue.counts().await?;
        let calendar = &self.parts.calendar;
        let late = counts
            .waiting
            .iter()
            .filter(|it| calendar.is_late(it.received, counts.hour));
        Ok([
            over_zero(Alert::ReportsWait, late.map(|it| it.reports).sum()),
            over_zero(Alert::ReportsSetAside, counts.dead),
        ])
    }

    async fn writable(&self) -> Finding {
        let written = self.parts.heartbeat.check().await;
        one_if(Alert::NothingStored, written.is_err())
    }

    /// The parts of a receiver that have been at work once, and are not any more. A store in a file that
    /// has no backup yet counts from its first act.
    async fn beats(&self, now: Timestamp) -> Result<[Finding; 3], StoreError> {
        let beats = self.parts.store.beats().await?;
        let last = |part: Part| beats.iter().find(|(of, _)| *of == part).map(|(_, at)| *at);
        let silent = |last: Option<Timestamp>, seconds: u64| {
            let since = last.map(|at| now.0.saturating_sub(at.0));
            since.filter(|since| *since > seconds)
        };
        let minutes = |since: u64| since / 60;
        let intake = match &self.parts.fetcher {
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
            None if self.disk.is_some() => self.begun().await?,
            last => last,
        };
        let backup = silent(backup, BACKUP_SECONDS).map(|since| since / 3600);
        Ok([
            intake,
            one_if(Alert::KeyMissing, is_key_missing(&beats)),
            finding(Alert::BackupOld, backup),
        ])
    }

    /// The time of the first act in the store.
    async fn begun(&self) -> Result<Option<Timestamp>, StoreError> {
        let first = self.parts.store.acts(0, 1).await?;
        let first = first.first().and_then(|first| first.entry().ok());
        Ok(first.and_then(|first| first.at.parse().ok()))
    }

    async fn dead_deliveries(&self) -> Result<u64, RecordError> {
        let outbox = Outbox::new(&*self.parts.store, &self.parts.vault);
        let backlogs = outbox.backlogs().await?;
        Ok(backlogs.values().map(|backlog| backlog.dead as u64).sum())
    }

    /// What the intake on another machine said of itself last.
    fn intake_status(&self) -> Option<Status> {
        self.parts.fetcher.as_ref()?.status()
    }

    /// The signer's certificate, with a stage at 14, 7 and 1 days before its end, and at its end.
    fn signer(&self, now: Timestamp) -> Option<Finding> {
        let ends = self.signer_ends.as_ref().map(|ends| ends());
        let ends = ends.or_else(|| Some(self.intake_status()?.signer_ends))?;
        Some(certificate(Alert::SignerEnds, ends, now))
    }

    /// The certificate for the exchange with other hotlines, in the same way. One that cannot be read has
    /// ended.
    fn exchange(&self, now: Timestamp) -> Option<Finding> {
        let ends = self.parts.exchange.as_ref()?.certified_until();
        let ends = ends.unwrap_or(Timestamp(0));
        Some(certificate(Alert::ExchangeEnds, ends, now))
    }

    /// The directory of other hotlines, once there is one.
    async fn directory(&self, now: Timestamp) -> Option<Finding> {
        let directory = self.parts.exchange.as_ref()?.directory().await;
        let good = directory
            .inspect_err(|error| tracing::error!(%error, "alerts cannot read the directory"))
            .ok()??;
        let since = now.0.saturating_sub(good.fetched.0);
        let is_old = good.freshness(now) != Freshness::Fresh;
        Some(finding(Alert::DirectoryOld, is_old.then_some(since / 3600)))
    }

    /// The other hotlines that go by another directory of the same version.
    async fn split_views(&self) -> Option<Finding> {
        let views = self.parts.exchange.as_ref()?.split_views().await;
        let views = views
            .inspect_err(|error| tracing::error!(%error, "alerts cannot read the split views"))
            .ok()?;
        Some(over_zero(Alert::DirectorySplit, views.len() as u64))
    }

    /// The intake's public address, and the certificates that the halves show themselves. Of several that
    /// end, the first to end is told.
    async fn addresses(&self, now: Timestamp) -> Vec<Finding> {
        let mut findings = match &self.public {
            Some(address) => address.findings(now).await,
            None => Vec::new(),
        };
        let ends = self.tls_ends.as_ref().and_then(|ends| ends());
        findings.extend(ends.map(|ends| certificate(Alert::CertificateEnds, ends, now)));
        findings.sort_by_key(|it| (it.alert, Reverse(it.stage)));
        findings.dedup_by_key(|it| it.alert);
        findings
    }

    /// The disks of stores in files: that of this machine, and that of the intake. The fuller one is told.
    fn disk(&self, of_intake: Option<u64>) -> Option<Finding> {
        let own = self.disk.as_deref().and_then(disk::used_percent);
        let used = own.max(of_intake)?;
        let count = disk::is_nearly_full(used).then_some(used);
        Some(finding(Alert::DiskFull, count))
    }
}

/// A certificate, with a stage at 14, 7 and 1 days before its end, and at its end.
fn certificate(alert: Alert, ends: Timestamp, now: Timestamp) -> Finding {
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

fn attacked(memory: &Memory, now: Timestamp) -> Finding {
    let is_recent = now.hour().0.saturating_sub(memory.log.hour) < 2;
    let failures = memory.log.failures;
    let count = (is_recent && failures >= ATTACK).then_some(failures);
    finding(Alert::LoginsAttacked, count)
}

fn over_zero(alert: Alert, count: u64) -> Finding {
    finding(alert, (count > 0).then_some(count))
}

fn one_if(alert: Alert, is_so: bool) -> Finding {
    finding(alert, is_so.then_some(1))
}

fn finding(alert: Alert, count: Option<u64>) -> Finding {
    Finding {
        alert,
        count,
        stage: 0,
    }
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
