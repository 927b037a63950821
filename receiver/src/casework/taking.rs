//! Takes in what other hotlines have sent to our intake: referrals become cases that nobody has yet, answers and
//! outcomes tell what became of our own.

use model::actor::Actor;
use model::audit::{Act, ActName};
use model::name::DESK;
use model::worksheet::HandOffState;
use shared::report::HotlineId;
use store::{RecordChange, RecordKind};

use super::commit::Change;
use super::ending::ended_as;
use super::outbox::{OfCase, ParcelAnswer, parcel_key};
use super::{CaseError, Casework};
use crate::exchange::{Exchange, NotOpened, Received};
use crate::handoff::Bar;
use crate::parcel::{Contents, Kind, NotForUs, ParcelId};
use crate::records::RecordError;

impl Casework {
    /// Takes in every parcel that waits. What cannot be written stays, and is tried again.
    #[tracing::instrument(skip_all, name = "casework.take_in")]
    pub(super) async fn take_in(&self, exchange: &Exchange) -> Result<(), CaseError> {
        for key in self.store.keys_under(RecordKind::Inbox, &[]).await? {
            let Some(parcel) = self.store.record(RecordKind::Inbox, &key).await? else {
                continue;
            };
            match self.take_parcel(exchange, &key, &parcel.bytes).await {
                // Another desk on this store was quicker, or a case changed meanwhile.
                Ok(()) | Err(CaseError::Conflict) => {}
                Err(error) => {
                    tracing::error!(%error, "a parcel of another hotline is not taken in")
                }
            }
        }
        Ok(())
    }

    /// Takes in the parcel under this key of the inbox.
    async fn take_parcel(
        &self,
        exchange: &Exchange,
        key: &[u8],
        bytes: &[u8],
    ) -> Result<(), CaseError> {
        let admitted = match exchange.admit(bytes) {
            Ok(admitted) => admitted,
            Err(reason) => return self.refuse_parcel(exchange, key, None, reason).await,
        };
        let of = (admitted.head.from.clone(), admitted.head.id);
        let bar = exchange.bar(&of.0);
        if bar.is_some_and(|bar| bar != Bar::Distrusted) {
            // It waits until somebody here exchanges with that hotline again.
            return Ok(());
        }
        let contents = match exchange.contents(admitted).await {
            Ok(contents) => contents,
            Err(NotOpened::Records(error)) => return Err(error.into()),
            Err(NotOpened::NotForUs(reason)) => {
                return self.refuse_parcel(exchange, key, Some(of), reason).await;
            }
            Err(NotOpened::NotConfigured) => return Ok(()),
        };
        let done = match contents.kind() {
            _ if bar.is_some() => Err(NotForUs::Distrusted.into()),
            Ok(Kind::Referral) => self.take_referral(&contents, taken(key)).await,
            Ok(Kind::Answer) => self.take_answer(&contents, taken(key)).await,
            Ok(Kind::Outcome) => self.take_outcome(&contents, taken(key)).await,
            Ok(Kind::Withdrawal) => self.take_withdrawal(&contents, taken(key)).await,
            Err(reason) => Err(reason.into()),
        };
        match done {
            // What answers another parcel has no answer: two desks would go on for ever.
            Err(NotTaken::NotForUs(reason))
                if contents.kind().is_ok_and(|kind| kind != Kind::Referral) =>
            {
                self.give_up(exchange, key, Some(of), reason, None).await
            }
            Err(NotTaken::NotForUs(reason)) => {
                self.refuse_parcel(exchange, key, Some(of), reason).await
            }
            Err(NotTaken::Case(error)) => Err(error),
            Ok(()) => Ok(()),
        }
    }

    /// Makes a case of a referral, which is nobody's yet, and answers that we have opened it.
    async fn take_referral(
        &self,
        contents: &Contents,
        taken: RecordChange,
    ) -> Result<(), NotTaken> {
        let received = Received::of(contents)?;
        let key = parcel_key(&received.from, received.parcel);
        if self.brought_in(&key).await?.is_some() {
            let only = Change::default().with_records([taken]);
            return Ok(self.commit(only).await?);
        }
        let answer = ParcelAnswer::opened(received.parcel);
        let answer = self.waiting_answer(&received.from, &answer)?;
        let desk = Actor::new(DESK.to_owned(), Vec::new());
        let records = [taken, answer];
        self.make_case(&desk, None, &received, records).await?;
        Ok(())
    }

