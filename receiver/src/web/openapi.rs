//! The description of the API: OpenAPI 3.1. The operations describe themselves; the table of routes
//! adds the right that each takes.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::api::{description, responses};
use super::problem::Problem;
use super::routes::{self, Access, Route};

/// The address at which the description is served.
pub const PATH: &str = "/v1/openapi.json";

/// `GET /v1/openapi.json`: the description.
pub(super) async fn serve() -> impl IntoResponse {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_string());
    let headers = [(header::CONTENT_TYPE, "application/json")];
    (headers, DOCUMENT.as_str())
}

/// The OpenAPI document, as JSON.
pub fn document() -> Value {
    let mut document = description();
    let routes = routes::all();
    for route in routes.iter().filter(|route| route.access == Access::Api) {
        let method = route.method.as_str().to_lowercase();
        if let Some(operation) = document["paths"][route.path].get_mut(method) {
            describe_guard(operation, route);
        }
    }
    document
}

/// Adds the right that a route takes, and the problems that every request to it may meet.
fn describe_guard(operation: &mut Value, route: &Route) {
    operation["security"] = json!([{ "token": [route.right.name()] }]);
    let mut problems = vec![
        Problem::Unauthorized,
        Problem::Forbidden,
        Problem::Overdue,
        Problem::OtherHost,
        Problem::Unavailable,
    ];
    let has_id = route.path.contains("{id}");
    if has_id {
        problems.push(Problem::NotFound);
    }
    if !operation["requestBody"].is_null() || !has_id {
        problems.push(Problem::BadRequest);
    }
    for (status, response) in responses(&problems) {
        operation["responses"][status] = json!(response);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_door_of_the_api_is_described_and_nothing_else() {
        let routes = routes::all();
        let routes = routes.iter().filter(|route| route.access == Access::Api);
        let routes: BTreeSet<_> = routes
            .map(|route| (route.method.as_str().to_lowercase(), route.path.to_owned()))
            .collect();
        let document = document();
        let paths = document["paths"].as_object().unwrap();
        let described = paths.iter().flat_map(|(path, operations)| {
            let methods = operations.as_object().unwrap().keys();
            methods.map(|method| (method.clone(), path.clone()))
        });
        assert_eq!(described.collect::<BTreeSet<_>>(), routes);
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let text = document.to_string();
        let names = text.split("\"$ref\":\"#").skip(1);
        for name in names.map(|rest| rest.split('"').next().unwrap()) {
            assert!(document.pointer(name).is_some(), "{name} is not there");
        }
    }
}
