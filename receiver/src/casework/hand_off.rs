//! Hand-offs of chosen items to one recipient, and how far each has got.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::actor::Actor;
use model::audit::ActName;
use model::case::Case;
use model::item::Signed;
use model::priority::Priority;
use model::recipient::folded;
use model::time::Day;
use model::worksheet::{Answer, HandOffState, HandedOff, HandoffKind};
use shared::report::ReportId;

use super::commit::Sheet;
use super::ending::ended_as;
use super::mail::WaitingMail;
use super::outbox::OfCase;
use super::{CaseError, Casework};
use crate::handoff::{self, Refusal, Transport};
use crate::webhooks::EventType;

/// Working days in which another hotline should have told what became of items.
const HOTLINE_ANSWER_DAYS: usize = 3;

/// Seconds in which another hotline should have told it if a child is in danger: four hours.
pub(super) const DANGER_ANSWER_SECONDS: u64 = 4 * 3600;

/// A request to hand items off.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HandOffAsked<'a> {
    /// The kind of hand-off.
    pub(crate) kind: HandoffKind,
    /// The numbers of the chosen items within the case. For the police, none stands for the whole
    /// report, with what was known before.
    pub(crate) items: &'a [u32],
    /// The name of the recipient: of another hotline in the config, or of a host or a police unit.
    /// Empty for SCART.
    pub(crate) to: &'a str,
    /// Whether a file is wanted, even if the recipient takes mail.
    pub(crate) as_file: bool,
}

impl Casework {
    /// Hands chosen items off: makes a file for the analyst to deliver, a mail that will be sent
    /// ([`run`](super::sending::run)), or a parcel that will be delivered ([`run`](super::delivering::run)). `version` is the version that the author of the request saw;
    /// the same request a second time conflicts. Returns the case's new version, which names the
    /// hand-off within its case.
    #[tracing::instrument(skip_all, name = "casework.hand_off")]
    pub(crate) async fn hand_off(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
        asked: HandOffAsked<'_>,
    ) -> Result<u64, CaseError> {
        let case = self.case(id).await?;
        let mut items = asked.items.to_vec();
        items.sort_unstable();
        items.dedup();
        if items.is_empty() && asked.kind != HandoffKind::Police {
            return Err(CaseError::NothingChosen);
        }
        let dossier = self.dossier(&case, &items).await?;
        if items.is_empty() {
            let places = dossier.items.iter().map(|item| item.place);
            items.extend(places.filter(|place| *place > 0));
        }
        let mut sheet = seen(case, version)?;
        let (sender, now) = (self.sender.as_ref(), self.clock.now());
        let kind = asked.kind;
        let of_case = sheet.worksheet.as_ref().map(|it| &it.items[..]);
        let of_case = of_case.unwrap_or_default();
        let mut to = self.addressee(kind, asked.to, &dossier, of_case).await?;
        if asked.as_file {
            to.mail = None;
            to.other
                .iter_mut()
                .for_each(|other| other.is_online = false);
        }
        let rng = &mut UnwrapErr(SysRng);
        let made = handoff::prepare(kind, &to, &dossier, sender, now, rng)?;
        items.retain(|place| !made.left_out.contains(place));
        let next = sheet.card.version + 1;
        let of_case = OfCase {
            case: id,
            hand_off: next,
        };
        let mut records = Vec::from_iter(self.thread(made.parcel.as_ref(), of_case)?);
        let state = match made.transport {
            Transport::Download(document) => {
                records.push(self.document(id, next, &document)?);
                HandOffState::Made
            }
            Transport::Mail(mail) => {
                let mail = WaitingMail::new(id, next, kind, *mail, now);
                records.push(self.waiting_mail(&mail)?);
                HandOffState::Sending
            }
            Transport::Parcel(referral) => {
                let parcel = made.parcel.clone().ok_or(Refusal::Failed)?;
                records.push(self.waiting_referral(parcel, of_case, &referral, now)?);
                HandOffState::Sending
            }
        };
        let hand_off = HandedOff {
            kind,
            to: to.name,
            items,
            by: actor.name.clone(),
            at: now.to_string(),
            state,
            since: None,
            left: None,
            has_file: state == HandOffState::Made,
            version: next,
            answer_by: self.awaited_at_once(kind, state, sheet.card.priority),
            answer: None,
            parcel: made.parcel.map(|(_, id)| id.to_string()),
            receipt: None,
            outcomes: Vec::new(),
            heard: 0,
        };
        let new = words(&hand_off);
        add(&mut sheet, version, hand_off)?;
        let act = self.act(actor, id, ActName::HandOff, "", &new);
        let change = self.changed_beside(sheet, act, EventType::Changed)?;
        self.commit(change.with_records(records)).await?;
        Ok(next)
    }

