//! Forms and queries of the desk's pages.

use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use shared::report::ReportId;
use url::form_urlencoded;

use super::problem::Problem;

/// A form with known fields. Every error is reported as the same problem.
#[derive(FromRequest)]
#[from_request(via(axum::Form), rejection(Problem))]
pub(super) struct Form<T>(pub(super) T);

impl From<FormRejection> for Problem {
    fn from(_: FormRejection) -> Self {
        Self::BadRequest
    }
}

/// Names and values in the order of the form; a name may occur more than once.
pub(super) struct Fields(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|_| Problem::TooLarge)?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }
}

/// The fields in the query of an address.
pub(super) struct QueryFields(pub(super) Fields);

impl<S: Sync> FromRequestParts<S> for QueryFields {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        let fields = form_urlencoded::parse(query).into_owned().collect();
        Ok(Self(Fields(fields)))
    }
}

impl Fields {
    /// The first value of this name, trimmed; `None` if it is missing or empty.
    pub(super) fn get<'a>(&'a self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// Every value of this name that is not empty, trimmed.
    pub(super) fn all<'a, 'n>(
        &'a self,
        name: &'n str,
    ) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        let named = self.0.iter().filter(move |(field, _)| field == name);
        named
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The first value of this name as a `T`. A missing or invalid value is an error.
    pub(super) fn parse<T: FromStr>(&self, name: &str) -> Result<T, Problem> {
        self.optional(name)?.ok_or(Problem::BadRequest)
    }

    /// The first value of this name as a `T`, if there is one. An invalid value is an error.
    pub(super) fn optional<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        let parsed = self.get(name).map(str::parse).transpose();
        parsed.map_err(|_| Problem::BadRequest)
    }
}

/// The id of a report or a case in a page's address.
pub(super) struct PageId(pub(super) ReportId);

impl<S: Send + Sync> FromRequestParts<S> for PageId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let id = Path::<String>::from_request_parts(parts, state).await;
        let id = id.ok().and_then(|Path(id)| id.parse().ok());
        id.map(Self).ok_or(Problem::NotFound)
    }
}
