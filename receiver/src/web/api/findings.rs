//! Findings about content items.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use model::assessment::{AgeGroup, Classification, Commerciality, Finding, Gender, SiteType};
use serde::Deserialize;
use utoipa::ToSchema;

use super::inputs::{Body, Id, Object};
use super::outputs::Changed;
use super::schemas::{StepConflict, ip_address};
use super::values::{Place, Version, Word, few, one_or_more};
use crate::casework::{Copied, Observed};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::problem::Problem;

/// The findings to record.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FindingsRequest {
    version: Version,
    /// At most one finding for each content item; other items keep theirs.
    #[serde(deserialize_with = "few")]
    #[schema(value_type = Vec<FindingRequest>, max_items = 100)]
    findings: Vec<Object<FindingRequest>>,
    /// Copies a finding to other items, after the findings of this request were recorded.
    #[schema(value_type = Option<CopyRequest>)]
    copy: Option<Object<CopyRequest>>,
}

/// The finding about one content item. A menu that is null or left out was not chosen. The step
/// `illegal` needs all of them for `baseline`, and for `national` if the category is `csam`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FindingRequest {
    item: Place,
    classification: Classification,
    gender: Option<Gender>,
    age_group: Option<AgeGroup>,
    commerciality: Option<Commerciality>,
    site_type: Option<SiteType>,
    /// The material is drawn or generated and shows no real child.
    #[serde(default, rename = "virtual")]
    is_virtual: bool,
    /// The material shows a dressed child in sexualised poses.
    #[serde(default)]
    child_modelling: bool,
    /// The child made the material itself.
    #[serde(default)]
    user_generated: bool,
    /// Labels of INHOPE's Universal Classification Schema, as the hotline writes them.
    #[serde(default, deserialize_with = "few")]
    #[schema(value_type = Vec<Word>, max_items = 100)]
    ucs_labels: Vec<Word>,
    /// The IP address of the site's server, from which the receiver estimates the country. It looks
    /// nothing up in the network.
    #[schema(schema_with = ip_address)]
    address: Option<IpAddr>,
    /// An explanation for the host and the police; null or left out to keep the one that is there.
    #[serde(default)]
    #[schema(max_length = 1000)]
    explanation: Option<String>,
}

/// A finding to copy, with its explanation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CopyRequest {
    /// The item whose finding is copied.
    from: Place,
    /// The items that get it.
    #[serde(deserialize_with = "one_or_more")]
    #[schema(value_type = Vec<Place>, min_items = 1, max_items = 100)]
    to: Vec<Place>,
}

/// Records findings about content items, in place of those recorded before.
#[utoipa::path(
    post, path = "/v1/cases/{id}/findings", operation_id = "assess_case", tag = "cases",
    params(Id), request_body = FindingsRequest,
    responses((status = 200, description = "The findings were recorded.", body = Changed), StepConflict),
)]
pub(super) async fn assess(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
    Body(request): Body<FindingsRequest>,
) -> Result<Json<Changed>, Problem> {
    let (version, observed) = (request.version.get(), observed(request.findings));
    let copy = request.copy.map(|Object(copy)| {
        let to: Vec<u32> = copy.to.into_iter().map(Place::get).collect();
        (copy.from.get(), to)
    });
    let copied = copy.as_ref().map(|(from, to)| Copied { from: *from, to });
    let next = desk
        .casework
        .assess(&actor, id, version, &observed, copied)
        .await?;
    Ok(Json(Changed { version: next }))
}

/// The observations of a request.
pub(super) fn observed(findings: Vec<Object<FindingRequest>>) -> Vec<Observed> {
    let findings = findings.into_iter();
    findings.map(|Object(found)| found.into()).collect()
}

impl From<FindingRequest> for Observed {
    fn from(request: FindingRequest) -> Self {
        let labels = request.ucs_labels.into_iter();
        Self {
            place: request.item.get(),
            finding: Some(Finding {
                classification: request.classification,
                gender: request.gender,
                age_group: request.age_group,
                commerciality: request.commerciality,
                site_type: request.site_type,
                is_virtual: request.is_virtual,
                child_modelling: request.child_modelling,
                user_generated: request.user_generated,
                ucs_labels: labels.map(Word::into_string).collect(),
                hosting: None,
            }),
            address: request.address,
            explanation: request.explanation,
        }
    }
}
