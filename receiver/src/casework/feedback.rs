//! The answer that a reporter waits for. The answer itself is written outside the desk.

use model::actor::Actor;
use model::audit::ActName;
use model::item::Signed;
use model::worksheet::{Feedback, FeedbackState};
use shared::report::ReportId;

use super::{CaseError, Casework};
use crate::webhooks::EventType;

impl Casework {
    /// Records that the reporter was answered, or is not answered. Returns the case's new version.
    #[tracing::instrument(skip_all, name = "casework.settle_feedback")]
    pub(crate) async fn settle_feedback(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
        state: FeedbackState,
    ) -> Result<u64, CaseError> {
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
        self.commit_changed(sheet, act, EventType::Changed).await
    }
}
