//! Tells webhooks that reports have arrived: at once if a child is in danger, else with the full hour, so
//! that no webhook learns a report's second.

use std::collections::BTreeMap;

use model::priority::Priority;
use model::queue::QueueState;
use model::time::Hour;
use serde::{Deserialize, Serialize};
use shared::report::ReportId;
use store::RecordKind;

use super::commit::Change;
use super::{CaseError, Casework};
use crate::records::Kept;
use crate::webhooks::Event;

/// The key of the only record of arrivals.
const KEY: &[u8] = b"arrivals";

/// Reports about children in danger that are looked at, at most.
const LOOKED_AT: usize = 100;

/// What webhooks were told of.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Told {
    /// The first hour, since 1970, whose reports were not told.
    next_hour: u64,
    /// The waiting reports about a child in danger that were told.
    danger: Vec<ReportId>,
}

impl Casework {
    /// Writes the events of reports that have arrived since the last call and still wait. Several desks
    /// with one store tell each report once.
    #[tracing::instrument(skip_all, name = "casework.tell_arrivals")]
    pub(crate) async fn tell_arrivals(&self) -> Result<(), CaseError> {
        if !self.webhooks.is_any() {
            return Ok(());
        }
        let kept = self.records().get::<Told>(RecordKind::Told, KEY).await?;
        let mut kept = kept.unwrap_or_else(|| Kept {
            key: KEY.to_vec(),
            value: Told::default(),
            version: 0,
        });
        let before = kept.value.clone();
        let mut arrived = self.danger_arrived(&mut kept.value).await?;
        arrived.extend(self.rest_arrived(&mut kept.value).await?);
        if kept.value == before {
            return Ok(());
        }
        let hour = self.clock.now().hour();
        let events = arrived.into_iter();
        let change = Change {
            events: events
                .map(|(priority, reports)| Event::received(priority, reports, hour))
                .collect(),
            ..Change::default()
        };
        let put = self.records().put(RecordKind::Told, &kept)?;
        match self.commit(change.with_records([put])).await {
            // Another desk with this store has told the same.
            Err(CaseError::Conflict) => Ok(()),
            done => done,
        }
    }

    /// The number of waiting reports about a child in danger that nobody was told of.
    async fn danger_arrived(&self, told: &mut Told) -> Result<BTreeMap<Priority, u64>, CaseError> {
        let now = self.clock.now();
        let stored = self
            .store
            .list(Some(Priority::Danger), None, LOOKED_AT)
            .await?;
        let waiting = stored
            .iter()
            .filter(|it| it.state(now) == QueueState::Waiting);
        let waiting: Vec<ReportId> = waiting.map(|it| it.id).collect();
        let new = waiting
            .iter()
            .filter(|id| !told.danger.contains(id))
            .count() as u64;
        told.danger = waiting;
        Ok((new > 0)
            .then_some((Priority::Danger, new))
            .into_iter()
            .collect())
    }

    /// The numbers of the other waiting reports of past hours that nobody was told of.
    async fn rest_arrived(&self, told: &mut Told) -> Result<BTreeMap<Priority, u64>, CaseError> {
        let this = self.clock.now().hour();
        let next = std::mem::replace(&mut told.next_hour, this.0);
        let mut arrived = BTreeMap::new();
        // The first look begins with the present hour.
        if next == 0 || next >= this.0 {
            return Ok(arrived);
        }
        let counts = self.queue.counts().await?;
        let past = counts
            .waiting
            .iter()
            .filter(|it| (Hour(next)..this).contains(&it.received));
        for count in past.filter(|it| it.priority != Priority::Danger) {
            *arrived.entry(count.priority).or_default() += count.reports;
        }
        Ok(arrived)
    }
}
