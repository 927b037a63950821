//! Questions to reporters who stay anonymous, their answers, and the board on which the questions are.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::actor::Actor;
use model::audit::{Act, ActName};
use model::case::{Card, Case, Note};
use model::follow_up::{Asked, FollowUp, Questions};
use model::item::Signed;
use model::life::ItemState;
use model::name::{DESK, LATE_REPORTER, REPORTER};
use model::queue::{Claim, QueueState, Stored};
use model::time::Timestamp;
use model::workflow::State;
use model::worksheet::Worksheet;
use sha2::{Digest, Sha256};
use shared::certificate::NotACertificate;
use shared::follow_up::board::{Board, Head, SLOTS};
use shared::follow_up::message::{Answer, Content};
use shared::follow_up::question::{Asking, Question, QuestionId};
use shared::report::ReportId;
use store::{BOARD, LeaseAct, LeaseChange, RecordChange, RecordKind, SealedRecord};

use super::commit::{Change, Sheet};
use super::{CaseError, Casework, LEASE_SECONDS};
use crate::crypto::Unreadable;
use crate::follow_up::NotCertified;
use crate::webhooks::EventType;

/// Seconds in which a reporter can answer: 30 days.
const ANSWER_SECONDS: u64 = 30 * 24 * 3600;

/// Late answers that a case takes. Whoever has a code could go on without end.
const LATE_ANSWERS: usize = 20;

/// Bytes of the name of a question in the store, behind the id of its case.
const NAME_BYTES: usize = 16;

/// Number of attempts to bring an answer to its case, while others change the case.
const ATTEMPTS: usize = 3;

impl Casework {
    /// Whether the reporter of this case can be asked something now.
    pub(super) fn can_ask(&self, case: &Case) -> bool {
        let worksheet = case.worksheet.as_ref();
        worksheet.is_some_and(|worksheet| self.is_askable(&case.card, worksheet))
    }

    fn is_askable(&self, card: &Card, worksheet: &Worksheet) -> bool {
        let follow_up = worksheet.follow_up.as_ref();
        let is_free = follow_up.is_some_and(|follow_up| !follow_up.waits());
        is_free && card.state == State::NeedsMore && self.asker.is_some()
    }

    /// Asks the reporter of a case that is not enough to find the content. The question can be read from the next full hour
    /// on. `note` has it for the case's notes. Returns the case's new version.
    #[tracing::instrument(skip_all, name = "casework.ask")]
    pub(crate) async fn ask(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
        text: &str,
        note: impl FnOnce(&str) -> String,
    ) -> Result<u64, CaseError> {
        let text = text.parse().map_err(|_| CaseError::Question)?;
        let mut sheet = self.sheet_seen(id, version).await?;
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        let asker = self.asker.as_ref();
        let asker = asker.filter(|_| self.is_askable(&sheet.card, worksheet));
        let now = self.clock.now();
        asker.ok_or(CaseError::Conflict)?.certificate(now)?;
        let waiting = self.store.keys_under(RecordKind::Question, &[]).await?;
        let waiting = waiting.iter().filter(|key| key.len() == ReportId::BYTES);
        if waiting.count() >= SLOTS {
            return Err(CaseError::BoardFull);
        }
        let question = Question {
            id: QuestionId::random(&mut UnwrapErr(SysRng)),
            until: now.hour().0 * 3600 + ANSWER_SECONDS,
            text,
        };
        let note = note(question.text.as_str());
        let note = self.with_note(&actor.name, id, &note).await?;
        let name = key_of_question(id, question.id);
        let known = self.records().add(RecordKind::Question, &name, &())?;
        let by = Signed::on_day(&actor.name, self.today());
        if let Some(follow_up) = &mut worksheet.follow_up {
            follow_up.asked = Some(Asked { question, by });
        }
        worksheet.questions.is_asked = true;
        let act = self.act(actor, id, ActName::Ask, "", "");
        let next = sheet.card.version + 1;
        let change = self.changed(sheet, act, EventType::Changed)?;
        self.commit(change.with_records([note, known])).await?;
        Ok(next)
    }

    /// The change that puts a case into the list of those whose reporter was asked something, or takes it out; none if it
    /// stays as it is. A closed case loses the way to ask.
    pub(super) fn asking(
        &self,
        card: &Card,
        worksheet: &mut Worksheet,
    ) -> Result<Option<RecordChange>, CaseError> {
        let follow_up = worksheet.follow_up.as_ref();
        let mut is_listed = follow_up.is_some_and(|follow_up| follow_up.is_listed);
        if !card.state.is_open() {
            worksheet.follow_up = None;
        }
        let waits = worksheet.follow_up.as_ref().is_some_and(FollowUp::waits);
        if let Some(follow_up) = &mut worksheet.follow_up {
            follow_up.is_listed = waits;
        }
        self.listed(RecordKind::Question, card.id, &mut is_listed, waits)
    }

