//! The answer that a reporter waits for. The answer itself is written outside the desk.

use model::actor::Actor;
use model::audit::ActName;
use model::item::Signed;
use model::life::Requirement;
use model::worksheet::{Feedback, FeedbackState};
use shared::report::ReportId;

use super::{CaseError, Casework};
use crate::webhooks::EventType;

impl Casework {
    /// Records that the reporter was answered, or is not answered, for which a reason is needed; it is kept
    /// as a note. Returns the case's new version.
    #[tracing::instrument(skip_all, name = "casework.settle_feedback")]
    pub(crate) async fn settle_feedback(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
        state: FeedbackState,
        reason: &str,
    ) -> Result<u64, CaseError> {
        if state == FeedbackState::GivenUp && reason.trim().is_empty() {
            return Err(CaseError::NotYet(0, Requirement::Reason));
        }
        let note = match reason.trim() {
            "" => None,
            reason => Some(self.with_note(&actor.name, id, reason).await?),
        };
        let mut sheet = self.sheet_seen(id, version).await?;
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        let before = worksheet
            .feedback
            .as_ref()
            .ok_or(CaseError::Conflict)?
            .state;
        let is_settled = state != FeedbackState::Owed;
        let settled = is_settled.then(|| Signed::on_day(&actor.name, self.today()));
        worksheet.feedback = Some(Feedback {
            state,
            settled,
            due: None,
        });
        let act = self.act(actor, id, ActName::Feedback, before.into(), state.into());
        let next = sheet.card.version + 1;
        let change = self.changed(sheet, act, EventType::Changed)?;
        self.commit(change.with_records(note)).await?;
        Ok(next)
    }
}
