//! Problems with answers: a required answer that is missing, or an answer that breaks its rule.

#[cfg(test)]
mod tests;

use shared::limits::PLAINTEXT_BYTES;
use shared::report::{Category, ReportId, TextError};

use crate::draft::{Answers, Ask, Draft, Format, Need, Page, field_id};
use crate::step::Step;

/// An answer that is missing or cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The location that it is about; none: the details.
    pub(crate) location: Option<usize>,
    /// The question's name in ids.
    pub(crate) field: &'static str,
    /// The question's name in locales, after `field.`.
    pub(crate) label: &'static str,
    /// What is wrong.
    pub(crate) error: Error,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Error {
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
    /// The id of the element that asks for it.
    pub(crate) fn id(&self) -> String {
        field_id(self.location, self.field)
    }

    /// Whether it is the same answer that has the same error, by whatever number.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let about = |one: &Self| (one.location, one.field, one.error.name());
        about(self) == about(other)
    }

    /// Whether it is still one without the location at `removed`; follows its own location.
    pub(crate) fn survives(&mut self, removed: usize) -> bool {
        match &mut self.location {
            Some(at) if *at == removed => return false,
            Some(at) if *at > removed => *at -= 1,
            _ => {}
        }
        true
    }
}

impl Error {
    /// The error's name in locales, after `error.`.
    pub(crate) fn name(self) -> &'static str {
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
    pub(crate) fn number(self) -> usize {
        match self {
            Self::TooLong(number) | Self::TooLarge(number) => number,
            Self::Required | Self::OneOf | Self::Form(_) => 0,
        }
    }
}

/// What keeps the reporter from leaving `step`, in the order of the questions.
pub(crate) fn problems(step: Step, draft: &Draft, page: &Page) -> Vec<Problem> {
    match step {
        Step::What => what(draft),
        Step::Where => whereabouts(draft, page),
        Step::Details => details(draft, page),
        _ => Vec::new(),
    }
}

fn what(draft: &Draft) -> Vec<Problem> {
    match draft.category {
        None => vec![chosen("category")],
        Some(_) => Vec::new(),
    }
}

fn whereabouts(draft: &Draft, page: &Page) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, location) in draft.locations.iter().enumerate() {
        let asks = location.asks();
        written(Some(at), &asks, &location.answers, &mut problems);
        let one_of = || asks.iter().filter(|ask| ask.need == Need::OneOf);
        if one_of().count() > 0 && one_of().all(|ask| location.answers.lacks(ask.field)) {
            problems.push(problem(Some(at), &asks[0], Error::OneOf));
        }
    }
    if let Some(over) = bytes_over(draft, page) {
        let last = draft.locations.len() - 1;
        let found = draft.locations[last].asks()[0];
        problems.push(problem(Some(last), &found, Error::TooLarge(over)));
    }
    problems
}

fn details(draft: &Draft, page: &Page) -> Vec<Problem> {
    let mut problems = Vec::new();
    let asks = draft.asks();
    written(None, &asks, &draft.answers, &mut problems);
    if draft.asks_good_faith() && !draft.good_faith {
        problems.push(chosen("good_faith"));
    }
    if let Some(over) = bytes_over(draft, page) {
        problems.push(problem(None, &asks[0], Error::TooLarge(over)));
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
        found.extend(error.map(|error| problem(location, ask, error)));
    }
}

/// By how many bytes the report is too large for its message. Before its category is known, it
/// counts as the longest one.
fn bytes_over(draft: &Draft, page: &Page) -> Option<usize> {
    let category = draft.category.unwrap_or(Category::HateSpeech);
    let report = draft.build_as(category, ReportId::new([0; ReportId::BYTES]), page);
    let bytes = serde_json::to_vec(&report).map_or(usize::MAX, |json| json.len());
    bytes.checked_sub(PLAINTEXT_BYTES).filter(|over| *over > 0)
}

fn problem(location: Option<usize>, ask: &Ask, error: Error) -> Problem {
    let (field, label) = (ask.field.name(), ask.label);
    Problem {
        location,
        field,
        label,
        error,
    }
}

/// What has to be chosen and is not.
fn chosen(field: &'static str) -> Problem {
    Problem {
        location: None,
        field,
        label: field,
        error: Error::Required,
    }
}
