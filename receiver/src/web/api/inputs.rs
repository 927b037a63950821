//! The API's requests, checked exactly as the description states.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};
use shared::report::ReportId;
use utoipa::IntoParams;

use super::schemas::report_id;
use crate::web::problem::Problem;

/// Every integer below this has a float of its own (RFC 8259, section 6).
const MAX_EXACT: f64 = (1_u64 << 53) as f64;

/// A JSON object, read as JSON Schema defines it. Derived code alone would also accept an array of
/// the fields in their order, and would not accept `1.0` as an integer.
#[derive(Debug)]
pub struct Object<T>(pub T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut object = Map::<String, Value>::deserialize(deserializer)?;
        object.values_mut().for_each(make_integer);
        let read = T::deserialize(Value::Object(object));
        read.map(Self).map_err(de::Error::custom)
    }
}

fn make_integer(value: &mut Value) {
    if let Value::Array(values) = value {
        return values.iter_mut().for_each(make_integer);
    }
    let Some(number) = value.as_number().filter(|number| number.is_f64()) else {
        return;
    };
    // Written as digits only: a float holds whole numbers of this size exactly.
    let whole = number.as_f64().filter(|float| float.abs() < MAX_EXACT);
    if let Some(integer) = whole.and_then(|float| float.to_string().parse::<i64>().ok()) {
        *value = integer.into();
    }
}

/// The object in a request's body. Every error is reported as the same problem.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let Json(Object(body)) = Json::from_request(request, state).await?;
        Ok(Self(body))
    }
}

impl From<JsonRejection> for Problem {
    fn from(_: JsonRejection) -> Self {
        Self::BadRequest
    }
}

/// The query of an address. Every error is reported as the same problem.
#[derive(FromRequestParts)]
#[from_request(via(Query), rejection(Problem))]
pub(super) struct Asked<T>(pub(super) T);

impl From<QueryRejection> for Problem {
    fn from(_: QueryRejection) -> Self {
        Self::BadRequest
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
        let read = |json: &str| serde_json::from_str::<Object<Named>>(json);
        let Object(named) = read(r#"{"name":"a","inner":{"number":1}}"#).unwrap();
        assert_eq!(named.name, "a");
        assert_eq!(named.inner.unwrap().0.number, 1);
        assert!(read(r#"{"name":"a","inner":{"number":1.0}}"#).is_ok());
        assert!(read(r#"{"name":"a","inner":{"number":1.5}}"#).is_err());
        let Object(named) = read(r#"{"name":"a","items":[1.0,2]}"#).unwrap();
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
}
