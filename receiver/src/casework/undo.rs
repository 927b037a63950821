//! Taking back what was closed unread.

use model::actor::Actor;
use model::workflow::{Requirement, State, Step, steps_from};
use shared::report::ReportId;

use super::commit::Change;
use super::{CaseError, Casework};

/// The answer to a request to take back closed cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TakenBack {
    /// Number of cases that are in triage again.
    pub(crate) done: usize,
    /// Number of cases that were left: they were not closed unread, or have been changed since.
    pub(crate) left: usize,
}

impl Casework {
    /// Takes back the closing of cases that were closed unread and have not been changed since. They
    /// are in triage then, assigned to nobody.
    #[tracing::instrument(skip_all, name = "casework.undo")]
    pub(crate) async fn undo(
        &self,
        actor: &Actor,
        ids: &[ReportId],
    ) -> Result<TakenBack, CaseError> {
        let step = undo_step().ok_or(CaseError::Conflict)?;
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let mut all = Change::default();
        for id in &ids {
            let sheet = match self.sheet(*id).await {
                Err(CaseError::NotFound) => continue,
                sheet => sheet?,
            };
            if sheet.card.is_closed_unread() {
                all = all.and(self.stepped(actor, sheet, step, "").await?);
            }
        }
        let done = all.batch.cases.len();
        if done == 0 {
            return Err(CaseError::Conflict);
        }
        self.commit(all).await?;
        let left = ids.len() - done;
        Ok(TakenBack { done, left })
    }
}

/// The workflow's step that takes back the closing.
fn undo_step() -> Option<&'static Step> {
    steps_from(State::Closed).find(|step| step.needs == Requirement::Unread)
}
