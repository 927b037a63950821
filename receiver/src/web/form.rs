//! Forms and queries of the desk's pages.

use std::collections::HashMap;
use std::str::FromStr;

use axum::body::{Body, Bytes};
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use shared::report::ReportId;
use url::form_urlencoded;

use super::problem::{FieldName, Problem};
use crate::words::{Text, Words};

/// Maximum bytes of a form: the explanations of 40 items take 480,000 at their greatest length, if
/// each of their characters takes 12 when it is encoded.
pub(super) const FORM_BYTES: usize = 512 * 1024;

/// The page's message at a field that is empty.
pub(super) const MISSING: Text = Words::problem_missing;

/// The page's message at a field with a value that its form does not offer.
pub(super) const INVALID: Text = Words::problem_invalid;

/// A form with known fields. Every error is reported as the same problem, except that of a form that
/// is too long.
pub(super) struct Form<T>(pub(super) T);

impl From<FormRejection> for Problem {
    fn from(_: FormRejection) -> Self {
        Self::BadRequest
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts.clone(), body);
        let body = Body::from(sent(request, state).await?);
        let request = Request::from_parts(parts, body);
        let axum::Form(form) = axum::Form::from_request(request, state).await?;
        Ok(Self(form))
    }
}

/// The values of each name, in the order of the form. They are trimmed, and empty values are left
/// out.
#[derive(Default)]
pub(super) struct Fields(HashMap<String, Vec<String>>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        Ok(Self::read(&sent(request, state).await?))
    }
}

/// The fields in the query of an address.
pub(super) struct QueryFields(pub(super) Fields);

impl<S: Sync> FromRequestParts<S> for QueryFields {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        Ok(Self(Fields::read(query)))
    }
}

/// The body of a form, with every end of a line as LF. Browsers send CR and LF, which would count
/// twice, and whose CR would show as a code in what hosts and police get.
async fn sent<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    let body = Bytes::from_request(request, state).await;
    Ok(with_line_feeds(body.map_err(|_| Problem::TooLarge)?))
}

/// Replaces CR and LF, and CR alone, by LF in an encoded form. A `%` of the text itself is encoded
/// as `%25`, so `%0D` is always a CR.
fn with_line_feeds(encoded: Bytes) -> Bytes {
    if !encoded.iter().any(|byte| matches!(byte, b'\r' | b'%')) {
        return encoded;
    }
    let mut read = Vec::with_capacity(encoded.len());
    let mut rest = &encoded[..];
    while let [first, others @ ..] = rest {
        if let Some(after) = without(rest, b'\r') {
            read.extend_from_slice(b"%0A");
            rest = without(after, b'\n').unwrap_or(after);
        } else {
            read.push(*first);
            rest = others;
        }
    }
    read.into()
}

/// The rest of an encoded text after this character, if the text begins with it.
fn without(text: &[u8], character: u8) -> Option<&[u8]> {
    match text {
        [first, rest @ ..] if *first == character => Some(rest),
        [b'%', high, low, rest @ ..] => {
            let digit = |digit: u8| char::from(digit).to_digit(16);
            let code = digit(*high)? * 16 + digit(*low)?;
            (code == u32::from(character)).then_some(rest)
        }
        _ => None,
    }
}

impl Fields {
    fn read(encoded: &[u8]) -> Self {
        let mut fields: HashMap<String, Vec<String>> = HashMap::new();
        for (name, value) in form_urlencoded::parse(encoded) {
            let value = value.trim();
            if !value.is_empty() {
                let values = fields.entry(name.into_owned()).or_default();
                values.push(value.to_owned());
            }
        }
        Self(fields)
    }

    /// The first value of this name; `None` if it is missing or empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).first().map(String::as_str)
    }

    /// Every value of this name that is not empty.
    pub(super) fn all(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first value of this name as a `T`. A missing or invalid value is an error.
    pub(super) fn parse<T: FromStr>(&self, name: impl Into<FieldName>) -> Result<T, Problem> {
        self.parse_or(name, INVALID)
    }

    /// The first value of this name as a `T`. An invalid value is an error with this reason.
    pub(super) fn parse_or<T: FromStr>(
        &self,
        name: impl Into<FieldName>,
        reason: Text,
    ) -> Result<T, Problem> {
        let name = name.into();
        self.optional_or(name, reason)?
            .ok_or(Problem::field(name, MISSING))
    }

    /// The first value of this name as a `T`, if there is one. An invalid value is an error.
    pub(super) fn optional<T: FromStr>(
        &self,
        name: impl Into<FieldName>,
    ) -> Result<Option<T>, Problem> {
        self.optional_or(name, INVALID)
    }

    /// The first value of this name as a `T`, if there is one. An invalid value is an error with
    /// these words.
    pub(super) fn optional_or<T: FromStr>(
        &self,
        name: impl Into<FieldName>,
        reason: Text,
    ) -> Result<Option<T>, Problem> {
        let name = name.into();
        let parsed = self.get(&name.to_string()).map(str::parse).transpose();
        parsed.map_err(|_| Problem::field(name, reason))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_their_name() {
        let fields = Fields::read(b"a=1&b=&a=+2+&c=x&a=%20&a=3");
        assert_eq!(fields.all("a"), ["1", "2", "3"]);
        assert_eq!((fields.get("b"), fields.get("c")), (None, Some("x")));
        assert!(fields.all("d").is_empty());
    }

    #[test]
    fn a_big_form_is_an_index_with_an_entry_for_each_name() {
        let body = "classification=baseline&gender=female&".repeat(1000);
        let fields = Fields::read(body.as_bytes());
        assert_eq!(fields.0.len(), 2);
        assert_eq!(fields.all("gender").len(), 1000);
    }

    #[test]
    fn every_end_of_a_line_is_a_line_feed() {
        for (sent, read) in [
            ("a=1%0D%0A2", "1\n2"),
            ("a=1%0d%0a%0d%0a2", "1\n\n2"),
            ("a=1%0D2%0A3", "1\n2\n3"),
            ("a=1\r\n2", "1\n2"),
            ("a=1%0D\n2", "1\n2"),
            ("a=1%250D2", "1%0D2"),
            ("a=1%0D%", "1\n%"),
            ("a=%E2%82%AC%0D%0A%", "\u{20ac}\n%"),
        ] {
            let body = with_line_feeds(Bytes::from_static(sent.as_bytes()));
            assert_eq!(Fields::read(&body).get("a"), Some(read), "{sent:?}");
        }
    }
}
