//! The form as one state and one pure reducer: the step, the answers, their problems, and the
//! attempts to send the report.

#[cfg(test)]
mod tests;

use shared::report::{LanguageTag, Report, ReportId};

use crate::draft::{Draft, Edit, Field, Page, field_id};
use crate::problem::{Problem, problems};
use crate::step::{Failure, Step};
use crate::submit::{Attempts, Outcome};

/// The id of the heading of each step.
pub(crate) const HEADING: &str = "heading";

/// The id of the summary of problems.
pub(crate) const PROBLEMS: &str = "problems";

/// The name in ids of the button that undoes what was made of a clue.
pub(crate) const UNDO: &str = "undo";

/// The name in ids of the question for the clue.
const FOUND: &str = Field::Found.name();

/// The state of the form.
#[derive(Debug)]
pub(crate) struct Form {
    /// The step that the reporter is at.
    pub(crate) step: Step,
    pub(crate) draft: Draft,
    /// The problems that the reporter sees. They appear when the reporter tries to go on, and each
    /// disappears with the edit that solves it.
    pub(crate) problems: Vec<Problem>,
    page: Page,
    /// The last sealed report. It keeps its id as long as the answers do not change.
    sealed: Option<Sealed>,
    attempts: Attempts,
    /// Whether the reporter has seen the review. From then on, each corrected step leads back to it.
    reviewed: bool,
}

/// An event that changes the form.
pub(crate) enum Action {
    /// The reporter changes an answer.
    Edit(Edit),
    /// The reporter wants the next step.
    Next,
    /// The reporter wants the previous step.
    Back,
    /// The reporter wants to change the answers of a step.
    Change(Step),
    /// The reporter sends the reviewed report. The id is for a report that needs a new one.
    Send(ReportId),
    /// Another attempt to send begins. The id is for a report that needs a new one.
    Retry(ReportId),
    /// An attempt to send the report of this id has ended. The number is random, from 0 to 1.
    Tried(ReportId, Outcome, f64),
    /// The page shows the form in another language.
    Language(LanguageTag),
    /// The form forgets everything and begins again.
    Restart,
}

/// A task that the reducer gives to the browser.
#[derive(Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "there are never more than two")]
pub(crate) enum Effect {
    /// Put the focus on the element of this id after the next rendering.
    Focus(String),
    /// Seal this report and send it.
    Deliver(Report),
    /// Begin another attempt after this number of milliseconds.
    RetryIn(u32),
}

/// The properties of a sealed report that tell whether the draft still is that report.
#[derive(Debug)]
struct Sealed {
    id: ReportId,
    language: LanguageTag,
    text: Vec<u8>,
}

impl Form {
    pub(crate) fn new(page: Page) -> Self {
        Self {
            step: Step::Where,
            draft: Draft::default(),
            problems: Vec::new(),
            page,
            sealed: None,
            attempts: Attempts::default(),
            reviewed: false,
        }
    }

    /// Whether the form has answers that a restart would delete.
    pub(crate) fn is_written(&self) -> bool {
        self.draft != Draft::default()
    }

