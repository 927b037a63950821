//! From step to step.

use shared::report::ReportId;

use crate::desk::Desk;
use crate::desk::assessment::Assessment;
use crate::desk::audit::Act;
use crate::desk::auth::Who;
use crate::desk::case::{Case, HandoffKind, Note, Referral};
use crate::desk::role::Right;
use crate::desk::workflow::{Becomes, Needs, State, Step, step_named};
use crate::problem::Problem;
use crate::store::desk::{Batch, RecordChange, RecordKind, SealedCase};

/// Characters of a note or a reason at most.
const NOTE_CHARS: usize = 4000;

/// Characters of an explanation at most: as many as a XARF report has room for.
const EXPLANATION_CHARS: usize = 1000;

impl Desk {
    /// Takes a step of the workflow. `version` is the case's as its author saw it.
    pub async fn step(
        &self,
        who: &Who,
        id: ReportId,
        version: u64,
        name: &str,
        reason: &str,
    ) -> Result<State, Problem> {
        let mut case = self.as_seen(id, version).await?;
        let step = step_named(case.card.state, name).ok_or(Problem::Conflict)?;
        check(who, &case, step, reason)?;
        let old = case.card.state;
        case.card.state = step.to;
        match step.outcome {
            Becomes::Same => {}
            Becomes::Set(outcome) => case.card.facts.outcome = Some(outcome),
            Becomes::Open => case.card.facts.outcome = None,
        }
        case.card.closed = (!step.to.is_open()).then(|| self.clock.now().hour());
        case.card.assignee = match step.to {
            State::SecondReview | State::Closed => None,
            State::Triage => Some(who.name.clone()),
            _ => case.card.assignee.or_else(|| Some(who.name.clone())),
        };
        if let Some(file) = &mut case.file {
            let asks = step.to == State::SecondReview;
            file.second_review_asked_by = asks.then(|| who.name.clone());
        }
        let act = self.act(who, id, "step", old.name(), step.to.name());
        let mut batch = self.changed(&case, act)?;
        if !reason.trim().is_empty() {
            batch
                .records
                .push(self.with_note(who, &case, reason).await?);
        }
        self.commit(batch).await?;
        Ok(step.to)
    }

    /// Records what has been found.
    pub async fn assess(
        &self,
        who: &Who,
        id: ReportId,
        version: u64,
        assessment: Assessment,
    ) -> Result<(), Problem> {
        if assessment.explanation.chars().count() > EXPLANATION_CHARS {
            return Err(Problem::BadRequest);
        }
        let mut case = self.as_seen(id, version).await?;
        let locations = case
            .report
            .as_ref()
            .map_or(0, |report| report.locations.len());
        let is_open_to_it = match case.card.state {
            State::InAssessment => who.may(Right::Work),
            State::SecondReview => who.may(Right::Review) && is_second(who, &case),
            _ => false,
        };
        if !is_open_to_it {
            return Err(Problem::Conflict);
        }
        // Well written, but not about this case.
        if assessment.findings.len() != locations {
            return Err(Problem::Conflict);
        }
        let verdict = |assessment: &Assessment| {
            let names = assessment
                .findings
                .iter()
                .map(|finding| finding.classification.name());
            names.collect::<Vec<_>>().join(" ")
        };
        let Some(file) = &mut case.file else {
            return Err(Problem::Conflict);
        };
        let old = file.assessment.as_ref().map(verdict).unwrap_or_default();
        let telling = assessment
            .findings
            .iter()
            .find(|finding| finding.classification.is_illegal())
            .or(assessment.findings.first());
        case.card.facts.site_type = telling.map(|finding| finding.site_type);
        case.card.facts.country = telling
            .and_then(|finding| finding.hosting.as_ref())
            .map(|hosting| hosting.country.clone());
        let act = self.act(who, id, "assess", &old, &verdict(&assessment));
        file.assessment = Some(assessment);
        self.commit(self.changed(&case, act)?).await
    }

    /// Adds a note.
    pub async fn note(&self, who: &Who, id: ReportId, text: &str) -> Result<(), Problem> {
        let case = self.case(id).await?;
        if case.card.state == State::Anonymised {
            return Err(Problem::Conflict);
        }
        let note = self.with_note(who, &case, text).await?;
        self.commit(Batch {
            records: vec![note],
            acts: vec![self.act(who, id, "note", "", "")],
            ..Batch::default()
        })
        .await
    }