    /// The way to ask the reporter of a report in the queue; none if the reporter did not choose it.
    pub(super) fn follow_up_of(&self, stored: &Stored) -> Result<Option<FollowUp>, CaseError> {
        let opened = self.opener.open(stored.id, &stored.body)?;
        Ok(match Content::from_json(&opened.json) {
            Some(Content::Askable(askable)) => Some(FollowUp {
                mailbox: askable.mailbox,
                asked: None,
                is_listed: false,
            }),
            Some(Content::Answer(_)) | None => None,
        })
    }

    /// Brings an answer in the queue to its case, unless somebody has just claimed it, who does the same.
    pub(super) async fn collect_answer(&self, stored: &Stored) -> Result<(), CaseError> {
        let claim = self.claim_for(1, LEASE_SECONDS);
        if stored.state(claim.now) != QueueState::Waiting {
            return Ok(());
        }
        match self.store.claim_these(&[stored.id], claim).await?.pop() {
            Some(stored) => self.take_answer_of_reporter(claim, &stored).await,
            None => Ok(()),
        }
    }

    /// Brings a claimed answer to the case whose question it names, and takes it out of the queue. An answer to no question
    /// of a case that is still there is deleted.
    pub(super) async fn take_answer_of_reporter(
        &self,
        claim: Claim,
        stored: &Stored,
    ) -> Result<(), CaseError> {
        let opened = self.opener.open(stored.id, &stored.body)?;
        let Some(Content::Answer(answer)) = Content::from_json(&opened.json) else {
            return Err(Unreadable.into());
        };
        for _ in 0..ATTEMPTS {
            let mut change = self.answered_by_reporter(&answer, claim.now).await?;
            change.batch.leases.push(LeaseChange {
                id: stored.id,
                lease: claim.token,
                now: claim.now,
                act: LeaseAct::Ack,
            });
            match self.commit(change).await {
                Err(CaseError::Conflict) => {}
                done => return done,
            }
        }
        self.give_back(stored, claim).await
    }

    /// The change that an answer makes: a note of its case, whose items are to be assessed again. An answer to a question that
    /// has ended is a late one, whether or not the case is closed.
    async fn answered_by_reporter(
        &self,
        answer: &Answer,
        now: Timestamp,
    ) -> Result<Change, CaseError> {
        if let Some(mut sheet) = self.asked(answer.question, now).await? {
            if let Some(worksheet) = &mut sheet.worksheet {
                end_question(worksheet);
            }
            return self.with_answer(sheet, REPORTER, answer).await;
        }
        match self.asked_earlier(answer.question).await? {
            Some(sheet) => self.with_answer(sheet, LATE_REPORTER, answer).await,
            None => {
                let act = Act::of(DESK, ActName::AnswerDropped, "", "", now);
                Ok(Change::logged(act))
            }
        }
    }

    /// The change that brings an answer into its case, as a note under this name.
    async fn with_answer(
        &self,
        mut sheet: Sheet,
        by: &str,
        answer: &Answer,
    ) -> Result<Change, CaseError> {
        let id = sheet.card.id;
        let note = self.with_note(by, id, answer.text.as_str()).await?;
        let act = match by {
            REPORTER => ActName::ReporterAnswered,
            _ => ActName::AnsweredLate,
        };
        let act = self.own_act(id, act, "", "");
        if !sheet.card.state.is_open() {
            return Ok(Change::logged(act).with_records([note]));
        }
        if let Some(worksheet) = &mut sheet.worksheet {
            // An earlier receiver may have asked.
            worksheet.questions = Questions {
                is_asked: true,
                is_answered: true,
            };
            let items = worksheet.items.iter_mut();
            for item in items.filter(|item| item.state == ItemState::NeedsMore) {
                item.assess_anew();
            }
        }
        let change = self.changed(sheet, act, EventType::Changed)?;
        Ok(change.with_records([note]))
    }

    /// The case with this question, if it still waits for its answer.
    async fn asked(&self, id: QuestionId, now: Timestamp) -> Result<Option<Sheet>, CaseError> {
        let mut cases = self.in_list(RecordKind::Question).await?.into_iter();
        let found = cases.find(|(_, worksheet)| {
            let asked = asked_in(worksheet);
            asked.is_some_and(|(_, question)| question.id == id && now.0 < question.until)
        });
        Ok(found.map(|(card, worksheet)| Sheet {
            card,
            worksheet: Some(worksheet),
        }))
    }

