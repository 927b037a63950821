//! A written question as the form asks it.

use super::field::{Field, Format};

/// A question of a form: what is asked, in which format, and whether it may stay empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ask {
    /// What is asked.
    pub(crate) field: Field,
    /// What the answer is in the report.
    pub(crate) fills: Field,
    /// What it is called in locales, after `field.`.
    pub(crate) label: &'static str,
    pub(crate) format: Format,
    /// Whether it may stay empty.
    pub(crate) need: Need,
}

/// Whether an answer may stay empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// It may.
    Optional,
    /// It may not.
    Required,
    /// At least one of those marked so is needed.
    OneOf,
}
