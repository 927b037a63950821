//! The fields of a form.

use axum::Form;
use axum::extract::FromRequest;
use axum::extract::rejection::FormRejection;

use crate::problem::Problem;

/// A form whose every error is the same problem.
#[derive(FromRequest)]
#[from_request(via(Form), rejection(Problem))]
pub(super) struct Fields<T>(pub(super) T);

impl From<FormRejection> for Problem {
    fn from(_: FormRejection) -> Self {
        Self::BadRequest
    }
}
