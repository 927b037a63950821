//! The numbers of the queue, for those who see no report.

use model::case::Waited;
use model::priority::Priority;
use model::queue::{Depth, QueueState};
use model::time::Hour;
use strum::VariantArray;

use super::waiting::LISTED;
use super::{CaseError, Casework};

/// The numbers of reports by age, for each [`Waited`] in its order.
pub(crate) type Ages = [u64; Waited::VARIANTS.len()];

/// The numbers of the queue as of the last full hour. Those about children in danger are of now.
pub(crate) struct QueueNumbers {
    /// The hour in which the reports were counted.
    pub(crate) hour: Hour,
    /// The waiting reports of each priority, the most urgent first.
    pub(crate) waiting: Vec<(Priority, Ages)>,
    /// The number of reports under a lease.
    pub(crate) leased: u64,
    /// The number of reports that were claimed too often without an ack.
    pub(crate) dead: u64,
}

impl QueueNumbers {
    /// The numbers without priorities and ages.
    pub(super) fn depth(&self) -> Depth {
        Depth {
            waiting: self.waiting.iter().flat_map(|(_, ages)| ages).sum(),
            leased: self.leased,
            dead: self.dead,
        }
    }
}

impl Casework {
    /// Counts the waiting reports by priority and age.
    #[tracing::instrument(skip_all, name = "casework.queue_numbers")]
    pub(crate) async fn queue_numbers(&self) -> Result<QueueNumbers, CaseError> {
        let counts = self.queue.counts().await?;
        let mut waiting: Vec<_> = Priority::ALL
            .map(|priority| (priority, Ages::default()))
            .into();
        for count in counts
            .waiting
            .iter()
            .filter(|it| it.priority != Priority::Danger)
        {
            add(
                &mut waiting,
                count.priority,
                Waited::between(count.received, counts.hour),
                count.reports,
            );
        }
        let now = self.clock.now();
        for stored in self
            .store
            .list(Some(Priority::Danger), None, LISTED)
            .await?
        {
            if stored.state(now) == QueueState::Waiting {
                add(
                    &mut waiting,
                    Priority::Danger,
                    Waited::between(stored.received, now.hour()),
                    1,
                );
            }
        }
        Ok(QueueNumbers {
            hour: counts.hour,
            waiting,
            leased: counts.leased,
            dead: counts.dead,
        })
    }
}

fn add(waiting: &mut [(Priority, Ages)], priority: Priority, age: Waited, reports: u64) {
    let of_this = waiting.iter_mut().find(|(of, _)| *of == priority);
    let ages = of_this.map(|(_, ages)| ages.iter_mut().zip(Waited::VARIANTS));
    if let Some((count, _)) = ages.into_iter().flatten().find(|(_, class)| **class == age) {
        *count += reports;
    }
}
