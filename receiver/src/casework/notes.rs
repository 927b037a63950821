//! Notes on a case, and its assignment.

use model::actor::Actor;
use model::audit::ActName;
use model::case::{Card, Note};
use model::item::Signed;
use model::name::Name;
use model::rights::Right;
use model::workflow::State;
use shared::report::ReportId;
use store::{RecordChange, RecordKind};

use super::commit::Change;
use super::{CaseError, Casework};
use crate::webhooks::EventType;

/// Maximum characters of a note or a reason.
const NOTE_CHARS: usize = 4000;

/// A change of the assignment of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Assignment {
    /// The actor takes the case over.
    TakeOver,
    /// The actor gives the case up: it is assigned to nobody.
    PutDown,
    /// The case is assigned to this account, which may work on cases.
    HandOver(Name),
}

/// Whether this person may hand the case to another account: it is theirs, or nobody's, or they have
/// the right `review`.
pub(crate) fn may_hand_over(actor: &Actor, card: &Card) -> bool {
    let is_free = card
        .assignee
        .as_ref()
        .is_none_or(|name| *name == actor.name);
    is_free || actor.may(Right::Review)
}

impl Casework {
    /// Adds a note. The case's version stays the same.
    #[tracing::instrument(skip_all, name = "casework.note")]
    pub(crate) async fn note(
        &self,
        actor: &Actor,
        id: ReportId,
        text: &str,
    ) -> Result<(), CaseError> {
        if self.sheet(id).await?.card.state == State::Anonymised {
            return Err(CaseError::Conflict);
        }
        let note = self.with_note(&actor.name, id, text).await?;
        let act = self.act(actor, id, ActName::Note, "", "");
        self.commit(Change::logged(act).with_records([note])).await
    }

    /// Fails if this person may not hand the case to another account.
    pub(crate) async fn check_hand_over(
        &self,
        actor: &Actor,
        id: ReportId,
    ) -> Result<(), CaseError> {
        let card = self.sheet(id).await?.card;
        may_hand_over(actor, &card)
            .then_some(())
            .ok_or(CaseError::Forbidden)
    }

    /// Assigns a case to an account or to nobody. Somebody else's case is handed over with the right
    /// `review` only. Returns the case's new version.
    #[tracing::instrument(skip_all, name = "casework.assign")]
    pub(crate) async fn assign(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
        to: Assignment,
    ) -> Result<u64, CaseError> {
        let mut sheet = self.sheet_seen(id, version).await?;
        let to = match to {
            Assignment::TakeOver => Some(actor.name.clone()),
            Assignment::PutDown if !may_hand_over(actor, &sheet.card) => {
                return Err(CaseError::Forbidden);
            }
            Assignment::PutDown => None,
            Assignment::HandOver(_) if !may_hand_over(actor, &sheet.card) => {
                return Err(CaseError::Forbidden);
            }
            Assignment::HandOver(name) => Some(name.to_string()),
        };
        if !sheet.card.state.is_open() {
            return Err(CaseError::Conflict);
        }
        let old = sheet.card.assignee.take().unwrap_or_default();
        let new = to.as_deref().unwrap_or_default();
        let act = self.act(actor, id, ActName::Assign, &old, new);
        let is_other = to.as_ref().is_some_and(|to| *to != actor.name);
        if let Some(worksheet) = &mut sheet.worksheet {
            worksheet.handed_over = is_other.then(|| Signed::on_day(&actor.name, self.today()));
        }
        sheet.card.assignee = to;
        self.commit_changed(sheet, act, EventType::Changed).await
    }

    /// The change that adds a note of this author to a case.
    pub(super) async fn with_note(
        &self,
        by: &str,
        id: ReportId,
        text: &str,
    ) -> Result<RecordChange, CaseError> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > NOTE_CHARS {
            return Err(CaseError::Text);
        }
        let note = Note {
            by: by.to_owned(),
            at: self.clock.now().to_string(),
            text: text.to_owned(),
        };
        let (records, key) = (self.records(), id.as_bytes());
        let kept = records.get::<Vec<Note>>(RecordKind::Notes, key).await?;
        Ok(match kept {
            Some(mut kept) => {
                kept.value.push(note);
                records.put(RecordKind::Notes, &kept)?
            }
            None => records.add(RecordKind::Notes, key, &[note])?,
        })
    }
}