    /// Records on our case what the other desk says of our parcel.
    async fn take_answer(&self, contents: &Contents, taken: RecordChange) -> Result<(), NotTaken> {
        let answer: ParcelAnswer = contents.body()?;
        let change = match self.hand_off_of(contents.from(), answer.to).await? {
            Some(of) => self.answered(of, &answer).await?,
            // A parcel that is none of ours.
            None => Change::default(),
        };
        Ok(self.commit(change.with_records([taken])).await?)
    }

    async fn answered(&self, of: OfCase, answer: &ParcelAnswer) -> Result<Change, CaseError> {
        let mut sheet = self.sheet(of.case).await?;
        let priority = sheet.card.priority;
        let state = match answer.opened {
            true => HandOffState::Opened,
            false => HandOffState::NotOpened,
        };
        let worksheet = sheet.worksheet.as_mut();
        let hand_off = worksheet.and_then(|it| it.hand_off_mut(of.hand_off));
        let Some(hand_off) = hand_off.filter(|it| may_become(it.state, answer.opened)) else {
            return Ok(Change::default());
        };
        self.settle(hand_off, state, DESK, priority);
        let (what, event) = ended_as(state);
        let act = self.own_act(of.case, what, hand_off.kind.name(), refusal(answer));
        self.changed_beside(sheet, act, event)
    }

    /// Gives up a parcel that cannot be opened or is not taken, and tells its sender if we know who that is.
    async fn refuse_parcel(
        &self,
        exchange: &Exchange,
        key: &[u8],
        of: Option<(HotlineId, ParcelId)>,
        reason: NotForUs,
    ) -> Result<(), CaseError> {
        let answer = of.as_ref().map(|(from, to)| {
            let answer = ParcelAnswer {
                to: *to,
                opened: false,
                reason: Some(word(&reason).to_owned()),
            };
            self.waiting_answer(from, &answer)
        });
        let answer = answer.transpose()?;
        self.give_up(exchange, key, of, reason, answer).await
    }

    /// Gives up a parcel with an entry in the log and on the page of other hotlines, unless there are many of its sender
    /// already: those would say nothing new.
    async fn give_up(
        &self,
        exchange: &Exchange,
        key: &[u8],
        of: Option<(HotlineId, ParcelId)>,
        reason: NotForUs,
        answer: Option<RecordChange>,
    ) -> Result<(), CaseError> {
        let hotline = of.as_ref().map_or("", |(from, _)| from.as_str());
        tracing::warn!(hotline, %reason, "a parcel of another hotline is not taken");
        let mut change = Change::default();
        if exchange.has_room_for_unopened(key).await? {
            let (text, now) = (reason.to_string(), self.clock.now());
            change = Change::logged(Act::of(DESK, ActName::RefuseParcel, hotline, &text, now));
            change = change.with_records([exchange.unopened(key, of, reason)?]);
        }
        self.commit(change.with_records([taken(key)]).with_records(answer))
            .await
    }
}

/// The change that takes a parcel out of the inbox.
fn taken(key: &[u8]) -> RecordChange {
    RecordChange::Remove(RecordKind::Inbox, key.to_vec())
}

/// A parcel was not taken in.
pub(super) enum NotTaken {
    NotForUs(NotForUs),
    Case(CaseError),
}

impl From<NotForUs> for NotTaken {
    fn from(error: NotForUs) -> Self {
        Self::NotForUs(error)
    }
}

impl From<CaseError> for NotTaken {
    fn from(error: CaseError) -> Self {
        Self::Case(error)
    }
}

impl From<RecordError> for NotTaken {
    fn from(error: RecordError) -> Self {
        Self::Case(error.into())
    }
}

/// Whether an answer of the other desk changes a hand-off in this state: what a person has recorded stays.
fn may_become(now: HandOffState, is_opened: bool) -> bool {
    match is_opened {
        true => now.may_open(),
        false => now.may_open() && !matches!(now, HandOffState::Failed | HandOffState::NotOpened),
    }
}

/// The word of an answer for the reason why a parcel was not opened.
fn word(reason: &NotForUs) -> &'static str {
    match reason {
        NotForUs::Key => "key",
        NotForUs::Kind | NotForUs::Version(_) => "unknown",
        NotForUs::Distrusted => "refused",
        _ => "damaged",
    }
}

/// The reason in an answer, for the log. Words that we do not know are not copied.
fn refusal(answer: &ParcelAnswer) -> &'static str {
    match answer.reason.as_deref() {
        _ if answer.opened => "",
        Some("key") => "their key for it is destroyed: refer it again",
        Some("unknown") => "it says something that their receiver does not know",
        Some("refused") => "they take nothing of this hotline",
        _ => "they could not open it",
    }
}