    /// The problem of the question whose element has this id.
    pub(crate) fn problem(&self, id: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.id() == id)
    }

    /// Applies an action, and returns the effects in their order.
    pub(crate) fn reduce(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Edit(edit) => self.edit(edit),
            Action::Next => self.next(),
            Action::Back => match self.step.before() {
                Some(step) => self.go(step),
                None => Vec::new(),
            },
            Action::Change(step) => self.change(step),
            Action::Send(fresh) => match self.step {
                Step::Review if self.page.is_test => self.go(Step::Tested),
                Step::Review | Step::Tested | Step::Failed(_) => self.send(Step::Sending, fresh),
                _ => Vec::new(),
            },
            Action::Retry(fresh) => match self.step {
                Step::Waiting { trying: false } => self.send(Step::Waiting { trying: true }, fresh),
                _ => Vec::new(),
            },
            Action::Tried(id, outcome, random) => self.tried(id, outcome, random),
            Action::Language(language) => {
                self.page.language = language;
                Vec::new()
            }
            Action::Restart => {
                *self = Self::new(self.page.clone());
                focus(HEADING)
            }
        }
    }

    fn edit(&mut self, edit: Edit) -> Vec<Effect> {
        let moved_to = match edit {
            Edit::AddLocation => Some((self.draft.locations.len(), FOUND)),
            Edit::RemoveLocation(at) => {
                self.problems.retain_mut(|one| one.survives(at));
                Some((at, FOUND))
            }
            // The button that was pressed is gone; this one stays.
            Edit::TakeOut(at, _) => Some((at, UNDO)),
            _ => None,
        };
        self.draft.apply(edit);
        let mut open = problems(self.step, &self.draft, &self.page);
        open.retain(|one| self.problems.iter().any(|shown| shown.is_like(one)));
        self.problems = open;
        let last = self.draft.locations.len() - 1;
        match moved_to {
            Some((at, field)) => focus(&field_id(Some(at.min(last)), field)),
            None => Vec::new(),
        }
    }

    fn next(&mut self) -> Vec<Effect> {
        if self.shows_problems(self.step) {
            return focus(PROBLEMS);
        }
        let next = if self.reviewed {
            let mut steps = Step::QUESTIONS.iter().copied();
            steps.find(|step| self.has_problems(*step))
        } else {
            self.step.after()
        };
        self.go(next.unwrap_or(Step::Review))
    }

    fn change(&mut self, step: Step) -> Vec<Effect> {
        let may_change = match self.step {
            Step::Review | Step::Tested | Step::Failed(_) => true,
            Step::Waiting { trying } => !trying,
            _ => false,
        };
        if may_change {
            self.go(step)
        } else {
            Vec::new()
        }
    }

    fn go(&mut self, step: Step) -> Vec<Effect> {
        self.step = step;
        self.problems.clear();
        self.reviewed |= step == Step::Review;
        focus(HEADING)
    }

    fn send(&mut self, step: Step, fresh: ReportId) -> Vec<Effect> {
        let Some(report) = self.report(fresh) else {
            return self.back_to_problems();
        };
        self.step = step;
        self.sealed = Some(Sealed {
            id: report.id(),
            language: report.language.clone(),
            text: report.to_json(),
        });
        let mut effects = vec![Effect::Deliver(report)];
        if step == Step::Sending {
            self.attempts = Attempts::default();
            effects.extend(focus(HEADING));
        }
        effects
    }

    fn tried(&mut self, id: ReportId, outcome: Outcome, random: f64) -> Vec<Effect> {
        let trying = matches!(self.step, Step::Sending | Step::Waiting { trying: true });
        if !trying || self.sealed.as_ref().map(|sealed| sealed.id) != Some(id) {
            return Vec::new();
        }
        match outcome {
            Outcome::Received => {
                *self = Self::new(self.page.clone());
                self.go(Step::Sent)
            }
            Outcome::Unverified => self.go(Step::Failed(Failure::Unverified)),
            Outcome::Clock => self.go(Step::Failed(Failure::Clock)),
            Outcome::Refused | Outcome::Stale => self.go(Step::Failed(Failure::Refused)),
            Outcome::Outbid | Outcome::Unreachable | Outcome::Busy { .. } => {
                self.wait(outcome, random)
            }
        }
    }

    fn wait(&mut self, outcome: Outcome, random: f64) -> Vec<Effect> {
        let retry = Effect::RetryIn(self.attempts.failed(outcome, random));
        let first = self.step == Step::Sending;
        self.step = Step::Waiting { trying: false };
        let mut effects = vec![retry];
        if first {
            effects.extend(focus(HEADING));
        }
        effects
    }

    /// The draft as a report. If the answers are those of the last sealed report, the report keeps the
    /// id and the language of that one, even if the form is in another language now.
    fn report(&self, fresh: ReportId) -> Option<Report> {
        if Step::QUESTIONS.iter().any(|step| self.has_problems(*step)) {
            return None;
        }
        let again = self.sealed.as_ref().and_then(|sealed| {
            let page = Page {
                language: sealed.language.clone(),
                ..self.page.clone()
            };
            let again = self.build(sealed.id, &page)?;
            (again.to_json() == sealed.text).then_some(again)
        });
        again.or_else(|| self.build(fresh, &self.page))
    }

    fn build(&self, id: ReportId, page: &Page) -> Option<Report> {
        Report::try_from(self.draft.build(id, page)?).ok()
    }

    /// Goes to the first step that has problems, or to the review if there is none.
    fn back_to_problems(&mut self) -> Vec<Effect> {
        for step in Step::QUESTIONS {
            if self.has_problems(*step) {
                self.go(*step);
                self.shows_problems(*step);
                return focus(PROBLEMS);
            }
        }
        self.go(Step::Review)
    }

    fn has_problems(&self, step: Step) -> bool {
        !problems(step, &self.draft, &self.page).is_empty()
    }

    fn shows_problems(&mut self, step: Step) -> bool {
        self.problems = problems(step, &self.draft, &self.page);
        !self.problems.is_empty()
    }
}

fn focus(id: &str) -> Vec<Effect> {
    vec![Effect::Focus(id.to_owned())]
}
