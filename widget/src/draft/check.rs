//! What is missing or does not keep its rule, question by question.

use shared::limits::PLAINTEXT_BYTES;
use shared::report::{ReportId, TextError};

use super::{Answers, Ask, Draft, DraftLocation, Field, Format, Need, Page};
use crate::steps::Step;

/// An answer that is missing or cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The id of the element that asks for it.
    pub id: String,
    /// The question's name in locales, after `field.`.
    pub field: &'static str,
    /// What is wrong.
    pub error: Error,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// There is none.
    Required,
    /// None of those of which one is needed.
    OneOf,
    /// More characters than there is room for.
    TooLong(usize),
    /// Not what the format asks for.
    Form(Format),
    /// The whole report is too large, by this many bytes.
    TooLarge(usize),
}

impl Problem {
    /// Whether it is the same answer that has the same error, by whatever number.
    pub fn is_like(&self, other: &Self) -> bool {
        self.id == other.id && self.error.name() == other.error.name()
    }
}

impl Error {
    /// The error's name in locales, after `error.`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::OneOf => "one_of",
            Self::TooLong(_) => "too_long",
            Self::TooLarge(_) => "too_large",
            Self::Form(Format::Web) => "url",
            Self::Form(Format::Onion) => "onion",
            Self::Form(Format::Email) => "email",
            Self::Form(Format::Date | Format::Time) => "date",
            Self::Form(_) => "line",
        }
    }

    /// The number that the message names: a limit, or by how much it is passed.
    pub fn number(self) -> usize {
        match self {
            Self::TooLong(number) | Self::TooLarge(number) => number,
            Self::Required | Self::OneOf | Self::Form(_) => 0,
        }
    }
}

/// The id of the element that asks for `field`, of a location or of the details.
pub fn field_id(location: Option<usize>, field: &str) -> String {
    match location {
        Some(at) => ["location-", &at.to_string(), "-", field].concat(),
        None => field.to_owned(),
    }
}

/// What keeps the reporter from leaving `step`, in the order of the questions.
pub fn problems(step: Step, draft: &Draft, page: &Page) -> Vec<Problem> {
    match step {
        Step::What => what(draft),
        Step::Where => whereabouts(draft, page),
        Step::Details => details(draft, page),
        _ => Vec::new(),
    }
}

fn what(draft: &Draft) -> Vec<Problem> {
    match draft.category {
        None => vec![problem(None, "category", Error::Required)],
        Some(_) => Vec::new(),
    }
}

fn whereabouts(draft: &Draft, page: &Page) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, location) in draft.locations.iter().enumerate() {
        written(
            Some(at),
            location.kind.asks(),
            &location.answers,
            &mut problems,
        );
        problems.extend(leads_nowhere(at, location));
    }
    if let Some(over) = bytes_over(draft, page) {
        let last = draft.locations.len() - 1;
        let field = draft.locations[last].kind.asks()[0].field;
        problems.push(problem(Some(last), field.name(), Error::TooLarge(over)));
    }
    problems
}

fn details(draft: &Draft, page: &Page) -> Vec<Problem> {
    let mut problems = Vec::new();
    written(None, &draft.asks(), &draft.answers, &mut problems);
    if draft.asks_good_faith() && !draft.good_faith {
        problems.push(problem(None, "good_faith", Error::Required));
    }
    if let Some(over) = bytes_over(draft, page) {
        let description = Field::Description.name();
        problems.push(problem(None, description, Error::TooLarge(over)));
    }
    problems
}

fn written(location: Option<usize>, asks: &[Ask], answers: &Answers, found: &mut Vec<Problem>) {
    for ask in asks {
        let error = if answers.lacks(ask.field) {
            (ask.need == Need::Required).then_some(Error::Required)
        } else {
            let checked = ask.format.check(answers.get(ask.field));
            checked.err().map(|error| match error {
                TextError::Empty => Error::Required,
                TextError::TooLong { max_chars } => Error::TooLong(max_chars),
                TextError::Form => Error::Form(ask.format),
            })
        };
        found.extend(error.map(|error| problem(location, ask.field.name(), error)));
    }
}

fn leads_nowhere(at: usize, location: &DraftLocation) -> Option<Problem> {
    let mut one_of = location
        .kind
        .asks()
        .iter()
        .filter(|ask| ask.need == Need::OneOf);
    let first = one_of.clone().next()?;
    one_of
        .all(|ask| location.answers.lacks(ask.field))
        .then(|| problem(Some(at), first.field.name(), Error::OneOf))
}

/// By how many bytes the report is too large for its message.
fn bytes_over(draft: &Draft, page: &Page) -> Option<usize> {
    let report = draft.build(ReportId::new([0; ReportId::BYTES]), page)?;
    let bytes = serde_json::to_vec(&report).map_or(usize::MAX, |json| json.len());
    bytes.checked_sub(PLAINTEXT_BYTES).filter(|over| *over > 0)
}

fn problem(location: Option<usize>, field: &'static str, error: Error) -> Problem {
    let id = field_id(location, field);
    Problem { id, field, error }
}
