//! The description of the operations, generated from their handlers and types.

use serde_json::{Map, Value, json};
use shared::report;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::schemas::{COMPONENTS, problem};
use super::{
    cases, changes, claims, due, figures, findings, hand_offs, items, questions, queue, recipients,
    search,
};
use crate::web::pages::statistics;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "The desk of Sealed Report",
        description = "For the hotline's other systems. Every request carries a token of the desk: \
                       `Authorization: Bearer TOKEN`.",
    ),
    paths(
        claims::claim, claims::extend, claims::release, claims::ack, queue::count,
        due::list, cases::list, cases::take, cases::show, search::search, search::words,
        changes::step, changes::hear, changes::note, changes::assign, changes::feedback,
        questions::ask,
        findings::assess,
        items::correct, items::known,
        hand_offs::make, hand_offs::settle, hand_offs::outcomes, hand_offs::file,
        recipients::list, recipients::put, recipients::remove,
        figures::count, figures::items, figures::notices,
        statistics::json,
    ),
    tags(
        (name = "claims", description = "Reports are taken out of the queue under a lease, and \
                                         acked when they are safe elsewhere."),
        (name = "cases", description = "Reports are worked on at this desk. A case holds one report \
                                        with its content items: the addresses that it names. \
                                        Findings, steps and hand-offs are those of the items; \
                                        the state of the case follows from them."),
        (name = "recipients", description = "The address book: hosts and police units that get \
                                             hand-offs."),
        (name = "figures", description = "Content items in whole numbers, for those who lead."),
        (name = "statistics", description = "Counts of cases by month, with small counts hidden."),
    ),
)]
struct Api;

/// The description, but for what the table of routes adds to each operation.
pub(in crate::web) fn description() -> Value {
    let mut api = Api::openapi();
    let mut components = api.components.take().unwrap_or_default();
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.add_security_scheme("token", SecurityScheme::Http(token));
    components.schemas.insert("Problem".to_owned(), problem());
    api.components = Some(components);
    let mut document = json!(api);
    if let Some(schemas) = document.pointer_mut("/components/schemas") {
        add_report(schemas);
    }
    document
}

/// Adds the report's own schema, and those that it refers to, as they are published for reporters.
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
