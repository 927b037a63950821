//! The content items of a case: their locations, and items that were known before.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use shared::limits::MAX_LOCATIONS;
use utoipa::ToSchema;

use super::inputs::{Body, Id};
use super::outputs::Changed;
use super::schemas::StepConflict;
use super::values::{Address, Number, Place, Version, one_or_more};
use crate::casework::Sighted;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::problem::Problem;

/// Locations as an analyst corrects, splits or adds them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LocationsRequest {
    version: Version,
    /// The item that gets the first address; each other address becomes an item of its own. Null or
    /// left out to add all of them.
    item: Option<Place>,
    /// Addresses on the web, of hidden services, or magnet links.
    #[serde(deserialize_with = "one_or_more")]
    #[schema(value_type = Vec<Address>, min_items = 1, max_items = 20)]
    addresses: Vec<Address>,
}

/// What the report of this case says about a content item of an earlier case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KnownRequest {
    version: Version,
    item: Number,
    sighted: Sighted,
}

/// Corrects the location of a content item, splits it into several, or adds items. The report keeps
/// what the reporter wrote.
#[utoipa::path(
    post, path = "/v1/cases/{id}/locations", operation_id = "correct_locations", tag = "cases",
    params(Id), request_body = LocationsRequest,
    responses((status = 200, description = "The locations were changed.", body = Changed), StepConflict),
)]
pub(super) async fn correct(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
    Body(request): Body<LocationsRequest>,
) -> Result<Json<Changed>, Problem> {
    if request.addresses.len() > MAX_LOCATIONS {
        return Err(Problem::BadRequest);
    }
    let version = request.version.get();
    let place = request.item.map(Place::get);
    let lines: Vec<&str> = request.addresses.iter().map(Address::as_str).collect();
    let next = desk
        .casework
        .correct(&actor, id, version, place, &lines.join("\n"))
        .await?;
    Ok(Json(Changed { version: next }))
}

/// Records what the report says about a content item that was known before. The item changes with
/// it: content that is back online is worked on again, with the findings from before.
#[utoipa::path(
    post, path = "/v1/cases/{id}/known", operation_id = "settle_known", tag = "cases",
    params(Id), request_body = KnownRequest,
    responses((status = 200, description = "It was recorded.", body = Changed), StepConflict),
)]
pub(super) async fn known(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
    Body(request): Body<KnownRequest>,
) -> Result<Json<Changed>, Problem> {
    let (version, number) = (request.version.get(), request.item.get());
    let next = desk
        .casework
        .settle_known(&actor, id, version, number, request.sighted)
        .await?;
    Ok(Json(Changed { version: next }))
}