    /// The case in which this question was asked and has ended, if it is not scrubbed, and has not had too many late answers.
    async fn asked_earlier(&self, question: QuestionId) -> Result<Option<Sheet>, CaseError> {
        let name = name_of(question);
        let keys = self.store.keys_under(RecordKind::Question, &[]).await?;
        let cases = keys.iter().filter_map(|key| key.split_first_chunk());
        let Some((id, _)) = cases.into_iter().find(|(_, of)| **of == name) else {
            return Ok(None);
        };
        let id = ReportId::new(*id);
        let sheet = self.undamaged(id).await?;
        let Some(sheet) = sheet.filter(|sheet| sheet.worksheet.is_some()) else {
            return Ok(None);
        };
        let notes = self.part::<Vec<Note>>(RecordKind::Notes, id).await?;
        let notes = notes.unwrap_or_default().into_iter();
        let late = notes.filter(|note| note.by == LATE_REPORTER).count();
        Ok((late < LATE_ANSWERS).then_some(sheet))
    }

    /// Writes the board anew if its hour is over. Takes it back if the hotline asks nobody any more.
    #[tracing::instrument(skip_all, name = "casework.publish_board")]
    pub(crate) async fn publish_board(&self) -> Result<(), CaseError> {
        let (kind, now) = (RecordKind::Publication, self.clock.now());
        let before = self.store.record(kind, BOARD).await?;
        let Some(asker) = &self.asker else {
            let remove = before.map(|_| RecordChange::Remove(kind, BOARD.to_vec()));
            return match remove {
                Some(remove) => self.commit(Change::default().with_records([remove])).await,
                None => Ok(()),
            };
        };
        let hour = now.hour().0;
        let written = before.as_ref().and_then(|it| Board::parse(&it.bytes).ok());
        if written.is_some_and(|board| board.hour() == hour) {
            return Ok(());
        }
        if self.clock.is_sure() {
            self.end_questions(now).await?;
        }
        let (certificate, _) = asker.certificate(now)?;
        let asking = Asking {
            hotline: asker.hotline(),
            asker: asker.key(),
            hour,
        };
        let rng = &mut UnwrapErr(SysRng);
        let cases = self.in_list(RecordKind::Question).await?;
        let asked = cases.iter().filter_map(|(_, sheet)| asked_in(sheet));
        let slots =
            asked.map(|(follow_up, question)| asking.seal(question, &follow_up.mailbox, rng));
        let slots = slots.collect();
        let board = Board::new(&Head { hour, certificate }, slots, rng);
        let record = SealedRecord {
            version: before.map_or(1, |before| before.version + 1),
            bytes: board
                .map_err(|_| NotCertified::from(NotACertificate::Form))?
                .as_bytes()
                .to_vec(),
        };
        let put = RecordChange::Put(kind, BOARD.to_vec(), record);
        match self.commit(Change::default().with_records([put])).await {
            // Another desk on this store was quicker.
            Err(CaseError::Conflict) => Ok(()),
            done => done,
        }
    }

    /// Ends the questions whose time is over.
    async fn end_questions(&self, now: Timestamp) -> Result<(), CaseError> {
        for (card, mut worksheet) in self.in_list(RecordKind::Question).await? {
            let asked = asked_in(&worksheet);
            if asked.is_none_or(|(_, question)| now.0 < question.until) {
                continue;
            }
            end_question(&mut worksheet);
            let act = self.own_act(card.id, ActName::QuestionEnded, "", "");
            let worksheet = Some(worksheet);
            let change = self.changed(Sheet { card, worksheet }, act, EventType::Changed)?;
            match self.commit(change).await {
                // It is ended with the next board.
                Ok(()) | Err(CaseError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// The question that waits for its answer, and the way to the reporter.
fn asked_in(worksheet: &Worksheet) -> Option<(&FollowUp, &Question)> {
    let follow_up = worksheet.follow_up.as_ref()?;
    Some((follow_up, &follow_up.asked.as_ref()?.question))
}

/// The key under which the store knows in which case a question was asked.
fn key_of_question(case: ReportId, question: QuestionId) -> Vec<u8> {
    [*case.as_bytes(), name_of(question)].concat()
}

/// The name of a question in the store, from which nobody learns the question's id.
fn name_of(question: QuestionId) -> [u8; NAME_BYTES] {
    let digest: [u8; 32] = Sha256::digest(question.as_bytes()).into();
    let mut name = [0; NAME_BYTES];
    name.copy_from_slice(&digest[..NAME_BYTES]);
    name
}

/// The reporter can be asked something else then.
fn end_question(worksheet: &mut Worksheet) {
    if let Some(follow_up) = &mut worksheet.follow_up {
        follow_up.asked = None;
    }
}
