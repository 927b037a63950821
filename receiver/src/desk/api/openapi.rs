//! The description of the API: OpenAPI 3.1, generated from the handlers, the types and the doors.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};
use shared::report;
use utoipa::openapi::schema::{AnyOfBuilder, ArrayBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, KnownFormat, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Schema,
};
use utoipa::{IntoResponses, OpenApi};

use super::{cases, changes, claims};
use crate::desk::doors::{self, Door, Kind};
use crate::desk::statistics;
use crate::desk::workflow::STEPS;
use crate::problem::Problem;

/// Where it is served.
pub const PATH: &str = "/v1/openapi.json";

/// Every component of the description, before it is referred to.
const COMPONENTS: &str = "#/components/schemas/";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "The desk of Sealed Report",
        description = "For the hotline's other systems. Every request carries a token of the desk: \
                       `Authorization: Bearer TOKEN`.",
    ),
    paths(
        claims::claim, claims::extend, claims::release, claims::ack,
        cases::list, cases::take, cases::show,
        changes::step, changes::assess, changes::note, changes::assign, changes::hold_notice,
        statistics::json,
    ),
    tags(
        (name = "claims", description = "Reports are taken out of the queue under a lease, and \
                                         acked when they are safe elsewhere."),
        (name = "cases", description = "Reports are worked on at this desk."),
        (name = "statistics", description = "What is counted."),
    ),
)]
struct Api;

/// `GET /v1/openapi.json`: the description.
pub(crate) async fn serve() -> impl IntoResponse {
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_string());
    let headers = [(header::CONTENT_TYPE, "application/json")];
    (headers, DOCUMENT.as_str())
}

/// The description.
pub fn document() -> Value {
    let mut api = Api::openapi();
    let mut components = api.components.take().unwrap_or_default();
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.add_security_scheme("token", SecurityScheme::Http(token));
    components
        .schemas
        .insert("Problem".to_owned(), problem_schema());
    api.components = Some(components);
    let mut document = json!(api);
    if let Some(schemas) = document.pointer_mut("/components/schemas") {
        add_report(schemas);
    }
    for door in doors::all().iter().filter(|door| door.kind == Kind::Api) {
        let method = door.method.as_str().to_lowercase();
        if let Some(operation) = document["paths"][door.path].get_mut(method) {
            guard(operation, door);
        }
    }
    document
}

/// Adds the report's own schema, and what it refers to, as they are published for reporters.
fn add_report(schemas: &mut Value) {
    let schema = json!(report::json_schema()).to_string();
    let schema = schema.replace("#/$defs/", COMPONENTS);
    let mut report: Map<String, Value> = serde_json::from_str(&schema).unwrap_or_default();
    report.remove("$schema");
    if let (Some(Value::Object(parts)), Some(schemas)) =
        (report.remove("$defs"), schemas.as_object_mut())
    {
        schemas.extend(parts);
    }
    schemas["Report"] = Value::Object(report);
}

/// Says what every operation behind this door asks for, and how it can be refused.
fn guard(operation: &mut Value, door: &Door) {
    operation["security"] = json!([{ "token": [door.right.name()] }]);
    let mut problems = vec![
        Problem::Unauthorized,
        Problem::Forbidden,
        Problem::TooSlow,
        Problem::Unavailable,
    ];
    let has_id = door.path.contains("{id}");
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

/// How a lease can be lost.
pub(super) struct LeaseConflict;

impl IntoResponses for LeaseConflict {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[Problem::LeaseLost])
    }
}

/// How a case can be otherwise than one thought.
pub(super) struct CaseConflict;

impl IntoResponses for CaseConflict {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[Problem::Conflict])
    }
}

/// How a step can be impossible.
pub(super) struct StepConflict;

impl IntoResponses for StepConflict {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[Problem::Conflict, Problem::NotYet])
    }
}

/// Problems by their status, each with what it says.
fn responses(problems: &[Problem]) -> BTreeMap<String, RefOr<Response>> {
    let mut said: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for problem in problems {
        let line = format!("`{}`: {problem}.", problem.name());
        let status = problem.status().as_str().to_owned();
        said.entry(status).or_default().push(line);
    }
    let content = ContentBuilder::new()
        .schema(Some(reference("Problem")))
        .build();
    let described = said.into_iter().map(|(status, lines)| {
        let response = ResponseBuilder::new()
            .description(lines.join("\n\n"))
            .content("application/problem+json", content.clone())
            .build();
        (status, RefOr::T(response))
    });
    described.collect()
}

/// A problem document (RFC 9457).
fn problem_schema() -> RefOr<Schema> {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let kind = text().pattern(Some("^urn:sealed-report:problem:[a-z-]+$"));
    ObjectBuilder::new()
        .property("type", kind)
        .property("title", text())
        .property("status", ObjectBuilder::new().schema_type(Type::Integer))
        .required("type")
        .required("title")
        .required("status")
        .into()
}

fn reference(name: &str) -> RefOr<Schema> {
    Ref::new(format!("{COMPONENTS}{name}")).into()
}

fn or_null(schema: RefOr<Schema>) -> RefOr<Schema> {
    let null = ObjectBuilder::new().schema_type(Type::Null);
    AnyOfBuilder::new().item(schema).item(null).into()
}

pub(super) fn category() -> RefOr<Schema> {
    reference("Category")
}

pub(super) fn report_id() -> RefOr<Schema> {
    reference("ReportId")
}

pub(in crate::desk) fn some_report_id() -> RefOr<Schema> {
    or_null(report_id())
}

pub(super) fn report_ids() -> RefOr<Schema> {
    ArrayBuilder::new().items(report_id()).into()
}

pub(super) fn some_report() -> RefOr<Schema> {
    or_null(reference("Report"))
}

pub(super) fn some_text() -> RefOr<Schema> {
    let types = SchemaType::from_iter([Type::String, Type::Null]);
    ObjectBuilder::new().schema_type(types).into()
}

pub(super) fn lease() -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(
            "The secret of the claim that the report is held under.",
        ))
        .pattern(Some("^[0-9a-f]{32}$"))
        .into()
}

pub(super) fn ip_address() -> RefOr<Schema> {
    let address = |format| {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(format)))
    };
    AnyOfBuilder::new()
        .item(address(KnownFormat::Ipv4))
        .item(address(KnownFormat::Ipv6))
        .item(ObjectBuilder::new().schema_type(Type::Null))
        .into()
}

pub(super) fn step_name() -> RefOr<Schema> {
    let mut names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
    names.sort_unstable();
    names.dedup();
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(names))
        .into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_door_of_the_api_is_described_and_nothing_else() {
        let doors = doors::all();
        let doors = doors.iter().filter(|door| door.kind == Kind::Api);
        let doors: BTreeSet<_> = doors
            .map(|door| (door.method.as_str().to_lowercase(), door.path.to_owned()))
            .collect();
        let document = document();
        let paths = document["paths"].as_object().unwrap();
        let described = paths.iter().flat_map(|(path, operations)| {
            let methods = operations.as_object().unwrap().keys();
            methods.map(|method| (method.clone(), path.clone()))
        });
        assert_eq!(described.collect::<BTreeSet<_>>(), doors);
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
