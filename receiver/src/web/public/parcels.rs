//! Receives the parcels that other hotlines send.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use super::Site;
use crate::web::problem::Problem;

/// `POST /v1/parcels`: stores one parcel, and answers with its receipt.
pub(crate) async fn parcels(
    State(site): State<Arc<Site>>,
    parcel: Result<Bytes, BytesRejection>,
) -> Result<impl IntoResponse, Problem> {
    let parcel = parcel.map_err(|_| Problem::TooLarge)?;
    let receipt = site.intake.take_parcel(parcel.into()).await?;
    let headers = [(header::CONTENT_TYPE, "application/json")];
    Ok((StatusCode::ACCEPTED, headers, receipt))
}
