//! Schemas and answers that the handlers' descriptions share.

use std::collections::BTreeMap;

use model::life::STEPS;
use utoipa::IntoResponses;
use utoipa::openapi::schema::{AnyOfBuilder, ArrayBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{
    ContentBuilder, KnownFormat, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Schema,
};

use crate::web::problem::Problem;
use crate::words::Words;

/// Prefix of the references to schemas in the description.
pub(super) const COMPONENTS: &str = "#/components/schemas/";

/// 409: the token does not hold the lease (any more).
pub(super) struct LeaseConflict;

impl IntoResponses for LeaseConflict {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[Problem::LeaseLost])
    }
}

/// 409: the case was changed by somebody else, or is in another state.
pub(super) struct CaseConflict;

impl IntoResponses for CaseConflict {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[Problem::Conflict])
    }
}

/// 409: the case was changed by somebody else, or no account of this name may work on cases.
pub(super) struct AssigneeConflict;

impl IntoResponses for AssigneeConflict {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[Problem::Conflict, Problem::NoAccount])
    }
}

/// An example of what can be missing.
const NOT_YET: Problem = Problem::not_yet(Words::problem_hand_off_needed);

/// An example of a value that is not possible.
fn no_value() -> Problem {
    Problem::field("items", Words::problem_nothing_chosen)
}

/// 409: the case was changed by somebody else, or is in another state. 422: a text is not possible.
pub(super) struct NoteConflict;

impl IntoResponses for NoteConflict {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[Problem::Conflict, no_value()])
    }
}

/// 409: the case was changed by somebody else, or something that the step requires is missing.
/// 422: a value is missing or not possible.
pub(super) struct StepConflict;

impl IntoResponses for StepConflict {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[Problem::Conflict, NOT_YET, no_value()])
    }
}

/// 409: the case was changed by somebody else, or the hand-off cannot be made. 422: a
/// value is missing or not possible.
pub(super) struct HandOffConflict;

impl IntoResponses for HandOffConflict {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let conflicts = [Problem::Conflict, NOT_YET, Problem::NoHandoffs, no_value()];
        responses(&conflicts)
    }
}

/// 200: a file.
pub(super) struct File;

impl IntoResponses for File {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let response = ResponseBuilder::new()
            .description("The file.")
            .content("application/octet-stream", ContentBuilder::new().build())
            .build();
        BTreeMap::from([("200".to_owned(), RefOr::T(response))])
    }
}

/// 404: no recipient has this name.
pub(super) struct NoRecipient;

impl IntoResponses for NoRecipient {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[Problem::NotFound])
    }
}

/// 409: the recipient was changed by somebody else at the same time.
pub(super) struct RecipientConflict;

impl IntoResponses for RecipientConflict {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        responses(&[Problem::Conflict])
    }
}

/// The answers for these problems, by status. Those of one status share an answer that lists them.
pub(in crate::web) fn responses(problems: &[Problem]) -> BTreeMap<String, RefOr<Response>> {
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

/// The schema of a problem document (RFC 9457).
pub(super) fn problem() -> RefOr<Schema> {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let name = text().pattern(Some("^urn:sealed-report:problem:[a-z-]+$"));
    ObjectBuilder::new()
        .property("type", name)
        .property("title", text())
        .property("detail", text())
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

pub(super) fn location() -> RefOr<Schema> {
    reference("Location")
}

pub(super) fn report_id() -> RefOr<Schema> {
    reference("ReportId")
}

pub(super) fn some_report_id() -> RefOr<Schema> {
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
