//! The work that waits for a person, in numbers.

use model::actor::Actor;
use model::priority::Priority;
use model::workflow::State;

use super::due::EARLIEST;
use super::{CaseError, Casework};

/// The numbers of open cases that one person may want to look at.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WorkLists {
    /// The cases that are assigned to the person.
    pub(crate) mine: u64,
    /// Those of them whose second review was decided.
    pub(crate) decided: u64,
    /// The cases of others that wait for a second review.
    pub(crate) reviews: u64,
    /// The cases that are assigned to nobody.
    pub(crate) unassigned: u64,
    /// The cases in which something is due today or was due before, whoever has them.
    pub(crate) due: u64,
    /// Those of them that are assigned to the person.
    pub(crate) due_mine: u64,
    /// The cases that were handed over to the person, who has not acted on them since.
    pub(crate) handed: u64,
    /// The waiting reports that say that a child is in danger.
    pub(crate) danger: u64,
    /// The cases about a child in danger that are to be assessed and nobody has: those that another hotline referred,
    /// and those that somebody has put down again.
    pub(crate) danger_cases: u64,
}

impl Casework {
    /// Counts the work that waits for this person.
    #[tracing::instrument(skip_all, name = "casework.work_lists")]
    pub(crate) async fn work_lists(&self, actor: &Actor) -> Result<WorkLists, CaseError> {
        let mut lists = WorkLists::default();
        let counts = self.store.counts().await?.into_iter();
        for count in counts.filter(|count| count.state.is_open()) {
            let is_mine = count.assignee.as_ref() == Some(&actor.name);
            let add = |list: &mut u64, belongs: bool| {
                *list += if belongs { count.cases } else { 0 };
            };
            add(&mut lists.mine, is_mine);
            add(
                &mut lists.decided,
                is_mine && count.state == State::Reviewed,
            );
            add(
                &mut lists.reviews,
                !is_mine && count.state == State::SecondReview,
            );
            add(&mut lists.unassigned, count.assignee.is_none());
            let is_of_danger = count.priority == Priority::Danger && count.state == State::ToAssess;
            add(
                &mut lists.danger_cases,
                is_of_danger && count.assignee.is_none(),
            );
        }
        for (assignee, cases) in self.store.due_counts(EARLIEST..=self.today()).await? {
            lists.due += cases;
            lists.due_mine += if assignee.as_ref() == Some(&actor.name) {
                cases
            } else {
                0
            };
        }
        lists.handed = self.store.handed_over(&actor.name).await?;
        let waiting = self.store.waiting(self.clock.now()).await?.into_iter();
        let in_danger = waiting.filter(|count| count.priority == Priority::Danger);
        lists.danger = in_danger.map(|count| count.reports).sum();
        Ok(lists)
    }
}
