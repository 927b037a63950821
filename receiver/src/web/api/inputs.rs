//! The API's requests, checked exactly as the description states.

use std::error::Error;
use std::fmt;
use std::marker::PhantomData;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_path_to_error::Error as AtPath;
use shared::report::ReportId;
use utoipa::IntoParams;

use super::schemas::report_id;
use crate::web::problem::Problem;

/// Every integer below this has a float of its own (RFC 8259, section 6).
const MAX_EXACT: f64 = (1_u64 << 53) as f64;

/// A JSON object, and not an array of its fields in their order, which derived code would also accept.
#[derive(Debug)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Object<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Object)
    }
}

/// Makes integers of numbers such as `1.0`, which JSON Schema takes for one.
fn make_integers(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(make_integers),
        Value::Object(fields) => fields.values_mut().for_each(make_integers),
        Value::Number(number) if number.is_f64() => {
            // Written as digits only: a float holds whole numbers of this size exactly.
            let whole = number.as_f64().filter(|float| float.abs() < MAX_EXACT);
            let integer = whole.and_then(|float| float.to_string().parse::<i64>().ok());
            if let Some(integer) = integer {
                *value = integer.into();
            }
        }
        _ => {}
    }
}

/// The object in a request's body.
pub(super) struct Body<T>(pub(super) T);

/// A body or a query that is not what the description says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    /// What is wrong, with the place of the field. It has no value, which may be a reporter's word.
    detail: Option<String>,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Malformed;

    async fn from_request(request: Request, state: &S) -> Result<Self, Malformed> {
        let json = Json::<Value>::from_request(request, state).await;
        let Json(value) = json.map_err(|_| Malformed { detail: None })?;
        read(value).map(Self)
    }
}

fn read<T: DeserializeOwned>(mut value: Value) -> Result<T, Malformed> {
    make_integers(&mut value);
    let read = serde_path_to_error::deserialize::<_, Object<T>>(value);
    read.map(|Object(body)| body)
        .map_err(|error| Malformed::at(&error))
}

impl Malformed {
    fn at(error: &AtPath<impl fmt::Display>) -> Self {
        let place = error.path().to_string();
        let place = if place == "." { "the request" } else { &place };
        let reason = error.inner().to_string();
        let missing = reason.strip_prefix("missing field `");
        let detail = match missing.and_then(|rest| rest.split('`').next()) {
            Some(field) => format!("{place} has no {field}"),
            None => format!("{place} is not what the API describes"),
        };
        // The names are those of the description, but for one that the body has made up.
        let is_ours = |letter: char| letter.is_ascii_alphanumeric() || " _.[]".contains(letter);
        Self {
            detail: Some(detail).filter(|detail| detail.chars().all(is_ours)),
        }
    }
}

impl IntoResponse for Malformed {
    fn into_response(self) -> Response {
        Problem::BadRequest.response(self.detail.as_deref())
    }
}

/// The query of an address.
#[derive(FromRequestParts)]
#[from_request(via(Query), rejection(Malformed))]
pub(super) struct Asked<T>(pub(super) T);

impl From<QueryRejection> for Malformed {
    fn from(rejection: QueryRejection) -> Self {
        let mut cause = rejection.source();
        while let Some(error) = cause {
            if let Some(error) = error.downcast_ref::<AtPath<serde::de::value::Error>>() {
                return Self::at(error);
            }
            cause = error.source();
        }
        Self { detail: None }
    }
}

/// The id of a report or a case in an address.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct Id {
    /// The id of the report, which is also the id of its case.
    #[param(schema_with = report_id)]
    pub(super) id: ReportId,
}

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let id = Path::<String>::from_request_parts(parts, state).await;
        let id = id.ok().and_then(|Path(id)| id.parse().ok());
        id.map(|id| Self { id }).ok_or(Problem::NotFound)
    }
}

/// The hand-off of a case in an address.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(super) struct HandOffId {
    /// The id of the report, which is also the id of its case.
    #[param(schema_with = report_id)]
    pub(super) id: ReportId,
    /// The version of the case that recorded the hand-off.
    #[param(minimum = 1, maximum = 9007199254740991_u64)]
    pub(super) version: u64,
}

impl<S: Send + Sync> FromRequestParts<S> for HandOffId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((id, version)) = path.map_err(|_| Problem::NotFound)?;
        Ok(Self {
            id: id.parse().map_err(|_| Problem::NotFound)?,
            version: version.parse().map_err(|_| Problem::NotFound)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::values::{Place, one_or_more};
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Named {
        name: String,
        inner: Option<Object<Inner>>,
        #[serde(default, deserialize_with = "one_or_more")]
        items: Vec<Place>,
    }

    #[derive(Debug, Deserialize)]
    struct Inner {
        number: u8,
    }

    #[test]
    fn objects_are_read_as_the_schema_means_them() {
        let read = |json: &str| read::<Named>(serde_json::from_str(json).unwrap());
        let named = read(r#"{"name":"a","inner":{"number":1}}"#).unwrap();
        assert_eq!(named.name, "a");
        assert_eq!(named.inner.unwrap().0.number, 1);
        assert!(read(r#"{"name":"a","inner":{"number":1.0}}"#).is_ok());
        assert!(read(r#"{"name":"a","inner":{"number":1.5}}"#).is_err());
        let named = read(r#"{"name":"a","items":[1.0,2]}"#).unwrap();
        let items: Vec<u32> = named.items.into_iter().map(Place::get).collect();
        assert_eq!(items, [1, 2]);
        for items in ["", "0", "1.5", "-1", "4294967296"] {
            let json = format!(r#"{{"name":"a","items":[{items}]}}"#);
            assert!(read(&json).is_err(), "{json}");
        }
        for array in [r#"["a",{"number":1}]"#, r#"{"name":"a","inner":[1]}"#] {
            assert!(read(array).is_err(), "{array}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_by_its_place_and_never_by_its_value() {
        let detail = |json: &str| {
            let wrong = read::<Named>(serde_json::from_str(json).unwrap());
            wrong.unwrap_err().detail
        };
        for (json, expected) in [
            ("{}", "the request has no name"),
            (r#"{"name":"a","inner":{}}"#, "inner has no number"),
            (r#"{"name":7}"#, "name is not what the API describes"),
            (
                r#"{"name":"a","inner":{"number":"secret"}}"#,
                "inner.number is not what the API describes",
            ),
            (
                r#"{"name":"a","items":[1,"secret"]}"#,
                "items[1] is not what the API describes",
            ),
            ("[]", "the request is not what the API describes"),
        ] {
            assert_eq!(detail(json).as_deref(), Some(expected), "{json}");
        }
    }
}
