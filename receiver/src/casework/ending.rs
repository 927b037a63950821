//! What mails and parcels of hand-offs have in common: whether they may still leave, and how their delivery ends.

use model::audit::ActName;
use model::name::DESK;
use model::worksheet::{HandOffState, HandoffKind};
use store::{RecordChange, RecordKind};

use super::commit::Change;
use super::outbox::OfCase;
use super::{CaseError, Casework};
use crate::handoff::{Document, may_leave};
use crate::webhooks::EventType;

/// The reason why a hand-off has failed whose items changed while it waited.
pub(super) const HELD_BACK: &str = "an item may not leave any more";

/// A delivery that has ended.
pub(super) struct Ended<'a> {
    /// The hand-off.
    pub(super) of: OfCase,
    /// The kind of the hand-off.
    pub(super) kind: HandoffKind,
    /// The kind and the key of the record that waited.
    pub(super) waited: (RecordKind, &'a [u8]),
    /// How it has ended.
    pub(super) state: HandOffState,
    /// The reason, if it has failed.
    pub(super) reason: &'a str,
    /// The other hotline's signed receipt, if there is one.
    pub(super) receipt: Option<String>,
    /// The file with which a person can try it another way, if there is one.
    pub(super) file: Option<Document>,
}

impl Casework {
    /// Whether all items of a hand-off may still leave: the police may have asked to wait meanwhile, or
    /// somebody may have corrected a verdict.
    pub(super) async fn may_all_leave(
        &self,
        of: OfCase,
        kind: HandoffKind,
    ) -> Result<bool, CaseError> {
        let Some(worksheet) = self.sheet(of.case).await?.worksheet else {
            return Ok(false);
        };
        let hand_off = worksheet.hand_off(of.hand_off);
        let may_leave = |place: &u32| {
            let item = worksheet.item(*place);
            item.is_some_and(|item| may_leave(kind, item))
        };
        Ok(hand_off.is_some_and(|it| it.items.iter().all(may_leave)))
    }

    /// Records the end of a delivery in one commit: on the worksheet, in the log, and by removing what waited. Tries
    /// again whenever somebody else changes the case meanwhile.
    pub(super) async fn end(&self, ended: &Ended<'_>) -> Result<(), CaseError> {
        loop {
            let Some(change) = self.ending(ended).await? else {
                return Ok(());
            };
            match self.commit(change).await {
                Err(CaseError::Conflict) => {}
                done => return done,
            }
        }
    }

    /// The change that ends a delivery; none if another desk has ended it.
    async fn ending(&self, ended: &Ended<'_>) -> Result<Option<Change>, CaseError> {
        let of = ended.of;
        let mut sheet = self.sheet(of.case).await?;
        let priority = sheet.card.priority;
        let (waited, key) = ended.waited;
        // Read after the sheet: whoever removes it changes the case in the same commit.
        let waits = self.store.record(waited, key).await?.is_some();
        let (what, event) = ended_as(ended.state);
        let act = self.own_act(of.case, what, ended.kind.name(), ended.reason);
        let mut records = vec![RecordChange::Remove(waited, key.to_vec())];
        let worksheet = sheet.worksheet.as_mut();
        let Some(hand_off) = worksheet.and_then(|it| it.hand_off_mut(of.hand_off)) else {
            // The case was scrubbed meanwhile.
            return Ok(Some(Change::logged(act).with_records(records)));
        };
        // Their desk may have answered before the receipt got here.
        let is_open = match hand_off.state {
            HandOffState::Sending => true,
            HandOffState::Unknown => ended.state != HandOffState::Unknown,
            _ => false,
        };
        if !waits && !is_open {
            return Ok(None);
        }
        if is_open {
            self.settle(hand_off, ended.state, DESK, priority);
        }
        hand_off.receipt.clone_from(&ended.receipt);
        if let Some(file) = &ended.file {
            records.push(self.document(of.case, of.hand_off, file)?);
            hand_off.has_file = true;
        }
        let change = self.changed_beside(sheet, act, event)?;
        Ok(Some(change.with_records(records)))
    }
}

/// The entry of the log about a hand-off that got into this state, and the event for webhooks.
pub(super) fn ended_as(state: HandOffState) -> (ActName, EventType) {
    match state {
        HandOffState::Sent => (ActName::HandOffSent, EventType::HandedOff),
        HandOffState::Failed | HandOffState::NotOpened => {
            (ActName::HandOffFailed, EventType::Changed)
        }
        HandOffState::Arrived => (ActName::HandOffArrived, EventType::HandedOff),
        HandOffState::Opened => (ActName::HandOffOpened, EventType::Changed),
        HandOffState::Answered => (ActName::HandOffAnswered, EventType::Changed),
        HandOffState::NoAnswer => (ActName::HandOffNoAnswer, EventType::Changed),
        HandOffState::TakenBack => (ActName::HandOffTakenBack, EventType::Changed),
        HandOffState::Unknown | HandOffState::Sending | HandOffState::Made => {
            (ActName::HandOffUnknown, EventType::Changed)
        }
    }
}
