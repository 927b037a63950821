//! The questions of a step, and their problems, as HTML.

mod choice;
mod error;
mod summary;
mod written;

pub(crate) use choice::{Choice, checkbox, checkboxes, radios};
pub(crate) use summary::summary;
pub(crate) use written::written;
