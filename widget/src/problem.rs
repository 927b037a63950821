//! Problems with answers: a required answer that is missing, or an answer that breaks its rule.

#[cfg(test)]
mod tests;

use shared::limits::{DESCRIPTION_CHARS, MAX_LOCATIONS, PLAINTEXT_BYTES};
use shared::report::{Category, ReportId, TextError};

use crate::draft::{Answers, Ask, Clue, Draft, DraftLocation, Format, Need, Page, field_id};
use crate::step::Step;

/// An answer that is missing or invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The index of the question's location; none for other questions.
    pub(crate) location: Option<usize>,
    /// The question's name in element ids.
    pub(crate) field: &'static str,
    /// The question's name in locales, after `field.`.
    pub(crate) label: &'static str,
    /// The reason why the answer cannot be sent.
    pub(crate) error: Error,
}

/// The reason why an answer cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Error {
    /// A required answer is missing.
    Required,
    /// At least one of several questions needs an answer, and none has one.
    OneOf,
    /// The answer has more characters than this limit.
    TooLong(usize),
    /// The answer does not have this format.
    Form(Format),
    /// The answer is a place on the reporter's own device.
    Local,
    /// The report has more locations than this limit.
    TooMany(usize),
    /// The whole report is too large by this many bytes.
    TooLarge(usize),
}

impl Problem {
    /// The id of the question's element.
    pub(crate) fn id(&self) -> String {
        field_id(self.location, self.field)
    }

    /// Whether both are the same error of the same question; their numbers may differ.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let about = |one: &Self| (one.location, one.field, one.error.name());
        about(self) == about(other)
    }

    /// Whether the problem remains when the location at index `removed` is removed. Adjusts the index
    /// of its own location.
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
            Self::TooMany(_) => "too_many",
            Self::Local => "local",
            Self::Form(Format::Web) => "url",
            Self::Form(Format::Onion) => "onion",
            Self::Form(Format::Email) => "email",
            Self::Form(Format::Date | Format::Time) => "date",
            Self::Form(_) => "line",
        }
    }

    /// The number in the message: the limit, or the bytes above it.
    pub(crate) fn number(self) -> usize {
        match self {
            Self::TooLong(number) | Self::TooLarge(number) | Self::TooMany(number) => number,
            Self::Required | Self::OneOf | Self::Form(_) | Self::Local => 0,
        }
    }
}

/// The problems of a step in the order of its questions. The reporter cannot leave a step that has
/// any.
pub(crate) fn problems(step: Step, draft: &Draft, page: &Page) -> Vec<Problem> {
    match step {
        Step::Where => whereabouts(draft, page),
        Step::What => what(draft, page),
        _ => Vec::new(),
    }
}

/// Without a category, the form does not ask for details yet.
fn what(draft: &Draft, page: &Page) -> Vec<Problem> {
    match draft.category {
        None => vec![chosen("category")],
        Some(_) => details(draft, page),
    }
}

fn whereabouts(draft: &Draft, page: &Page) -> Vec<Problem> {
    let mut problems = Vec::new();
    let parts = draft.parts();
    for (at, part) in &parts {
        part_problems(*at, part, &mut problems);
    }
    let words = draft.words().chars().count();
    let error = if parts.len() > MAX_LOCATIONS {
        Some(Error::TooMany(MAX_LOCATIONS))
    } else if words > DESCRIPTION_CHARS {
        Some(Error::TooLong(DESCRIPTION_CHARS))
    } else {
        bytes_over(draft, page).map(Error::TooLarge)
    };
    if let (Some((at, part)), Some(error)) = (parts.last(), error) {
        problems.push(problem(Some(*at), &part.asks()[0], error));
    }
    problems
}

/// Adds the problems of one location, whose questions are those of the location of this index.
fn part_problems(at: usize, part: &DraftLocation, problems: &mut Vec<Problem>) {
    let asks = part.asks();
    if part.chosen.is_none() && part.clue() == Some(Clue::Local) {
        problems.push(problem(Some(at), &asks[0], Error::Local));
        return;
    }
    written(Some(at), &asks, &part.answers, problems);
    let one_of = || asks.iter().filter(|ask| ask.need == Need::OneOf);
    if one_of().count() > 0 && one_of().all(|ask| part.answers.lacks(ask.field)) {
        problems.push(problem(Some(at), &asks[0], Error::OneOf));
    }
}

fn details(draft: &Draft, page: &Page) -> Vec<Problem> {
    let mut problems = Vec::new();
    let asks = draft.asks();
    written(None, &asks, &draft.answers, &mut problems);
    let is_long = draft.description().chars().count() > DESCRIPTION_CHARS;
    let description = &asks[0];
    let is_known = problems
        .iter()
        .any(|one| one.field == description.field.name());
    if is_long && !is_known {
        let error = Error::TooLong(DESCRIPTION_CHARS);
        problems.push(problem(None, description, error));
    }
    if draft.asks_good_faith() && !draft.good_faith {
        problems.push(chosen("good_faith"));
    }
    if let Some(over) = bytes_over(draft, page) {
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
        found.extend(error.map(|error| problem(location, ask, error)));
    }
}

/// The number of bytes by which the report is too large for its message. Before the reporter has
/// chosen a category, the report counts as one with the longest category.
fn bytes_over(draft: &Draft, page: &Page) -> Option<usize> {
    let category = draft.category.unwrap_or(Category::HateSpeech);
    let report = draft.build_as(category, ReportId::new([0; ReportId::BYTES]), page);
    let bytes = serde_json::to_vec(&report).map_or(usize::MAX, |json| json.len());
    bytes.checked_sub(PLAINTEXT_BYTES).filter(|over| *over > 0)
}

fn problem(location: Option<usize>, ask: &Ask, error: Error) -> Problem {
    let (field, label) = (ask.field.name(), ask.label.name());
    Problem {
        location,
        field,
        label,
        error,
    }
}

/// The problem of a choice that is required and missing.
fn chosen(field: &'static str) -> Problem {
    Problem {
        location: None,
        field,
        label: field,
        error: Error::Required,
    }
}
