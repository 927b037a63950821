//! A written question as the form asks it.

use super::field::{Field, Format};

/// A written question: its name, the format of its answer, and whether it needs one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ask {
    /// The question, and the key of its answer in the draft.
    pub(crate) field: Field,
    /// The field of the report that the answer fills. It differs from `field` for the clue.
    pub(crate) fills: Field,
    /// The question whose words in locales ask for the answer.
    pub(crate) label: Field,
    pub(crate) format: Format,
    /// Whether the question needs an answer.
    pub(crate) need: Need,
}

/// Whether a question needs an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// The answer may stay empty.
    Optional,
    /// The answer must not be empty.
    Required,
    /// At least one of the questions with this mark needs an answer.
    OneOf,
}
