//! What is watched with the desk's key: its log, its cases, its deliveries and other hotlines.

use std::sync::atomic::Ordering;

use model::priority::Priority;
use model::time::Timestamp;
use model::workflow::State;
use store::{CaseFilter, StoreError};

use super::keyless::{InDanger, LOOKED_AT, certificate};
use super::kind::Alert;
use super::memory::{Finding, Memory};
use super::{Alerts, finding, one_if, over_zero};
use crate::directory::following::Freshness;
use crate::records::RecordError;
use crate::webhooks::outbox::Outbox;

/// Failed logins in one hour from which on they are an attack.
const ATTACK: u64 = 30;

impl Alerts {
    /// The state of each alert. An alert that cannot be looked at is left out.
    pub(super) async fn findings(&self, memory: &Memory) -> Vec<Finding> {
        let now = self.parts.clock.now();
        let mut findings = vec![
            over_zero(Alert::QueueChanged, memory.log.changed),
            over_zero(Alert::AccountMade, memory.log.accounts),
            over_zero(Alert::TokenMade, memory.log.tokens),
            attacked(memory, now),
            // This desk has its key.
            finding(Alert::DeskLocked, None),
        ];
        findings.push(over_zero(
            Alert::StoreChanged,
            self.differences.load(Ordering::Relaxed),
        ));
        findings.push(over_zero(
            Alert::HotlineSilent,
            self.silent.load(Ordering::Relaxed),
        ));
        findings.extend(self.keyless.of_process(now).await);
        findings.extend(self.certificates(now));
        findings.extend(self.directory(now).await);
        findings.extend(self.split_views().await);
        // The store has logged its errors.
        if let Ok(waiting) = self.in_danger(now).await {
            findings.extend(self.keyless.danger(&waiting, memory, now));
        }
        findings.extend(self.keyless.waiting().await.into_iter().flatten());
        findings.push(self.writable().await);
        let beats = self.keyless.beats(now, async || self.begun().await).await;
        findings.extend(beats.into_iter().flatten());
        match self.dead_deliveries().await {
            Ok(dead) => findings.push(over_zero(Alert::DeliveriesDead, dead)),
            Err(error) => tracing::error!(%error, "alerts cannot read the deliveries"),
        }
        findings
    }

    /// The reports about a child in danger that nobody has: those in the queue, those that another hotline referred, and
    /// those that somebody has put down again before the assessment.
    async fn in_danger(&self, now: Timestamp) -> Result<Vec<InDanger>, StoreError> {
        let nobodys = CaseFilter {
            states: vec![State::ToAssess],
            unassigned: true,
            priority: Some(Priority::Danger),
            max: LOOKED_AT,
            ..CaseFilter::default()
        };
        let mut waiting = self.keyless.in_queue(now).await?;
        let cases = self.parts.store.cases(&nobodys).await?.into_iter();
        waiting.extend(cases.map(|card| (card.id, card.received)));
        Ok(waiting)
    }

    async fn writable(&self) -> Finding {
        let written = self.parts.heartbeat.check().await;
        one_if(Alert::NothingStored, written.is_err())
    }

    /// The time of the first act in a store that is a file: one that has no backup yet counts from there.
    async fn begun(&self) -> Result<Option<Timestamp>, StoreError> {
        if !self.keyless.is_file() {
            return Ok(None);
        }
        let first = self.parts.store.acts(0, 1).await?;
        let first = first.first().and_then(|first| first.entry().ok());
        Ok(first.and_then(|first| first.at.parse().ok()))
    }

    async fn dead_deliveries(&self) -> Result<u64, RecordError> {
        let outbox = Outbox::new(&*self.parts.store, &self.parts.vault);
        let backlogs = outbox.backlogs().await?;
        Ok(backlogs.values().map(|backlog| backlog.dead as u64).sum())
    }

    /// The desk's certificates: that for the exchange with other hotlines, and that for questions to reporters. One that
    /// cannot be read has ended.
    fn certificates(&self, now: Timestamp) -> impl Iterator<Item = Finding> {
        let exchange = self.parts.exchange.as_ref();
        let exchange = exchange.map(|it| (Alert::ExchangeEnds, it.certified_until()));
        let asker = self.parts.asker.as_ref();
        let asker = asker.map(|it| (Alert::AskerEnds, it.certified_until()));
        let ends = exchange.into_iter().chain(asker);
        ends.map(move |(alert, ends)| certificate(alert, ends.unwrap_or(Timestamp(0)), now))
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
}

fn attacked(memory: &Memory, now: Timestamp) -> Finding {
    let is_recent = now.hour().0.saturating_sub(memory.log.hour) < 2;
    let failures = memory.log.failures;
    let count = (is_recent && failures >= ATTACK).then_some(failures);
    finding(Alert::LoginsAttacked, count)
}