    /// Takes a case over, puts it down, or, for leads, hands it to somebody else.
    pub async fn assign(
        &self,
        who: &Who,
        id: ReportId,
        version: u64,
        to: Option<String>,
    ) -> Result<(), Problem> {
        let is_own = to.as_ref().is_none_or(|to| *to == who.name);
        if !is_own && !who.may(Right::Review) {
            return Err(Problem::Forbidden);
        }
        let mut case = self.as_seen(id, version).await?;
        if !case.card.state.is_open() {
            return Err(Problem::Conflict);
        }
        let old = case.card.assignee.take().unwrap_or_default();
        let act = self.act(who, id, "assign", &old, to.as_deref().unwrap_or_default());
        case.card.assignee = to;
        self.commit(self.changed(&case, act)?).await
    }

    /// Holds the notice to the host until the police release it, or releases it.
    pub async fn hold_notice(
        &self,
        who: &Who,
        id: ReportId,
        version: u64,
        hold: bool,
    ) -> Result<(), Problem> {
        let mut case = self.as_seen(id, version).await?;
        let file = case.file.as_mut().ok_or(Problem::Conflict)?;
        let word = |held| if held { "held" } else { "free" };
        let act = self.act(who, id, "notice", word(file.notice_on_hold), word(hold));
        file.notice_on_hold = hold;
        self.commit(self.changed(&case, act)?).await
    }

    /// Records that a case was handed to somebody.
    pub async fn referred(
        &self,
        who: &Who,
        case: &Case,
        kind: HandoffKind,
        to: &str,
    ) -> Result<(), Problem> {
        let mut case = case.clone();
        let file = case.file.as_mut().ok_or(Problem::Conflict)?;
        file.referrals.push(Referral {
            kind,
            to: to.to_owned(),
            by: who.name.clone(),
            at: self.clock.now().to_string(),
        });
        let act = self.act(who, case.card.id, "hand_off", "", kind.name());
        self.commit(self.changed(&case, act)?).await
    }

    /// What somebody does now to a case.
    pub(in crate::desk) fn act(
        &self,
        who: &Who,
        case: ReportId,
        what: &'static str,
        old: &str,
        new: &str,
    ) -> Act {
        Act {
            at: self.clock.now(),
            who: who.name.clone(),
            what,
            case: Some(case),
            old: old.to_owned(),
            new: new.to_owned(),
        }
    }

    /// The case, if it still is as somebody saw it.
    async fn as_seen(&self, id: ReportId, version: u64) -> Result<Case, Problem> {
        let case = self.case(id).await?;
        if case.card.version == version {
            Ok(case)
        } else {
            Err(Problem::Conflict)
        }
    }

    fn changed(&self, case: &Case, act: Act) -> Result<Batch, Problem> {
        let id = case.card.id;
        let mut card = case.card.clone();
        card.version += 1;
        let file = match &case.file {
            Some(file) => self.seal_file(id, file)?,
            None => Vec::new(),
        };
        Ok(Batch {
            cases: vec![SealedCase { card, file }],
            acts: vec![act],
            ..Batch::default()
        })
    }

    async fn with_note(&self, who: &Who, case: &Case, text: &str) -> Result<RecordChange, Problem> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > NOTE_CHARS {
            return Err(Problem::BadRequest);
        }
        let note = Note {
            by: who.name.clone(),
            at: self.clock.now().to_string(),
            text: text.to_owned(),
        };
        let (records, key) = (self.records(), case.card.id.as_bytes());
        Ok(
            match records.get::<Vec<Note>>(RecordKind::Notes, key).await? {
                Some(mut kept) => {
                    kept.value.push(note);
                    records.put(RecordKind::Notes, &kept)?
                }
                None => records.add(RecordKind::Notes, key, &[note])?,
            },
        )
    }
}

/// Whether this is not who asked for a second pair of eyes.
fn is_second(who: &Who, case: &Case) -> bool {
    let file = case.file.as_ref();
    let asked_by = file.and_then(|file| file.second_review_asked_by.as_ref());
    asked_by != Some(&who.name)
}

/// Whether this step may be taken by this person now.
fn check(who: &Who, case: &Case, step: &Step, reason: &str) -> Result<(), Problem> {
    // The clocks of retention take this step, with everything that goes then.
    if !who.may(step.right) || step.to == State::Anonymised {
        return Err(Problem::Forbidden);
    }
    if !is_second(who, case) {
        return Err(Problem::Forbidden);
    }
    let assessment = case.file.as_ref().and_then(|file| file.assessment.as_ref());
    let is_there = match step.needs {
        Needs::Nothing => true,
        Needs::Reason => !reason.trim().is_empty(),
        Needs::Illegal => assessment.is_some_and(Assessment::is_illegal),
        Needs::Legal => assessment.is_some_and(|assessment| !assessment.is_illegal()),
        Needs::Referral => case
            .file
            .as_ref()
            .is_some_and(|file| !file.referrals.is_empty()),
    };
    if is_there {
        Ok(())
    } else {
        Err(Problem::NotYet)
    }
}
