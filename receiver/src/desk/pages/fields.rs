//! What a form of a page sends.

use std::str::FromStr;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use url::form_urlencoded;

use crate::problem::Problem;

/// Names and values, in the order of the form; a name may come more than once.
pub(in crate::desk) struct Fields(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|_| Problem::TooLarge)?;
        Ok(Self(form_urlencoded::parse(&body).into_owned().collect()))
    }
}

impl Fields {
    /// The fields of an address's query.
    pub(in crate::desk) fn of_query(query: Option<&str>) -> Self {
        let query = query.unwrap_or_default().as_bytes();
        Self(form_urlencoded::parse(query).into_owned().collect())
    }

    /// The first value of this name, trimmed; nothing if it is empty.
    pub(in crate::desk) fn get<'a>(&'a self, name: &str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// Every value of this name that is not empty, trimmed.
    pub(in crate::desk) fn all<'a, 'n>(
        &'a self,
        name: &'n str,
    ) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        let named = self.0.iter().filter(move |(field, _)| field == name);
        named
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The first value of this name, which has to be there and to be a `T`.
    pub(in crate::desk) fn parse<T: FromStr>(&self, name: &str) -> Result<T, Problem> {
        self.optional(name)?.ok_or(Problem::BadRequest)
    }

    /// The first value of this name, which has to be a `T` if it is there.
    pub(in crate::desk) fn optional<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        let parsed = self.get(name).map(str::parse).transpose();
        parsed.map_err(|_| Problem::BadRequest)
    }
}
