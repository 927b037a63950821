//! Taking back what was closed unread.

use model::actor::Actor;
use model::audit::ActName;
use model::worksheet::Worksheet;
use shared::report::ReportId;

use super::commit::{Change, Sheet};
use super::{CaseError, Casework};
use crate::webhooks::EventType;

/// The answer to a request to take back closed cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TakenBack {
    /// Number of cases that have to be assessed again.
    pub(crate) done: usize,
    /// Number of cases that were left: they were not closed unread, or have been changed since.
    pub(crate) left: usize,
}

impl Casework {
    /// Takes back the closing of cases that were closed unread and have not been changed since. They
    /// have to be assessed then, and are assigned to nobody.
    #[tracing::instrument(skip_all, name = "casework.undo")]
    pub(crate) async fn undo(
        &self,
        actor: &Actor,
        ids: &[ReportId],
    ) -> Result<TakenBack, CaseError> {
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
                all = all.and(self.reopened(actor, sheet)?);
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

    /// The change that opens a case that was closed unread.
    pub(super) fn reopened(&self, actor: &Actor, mut sheet: Sheet) -> Result<Change, CaseError> {
        let old = sheet.card.state;
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        reopen(worksheet);
        let new = worksheet.state();
        let act = self.act(actor, sheet.card.id, ActName::Step, old.name(), new.name());
        self.changed(sheet, act, EventType::Changed)
    }
}

/// Lets a person look at everything that was closed unread.
fn reopen(worksheet: &mut Worksheet) {
    worksheet.repeat_of = None;
    // All of them have ended unread: as spam, or with a repeat that an earlier receiver closed.
    for item in &mut worksheet.items {
        item.assess_anew();
    }
    for known in &mut worksheet.known {
        known.settled = None;
    }
}
