//! Steps of the workflow, and the police's hold on notices.

use model::actor::Actor;
use model::assessment::Assessment;
use model::audit::ActName;
use model::case::HandOffState;
use model::workflow::{OutcomeChange, Requirement, State, Step, step_named};
use shared::report::ReportId;

use super::commit::{Change, Sheet};
use super::{CaseError, Casework};
use crate::webhooks::EventType;

impl Casework {
    /// Takes a step of the workflow. `version` is the version that the author of the request saw. A
    /// reason that is not empty is kept as a note. Returns the case's new version.
    #[tracing::instrument(skip_all, name = "casework.step")]
    pub(crate) async fn step(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
        name: &str,
        reason: &str,
    ) -> Result<u64, CaseError> {
        let sheet = self.sheet_seen(id, version).await?;
        let next = sheet.card.version + 1;
        let step = step_named(sheet.card.state, name).ok_or(CaseError::Conflict)?;
        let change = self.stepped(actor, sheet, step, reason).await?;
        self.commit(change).await?;
        Ok(next)
    }

    /// The change that takes a step, if this person may take it now.
    pub(super) async fn stepped(
        &self,
        actor: &Actor,
        mut sheet: Sheet,
        step: &Step,
        reason: &str,
    ) -> Result<Change, CaseError> {
        let id = sheet.card.id;
        check(actor, &sheet, step, reason)?;
        let act = self.act(actor, id, ActName::Step, step.from.name(), step.to.name());
        self.apply(actor, &mut sheet, step);
        let note = match reason.trim() {
            "" => None,
            reason => Some(self.with_note(actor, id, reason).await?),
        };
        let event = if step.to == State::Closed {
            EventType::Closed
        } else {
            EventType::Changed
        };
        Ok(self.changed(sheet, act, event)?.with_records(note))
    }

    /// Holds the notice to the host until the police release it, or releases the hold. Returns the
    /// case's new version.
    #[tracing::instrument(skip_all, name = "casework.hold_notice")]
    pub(crate) async fn hold_notice(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
        hold: bool,
    ) -> Result<u64, CaseError> {
        let mut sheet = self.sheet_seen(id, version).await?;
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        let word = |held| if held { "held" } else { "free" };
        let (old, new) = (word(worksheet.notice_on_hold), word(hold));
        worksheet.notice_on_hold = hold;
        let act = self.act(actor, id, ActName::Notice, old, new);
        self.commit_changed(sheet, act, EventType::Changed).await
    }

    /// Applies a step to a case's sheet.
    fn apply(&self, actor: &Actor, sheet: &mut Sheet, step: &Step) {
        let card = &mut sheet.card;
        card.state = step.to;
        match step.outcome {
            OutcomeChange::Same => {}
            OutcomeChange::Set(outcome) => card.facts.outcome = Some(outcome),
            OutcomeChange::Open => card.facts.outcome = None,
        }
        card.closed = (!step.to.is_open()).then(|| self.clock.now().hour());
        card.assignee = match step.to {
            State::SecondReview | State::Closed => None,
            State::Triage if step.needs == Requirement::Unread => None,
            State::Triage => Some(actor.name.clone()),
            _ => card.assignee.take().or_else(|| Some(actor.name.clone())),
        };
        if let Some(worksheet) = &mut sheet.worksheet {
            let asks = step.to == State::SecondReview;
            worksheet.second_review_asked_by = asks.then(|| actor.name.clone());
            if step.needs == Requirement::Unread {
                worksheet.repeat_of = None;
            }
        }
    }
}

/// False if the actor asked for the present second review: somebody else must decide it.
pub(super) fn is_second(actor: &Actor, sheet: &Sheet) -> bool {
    let worksheet = sheet.worksheet.as_ref();
    let asked_by = worksheet.and_then(|worksheet| worksheet.second_review_asked_by.as_ref());
    asked_by != Some(&actor.name)
}

/// Checks that the actor may take this step now.
fn check(actor: &Actor, sheet: &Sheet, step: &Step, reason: &str) -> Result<(), CaseError> {
    // Only the retention job may anonymise.
    if !actor.may(step.right) || step.to == State::Anonymised || !is_second(actor, sheet) {
        return Err(CaseError::Forbidden);
    }
    let worksheet = sheet.worksheet.as_ref();
    let assessment = worksheet.and_then(|worksheet| worksheet.assessment.as_ref());
    let is_met = match step.needs {
        Requirement::Nothing => true,
        Requirement::Reason => !reason.trim().is_empty(),
        Requirement::Illegal => assessment.is_some_and(Assessment::is_illegal),
        Requirement::Legal => assessment.is_some_and(|assessment| !assessment.is_illegal()),
        Requirement::Referral => worksheet.is_some_and(|sheet| {
            let mut referrals = sheet.referrals.iter();
            referrals.any(|handed_off| handed_off.state == HandOffState::Sent)
        }),
        Requirement::Unread => sheet.card.is_closed_unread(),
    };
    is_met.then_some(()).ok_or(CaseError::NotYet)
}