    /// Records how far a hand-off has got, in the words of a person, and the answer if there is one.
    /// `hand_off` is the version of the hand-off.
    #[tracing::instrument(skip_all, name = "casework.settle_hand_off")]
    pub(crate) async fn settle_hand_off(
        &self,
        actor: &Actor,
        id: ReportId,
        hand_off: u64,
        state: HandOffState,
        answer: Option<Answer>,
    ) -> Result<(), CaseError> {
        let mut sheet = self.sheet(id).await?;
        let priority = sheet.card.priority;
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        let it = worksheet.hand_off_mut(hand_off);
        let it = it.filter(|it| it.next().any(|next| next == state));
        let it = it.ok_or(CaseError::Conflict)?;
        let told = match state {
            HandOffState::TakenBack => Some(self.taking_back(id, it).await?),
            _ => None,
        };
        it.answer = answer.filter(|_| state == HandOffState::Answered);
        self.settle(it, state, &actor.name, priority);
        let (what, event) = ended_as(state);
        let new = it.answer.map_or("", Answer::name);
        let act = self.act(actor, id, what, it.kind.name(), new);
        let change = self.changed_beside(sheet, act, event)?;
        self.commit(change.with_records(told)).await
    }

    /// Gives a hand-off of a case of this priority its next state. One that leaves should be answered some days later.
    pub(super) fn settle(
        &self,
        hand_off: &mut HandedOff,
        state: HandOffState,
        by: &str,
        priority: Priority,
    ) {
        let now = self.clock.now();
        hand_off.state = state;
        hand_off.since = Some(Signed {
            by: by.to_owned(),
            on: now.to_string(),
        });
        if !state.has_left() || hand_off.left.is_some() {
            return;
        }
        hand_off.left = Some(now.hour().to_string());
        if hand_off.kind.expects_answer() {
            hand_off.answer_by = Some(self.answer_day(hand_off.kind, priority).to_string());
        }
    }

    /// The day by which a hand-off should be answered that has been made, and has not arrived yet: of a child in danger,
    /// also a parcel that does not arrive is silence. None for others.
    fn awaited_at_once(
        &self,
        kind: HandoffKind,
        state: HandOffState,
        priority: Priority,
    ) -> Option<String> {
        let is_on_its_way = kind == HandoffKind::Hotline && state == HandOffState::Sending;
        let is_urgent = is_on_its_way && priority == Priority::Danger;
        is_urgent.then(|| self.answer_day(kind, priority).to_string())
    }

    /// The day by which a hand-off that leaves now should be answered. Another hotline answers by a program, and has
    /// three working days for the content; with a child in danger, a few hours.
    fn answer_day(&self, kind: HandoffKind, priority: Priority) -> Day {
        let now = self.clock.now();
        match kind {
            HandoffKind::Hotline if priority == Priority::Danger => {
                let by = now.plus_seconds(DANGER_ANSWER_SECONDS);
                self.calendar().today(by)
            }
            HandoffKind::Hotline => self.calendar().working_day_after(now, HOTLINE_ANSWER_DAYS),
            _ => self.today().plus(self.rules.answer_days),
        }
    }
}

/// The sheet of a case that was seen at this version.
fn seen(case: Case, version: u64) -> Result<Sheet, CaseError> {
    let Case {
        card, worksheet, ..
    } = case;
    let sheet = Sheet { card, worksheet };
    sheet.is_as_seen(version)?;
    Ok(sheet)
}

/// Adds a hand-off, unless the same one was made since this version.
fn add(sheet: &mut Sheet, version: u64, hand_off: HandedOff) -> Result<(), CaseError> {
    let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::NotFound)?;
    let to = folded(&hand_off.to);
    let is_same = |before: &HandedOff| {
        (before.kind, &before.items) == (hand_off.kind, &hand_off.items) && folded(&before.to) == to
    };
    let since = |before: &&HandedOff| before.version > version;
    if worksheet.hand_offs.iter().filter(since).any(is_same) {
        return Err(CaseError::Conflict);
    }
    worksheet.hand_offs.push(hand_off);
    Ok(())
}

/// A hand-off in the log: its kind and its items.
fn words(hand_off: &HandedOff) -> String {
    let items: Vec<String> = hand_off.items.iter().map(u32::to_string).collect();
    format!("{} ({})", hand_off.kind.name(), items.join(", "))
}
